import { parseHeaders } from "./headers.js";

/**
 * @typedef {import("./caller.js").Caller} Caller
 * @typedef {import("./core.js").Core} Core
 *
 * @typedef {object} CallerPlan what all calls of a caller have in common (src/js/call.rs)
 * @property {string} base the address that every path is added to
 * @property {string} query what is added to the query of every request; usually `""`
 * @property {Record<string, string>} headers
 * @property {number} timeoutMs
 * @property {boolean} isCounted whether requests are counted against a quota
 * @property {boolean} hasRequestIds whether a request that changes something gets an id
 * @property {boolean} isObserved whether the app looks at the requests (`onRequest`, `onResponse`)
 * @property {string[] | undefined} errorMembers an answer that refuses with a good status has at least one of these members;
 *   `undefined` where a refusal cannot be recognised by a member's name
 */

/**
 * What all calls of a caller have in common, worked out once.
 * @param {Core} core
 * @param {number} operation
 * @param {Caller} caller
 */
export function callerPlan(core, operation, caller) {
  caller.plan ??= parseCallerPlan(core.planCaller(operation, caller.encoded));
  return caller.plan;
}

/** @param {string} text as src/js/call.rs writes it @returns {CallerPlan} */
export function parseCallerPlan(text) {
  const [address = "", lines = "", timeoutMs, marks = "", members] = text.split("\u001e");
  const [base = "", query = ""] = address.split("?");
  return {
    base,
    query,
    headers: parseHeaders(lines),
    timeoutMs: Number(timeoutMs),
    isCounted: marks.includes("q"),
    hasRequestIds: marks.includes("r"),
    isObserved: marks.includes("w"),
    errorMembers: members ? members.split(" ") : undefined,
  };
}
