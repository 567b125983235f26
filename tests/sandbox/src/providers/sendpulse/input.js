// A request's parameters, checked against the description: digits count as a number, empty text as
// absent, and every problem is named by its parameter. What is not described is let through.

import { isObject } from "../../data/values.js";
import { CASTS, createChecker } from "../../openapi/check.js";
import { bodyFields, queryFields } from "./given.js";
import { unserialize } from "./php.js";
import { invalid, notFound } from "./refusal.js";

/**
 * @typedef {import("./document.js").Operation} Operation
 * @typedef {import("./document.js").Schema} Schema
 * @typedef {import("../../openapi/check.js").Problem} Problem
 * @typedef {import("../../openapi/check.js").Problems} Problems
 * @typedef {ReturnType<typeof createChecker>} Check
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
  const check = createChecker({ follow, casts: READ, isAbsent, undeclared: "kept" });
  const posted = bodyFields(sent);
  // The official Node client sends a list's parameters as a body, with GET too.
  const given = { ...(operation.body ? {} : posted), ...queryFields(query) };
  /** @type {Record<string, any>} */
  const path = {};
  /** @type {Record<string, any>} */
  const asked = { ...given };
  for (const { name, in: place, required, schema } of operation.parameters) {
    if (place === "path")
      path[name] = pathValue(operation, check, schema, name, values[name], problems);
    else if (!isAbsent(given[name])) asked[name] = check(schema, given[name], name, problems);
    else if (required) problems[name] = [{ kind: "missing" }];
    else delete asked[name];
  }
  const body = operation.body
    ? bodyOf(follow(operation.body.schema), check, posted, sent.json, problems)
    : undefined;
  if (Object.keys(problems).length) throw invalid(operation, firstOf(problems));
  return { path, query: asked, body };
}

/**
 * @param {Schema} schema
 * @param {Check} check
 * @param {Record<string, unknown>} posted
 * @param {unknown} json
 * @param {Problems} problems
 */
function bodyOf(schema, check, posted, json, problems) {
  if (schema.type !== "array") return check(schema, posted, "", problems);
  const list = Array.isArray(json) ? json : posted.emails;
  if (Array.isArray(list)) return check(schema, list, "emails", problems);
  problems.emails = [list === undefined ? { kind: "missing" } : { kind: "type", types: ["array"] }];
  return [];
}

/**
 * Whatever is no number cannot be the id of anything; a UUID is looked at more closely.
 *
 * @param {Operation} operation
 * @param {Check} check
 * @param {Schema} declared
 * @param {string} name
 * @param {string | undefined} value
 * @param {Problems} problems
 */
function pathValue({ service, follow }, check, declared, name, value = "", problems) {
  const { type, format } = follow(declared);
  if (format === "uuid") return check(declared, value, name, problems);
  if (type !== "integer") return value;
  if (!/^\d{1,15}$/.test(value)) throw notFound(service);
  return Number(value);
}

/**
 * The first problem of each parameter, as SendPulse tells them apart.
 *
 * @param {Problems} problems
 * @returns {import("./refusal.js").Problems}
 */
function firstOf(problems) {
  const told = Object.entries(problems).flatMap(([name, [problem]]) =>
    problem ? [[name, kindOf(problem)]] : [],
  );
  return Object.fromEntries(told);
}

/**
 * @param {Problem} problem
 * @returns {import("./refusal.js").Problem}
 */
function kindOf(problem) {
  if (problem.kind === "enum" || problem.kind === "form") {
    return { kind: "invalid", value: problem.value };
  }
  if (problem.kind !== "type") return problem;
  const { types, value } = problem;
  const [first, ...others] = types.filter((type) => type !== "null");
  const kind = others.length || first === undefined ? "invalid" : first;
  return { kind: /** @type {import("./refusal.js").Problem["kind"]} */ (kind), value };
}

/**
 * Texts may hold lists and objects, flags are written out, and files count as texts.
 *
 * @type {import("../../openapi/check.js").Casts}
 */
const READ = {
  ...CASTS,
  string: (value) => (typeof value === "string" || isFile(value) ? value : undefined),
  boolean: (value) =>
    value === "true" ? true : value === "false" ? false : CASTS.boolean?.(value),
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

/** @param {unknown} value */
function isAbsent(value) {
  return value === undefined || value === null || value === "";
}
