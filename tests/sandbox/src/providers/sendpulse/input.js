// A request's parameters, checked against the description: digits count as a number, empty text as
// absent, and every problem is named by its parameter. What is not described is let through.

import { bodyFields, isObject, queryFields } from "./given.js";
import { unserialize } from "./php.js";
import { invalid, notFound } from "./refusal.js";

/**
 * @typedef {import("./document.js").Operation} Operation
 * @typedef {import("./document.js").Schema} Schema
 * @typedef {import("./document.js").Follow} Follow
 * @typedef {import("./refusal.js").Problem} Problem
 * @typedef {import("./refusal.js").Problems} Problems
 *
 * @typedef {Object} Input
 * @property {Record<string, any>} path by the types of the description
 * @property {Record<string, any>} query
 * @property {any} body undefined where the operation has none
 */

/**
 * @param {Operation} operation
 * @param {Record<string, string>} values of the path
 * @param {URLSearchParams} query
 * @param {import("../../http/body.js").Body} sent
 * @returns {Input}
 */
export function readInput(operation, values, query, sent) {
  /** @type {Problems} */
  const problems = {};
  const { follow } = operation;
  const posted = bodyFields(sent);
  // The official Node client sends a list's parameters as a body, with GET too.
  const given = { ...(operation.body ? {} : posted), ...queryFields(query) };
  /** @type {Record<string, any>} */
  const path = {};
  /** @type {Record<string, any>} */
  const asked = { ...given };
  for (const { name, in: place, required, schema } of operation.parameters) {
    if (place === "path") path[name] = pathValue(operation, schema, name, values[name], problems);
    else if (!isAbsent(given[name]))
      asked[name] = check(schema, follow, given[name], name, problems);
    else if (required) problems[name] = { kind: "missing" };
    else delete asked[name];
  }
  const body = operation.body
    ? bodyOf(operation.body.schema, follow, posted, sent.json, problems)
    : undefined;
  if (Object.keys(problems).length) throw invalid(operation, problems);
  return { path, query: asked, body };
}

/**
 * @param {Schema} declared
 * @param {Follow} follow
 * @param {Record<string, unknown>} posted
 * @param {unknown} json
 * @param {Problems} problems
 */
function bodyOf(declared, follow, posted, json, problems) {
  if (follow(declared).type !== "array") return check(declared, follow, posted, "", problems);
  const list = Array.isArray(json) ? json : posted.emails;
  if (Array.isArray(list)) return check(declared, follow, list, "emails", problems);
  problems.emails = { kind: list === undefined ? "missing" : "array" };
  return [];
}

/**
 * Whatever is no number cannot be the id of anything; a UUID is looked at more closely.
 *
 * @param {Operation} operation
 * @param {Schema} declared
 * @param {string} name
 * @param {string | undefined} value
 * @param {Problems} problems
 */
function pathValue({ service, follow }, declared, name, value = "", problems) {
  const { type, format } = follow(declared);
  if (format === "uuid") return check(declared, follow, value, name, problems);
  if (type !== "integer") return value;
  if (!/^\d{1,15}$/.test(value)) throw notFound(service);
  return Number(value);
}

/**
 * The value in the type that the schema wants.
 *
 * @param {Schema} declared
 * @param {Follow} follow
 * @param {unknown} value
 * @param {string} name
 * @param {Problems} problems
 * @returns {any}
 */
function check(declared, follow, value, name, problems) {
  const schema = follow(declared);
  /** @param {Problem} problem */
  const wrong = (problem) => {
    problems[name] ??= problem;
    return value;
  };
  if (schema.oneOf) return checkOne(schema.oneOf, follow, value, name, problems);
  const types = [schema.type ?? []].flat();
  const typed = types.length ? firstFit(types, value) : value;
  if (typed === undefined) return wrong({ kind: kindOf(types), value });
  if (schema.enum && !schema.enum.some((each) => String(each) === String(typed))) {
    return wrong({ kind: "invalid", value });
  }
  const beyond = limits(schema, typed);
  if (beyond) return wrong(beyond);
  if (Array.isArray(typed)) {
    const { items } = schema;
    return items
      ? typed.map((item, i) => check(items, follow, item, `${name}.${i}`, problems))
      : typed;
  }
  return isObject(typed) && schema.format !== "binary"
    ? checkProperties(schema, follow, typed, name, problems)
    : typed;
}

/**
 * The first of several schemas that has nothing against the value; otherwise what the last has.
 *
 * @param {Schema[]} schemas
 * @param {Follow} follow
 * @param {unknown} value
 * @param {string} name
 * @param {Problems} problems
 */
