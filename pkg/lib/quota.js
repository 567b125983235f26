import { callerPlan } from "./caller-plan.js";

/**
 * @typedef {import("./caller.js").Caller} Caller
 * @typedef {import("./core.js").Core} Core
 */

/**
 * The places of the numbers in a quota (src/api/quota.rs). `SPENT_UNTIL` and `WAIT_MS` are for requests that are spread over time:
 * until when the requests so far have used up the rate, and how long the last one has to wait.
 */
const [LIMIT, REMAINING, RESETS_AT, BLOCKED_UNTIL] = [0, 1, 2, 3];
const [SPENT_UNTIL, WAIT_MS, DAY_REMAINING, DAY_RESETS_AT] = [4, 5, 6, 7];

/** The names under which an app sees the numbers, in their order; the others are internal. */
const NAMES = ["limit", "remaining", "resetsAt", "blockedUntil", "", "", "dayRemaining", ""];

/** A quota of which nothing is known yet. */
export const unknownQuota = () => new Float64Array(NAMES.length).fill(Number.NaN);

/**
 * A quota as an app sees it: what is known of it, by name.
 * @param {Float64Array} quota
 */
export function namedQuota(quota) {
  const numbers = NAMES.map((name, at) => [name, quota[at]]);
  return Object.fromEntries(numbers.filter(([name, number]) => name && !Number.isNaN(number)));
}

/** How many requests are left, if that is known. @param {Float64Array} quota */
export const remainingRequests = (quota) => quota[REMAINING] ?? Number.NaN;

/** How long the request that was counted last has to wait, in milliseconds. @param {Float64Array} quota */
export const waitOf = (quota) => quota[WAIT_MS] ?? 0;

/**
 * Counts a request against the quota, where there is one. Within a window and a day that have begun, and where requests are not
 * spread over time, the core need not be asked.
 * @param {Core} core
 * @param {number} operation
 * @param {Caller} caller
 */
export function countRequest(core, operation, caller) {
  if (!callerPlan(core, operation, caller).isCounted) return;
  const { encoded, quota } = caller;
  const now = Date.now();
  // By their places: to take a list apart costs an iterator. What is not known is `NaN`, which is neither more nor less.
  const known = (/** @type {number} */ at) => quota[at] ?? Number.NaN;
  const isInWindow = now < known(RESETS_AT) && now >= known(BLOCKED_UNTIL);
  const mustAsk = !isInWindow || known(SPENT_UNTIL) > 0 || now >= known(DAY_RESETS_AT);
  if (mustAsk) return core.count(operation, encoded, quota, now);
  quota[REMAINING] = Math.max(known(REMAINING) - 1, 0);
  quota[DAY_REMAINING] = Math.max(known(DAY_REMAINING) - 1, 0);
}

/**
 * Takes over what an answer's header fields say of the quota, where they are numbers.
 * @param {Float64Array} quota
 * @param {import("./attempt.js").AttemptOutcome} outcome
 */
export function learnQuota(quota, { limit, remaining }) {
  if (limit && Number.isFinite(Number(limit))) quota[LIMIT] = Number(limit);
  if (remaining && Number.isFinite(Number(remaining))) quota[REMAINING] = Number(remaining);
}
