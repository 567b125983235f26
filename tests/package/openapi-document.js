// Reads a provider's OpenAPI document. The tests have a reader of their own, so that they do not trust the package's.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";

/**
 * @typedef {Record<string, any>} Schema
 *
 * @typedef {object} Parameter
 * @property {string} name
 * @property {"path" | "query"} in
 * @property {boolean} [required]
 * @property {string} [description]
 * @property {Schema} schema
 *
 * @typedef {object} Operation
 * @property {string} id
 * @property {string} method in capitals
 * @property {string} path its template
 * @property {string} at its place in the document, as a JSON pointer
 * @property {string} summary
 * @property {Parameter[]} parameters
 * @property {Schema | undefined} body the schema of its JSON body
 * @property {string | undefined} bodyAt
 * @property {number} status of a successful answer
 * @property {Schema} answer the schema of a successful answer
 * @property {string} answerAt
 * @property {string} [paging]
 * @property {string} [one] the member of the answer that holds one record, perhaps in a list
 * @property {string} [confidence] how sure the description is
 * @property {"json" | "multipart" | "whole" | undefined} bodyKind
 * @property {"json" | "file" | "nothing"} gives
 */

const JSON_MEDIA = "application~1json";

/**
 * The names of a provider's documents, which are their files' names without the ending.
 * @param {string} provider
 */
export function documentNames(provider) {
  const folder = new URL(`../../src/providers/${provider}/`, import.meta.url);
  if (existsSync(new URL("openapi.yaml", folder))) return ["openapi"];
  const documents = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return documents.map((name) => name.replace(".yaml", "")).sort();
}

/**
 * @param {string} provider
 * @param {string} [file]
 */
export function readDocument(provider, file = "openapi") {
  const path = new URL(`../../src/providers/${provider}/${file}.yaml`, import.meta.url);
  /** @type {Record<string, any>} */
  const document = parse(readFileSync(path, "utf8"));

  /** Follows a JSON pointer. */
  const at = (/** @type {string} */ pointer) =>
    pointer
      .split("/")
      .slice(1)
      .map((word) => word.replaceAll("~1", "/").replaceAll("~0", "~"))
      .reduce((value, word) => value?.[word], /** @type {any} */ (document));

  /** Resolves references. Members beside a reference override those of the schema that it names. */
  const follow = (/** @type {Schema} */ schema) => {
    /** @type {Schema} */
    let whole = schema;
    while (whole.$ref) {
      const { $ref, ...beside } = whole;
      whole = { ...at($ref.slice(1)), ...beside };
    }
    return whole;
  };

  /** @type {Operation[]} */
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const place = `/paths/${path.replaceAll("/", "~1")}/${method}`;
      const [status = ""] = Object.keys(operation.responses).filter((one) => one.startsWith("2"));
      const content = operation.responses[status]?.content ?? {};
      const answerAt = `${place}/responses/${status}/content/${JSON_MEDIA}/schema`;
      const isForm = Boolean(operation.requestBody?.content["multipart/form-data"]);
      const media = isForm ? "multipart~1form-data" : JSON_MEDIA;
      const bodyAt = operation.requestBody && `${place}/requestBody/content/${media}/schema`;
      const declared = bodyAt && follow(at(bodyAt));
      const whole = declared?.["x-portaria-parameter"];
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        at: place,
        summary: operation.summary,
        parameters: operation.parameters ?? [],
        body: whole
          ? { type: "object", required: [whole], properties: { [whole]: declared } }
          : declared,
        bodyAt,
        bodyKind: whole ? "whole" : isForm ? "multipart" : bodyAt && "json",
        status: Number(status),
        gives: content["application/json"] ? "json" : Object.keys(content)[0] ? "file" : "nothing",
        answer: at(answerAt),
        answerAt,
        paging: operation["x-portaria-paging"],
        one: operation["x-portaria-one"],
        confidence: operation["x-portaria-confidence"],
      };
    }),
  );
  return { document, operations, follow };
}

/**
 * The names that a method accepts in its one flat object of parameters.
 * @param {Operation} operation
 */
export function parameterNames({ parameters, body }) {
  const required = [
    ...parameters.filter((one) => one.required).map(({ name }) => name),
    ...(body?.required ?? []),
  ];
  const all = [...parameters.map(({ name }) => name), ...Object.keys(body?.properties ?? {})];
  return { required: /** @type {string[]} */ (required), all };
}
