// The operations of all services, with what a request and an answer of each has to look like.

import { documents } from "./documents.js";

/**
 * @typedef {import("./documents.js").Service} Service
 *
 * @typedef {Object} Schema the part of JSON Schema that the descriptions use
 * @property {string} [$ref]
 * @property {string | string[]} [type]
 * @property {Record<string, Schema>} [properties]
 * @property {string[]} [required]
 * @property {Schema} [items]
 * @property {unknown[]} [enum]
 * @property {Schema[]} [oneOf]
 * @property {boolean | Schema} [additionalProperties]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number} [maxItems]
 * @property {number} [minLength]
 * @property {number} [maxLength]
 * @property {string} [format]
 * @property {unknown} [default]
 * @property {unknown} [example]
 *
 * @typedef {(schema: Schema) => Schema} Follow what a schema says, its reference followed
 *
 * @typedef {Object} Parameter
 * @property {string} name
 * @property {"path" | "query"} in
 * @property {boolean} [required]
 * @property {Schema} schema
 * @property {unknown} [example]
 *
 * @typedef {Object} Content
 * @property {string} type as a content type is written
 * @property {Schema} schema
 *
 * @typedef {Object} Operation
 * @property {string} id
 * @property {Service} service
 * @property {string} method
 * @property {string} path
 * @property {Parameter[]} parameters
 * @property {Content | null} body
 * @property {number} status of its success
 * @property {Content | null} answer null when a success says nothing
 * @property {boolean} paged whether it is a list that goes on
 * @property {string} items where its rows are in the answer: names joined by dots
 * @property {Follow} follow within its service
 */

const services = /** @type {[Service, any][]} */ (Object.entries(documents));

/** @type {readonly Operation[]} */
export const operations = services.flatMap(([service, document]) => {
  const follow = followIn(document);
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(/** @type {Record<string, any>} */ (methods)).map(([method, operation]) =>
      operationOf({ service, follow, path, method: method.toUpperCase() }, operation),
    ),
  );
});

/**
 * Other keys beside a reference count on top.
 *
 * @param {any} document
 * @returns {Follow}
 */
function followIn({ components }) {
  /** @type {Follow} */
  const follow = (schema) => {
    if (!schema.$ref) return schema;
    const { $ref, ...beside } = schema;
    const name = String($ref.split("/").at(-1));
    const named = components.schemas[name];
    if (!named) throw new Error(`the description has no schema ${name}`);
    return { ...follow(named), ...beside };
  };
  return follow;
}

/**
 * @param {Pick<Operation, "service" | "follow" | "path" | "method">} place
 * @param {any} operation
 * @returns {Operation}
 */
function operationOf(place, operation) {
  const status = Object.keys(operation.responses).find((code) => code.startsWith("2"));
  return {
    ...place,
    id: operation.operationId,
    parameters: operation.parameters ?? [],
    body: contentOf(operation.requestBody),
    status: Number(status),
    answer: contentOf(operation.responses[status ?? "default"]),
    paged: operation["x-portaria-paging"] !== undefined,
    items: operation["x-portaria-items"] ?? "data",
  };
}

/**
 * @param {any} message
 * @returns {Content | null}
 */
function contentOf(message) {
  const [first] = Object.entries(message?.content ?? {});
  return first ? { type: first[0], schema: first[1].schema } : null;
}
