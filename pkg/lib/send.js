import { FAILED_ABORTED, NOT_FAILED } from "../dist/protocol.js";
import { pause } from "./abort.js";
import { attempt } from "./attempt.js";
import { countRequest, learnQuota, waitOf } from "./quota.js";

/**
 * @typedef {import("./caller.js").Caller} Caller
 * @typedef {import("./core.js").Core} Core
 */

/**
 * Sends a request, again and again until the core says that it succeeded, that it failed, or that its time is over.
 * @param {Core} core
 * @param {number} operation
 * @param {import("./request.js").CallRequest} request
 * @param {Caller} caller
 */
export async function send(core, operation, request, caller) {
  const { options, encoded, quota, plan } = caller;
  const { fetch, maxResponseBytes, onRequest, onResponse, signal } = options;
  const { id, method, url, maskedUrl, isFile, timeoutMs } = request;
  const turn = waitOf(quota); // this request's: nothing else has run since it was counted
  if (turn > 0) await pause(turn, signal).catch(() => {});
  const started = Date.now();
  const left = () => timeoutMs - (Date.now() - started);
  const event = { operation: id, method, url: maskedUrl, attempt: 0 };
  for (;;) {
    event.attempt += 1;
    let outcome;
    if (signal?.aborted) {
      outcome = { failed: FAILED_ABORTED };
    } else {
      if (event.attempt > 1) {
        countRequest(core, operation, caller);
        const turn = waitOf(quota);
        if (turn > 0) await pause(turn, signal).catch(() => {});
      }
      if (onRequest) notify(onRequest, { ...event });
      outcome = await attempt(request, Math.max(left(), 1), maxResponseBytes, fetch, signal);
      const { failed, status = 0, body } = outcome;
      if (onResponse && status) notify(onResponse, { ...event, status });
      learnQuota(quota, outcome);
      const isGood = failed === NOT_FAILED && status >= 200 && status < 300;
      const isJson = isGood && body !== undefined && !isFile;
      if (isJson && (hasNoErrorMember(body, plan) || core.succeeded(operation, status, body)))
        return body;
    }
    const now = Date.now();
    const wait = core.judge(operation, encoded, url, outcome, quota, now, event.attempt, left());
    if (wait === undefined) return outcome.body;
    await pause(wait, signal).catch(() => {}); // the next attempt reports an abort
  }
}

/**
 * Whether an answer with a good status has none of the members that tell of an error: the core need not look at it.
 * @param {unknown} body
 * @param {import("./caller-plan.js").CallerPlan | undefined} plan
 */
function hasNoErrorMember(body, plan) {
  if (!plan?.errorMembers || typeof body !== "object" || body === null) return false;
  for (const name of plan.errorMembers) if (name in body) return false;
  return true;
}

/**
 * Calls an app's hook. What the hook is given holds no secret; what it throws, now or later, is the app's own affair.
 * @template Event
 * @param {(event: Event) => unknown} hook
 * @param {Event} event
 */
function notify(hook, event) {
  try {
    Promise.resolve(hook(event)).catch(() => {});
  } catch {
    // The app's own.
  }
}
