import { BODY_MULTIPART, BODY_WHOLE } from "../dist/protocol.js";
import { PortariaError } from "./error.js";
import { nestingProblem } from "./nesting.js";

/**
 * @typedef {object} CallPlan one call, as the core plans it (src/api/plan_json.rs)
 * @property {string} id the operation's
 * @property {string} method
 * @property {string} url
 * @property {string} [contentType]
 * @property {boolean} [isFile] whether a successful answer is a file
 * @property {boolean} [isChange] whether it changes something
 * @property {string} [pageStart] the parameter that says where a list's page begins
 * @property {string} [pageSize] the parameter that says how many items it holds
 * @property {string} [pageStem] the URL of a list's further pages, without the value at its end that says where the page begins
 * @property {string} [bodyKind]
 * @property {string[]} [bodyNames] the parameters that make the body
 * @property {Record<string, string>} [nesting] how those may be nested that are not single values
 *
 * @typedef {object} SentRequest what is sent, and how the answer is read
 * @property {string} url
 * @property {string} method
 * @property {Record<string, string>} headers
 * @property {BodyInit | undefined} [body]
 * @property {boolean} [isFile]
 *
 * @typedef {object} CallDetails
 * @property {number} timeoutMs for all attempts together
 * @property {string} maskedUrl the URL with its secrets masked, where the app looks at the requests
 *
 * @typedef {CallPlan & SentRequest & CallDetails} CallRequest
 */

/**
 * The request for a planned call.
 * @param {CallPlan} call
 * @param {import("./caller-plan.js").CallerPlan} caller
 * @param {string} instance
 * @param {object | undefined} params
 * @returns {CallRequest}
 */
export function buildRequest(call, caller, instance, params) {
  const { timeoutMs, idHeader } = caller;
  let { headers } = caller;
  if (call.contentType) headers = { ...headers, "content-type": call.contentType };
  // All attempts of a call have the same id, so that what one of them did is not done again. A page without TLS cannot make ids.
  const requestId = idHeader && call.isChange && globalThis.crypto?.randomUUID?.();
  if (requestId) headers = { ...headers, [idHeader]: requestId };
  const body = bodyOf(call, params, instance);
  return { ...call, headers, body, timeoutMs, maskedUrl: "" };
}

/**
 * @param {CallPlan} call
 * @param {object | undefined} params
 * @param {string} instance
 */
function bodyOf({ id, bodyKind, bodyNames = [], nesting }, params = {}, instance) {
  if (!bodyKind) return undefined;
  const given = /** @type {Record<string, any>} */ (params);
  const refused = (/** @type {string} */ message) =>
    new PortariaError({ code: "invalid_argument", message, provider: instance, operation: id });
  if (bodyKind !== BODY_MULTIPART) {
    for (const name of bodyNames) {
      const problem = nestingProblem(name, nesting?.[name] ?? "", given[name]);
      if (problem) throw refused(problem);
    }
  }
  try {
    return encodeBody(bodyKind, bodyNames, given);
  } catch {
    throw refused("the parameters hold something that JSON cannot express");
  }
}

/**
 * @param {string} kind
 * @param {string[]} names
 * @param {Record<string, any>} params
 */
function encodeBody(kind, names, params) {
  if (kind === BODY_MULTIPART) {
    const form = new FormData();
    // What is not a file becomes text.
    for (const name of names) for (const one of [params[name]].flat()) form.append(name, one);
    return form;
  }
  const value =
    kind === BODY_WHOLE
      ? params[/** @type {string} */ (names[0])]
      : Object.fromEntries(names.map((name) => [name, params[name]]));
  return JSON.stringify(value);
}
