/**
 * A call that is ready to be sent.
 * @typedef {object} Planned
 * @property {string} id the operation's
 * @property {string} url
 * @property {string} method
 * @property {Record<string, string>} headers
 * @property {BodyInit | undefined} body
 * @property {boolean} isFile whether a successful answer is a file
 * @property {number} timeoutMs for all tries together
 * @property {string} shown the URL with its secrets masked, where somebody wants to see it
 */

/**
 * What came of a try. The numbers in `failed` are read by src/js/call.rs.
 * @typedef {object} Answer
 * @property {number} failed 0 where an answer came whole
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
 * One try. It never rejects, and it never outlasts its time: a caller's `fetch`, or a body, may not heed the signal that
 * it was given; we do.
 * @param {Planned} plan
 * @param {number} timeoutMs for the whole answer
 * @param {typeof fetch} [own] instead of the runtime's own `fetch`
 * @param {AbortSignal} [signal] the caller's
 * @returns {Promise<Answer>}
 */
export function attempt({ url, method, headers, body, isFile }, timeoutMs, own, signal) {
  return new Promise((settle) => {
    // Of our own, because `AbortSignal.timeout` goes on ticking after the answer, and `AbortSignal.any` leaves listeners.
    const controller = new AbortController();
    /** @param {Answer} answer */
    const finish = (answer) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abandoned);
      settle(answer);
    };
    /** @param {number} failed */
    const giveUp = (failed) => {
      finish({ failed });
      controller.abort();
    };
    const abandoned = () => giveUp(ABORTED);
    const timer = setTimeout(giveUp, timeoutMs, TIMEOUT);
    signal?.addEventListener("abort", abandoned, { once: true });
    const init = {
      method,
      headers: own ? { ...headers } : headers, // a caller's `fetch` may change what it is given
      body: body ?? null,
      // `error` would be the better word, but workerd does not know it.
      redirect: /** @type {const} */ ("manual"),
      signal: controller.signal,
    };
    ask(own ?? fetch, url, init, isFile, finish);
  });
}

/**
 * @param {typeof fetch} fetch
 * @param {string} url
 * @param {RequestInit} init
 * @param {boolean} isFile
 * @param {(answer: Answer) => void} finish
 */
async function ask(fetch, url, init, isFile, finish) {
  let response;
  try {
    response = await fetch(url, init);
  } catch {
    return finish({ failed: isAddress(url) ? NETWORK : NO_ADDRESS });
  }
  // A caller's `fetch` may return anything; what has the parts of a `Response` will do.
  if (
    typeof response?.status !== "number" ||
    typeof response.text !== "function" ||
    typeof response.headers?.get !== "function"
  ) {
    return finish({ failed: NO_RESPONSE });
  }
  const { status, headers } = response;
  const succeeded = status >= 200 && status < 300;
  /** @type {Answer} */
  const answer = { failed: 0, status };
  try {
    const remaining = headers.get("x-ratelimit-remaining");
    if (remaining) {
      answer.remaining = remaining;
      answer.limit = headers.get("x-ratelimit-limit");
    }
    if (!succeeded) {
      answer.error = headers.get("x-portaria-error");
      answer.retryAfter = headers.get("retry-after");
    }
    if (isFile && succeeded) answer.body = await response.blob();
    else read(answer, await response.text());
  } catch {
    answer.failed = NETWORK;
  }
  finish(answer);
}

/** @param {Answer} answer @param {string} text */
function read(answer, text) {
  try {
    answer.body = JSON.parse(text);
  } catch {
    answer.text = String(text);
  }
}

/** @param {string} url */
function isAddress(url) {
  try {
    new URL(url, globalThis.location?.href);
    return true;
  } catch {
    return false;
  }
}
