import { NO_OBJECT } from "../dist/protocol.js";
import { callerPlan } from "./caller-plan.js";
import { encode } from "./encode.js";
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
  const common = callerPlan(core, operation, caller);
  const { instance, plans, options } = caller;
  const { extra } = /** @type {import("../index.js").CallOptions} */ (options);
  const plan =
    params === undefined && extra === undefined
      ? planWithoutParams(core, operation, plans, common.base, instance)
      : planWithParams(core, operation, params, common.base, instance, extra);
  const request = buildRequest(plan, common, instance, extra ? { ...params, ...extra } : params);
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
  const common = callerPlan(core, operation, caller);
  const { method = "GET", path, query, body } = call;
  const { instance } = caller;
  const hasBody = body !== undefined;
  const params = encodeParams(query);
  // Made texts of here, because the core would read what is not a text as an empty one.
  const { base } = common;
  const text = core.planUndescribed(
    operation,
    `${method}`,
    `${path}`,
    params,
    hasBody,
    base,
    instance,
  );
  const request = buildRequest(JSON.parse(text), common, instance, { body });
  return prepare(core, operation, caller, request);
}

/**
 * The core's plan for a call. It comes as JSON, which costs less than half a microsecond more than parts of a text (PERFORMANCE.md).
 * @param {Core} core
 * @param {number} operation
 * @param {object | undefined} params
 * @param {string} base
 * @param {string} instance
 * @param {object} [extra] members that the description lacks
 * @returns {CallPlan}
 */
export function planWithParams(core, operation, params, base, instance, extra) {
  const encoded = extra === undefined ? undefined : encodeParams(extra);
  return JSON.parse(core.plan(operation, encodeParams(params), base, instance, encoded));
}

/**
 * The same for a call without parameters, which the core is asked for once.
 * @param {Core} core
 * @param {number} operation
 * @param {import("./caller.js").PlanCache} plans
 * @param {string} base
 * @param {string} instance
 */
function planWithoutParams(core, operation, plans, base, instance) {
  if (plans.base !== base) {
    plans.base = base;
    plans.byOperation = undefined;
  }
  plans.byOperation ??= new Map();
  let plan = plans.byOperation.get(operation);
  if (!plan) {
    plan = planWithParams(core, operation, undefined, base, instance);
    plans.byOperation.set(operation, plan);
  }
  return plan;
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
  if (caller.plan?.isWatched)
    request.maskedUrl = core.maskUrl(operation, request.url, caller.encoded);
  return request;
}

/**
 * The same call for another page of a list, whose parameter is in the query.
 * @param {Core} core
 * @param {number} operation
 * @param {CallRequest} request
 * @param {string | number} start
 * @param {Caller} caller
 */
export const planPage = (core, operation, request, start, caller) =>
  prepare(core, operation, caller, {
    ...request,
    url: request.pageStem + encodeURIComponent(start),
  });

/**
 * The core refuses what is not an object.
 * @param {unknown} params
 */
function encodeParams(params) {
  const isObject = typeof params === "object" && !Array.isArray(params);
  return params === undefined || isObject ? encode(params ?? {}) : NO_OBJECT;
}
