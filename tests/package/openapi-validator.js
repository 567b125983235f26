// Validates requests and answers against an OpenAPI document alone, with Ajv. None of Portaria's code takes part.

import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/**
 * @typedef {import("./openapi-document.js").Operation} Operation
 *
 * @typedef {object} SentRequest a request as a server received it
 * @property {string} method
 * @property {string} target path and query, as they were sent
 * @property {Record<string, string | string[] | undefined>} headers
 * @property {string} body
 *
 * @typedef {object} Validation
 * @property {string | undefined} id of the operation that it is a request for
 * @property {Record<string, string>} path its parameters in the path
 * @property {Record<string, unknown>} query
 * @property {unknown} body
 * @property {string[]} problems what does not fit the document
 */

/**
 * @param {{ document: Record<string, any>, operations: Operation[] }} description
 */
export function createValidator({ document, operations }) {
  const strict = ajv(document, false);
  // A path and a query hold text only, so Ajv converts a copy of it to the described types.
  const textual = ajv(document, true);

  const base = new URL(document.servers[0].url).pathname.replace(/\/$/, "");

  const validators = operations.map((operation) => ({
    operation,
    template: template(base + operation.path),
    path: textual.compile(parameters(operation, "path")),
    query: textual.compile(parameters(operation, "query")),
    body: operation.bodyAt && strict.compile(body(operation)),
    answer:
      operation.gives === "json"
        ? strict.compile({ $ref: `document#${operation.answerAt}` })
        : undefined,
  }));

  return {
    /**
     * Finds the operation that a request is for, and what does not fit.
     * @param {SentRequest} request
     * @returns {Validation}
     */
    validateRequest({ method, target, headers, body }) {
      const { pathname, searchParams } = new URL(target, "http://127.0.0.1");
      const validator = match(method, pathname);
      if (!validator) {
        const problems = [`no operation is ${method} ${pathname}`];
        return { id: undefined, path: {}, query: {}, body: undefined, problems };
      }
      const { found } = validator;
      const [query, twice] = fieldsOf(validator.operation, searchParams);
      const problems = [
        ...(twice ? ["query: a name appears twice"] : []),
        ...problemsOf("path", validator.path, { ...found }),
        ...problemsOf("query", validator.query, structuredClone(query)),
        ...(headers.accept === "application/json" ? [] : [`accept: ${headers.accept}`]),
      ];
      const type = headers["content-type"];
      let json;
      if (validator.operation.bodyKind === "multipart") {
        if (!type?.toString().startsWith("multipart/form-data; boundary=")) {
          problems.push(`content-type: ${type}`);
        }
      } else if (validator.body) {
        if (type !== "application/json") problems.push(`content-type: ${type}`);
        try {
          json = JSON.parse(body);
          problems.push(...problemsOf("body", validator.body, json));
        } catch {
          problems.push(`body: is not JSON: ${body}`);
        }
      } else if (body !== "" || type !== undefined) {
        problems.push(`body: there should be none, but there is ${type} ${body}`);
      }
      return { id: validator.operation.id, path: found, query, body: json, problems };
    },

    /**
     * What does not fit in an answer.
     * @param {string} id
     * @param {unknown} answer
     */
    validateAnswer(id, answer) {
      const validator = validators.find(({ operation }) => operation.id === id);
      if (!validator) return [`there is no ${id}`];
      return validator.answer ? problemsOf("answer", validator.answer, answer) : [];
    },
  };

  /**
   * Finds the operation of a path. A template with fewer parameters is preferred (OpenAPI, path templating); of two with equally
   * many, the longer one: `{id}_v2.json` before `{id}.json`.
   * @param {string} method
   * @param {string} pathname
   */
  function match(method, pathname) {
    return validators
      .filter(({ operation }) => operation.method === method)
      .flatMap((validator) => {
        const groups = validator.template.exec(pathname)?.groups;
        return validator.template.test(pathname) ? [{ ...validator, found: decoded(groups) }] : [];
      })
      .sort(
        (one, other) =>
          Object.keys(one.found).length - Object.keys(other.found).length ||
          other.operation.path.length - one.operation.path.length,
      )
      .at(0);
  }
}

/**
 * The fields of a query by their names. The values of a list (`ids[]`, as PHP reads it) are collected, and those of an object
 * (`deepObject`). The second result says whether another name appears twice.
 * @param {Operation} operation
 * @param {URLSearchParams} params
 * @returns {[Record<string, unknown>, boolean]}
 */
function fieldsOf({ parameters }, params) {
  /** @type {Record<string, any>} */
  const query = {};
  let twice = false;
  for (const [written, value] of params) {
    const [, name = written, key] = /^(\w+)\[(\w*)\]$/.exec(written) ?? [];
    const type = parameters.find((one) => one.name === name)?.schema.type;
    if (key && type === "object") query[name] = { ...query[name], [key]: value };
    else if (key === "" && type === "array") query[name] = [...(query[name] ?? []), value];
    else {
      twice ||= written in query;
      query[written] = value;
    }
  }
  return [query, twice];
}

/**
 * An Ajv that has the whole document, and refuses keywords that it does not know.
 * @param {object} document
 * @param {boolean} coerceTypes
 */
function ajv(document, coerceTypes) {
  const made = new Ajv2020({ allErrors: true, allowUnionTypes: true, coerceTypes });
  addFormats.default(made);
  const words = [...Object.keys(document), "example", "x-portaria-parameter"];
  return made.addFormat("binary", true).addVocabulary(words).addSchema(document, "document");
}

/**
 * The schema of a body, which may have no member that is not described.
 * @param {Operation} operation
 */
function body({ bodyAt, bodyKind, body }) {
  const $ref = `document#${bodyAt}`;
  const [whole] = bodyKind === "whole" ? Object.values(body?.properties ?? {}) : [];
  return whole?.type === "array"
    ? { $ref }
    : { type: "object", $ref, unevaluatedProperties: false };
}

/** @param {string} path */
function template(path) {
  const literal = (/** @type {string} */ text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const parts = path
    .split(/\{(\w+)\}/)
    .map((part, at) => (at % 2 ? `(?<${part}>[^/]+)` : literal(part)));
  return new RegExp(`^${parts.join("")}$`);
}

/** @param {Record<string, string>} [groups] */
function decoded(groups = {}) {
  const pairs = Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]);
  return Object.fromEntries(pairs);
}

/**
 * The parameters in the path or in the query, as a schema of an object.
 * @param {Operation} operation
 * @param {"path" | "query"} place
 */
function parameters({ at, parameters }, place) {
  const here = parameters.flatMap((one, index) => (one.in === place ? [{ ...one, index }] : []));
  return {
    type: "object",
    properties: Object.fromEntries(
      here.map(({ name, index }) => [name, { $ref: `document#${at}/parameters/${index}/schema` }]),
    ),
    required: here.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
}

/**
 * @param {string} where
 * @param {import("ajv").ValidateFunction} validate
 * @param {unknown} value
 */
function problemsOf(where, validate, value) {
  validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${where}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
