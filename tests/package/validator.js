// Judges requests by a description alone, with Ajv, as a stranger would.

import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/**
 * @typedef {import("./document.js").Operation} Operation
 *
 * @typedef {object} Seen a request as a server saw it
 * @property {string} method
 * @property {string} target path and query, as they were sent
 * @property {Record<string, string | string[] | undefined>} headers
 * @property {string} body
 *
 * @typedef {object} Verdict
 * @property {string | undefined} id of the operation that it is a request for
 * @property {Record<string, string>} path its parameters in the path
 * @property {Record<string, unknown>} query
 * @property {unknown} body
 * @property {string[]} wrong what is wrong with it
 */

/**
 * @param {{ document: Record<string, any>, operations: Operation[] }} description
 */
export function validator({ document, operations }) {
  const strict = ajv(document, false);
  // A path and a query hold nothing but text: a copy of it is read as what it means.
  const textual = ajv(document, true);

  const base = new URL(document.servers[0].url).pathname.replace(/\/$/, "");

  const judges = operations.map((operation) => ({
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
     * Which operation a request is for, and what is wrong with it.
     * @param {Seen} seen
     * @returns {Verdict}
     */
    judge({ method, target, headers, body }) {
      const { pathname, searchParams } = new URL(target, "http://127.0.0.1");
      const judge = match(method, pathname);
      if (!judge) {
        const wrong = [`no operation is ${method} ${pathname}`];
        return { id: undefined, path: {}, query: {}, body: undefined, wrong };
      }
      const { found } = judge;
      const [query, twice] = fieldsOf(judge.operation, searchParams);
      const wrong = [
        ...(twice ? ["query: a name stands twice"] : []),
        ...complaints("path", judge.path, { ...found }),
        ...complaints("query", judge.query, structuredClone(query)),
        ...(headers.accept === "application/json" ? [] : [`accept: ${headers.accept}`]),
      ];
      const type = headers["content-type"];
      let json;
      if (judge.operation.bodyKind === "multipart") {
        if (!type?.toString().startsWith("multipart/form-data; boundary=")) {
          wrong.push(`content-type: ${type}`);
        }
      } else if (judge.body) {
        if (type !== "application/json") wrong.push(`content-type: ${type}`);
        try {
          json = JSON.parse(body);
          wrong.push(...complaints("body", judge.body, json));
        } catch {
          wrong.push(`body: is no JSON: ${body}`);
        }
      } else if (body !== "" || type !== undefined) {
        wrong.push(`body: there should be none, but there is ${type} ${body}`);
      }
      return { id: judge.operation.id, path: found, query, body: json, wrong };
    },

    /**
     * What is wrong with an answer.
     * @param {string} id
     * @param {unknown} answer
     */
    judgeAnswer(id, answer) {
      const judge = judges.find(({ operation }) => operation.id === id);
      if (!judge) return [`there is no ${id}`];
      return judge.answer ? complaints("answer", judge.answer, answer) : [];
    },
  };

  /**
   * The operation of a path. A template without parameters goes before one with (OpenAPI, path templating), and of two with as
   * many the one that says more: `{id}_v2.json` before `{id}.json`.
   * @param {string} method
   * @param {string} pathname
   */
  function match(method, pathname) {
    return judges
      .filter(({ operation }) => operation.method === method)
      .flatMap((judge) => {
        const groups = judge.template.exec(pathname)?.groups;
        return judge.template.test(pathname) ? [{ ...judge, found: decoded(groups) }] : [];
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
 * The fields of a query by their names: those of a list together (`form`, exploded), those of an object too
 * (`deepObject`); and whether one stands twice that may not.
 * @param {Operation} operation
 * @param {URLSearchParams} params
 * @returns {[Record<string, unknown>, boolean]}
 */
function fieldsOf({ parameters }, params) {
  /** @type {Record<string, any>} */
  const query = {};
  let twice = false;
  for (const [written, value] of params) {
    const [, name = written, key] = /^(\w+)\[(\w+)\]$/.exec(written) ?? [];
    const type = parameters.find((one) => one.name === name)?.schema.type;
    if (key !== undefined && type === "object") query[name] = { ...query[name], [key]: value };
    else if (type === "array") query[written] = [...(query[written] ?? []), value];
    else {
      twice ||= written in query;
      query[written] = value;
    }
  }
  return [query, twice];
}

/**
 * Knows the schemas of a description by their places in it; words that it does not know it refuses.
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
 * The schema of a body, which holds nothing that is not described.
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
 * The parameters of one place, as a schema of an object.
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
function complaints(where, validate, value) {
  validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${where}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
