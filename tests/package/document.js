// A provider's description, read here on its own: the tests may not believe what the package was made with.
import { readFileSync } from "node:fs";
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
 * @property {string} at where it stands in the document, as a JSON pointer
 * @property {string} summary
 * @property {Parameter[]} parameters
 * @property {Schema | undefined} body the schema of its JSON body
 * @property {string | undefined} bodyAt
 * @property {number} status of its success
 * @property {Schema} answer the schema of its success
 * @property {string} answerAt
 * @property {"page" | "start_id" | undefined} paging
 */

const MEDIA = "content/application~1json/schema";

/** @param {string} provider */
export function read(provider) {
  const file = new URL(`../../src/providers/${provider}/openapi.yaml`, import.meta.url);
  /** @type {Record<string, any>} */
  const document = parse(readFileSync(file, "utf8"));

  /** Follows a JSON pointer. */
  const at = (/** @type {string} */ pointer) =>
    pointer
      .split("/")
      .slice(1)
      .map((word) => word.replaceAll("~1", "/").replaceAll("~0", "~"))
      .reduce((value, word) => value?.[word], /** @type {any} */ (document));

  /** What a reference stands for; what stands beside the reference goes before. */
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
      const answerAt = `${place}/responses/${status}/${MEDIA}`;
      const bodyAt = operation.requestBody && `${place}/requestBody/${MEDIA}`;
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        at: place,
        summary: operation.summary,
        parameters: operation.parameters ?? [],
        body: bodyAt && follow(at(bodyAt)),
        bodyAt,
        status: Number(status),
        answer: at(answerAt),
        answerAt,
        paging: operation["x-portaria-paging"],
      };
    }),
  );
  return { document, operations, follow };
}

/**
 * The names that an operation takes in its one flat object.
 * @param {Operation} operation
 */
export function names({ parameters, body }) {
  const required = [
    ...parameters.filter((one) => one.required).map(({ name }) => name),
    ...(body?.required ?? []),
  ];
  const all = [...parameters.map(({ name }) => name), ...Object.keys(body?.properties ?? {})];
  return { required: /** @type {string[]} */ (required), all };
}
