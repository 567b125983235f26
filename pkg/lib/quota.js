import {
  QUOTA_DAY_REMAINING,
  QUOTA_LENGTH,
  QUOTA_LIMIT,
  QUOTA_PLAIN_UNTIL,
  QUOTA_PUBLIC,
  QUOTA_REMAINING,
  QUOTA_RESETS_AT,
  QUOTA_WAIT_MS,
} from "../dist/protocol.js";
import { callerPlan } from "./caller-plan.js";

/**
 * @typedef {import("./caller.js").Caller} Caller
 * @typedef {import("./core.js").Core} Core
 */

/** A quota of which nothing is known yet: numbers, each in its place (src/api/quota.rs). */
export const unknownQuota = () => new Float64Array(QUOTA_LENGTH).fill(Number.NaN);

/**
 * A quota as an app sees it: what is known of it, by name.
 * @param {Float64Array} quota
 */
export function namedQuota(quota) {
  const numbers = QUOTA_PUBLIC.map(([name, at]) => [name, quota[at]]);
  return Object.fromEntries(numbers.filter(([, number]) => !Number.isNaN(number)));
}

/** How many requests are left, if that is known. @param {Float64Array} quota */
export const remainingRequests = (quota) => quota[QUOTA_REMAINING] ?? Number.NaN;

/** How long the request that was counted last has to wait, in milliseconds. @param {Float64Array} quota */
export const waitOf = (quota) => quota[QUOTA_WAIT_MS] ?? 0;

/**
 * Counts a request against the quota, where there is one. The core says until when it need not be asked.
 * @param {Core} core
 * @param {number} operation
 * @param {Caller} caller
 */
export function countRequest(core, operation, caller) {
  if (!callerPlan(core, operation, caller).isCounted) return;
  const { encoded, quota } = caller;
  const now = Date.now();
  // What is not known is `NaN`, which is neither more nor less.
  const known = (/** @type {number} */ at) => quota[at] ?? Number.NaN;
  if (!(now < known(QUOTA_PLAIN_UNTIL))) return core.count(operation, encoded, quota, now);
  quota[QUOTA_REMAINING] = Math.max(known(QUOTA_REMAINING) - 1, 0);
  quota[QUOTA_DAY_REMAINING] = Math.max(known(QUOTA_DAY_REMAINING) - 1, 0);
}

/**
 * Takes over what an answer's header fields say of the quota, where they are numbers.
 * @param {Float64Array} quota
 * @param {import("./attempt.js").AttemptOutcome} outcome
 */
export function learnQuota(quota, { limit, remaining, reset }) {
  if (limit && Number.isFinite(Number(limit))) quota[QUOTA_LIMIT] = Number(limit);
  if (remaining && Number.isFinite(Number(remaining))) quota[QUOTA_REMAINING] = Number(remaining);
  const resetsAt = reset ? timeOf(Number(reset), Date.now()) : Number.NaN;
  if (!Number.isFinite(resetsAt)) return;
  quota[QUOTA_RESETS_AT] = resetsAt;
  // The core counts anew from then on.
  if ((quota[QUOTA_PLAIN_UNTIL] ?? 0) > resetsAt) quota[QUOTA_PLAIN_UNTIL] = resetsAt;
}

/**
 * A time in milliseconds since 1970 that is written in seconds from now, or in seconds or milliseconds since 1970: each is in use.
 * @param {number} written
 * @param {number} now
 */
function timeOf(written, now) {
  if (written < 0) return Number.NaN;
  if (written < 1e9) return now + written * 1000;
  return written < 1e12 ? written * 1000 : written;
}
