/**
 * What came of one attempt. src/js/call.rs reads the numbers in `failed`.
 * @typedef {object} AttemptOutcome
 * @property {number} failed 0 where a whole answer arrived
 * @property {number} [status] also of an answer that broke off
 * @property {string | null} [error] `x-portaria-error`, with a status that is an error
 * @property {string | null} [retryAfter] `Retry-After`, likewise
 * @property {string} [remaining] `x-ratelimit-remaining`
 * @property {string | null} [limit] `x-ratelimit-limit` beside it
 * @property {unknown} [body] the body: parsed, or a `Blob` where that was asked for
 * @property {string} [text] a body that did not parse
 */

const NETWORK = 1;
const TIMEOUT = 2;
export const ABORTED = 3;
const NO_RESPONSE = 4;
const NO_ADDRESS = 5;

/**
 * Sends a request once. It never rejects, and it never outlasts its time, even where an app's `fetch`, or a body, ignores the
 * signal that it was given.
 * @param {Pick<import("./request.js").CallRequest, "url" | "method" | "headers" | "body" | "isFile">} request
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
    const onAbort = () => giveUp(ABORTED);
    const timer = setTimeout(giveUp, timeoutMs, TIMEOUT);
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
 * @param {boolean} isFile
 * @param {(outcome: AttemptOutcome) => void} finish
 */
async function fetchOutcome(fetch, url, init, isFile, finish) {
  let response;
  try {
    response = await fetch(url, init);
  } catch {
    return finish({ failed: isUrl(url) ? NETWORK : NO_ADDRESS });
  }
  // An app's `fetch` may return anything; an object with the members of a `Response` is enough.
  if (
    typeof response?.status !== "number" ||
    typeof response.text !== "function" ||
    typeof response.headers?.get !== "function"
  ) {
    return finish({ failed: NO_RESPONSE });
  }
  const { status, headers } = response;
  const isGood = status >= 200 && status < 300;
  /** @type {AttemptOutcome} */
  const outcome = { failed: 0, status };
  try {
    const remaining = headers.get("x-ratelimit-remaining");
    if (remaining) {
      outcome.remaining = remaining;
      outcome.limit = headers.get("x-ratelimit-limit");
    }
    if (!isGood) {
      outcome.error = headers.get("x-portaria-error");
      outcome.retryAfter = headers.get("retry-after");
    }
    if (isFile && isGood) outcome.body = await response.blob();
    else readBody(outcome, await response.text());
  } catch {
    outcome.failed = NETWORK;
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
