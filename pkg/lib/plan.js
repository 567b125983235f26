import { callerPlan } from "./caller-plan.js";
import { encode, NO_OBJECT } from "./encode.js";
import { countRequest } from "./quota.js";
import { buildRequest } from "./request.js";

/**
 * @typedef {import("./caller.js").Caller} Caller
 * @typedef {import("./core.js").Core} Core
 * @typedef {import("./request.js").CallPlan} CallPlan
 * @typedef {import("./request.js").CallRequest} CallRequest
 */

/**
 * Plans a call: everything is checked before anything is sent.
 * @param {Core} core
 * @param {number} operation
 * @param {object | undefined} params
 * @param {Caller} caller
 */
export function planCall(core, operation, params, caller) {
  const plan = callerPlan(core, operation, caller);
  const request = planRequest(core, operation, params, caller.instance, plan);
  return prepare(core, operation, caller, request);
}

/**
 * Plans a call that no document describes.
 * @param {Core} core
 * @param {number} operation
 * @param {import("../index.js").FreeRequest} call
 * @param {Caller} caller
 */
export function planUndescribedCall(core, operation, call, caller) {
  const plan = callerPlan(core, operation, caller);
  const { method = "GET", path, query, body } = call;
  const { instance } = caller;
  const hasBody = body !== undefined;
  const params = encodeParams(query);
  // Made texts of here, because the core would read what is not a text as an empty one.
  const text = core.planFree(operation, `${method}`, `${path}`, params, hasBody, instance);
  const request = buildRequest(parseCallPlan(text), plan, instance, { body });
  return prepare(core, operation, caller, request);
}

/** The plans of calls without parameters, which are always the same. @type {Map<number, CallPlan>} */
const withoutParams = new Map();

/**
 * The request for a call, without counting it.
 * @param {Core} core
 * @param {number} operation
 * @param {object | undefined} params
 * @param {string} instance
 * @param {import("./caller-plan.js").CallerPlan} caller
 */
export function planRequest(core, operation, params, instance, caller) {
  let plan = params === undefined ? withoutParams.get(operation) : undefined;
  if (!plan) {
    plan = parseCallPlan(core.plan(operation, encodeParams(params), instance));
    if (params === undefined) withoutParams.set(operation, plan);
  }
  return buildRequest(plan, caller, instance, params);
}

/**
 * Counts a request that is about to be sent, and masks its URL where the app looks at the requests.
 * @param {Core} core
 * @param {number} operation
 * @param {Caller} caller
 * @param {CallRequest} request
 */
function prepare(core, operation, caller, request) {
  countRequest(core, operation, caller);
  if (caller.plan?.isObserved)
    request.maskedUrl = core.maskUrl(operation, request.url, caller.encoded);
  return request;
}

/**
 * The same call for another page of a list, whose parameter is in the query.
 * @param {Core} core
 * @param {number} operation
 * @param {CallRequest} request
 * @param {string} name
 * @param {string | number} value
 * @param {Caller} caller
 * @returns {CallRequest}
 */
export function planPage(core, operation, request, name, value, caller) {
  countRequest(core, operation, caller);
  const field = `${name}=${encodeURIComponent(value)}`;
  /** @param {string} url */
  const atPage = (url) => {
    const [before = "", ...fields] = url.split(/[?&]/);
    const others = fields.filter((one) => !one.startsWith(`${name}=`));
    return `${before}?${[...others, field].join("&")}`;
  };
  const { url, maskedUrl } = request;
  return { ...request, url: atPage(url), maskedUrl: maskedUrl && atPage(maskedUrl) };
}

/**
 * The core refuses what is not an object.
 * @param {unknown} params
 */
function encodeParams(params) {
  const isObject = typeof params === "object" && !Array.isArray(params);
  return params === undefined || isObject ? encode(params ?? {}) : NO_OBJECT;
}

/** @param {string} text as src/js/call.rs writes it @returns {CallPlan} */
function parseCallPlan(text) {
  const [id = "", method = "", path = "", contentType = "", file, bodyKind, ...bodyNames] =
    text.split("\u001e");
  return { id, method, path, contentType, isFile: file !== "", bodyKind, bodyNames };
}
