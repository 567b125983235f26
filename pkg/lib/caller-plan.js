/**
 * @typedef {import("./caller.js").Caller} Caller
 * @typedef {import("./core.js").Core} Core
 *
 * @typedef {object} CallerPlan what all calls of a caller have in common (src/api/plan_json.rs)
 * @property {string} base the address that paths are added to, with what is added to every query
 * @property {Record<string, string>} headers
 * @property {number} timeoutMs
 * @property {boolean} [isCounted] whether requests are counted against a quota
 * @property {boolean} [isWatched] whether the app looks at the requests (`onRequest`, `onResponse`)
 * @property {string} [idHeader] the header field for the id of a request that changes something, where it gets one
 * @property {string[]} [errorMembers] an answer that refuses with a good status has at least one of these members;
 *   `undefined` where a refusal cannot be recognised by a member's name
 */

/**
 * What all calls of a caller have in common, worked out once.
 * @param {Core} core
 * @param {number} operation
 * @param {Caller} caller
 */
export function callerPlan(core, operation, caller) {
  caller.plan ??= /** @type {CallerPlan} */ (
    JSON.parse(core.planCaller(operation, caller.encoded))
  );
  return caller.plan;
}
