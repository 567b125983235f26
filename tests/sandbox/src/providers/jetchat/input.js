// What a request brings, checked against the description as Laravel checks: empty text counts as
// absent, digits count as a number, and every problem is named by its field.

import { follow } from "./document.js";
import { badRequest, invalid, missing } from "./refusal.js";

/**
 * @typedef {import("./document.js").Operation} Operation
 * @typedef {import("./document.js").Schema} Schema
 * @typedef {Record<string, string[]>} Problems
 *
 * @typedef {Object} Input
 * @property {Record<string, any>} params of the path and the query, by the types of the description
 * @property {Record<string, any>} body
 */

/**
 * @param {Operation} operation
 * @param {Record<string, string>} path
 * @param {URLSearchParams} query
 * @param {import("../../http/body.js").Body} sent
 * @returns {Input}
 */
export function readInput(operation, path, query, sent) {
  /** @type {Problems} */
  const problems = {};
  const posted = objectIn(sent);
  // Some clients post the paging of a list that is read by POST, so the body counts as query there.
  const given = { ...(operation.body ? {} : posted), ...Object.fromEntries(query) };
  /** @type {Record<string, any>} */
  const params = {};
  for (const parameter of operation.parameters) {
    const { name, schema, required } = parameter;
    if (parameter.in === "path") params[name] = pathValue(schema, path[name]);
    else if (!isAbsent(given[name]))
      params[name] = check(lenient(name, schema), given[name], name, problems);
    else if (required) problems[name] = [`The field ${name} is missing.`];
  }
  const body = operation.body ? bodyOf(operation.body, posted, problems) : {};
  if (Object.keys(problems).length) throw invalid(problems);
  return { params, body };
}

/** @param {import("../../http/body.js").Body} sent */
function objectIn(sent) {
  if (isObject(sent.json)) return sent.json;
  return sent.form ? Object.fromEntries(sent.form) : {};
}

/**
 * The rows of a batch go under `data`; whoever sends them under another name is told so at once.
 *
 * @param {Schema} declared
 * @param {Record<string, unknown>} posted
 * @param {Problems} problems
 */
function bodyOf(declared, posted, problems) {
  const schema = follow(declared);
  const known = schema.properties ?? {};
  const strays = Object.keys(posted).filter((name) => !Object.hasOwn(known, name));
  if (schema.required?.includes("data") && !("data" in posted) && strays.length) {
    throw badRequest("The rows have to be sent as data.");
  }
  return check(schema, posted, "", problems);
}

/**
 * Too large a limit is lowered where the page is made, not refused.
 *
 * @param {string} name
 * @param {Schema} schema
 */
function lenient(name, schema) {
  return name === "limit" ? { ...schema, maximum: undefined } : schema;
}

/**
 * Whatever is no number cannot be the id of anything.
 *
 * @param {Schema} schema
 * @param {string | undefined} value
 */
function pathValue(schema, value) {
  if (schema.type !== "integer") return value;
  if (!/^\d{1,15}$/.test(value ?? "")) throw missing("record");
  return Number(value);
}

/**
 * The value in the type that the schema wants.
 *
 * @param {Schema} declared
 * @param {unknown} value
 * @param {string} name
 * @param {Problems} problems
 * @returns {any}
 */
function check(declared, value, name, problems) {
  const schema = follow(declared);
  /** @param {string} reason */
  const wrong = (reason) => {
    problems[name] = [...(problems[name] ?? []), `The field ${name} ${reason}.`];
    return value;
  };
  const types = [schema.type ?? []].flat();
  const typed = types.length ? firstFit(types, value) : value;
  if (typed === undefined) return wrong(`must be ${types.map(named).join(" or ")}`);
  if (schema.enum && !schema.enum.some((each) => String(each) === String(typed))) {
    return wrong(`must be one of: ${schema.enum.join(", ")}`);
  }
  const most = limits(schema, typed);
  if (most) return wrong(most);
  if (Array.isArray(typed)) return checkItems(schema, typed, name, problems);
  if (isObject(typed)) return checkProperties(schema, typed, name, problems);
  return typed;
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
  /** @param {string} key */
  const inside = (key) => (name ? `${name}.${key}` : key);
  for (const key of schema.required ?? []) {
    if (isAbsent(value[key])) problems[inside(key)] = [`The field ${inside(key)} is missing.`];
  }
  const { additionalProperties: others } = schema;
  /** @type {Record<string, unknown>} */
  const kept = {};
  for (const [key, each] of Object.entries(value)) {
    const declared = Object.hasOwn(schema.properties ?? {}, key)
      ? schema.properties?.[key]
      : others;
    if (!declared || isAbsent(each)) continue; // Laravel hands on only what the rules name
    kept[key] = declared === true ? each : check(declared, each, inside(key), problems);
  }
  return kept;
}

/**
 * @param {Schema} schema
 * @param {any} value
 * @returns {string | undefined}
 */
function limits(schema, value) {
  const {
    minimum = -Infinity,
    maximum = Infinity,
    maxLength = Infinity,
    maxItems = Infinity,
  } = schema;
  if (typeof value === "number" && value < minimum) return `must be at least ${minimum}`;
  if (typeof value === "number" && value > maximum) return `must be at most ${maximum}`;
  if (typeof value === "string" && value.length > maxLength)
    return `may have ${maxLength} characters`;
  if (typeof value === "string" && schema.pattern && !new RegExp(schema.pattern).test(value)) {
    return "has the wrong form";
  }
  if (Array.isArray(value) && value.length > maxItems) return `may have ${maxItems} items`;
  return undefined;
}

/** @type {Record<string, (value: any) => any>} */
const CASTS = {
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

/** @param {string} type */
function named(type) {
  return {
    string: "text",
    integer: "a whole number",
    number: "a number",
    boolean: "true or false",
    array: "a list",
    object: "an object",
    null: "empty",
  }[type];
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** @param {unknown} value */
function isScalar(value) {
  return typeof value === "number" || (typeof value === "string" && value.trim() !== "");
}

/** @param {unknown} value */
function isAbsent(value) {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length)
  );
}
