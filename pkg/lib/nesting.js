import { NESTING_ANY, NESTING_BASE64 } from "../dist/protocol.js";

/**
 * How a value may be nested: `?` anything, `=` a text in Base64, "" a single value; a list with the nesting of its items, or an object
 * with those of its members (xtask/describe/src/nesting.rs writes them).
 * @typedef {string | { items: Nesting } | { members: Map<string, Nesting> }} Nesting
 */

/** Those that were read so far: a description has few. @type {Map<string, Nesting>} */
const read = new Map();

/** What is Base64 (RFC 4648, section 4), with line breaks that some encoders make. */
const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/**
 * What is wrong with the nesting of a value, with the name of the part that it is wrong of; `undefined` where nothing is.
 * @param {string} name
 * @param {string} written
 * @param {unknown} value
 * @returns {string | undefined}
 */
export function nestingProblem(name, written, value) {
  let nesting = read.get(written);
  if (nesting === undefined) {
    nesting = parse(written);
    read.set(written, nesting);
  }
  return problem(name, nesting, value);
}

/**
 * @param {string} name
 * @param {Nesting} nesting
 * @param {any} value
 * @returns {string | undefined}
 */
function problem(name, nesting, value) {
  // What makes its own JSON, such as a date, is what that gives.
  if (value === undefined || value === null || typeof value.toJSON === "function") return undefined;
  if (nesting === NESTING_ANY) return undefined;
  const isList = Array.isArray(value);
  const isObject = typeof value === "object" && !isList;
  const has = isList ? "a list" : isObject ? "an object" : `a ${typeof value}`;
  if (nesting === NESTING_BASE64) {
    if (typeof value === "string" && BASE64.test(value)) return undefined;
    return `${name} must be a text in Base64: give base64(…), which the package exports`;
  }
  if (typeof nesting === "string") {
    return isList || isObject ? `${name} must be a single value, not ${has}` : undefined;
  }
  if ("items" in nesting) {
    if (!isList) return `${name} must be a list, not ${has}`;
    for (const [at, item] of value.entries()) {
      const wrong = problem(`${name}[${at}]`, nesting.items, item);
      if (wrong) return wrong;
    }
    return undefined;
  }
  if (!isObject) return `${name} must be an object, not ${has}`;
  const others = nesting.members.get("*") ?? NESTING_ANY;
  for (const [key, member] of Object.entries(value)) {
    const wrong = problem(`${name}.${key}`, nesting.members.get(key) ?? others, member);
    if (wrong) return wrong;
  }
  return undefined;
}

/**
 * @param {string} written
 * @returns {Nesting}
 */
function parse(written) {
  let at = 0;
  /** @returns {Nesting} */
  const next = () => {
    const first = written.charAt(at);
    if (first === "[") {
      at += 1;
      const items = next();
      at += 1;
      return { items };
    }
    if (first === "{") {
      /** @type {Map<string, Nesting>} */
      const members = new Map();
      at += 1;
      while (at < written.length && written.charAt(at) !== "}") {
        const [name = ""] = /^[^[\]{}?=,]*/.exec(written.slice(at)) ?? [];
        at += name.length;
        members.set(name, next());
        if (written.charAt(at) === ",") at += 1;
      }
      at += 1;
      return { members };
    }
    if (first !== NESTING_ANY && first !== NESTING_BASE64) return "";
    at += 1;
    return first;
  };
  return next();
}
