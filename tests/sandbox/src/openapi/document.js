// What an OpenAPI document says of its operations, as a provider that is played from one needs it.

/**
 * @typedef {Object} Schema the part of JSON Schema that the documents use
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
 * @property {string} [pattern]
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
 * @property {string} method
 * @property {string} path
 * @property {Parameter[]} parameters
 * @property {Content | null} body
 * @property {number} status of its success
 * @property {Content | null} answer null when a success says nothing
 * @property {Follow} follow within its document
 * @property {Record<string, unknown>} described all that the document says of it
 */

/**
 * @param {any} document
 * @returns {Operation[]}
 */
export function operationsOf(document) {
  const follow = followIn(document);
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(/** @type {Record<string, any>} */ (methods)).map(([method, described]) => {
      const { operationId, parameters = [], requestBody, responses } = described;
      const status = Object.keys(responses).find((code) => code.startsWith("2"));
      return {
        id: operationId,
        method: method.toUpperCase(),
        path,
        // A list's name has brackets in a query, which PHP takes off.
        parameters: parameters.map((/** @type {Parameter} */ one) => ({
          ...one,
          name: one.name.replace(/\[\]$/, ""),
        })),
        body: contentOf(requestBody),
        status: Number(status),
        answer: contentOf(responses[status ?? "default"]),
        follow,
        described,
      };
    }),
  );
}

/**
 * Other keys beside a reference count on top.
 *
 * @param {any} document
 * @returns {Follow}
 */
export function followIn({ components }) {
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
 * @param {any} message
 * @returns {Content | null}
 */
function contentOf(message) {
  const [first] = Object.entries(message?.content ?? {});
  return first ? { type: first[0], schema: first[1].schema } : null;
}
