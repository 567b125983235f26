/** Stands for parameters that are not an object. */
export const NO_OBJECT = "!";

/**
 * Encodes an object as one text, as src/encoded_object.rs reads it. Members that are undefined are left out.
 * @param {object} object
 */
export function encode(object) {
  let encoded = "";
  for (const [name, value] of Object.entries(object)) encoded += encodeMember(name, value);
  return encoded;
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {string}
 */
function encodeMember(name, value) {
  switch (typeof value) {
    case "undefined":
      return "";
    case "string":
      return field("s", name, value);
    case "number":
      return Number.isFinite(value) ? field("n", name, String(value)) : field("x", name);
    case "bigint":
    case "boolean":
      return field("n", name, String(value));
    case "function":
      return field("f", name);
    case "object":
      return value === null ? field("z", name) : encodeObject(name, value);
    default:
      return field("x", name);
  }
}

/** The most parts of a list or an object that are encoded: longer ones travel in bodies, which the core does not read. */
const MAX_PARTS = 1000;

/**
 * @param {string} name
 * @param {object} value
 */
function encodeObject(name, value) {
  if (Array.isArray(value)) {
    const items = value.length <= MAX_PARTS && isScalar(value[0]) ? value : [];
    return (
      field("l", name, String(value.length)) + items.map((item) => part("i", "", item)).join("")
    );
  }
  if (value instanceof AbortSignal) return field("a", name);
  if (Object.getPrototypeOf(value) !== Object.prototype) return field("x", name);
  const members = Object.entries(value);
  const parts =
    members.length <= MAX_PARTS
      ? members.map(([key, one]) => part(typeof one === "string" ? "m" : "p", key, one))
      : [];
  return field("o", name, String(members.length)) + parts.join("");
}

/** @param {unknown} value */
const isScalar = (value) => ["string", "number", "bigint", "boolean"].includes(typeof value);

/**
 * A part of a list or an object. The core sees by the number of parts whether some are left out.
 * @param {string} mark
 * @param {string} name
 * @param {unknown} value
 */
const part = (mark, name, value) => (isScalar(value) ? field(mark, name, String(value)) : "");

/**
 * @param {string} mark of the type
 * @param {string} name
 * @param {string} [text]
 */
const field = (mark, name, text = "") =>
  `${mark}${escapeText(name)}\u001f${escapeText(text)}\u001e`;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they separate the fields
const SEPARATOR = /[\u001d-\u001f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they separate the fields
const SEPARATORS = /[\u001d-\u001f]/g;

/** @param {string} text */
const escapeText = (text) =>
  SEPARATOR.test(text)
    ? text.replace(SEPARATORS, (c) => `\u001d${{ "\u001e": "e", "\u001f": "f" }[c] ?? "d"}`)
    : text;
