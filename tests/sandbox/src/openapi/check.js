// Checks values against schemas, and reads them in the types that the schemas want: digits count as a
// number. What a provider reads otherwise than others is a parameter.

import { isObject } from "../data/values.js";

/**
 * @typedef {import("./document.js").Schema} Schema
 *
 * @typedef {{ value?: unknown } & (
 *   | { kind: "missing" }
 *   | { kind: "form" }
 *   | { kind: "type", types: string[] }
 *   | { kind: "enum", allowed: unknown[] }
 *   | { kind: "min" | "max" | "maxLength" | "maxItems", bound: number }
 * )} Problem what is wrong with one value; "form" is a pattern, a format or a least length
 *
 * @typedef {Record<string, Problem[]>} Problems by the value's name, dots before what is inside
 *
 * @typedef {Record<string, (value: any) => any>} Casts by type: the value as one, or undefined
 *
 * @typedef {Object} Reading how a provider reads values
 * @property {import("./document.js").Follow} follow
 * @property {Casts} casts
 * @property {(value: unknown) => boolean} isAbsent what counts as not sent
 * @property {"kept" | "dropped"} undeclared what becomes of members that the schema does not name,
 *   and of those that count as not sent
 */

/** @type {Casts} */
export const CASTS = {
  string: (value) => (typeof value === "string" ? value : undefined),
  integer: (value) =>
    /^-?\d{1,16}$/.test(String(value)) && isScalar(value) ? Number(value) : undefined,
  number: (value) =>
    isScalar(value) && Number.isFinite(Number(value)) ? Number(value) : undefined,
  boolean: (value) =>
    [true, 1, "1"].includes(value) ? true : [false, 0, "0"].includes(value) ? false : undefined,
  array: (value) => (Array.isArray(value) ? value : undefined),
  object: (value) => (isObject(value) ? value : undefined),
  null: () => undefined,
};

const FORMATS = /** @type {Record<string, RegExp>} */ ({
  email: /^[^\s@]+@[^\s@]+$/,
  uri: /^[a-z][a-z0-9+.-]*:\/\/\S+$/i,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
});

/** @param {Reading} reading */
export function createChecker({ follow, casts, isAbsent, undeclared }) {
  /**
   * The value in the type that the schema wants; as it is, where there are problems.
   *
   * @param {Schema} declared
   * @param {unknown} value
   * @param {string} name
   * @param {Problems} problems where they are added
   * @returns {any}
   */
  function check(declared, value, name, problems) {
    const schema = follow(declared);
    if (schema.oneOf) return checkOne(schema.oneOf, value, name, problems);
    const types = [schema.type ?? []].flat();
    const typed = types.length ? firstFit(types, value) : value;
    const problem = problemOf(schema, types, typed, value);
    if (problem) {
      add(problems, name, problem);
      return value;
    }
    if (Array.isArray(typed)) return checkItems(schema, typed, name, problems);
    const hasMembers = isObject(typed) && schema.format !== "binary";
    return hasMembers ? checkProperties(schema, typed, name, problems) : typed;
  }

  /**
   * The first of several schemas that has nothing against the value; otherwise what the last has.
   *
   * @param {Schema[]} schemas
   * @param {unknown} value
   * @param {string} name
   * @param {Problems} problems
   */
  function checkOne(schemas, value, name, problems) {
    /** @type {Problems} */
    let found = {};
    for (const schema of schemas) {
      found = {};
      const typed = check(schema, value, name, found);
      if (!Object.keys(found).length) return typed;
    }
    Object.assign(problems, found);
    return value;
  }

  /**
   * @param {Schema} schema
   * @param {unknown[]} values
   * @param {string} name
   * @param {Problems} problems
   */
  function checkItems({ items }, values, name, problems) {
    return items ? values.map((item, i) => check(items, item, `${name}.${i}`, problems)) : values;
  }

  /**
   * @param {Schema} schema
   * @param {Record<string, unknown>} value
   * @param {string} name
   * @param {Problems} problems
   */
  function checkProperties(schema, value, name, problems) {
    const { properties = {}, additionalProperties: others, required = [] } = schema;
    /** @param {string} key */
    const inside = (key) => (name ? `${name}.${key}` : key);
    for (const key of required) {
      if (isAbsent(value[key]) && !isNull(properties[key], value[key])) {
        add(problems, inside(key), { kind: "missing" });
      }
    }
    /** @type {Record<string, unknown>} */
    const kept = {};
    for (const [key, each] of Object.entries(value)) {
      const declared = Object.hasOwn(properties, key) ? properties[key] : others;
      if (typeof declared === "object" && !isAbsent(each)) {
        kept[key] = check(declared, each, inside(key), problems);
      } else if (undeclared === "kept" || (declared === true && !isAbsent(each))) {
        kept[key] = each;
      }
    }
    return kept;
  }

  /**
   * Whether the value is null, and may be.
   *
   * @param {Schema | undefined} declared
   * @param {unknown} value
   */
  function isNull(declared, value) {
    const types = [follow(declared ?? {}).type ?? []].flat();
    return value === null && types.includes("null") && casts.null?.(value) === null;
  }

  /**
   * The value as it is when some type has it so, otherwise as the first type that it can be read as.
   *
   * @param {string[]} types
   * @param {unknown} value
   */
  function firstFit(types, value) {
    const cast = types.map((type) => casts[type]?.(value)).filter((each) => each !== undefined);
    return cast.find((each) => each === value) ?? cast[0];
  }

  return check;
}

/**
 * @param {Problems} problems
 * @param {string} name
 * @param {Problem} problem
 */
function add(problems, name, problem) {
  problems[name] = [...(problems[name] ?? []), problem];
}

/**
 * @param {Schema} schema
 * @param {string[]} types
 * @param {any} typed the value in one of the types, if it can be read so
 * @param {unknown} value
 * @returns {Problem | undefined}
 */
function problemOf(schema, types, typed, value) {
  if (typed === undefined) return { kind: "type", types, value };
  const { enum: allowed } = schema;
  if (allowed && !allowed.some((each) => String(each) === String(typed))) {
    return { kind: "enum", allowed, value };
  }
  const { minimum = -Infinity, maximum = Infinity, maxItems = Infinity } = schema;
  if (typeof typed === "number" && typed < minimum) return { kind: "min", bound: minimum };
  if (typeof typed === "number" && typed > maximum) return { kind: "max", bound: maximum };
  if (Array.isArray(typed) && typed.length > maxItems) return { kind: "maxItems", bound: maxItems };
  return typeof typed === "string" ? textProblemOf(schema, typed) : undefined;
}

/**
 * @param {Schema} schema
 * @param {string} text
 * @returns {Problem | undefined}
 */
function textProblemOf({ minLength = 0, maxLength = Infinity, format = "", pattern = "" }, text) {
  if (text.length > maxLength) return { kind: "maxLength", bound: maxLength };
  const fits = (FORMATS[format]?.test(text) ?? true) && new RegExp(pattern).test(text);
  return text.length < minLength || !fits ? { kind: "form", value: text } : undefined;
}

/** @param {unknown} value */
function isScalar(value) {
  return typeof value === "number" || (typeof value === "string" && value.trim() !== "");
}
