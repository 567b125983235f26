// The description that JetChat is played from: its operations, with every reference followed.

import json from "../../../../../pkg/dist/openapi/jetchat.json" with { type: "json" };

/**
 * @typedef {Object} Schema the part of JSON Schema that the description uses
 * @property {string} [$ref]
 * @property {string | string[]} [type]
 * @property {Record<string, Schema>} [properties]
 * @property {string[]} [required]
 * @property {Schema} [items]
 * @property {unknown[]} [enum]
 * @property {boolean | Schema} [additionalProperties]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number} [maxItems]
 * @property {number} [maxLength]
 * @property {string} [pattern]
 * @property {string} [format]
 * @property {unknown} [default]
 * @property {unknown} [example]
 *
 * @typedef {Object} Parameter
 * @property {string} name
 * @property {"path" | "query"} in
 * @property {boolean} [required]
 * @property {Schema} schema
 *
 * @typedef {Object} Operation
 * @property {string} id
 * @property {string} method
 * @property {string} path
 * @property {Parameter[]} parameters
 * @property {Schema | null} body
 * @property {number} status of its success
 * @property {Schema} answer
 * @property {string | null} scope what a key must be allowed to do
 * @property {boolean} bare documented without the envelope that installations send
 * @property {boolean} newer only newer installations have it
 */

const description = /** @type {any} */ (json);

/** The description as it is published. */
export const published = /** @type {Record<string, unknown>} */ (description);

/**
 * What a schema says, its reference followed. Other keys beside a reference count on top.
 *
 * @param {Schema} schema
 * @returns {Schema}
 */
export function follow(schema) {
  if (!schema.$ref) return schema;
  const { $ref, ...beside } = schema;
  return { ...follow(schemaNamed(String($ref.split("/").at(-1)))), ...beside };
}

/**
 * @param {string} name
 * @returns {Schema}
 */
export function schemaNamed(name) {
  const schema = description.components.schemas[name];
  if (!schema) throw new Error(`the description has no schema ${name}`);
  return schema;
}

/** @type {readonly Operation[]} */
export const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(/** @type {Record<string, any>} */ (methods)).map(([method, operation]) =>
    operationOf(path, method.toUpperCase(), operation),
  ),
);

/**
 * @param {string} path
 * @param {string} method
 * @param {any} operation
 * @returns {Operation}
 */
function operationOf(path, method, operation) {
  const status = Object.keys(operation.responses).find((code) => code.startsWith("2"));
  const success = operation.responses[status ?? "default"];
  return {
    id: operation.operationId,
    method,
    path,
    parameters: operation.parameters ?? [],
    body: operation.requestBody?.content["application/json"].schema ?? null,
    status: Number(status),
    answer: follow(success.content["application/json"].schema),
    scope: operation["x-portaria-scope"] ?? null,
    bare: operation["x-portaria-documented"] === "bare",
    newer: operation["x-portaria-edition"] !== undefined,
  };
}
