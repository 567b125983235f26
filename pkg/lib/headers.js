/**
 * Header fields from lines of `name: value`. Fields of one name are joined (RFC 9110, section 5.3). The result is an object,
 * because runtimes read that faster than a list.
 * @param {string} lines
 */
export function parseHeaders(lines) {
  /** @type {Map<string, string>} */
  const fields = new Map();
  for (const line of lines.split("\n")) {
    const at = line.indexOf(": ");
    const [name, value] = [line.slice(0, at), line.slice(at + 2)];
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(fields);
}

/**
 * A client's header fields with those of one call, which replace the client's, whatever the case of their names. What is not a
 * plain object is returned as it is: the core refuses it when the call is planned.
 * @param {Record<string, string>} own
 * @param {Record<string, string>} ofCall
 */
export function mergeHeaders(own, ofCall) {
  const isPlain = (/** @type {unknown} */ fields) =>
    Object.getPrototypeOf(fields) === Object.prototype;
  if (!isPlain(own)) return own;
  if (!isPlain(ofCall)) return ofCall;
  const replaced = new Set(Object.keys(ofCall).map((name) => name.toLowerCase()));
  const others = Object.entries(own).filter(([name]) => !replaced.has(name.toLowerCase()));
  return { ...Object.fromEntries(others), ...ofCall };
}
