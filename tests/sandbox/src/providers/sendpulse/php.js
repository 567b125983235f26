// PHP's serialised form, in which the official Node and PHP clients send lists of addresses and
// messages within their JSON.

/**
 * The value in the text, or undefined when that is nothing serialised.
 *
 * @param {string} text
 * @returns {unknown}
 */
export function unserialize(text) {
  // Lengths count bytes, so the text is read as such.
  const bytes = Buffer.from(text);
  let at = 0;

  /** @param {string} end */
  const until = (end) => {
    const stop = bytes.indexOf(end, at);
    if (stop < 0) throw new SyntaxError("the text stops short");
    return take(stop - at, end);
  };

  /**
   * @param {number} length
   * @param {string} end what has to stand behind it
   */
  const take = (length, end) => {
    const part = bytes.toString("utf8", at, at + length);
    at += length + end.length;
    if (bytes.toString("latin1", at - end.length, at) !== end) {
      throw new SyntaxError(`${end} is not where it should be`);
    }
    return part;
  };

  /** @returns {unknown} */
  const read = () => {
    const type = take(2, "");
    if (type === "N;") return null;
    if (type === "b:") return until(";") === "1";
    if (type === "i:" || type === "d:") return Number(until(";"));
    if (type === "s:") return take(Number(until(':"')), '";');
    if (type !== "a:") throw new SyntaxError(`there is no type ${type}`);
    const pairs = Array.from({ length: Number(until(":{")) }, () => [read(), read()]);
    take(0, "}");
    const isList = pairs.every(([key], i) => key === i);
    return isList ? pairs.map(([, value]) => value) : Object.fromEntries(pairs);
  };

  try {
    const value = read();
    return at === bytes.length ? value : undefined;
  } catch {
    return undefined;
  }
}
