import {
  ERROR_HEADER,
  FAILED_ABORTED,
  FAILED_NETWORK,
  FAILED_NO_ADDRESS,
  FAILED_NO_RESPONSE,
  FAILED_TIMEOUT,
  NOT_FAILED,
} from "../dist/protocol.js";

/**
 * What came of one attempt, as src/js/call.rs reads it.
 * @typedef {object} AttemptOutcome
 * @property {number} failed why no whole answer arrived (src/api/attempt.rs)
 * @property {number} [status] also of an answer that broke off
 * @property {string | null} [error] the Worker's mark, with a status that is an error
 * @property {string | null} [retryAfter] `Retry-After`, likewise
 * @property {string} [remaining] `x-ratelimit-remaining`
 * @property {string | null} [limit] `x-ratelimit-limit` beside it
 * @property {unknown} [body] the body: parsed, or a `Blob` where that was asked for
 * @property {string} [text] a body that did not parse
 */

/**
 * Sends a request once. It never rejects, and it never outlasts its time, even where an app's `fetch`, or a body, ignores the
 * signal that it was given.
 * @param {import("./request.js").SentRequest} request
 * @param {number} timeoutMs for the whole answer
 * @param {typeof fetch} [own] the app's, instead of the runtime's `fetch`
 * @param {AbortSignal} [signal] the app's
 * @returns {Promise<AttemptOutcome>}
 */
export function attempt({ url, method, headers, body, isFile }, timeoutMs, own, signal) {
  return new Promise((settle) => {
    // One of our own, because `AbortSignal.timeout` goes on ticking after the answer, and `AbortSignal.any` leaves listeners.
    const controller = new AbortController();
    /** @param {AttemptOutcome} outcome */
    const finish = (outcome) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      settle(outcome);
    };
    /** @param {number} failed */
    const giveUp = (failed) => {
      finish({ failed });
      controller.abort();
    };
    const onAbort = () => giveUp(FAILED_ABORTED);
    const timer = setTimeout(giveUp, timeoutMs, FAILED_TIMEOUT);
    signal?.addEventListener("abort", onAbort, { once: true });
    const init = {
      method,
      headers: own ? { ...headers } : headers, // an app's `fetch` may change what it is given
      body: body ?? null,
      // `error` would be the better word, but workerd does not know it.
      redirect: /** @type {const} */ ("manual"),
      signal: controller.signal,
    };
    fetchOutcome(own ?? fetch, url, init, isFile, finish);
  });
}

/**
 * @param {typeof fetch} fetch
 * @param {string} url
 * @param {RequestInit} init
 * @param {boolean | undefined} isFile
 * @param {(outcome: AttemptOutcome) => void} finish
 */
async function fetchOutcome(fetch, url, init, isFile, finish) {
  let response;
  try {
    response = await fetch(url, init);
  } catch {
    return finish({ failed: isUrl(url) ? FAILED_NETWORK : FAILED_NO_ADDRESS });
  }
  // An app's `fetch` may return anything; an object with the members of a `Response` is enough.
  if (
    typeof response?.status !== "number" ||
    typeof response.text !== "function" ||
    typeof response.headers?.get !== "function"
  ) {
    return finish({ failed: FAILED_NO_RESPONSE });
  }
  const { status, headers } = response;
  const isGood = status >= 200 && status < 300;
  /** @type {AttemptOutcome} */
  const outcome = { failed: NOT_FAILED, status };
  try {
    const remaining = headers.get("x-ratelimit-remaining");
    if (remaining) {
      outcome.remaining = remaining;
      outcome.limit = headers.get("x-ratelimit-limit");
    }
    if (!isGood) {
      outcome.error = headers.get(ERROR_HEADER);
      outcome.retryAfter = headers.get("retry-after");
    }
    if (isFile && isGood) outcome.body = await response.blob();
    else readBody(outcome, await response.text());
  } catch {
    outcome.failed = FAILED_NETWORK;
  }
  finish(outcome);
}

/** @param {AttemptOutcome} outcome @param {string} text */
function readBody(outcome, text) {
  try {
    outcome.body = JSON.parse(text);
  } catch {
    outcome.text = String(text);
  }
}

/** @param {string} url */
function isUrl(url) {
  try {
    new URL(url, globalThis.location?.href);
    return true;
  } catch {
    return false;
  }
}
