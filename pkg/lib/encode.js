/** What stands for something that is no object. */
export const NO_OBJECT = "!";

/**
 * Packs an object into one text, as src/encoded_object.rs reads it: members that are undefined are left out.
 * @param {object} object
 */
export function pack(object) {
  let packed = "";
  for (const [name, value] of Object.entries(object)) packed += member(name, value);
  return packed;
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {string}
 */
function member(name, value) {
  switch (typeof value) {
    case "undefined":
      return "";
    case "string":
      return one("s", name, value);
    case "number":
      return Number.isFinite(value) ? one("n", name, String(value)) : one("x", name);
    case "bigint":
    case "boolean":
      return one("n", name, String(value));
    case "function":
      return one("f", name);
    case "object":
      return value === null ? one("z", name) : thing(name, value);
    default:
      return one("x", name);
  }
}

/** How much of a list or an object is packed: what is longer travels in bodies, which the core does not read. */
const MOST = 1000;

/**
 * @param {string} name
 * @param {object} value
 */
function thing(name, value) {
  if (Array.isArray(value)) {
    const items = value.length <= MOST && isPlain(value[0]) ? value : [];
    return (
      one("l", name, String(value.length)) + items.map((item) => inner("i", "", item)).join("")
    );
  }
  if (value instanceof AbortSignal) return one("a", name);
  if (Object.getPrototypeOf(value) !== Object.prototype) return one("x", name);
  const members = Object.entries(value);
  const packed =
    members.length <= MOST
      ? members.map(([key, part]) => inner(typeof part === "string" ? "m" : "p", key, part))
      : [];
  return one("o", name, String(members.length)) + packed.join("");
}

/** @param {unknown} value */
const isPlain = (value) => ["string", "number", "bigint", "boolean"].includes(typeof value);

/**
 * What belongs to a list or an object; a part that is left out shows by the number of those that are there.
 * @param {string} mark
 * @param {string} name
 * @param {unknown} value
 */
const inner = (mark, name, value) => (isPlain(value) ? one(mark, name, String(value)) : "");

/**
 * @param {string} mark of the type
 * @param {string} name
 * @param {string} [text]
 */
const one = (mark, name, text = "") => `${mark}${escaped(name)}\u001f${escaped(text)}\u001e`;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what separates
const SPECIAL = /[\u001d-\u001f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what separates
const EACH = /[\u001d-\u001f]/g;

/** @param {string} text */
const escaped = (text) =>
  SPECIAL.test(text)
    ? text.replace(EACH, (c) => `\u001d${{ "\u001e": "e", "\u001f": "f" }[c] ?? "d"}`)
    : text;
