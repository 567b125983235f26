// What a request brings, checked against the description as Laravel checks: empty text counts as
// absent, digits count as a number, and every problem is named by its field.

import { isObject } from "../../data/values.js";
import { CASTS, createChecker } from "../../openapi/check.js";
import { follow } from "./document.js";
import { badRequest, invalid, missing } from "./refusal.js";

/**
 * @typedef {import("./document.js").Operation} Operation
 * @typedef {import("./document.js").Schema} Schema
 * @typedef {import("../../openapi/check.js").Problem} Problem
 * @typedef {import("../../openapi/check.js").Problems} Problems
 *
 * @typedef {Object} Input
 * @property {Record<string, any>} params of the path and the query, by the types of the description
 * @property {Record<string, any>} body
 */

/** Laravel hands on only what the rules name. */
const check = createChecker({ follow, casts: CASTS, isAbsent, undeclared: "dropped" });

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
    else if (required) problems[name] = [{ kind: "missing" }];
  }
  const body = operation.body ? bodyOf(operation.body, posted, problems) : {};
  if (Object.keys(problems).length) throw invalid(worded(problems));
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
 * The problems in words.
 *
 * @param {Problems} problems
 */
function worded(problems) {
  const said = Object.entries(problems).map(([name, all]) => [
    name,
    all.map((problem) => `The field ${name} ${reasonOf(problem)}.`),
  ]);
  return Object.fromEntries(said);
}

/** @param {Problem} problem */
function reasonOf(problem) {
  switch (problem.kind) {
    case "missing":
      return "is missing";
    case "type":
      return `must be ${problem.types.map((type) => TYPES[type]).join(" or ")}`;
    case "enum":
      return `must be one of: ${problem.allowed.join(", ")}`;
    case "min":
      return `must be at least ${problem.bound}`;
    case "max":
      return `must be at most ${problem.bound}`;
    case "maxLength":
      return `may have ${problem.bound} characters`;
    case "maxItems":
      return `may have ${problem.bound} items`;
    default:
      return "has the wrong form";
  }
}

/** @type {Record<string, string>} */
const TYPES = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  null: "empty",
};

/** @param {unknown} value */
function isAbsent(value) {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length)
  );
}
