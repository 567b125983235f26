import { PortariaError } from "./error.js";

/**
 * @typedef {object} CallPlan what the core planned of one call
 * @property {string} id the operation's
 * @property {string} method
 * @property {string} path with the query
 * @property {string} contentType
 * @property {boolean} isFile whether the answer is a file
 * @property {string | undefined} bodyKind
 * @property {string[]} bodyNames the parameters that make the body
 *
 * @typedef {object} CallRequest a request that is ready to be sent
 * @property {string} id the operation's
 * @property {string} url
 * @property {string} method
 * @property {Record<string, string>} headers
 * @property {BodyInit | undefined} body
 * @property {boolean} isFile whether a successful answer is a file
 * @property {number} timeoutMs for all attempts together
 * @property {string} maskedUrl the URL with its secrets masked, where the app looks at the requests
 */

/** The methods that change nothing (RFC 9110, section 9.2.1). */
const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/**
 * The request for a planned call.
 * @param {CallPlan} call
 * @param {import("./caller-plan.js").CallerPlan} caller
 * @param {string} instance
 * @param {object | undefined} params
 * @returns {CallRequest}
 */
export function buildRequest(call, caller, instance, params) {
  const { id, method, path, contentType, isFile } = call;
  const { base, query, timeoutMs, hasRequestIds } = caller;
  let { headers } = caller;
  if (contentType) headers = { ...headers, "content-type": contentType };
  // All attempts of a call have the same id, so that what one of them did is not done again. A page without TLS cannot make ids.
  const isNamed = hasRequestIds && !SAFE_METHODS.includes(method);
  const requestId = isNamed && globalThis.crypto?.randomUUID?.();
  if (requestId) headers = { ...headers, requestid: requestId };
  const body = bodyOf(call, params, instance);
  const address = base + path;
  const url = query ? `${address}${path.includes("?") ? "&" : "?"}${query}` : address;
  return { id, method, url, headers, body, isFile, timeoutMs, maskedUrl: "" };
}

/**
 * @param {CallPlan} call
 * @param {object | undefined} params
 * @param {string} instance
 */
function bodyOf({ id, bodyKind, bodyNames }, params = {}, instance) {
  if (!bodyKind) return undefined;
  try {
    return encodeBody(bodyKind, bodyNames, /** @type {Record<string, any>} */ (params));
  } catch {
    const message = "the parameters hold something that JSON cannot express";
    throw new PortariaError({
      code: "invalid_argument",
      message,
      provider: instance,
      operation: id,
    });
  }
}

/**
 * @param {string} kind
 * @param {string[]} names
 * @param {Record<string, any>} params
 */
function encodeBody(kind, names, params) {
  if (kind === "m") {
    const form = new FormData();
    // What is not a file becomes text.
    for (const name of names) for (const one of [params[name]].flat()) form.append(name, one);
    return form;
  }
  const value =
    kind === "w"
      ? params[/** @type {string} */ (names[0])]
      : Object.fromEntries(names.map((name) => [name, params[name]]));
  return JSON.stringify(value);
}