function checkOne(schemas, follow, value, name, problems) {
  /** @type {Problems} */
  let found = {};
  for (const schema of schemas) {
    found = {};
    const typed = check(schema, follow, value, name, found);
    if (!Object.keys(found).length) return typed;
  }
  Object.assign(problems, found);
  return value;
}

/**
 * @param {Schema} schema
 * @param {Follow} follow
 * @param {Record<string, unknown>} value
 * @param {string} name
 * @param {Problems} problems
 */
function checkProperties(schema, follow, value, name, problems) {
  /** @param {string} key */
  const inside = (key) => (name ? `${name}.${key}` : key);
  for (const key of schema.required ?? []) {
    if (isAbsent(value[key]) && !isNullable(schema.properties?.[key], follow, value[key])) {
      problems[inside(key)] = { kind: "missing" };
    }
  }
  const { properties = {}, additionalProperties: others } = schema;
  /** @type {Record<string, unknown>} */
  const kept = {};
  for (const [key, each] of Object.entries(value)) {
    const declared = Object.hasOwn(properties, key) ? properties[key] : others;
    const checked = typeof declared === "object" && each !== null && each !== "";
    kept[key] = checked ? check(declared, follow, each, inside(key), problems) : each;
  }
  return kept;
}

/**
 * @param {Schema | undefined} declared
 * @param {Follow} follow
 * @param {unknown} value
 */
function isNullable(declared, follow, value) {
  return value === null && [follow(declared ?? {}).type ?? []].flat().includes("null");
}

const FORMATS = /** @type {Record<string, RegExp>} */ ({
  email: /^[^\s@]+@[^\s@]+$/,
  uri: /^[a-z][a-z0-9+.-]*:\/\/\S+$/i,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
});

/**
 * @param {Schema} schema
 * @param {any} value
 * @returns {Problem | undefined}
 */
function limits(schema, value) {
  const { minimum = -Infinity, maximum = Infinity, format = "" } = schema;
  const { minLength = 0, maxLength = Infinity, maxItems = Infinity } = schema;
  if (typeof value === "number" && value < minimum) return { kind: "min", bound: minimum };
  if (typeof value === "number" && value > maximum) return { kind: "max", bound: maximum };
  if (Array.isArray(value) && value.length > maxItems) return { kind: "maxItems", bound: maxItems };
  if (typeof value !== "string") return undefined;
  if (value.length > maxLength) return { kind: "maxLength", bound: maxLength };
  const fits = FORMATS[format]?.test(value) ?? true;
  return value.length < minLength || !fits ? { kind: "invalid", value } : undefined;
}

/** @type {Record<string, (value: any) => any>} */
const CASTS = {
  string: (value) => (typeof value === "string" || isFile(value) ? value : undefined),
  integer: (value) =>
    /^-?\d{1,16}$/.test(String(value)) && isScalar(value) ? Number(value) : undefined,
  number: (value) =>
    isScalar(value) && Number.isFinite(Number(value)) ? Number(value) : undefined,
  boolean: (value) =>
    [true, 1, "1", "true"].includes(value)
      ? true
      : [false, 0, "0", "false"].includes(value)
        ? false
        : undefined,
  array: (value) => [value, written(value)].find(Array.isArray),
  object: (value) =>
    isEmptyList(value) ? {} : [value, written(value)].find((each) => isObject(each)),
  null: (value) => (value === null ? null : undefined),
};

/** What is known of an uploaded file. @param {unknown} value */
function isFile(value) {
  return isObject(value) && typeof value.filename === "string";
}

/** An empty object is an empty list to PHP. @param {unknown} value */
function isEmptyList(value) {
  return Array.isArray(value) && value.length === 0;
}

/**
 * What a text holds: JSON, as in a query, or what PHP serialised.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
function written(value) {
  if (typeof value !== "string") return undefined;
  if (value.startsWith("a:")) return unserialize(value);
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/**
 * The value as it is when some type has it so, otherwise as the first type that it can be read as.
 *
 * @param {string[]} types
 * @param {unknown} value
 */
function firstFit(types, value) {
  const cast = types.map((type) => CASTS[type]?.(value)).filter((each) => each !== undefined);
  return cast.find((each) => each === value) ?? cast[0];
}

/**
 * @param {string[]} types
 * @returns {Problem["kind"]}
 */
function kindOf(types) {
  const [first, ...others] = types.filter((type) => type !== "null");
  return others.length || first === undefined ? "invalid" : /** @type {Problem["kind"]} */ (first);
}

/** @param {unknown} value */
function isScalar(value) {
  return typeof value === "number" || (typeof value === "string" && value.trim() !== "");
}

/** @param {unknown} value */
function isAbsent(value) {
  return value === undefined || value === null || value === "";
}
