import {
  ALL_SPECIAL,
  END,
  ESCAPE,
  ESCAPED,
  MARK_FUNCTION,
  MARK_INNER_PLAIN,
  MARK_INNER_TEXT,
  MARK_ITEM,
  MARK_LIST,
  MARK_NULL,
  MARK_OBJECT,
  MARK_OTHER,
  MARK_PLAIN,
  MARK_SIGNAL,
  MARK_TEXT,
  SEPARATOR,
  SPECIAL,
} from "../dist/protocol.js";

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
      return field(MARK_TEXT, name, value);
    case "number":
      return Number.isFinite(value)
        ? field(MARK_PLAIN, name, String(value))
        : field(MARK_OTHER, name);
    case "bigint":
    case "boolean":
      return field(MARK_PLAIN, name, String(value));
    case "function":
      return field(MARK_FUNCTION, name);
    case "object":
      return value === null ? field(MARK_NULL, name) : encodeObject(name, value);
    default:
      return field(MARK_OTHER, name);
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
      field(MARK_LIST, name, String(value.length)) +
      items.map((item) => part(MARK_ITEM, "", item)).join("")
    );
  }
  if (value instanceof AbortSignal) return field(MARK_SIGNAL, name);
  if (Object.getPrototypeOf(value) !== Object.prototype) return field(MARK_OTHER, name);
  const members = Object.entries(value);
  const parts =
    members.length <= MAX_PARTS
      ? members.map(([key, one]) =>
          part(typeof one === "string" ? MARK_INNER_TEXT : MARK_INNER_PLAIN, key, one),
        )
      : [];
  return field(MARK_OBJECT, name, String(members.length)) + parts.join("");
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
  mark + escapeText(name) + SEPARATOR + escapeText(text) + END;

/** @param {string} text */
const escapeText = (text) =>
  SPECIAL.test(text) ? text.replace(ALL_SPECIAL, (c) => ESCAPE + ESCAPED[c]) : text;
