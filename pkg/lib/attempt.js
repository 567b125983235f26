import {
  CLIENT_HEADER,
  ERROR_HEADER,
  FAILED_ABORTED,
  FAILED_NETWORK,
  FAILED_NO_ADDRESS,
  FAILED_NO_RESPONSE,
  FAILED_TIMEOUT,
  FAILED_TOO_LARGE,
  MAX_RESPONSE_BYTES,
  NOT_FAILED,
} from "../dist/protocol.js";
import { charsetOf, decoderFor } from "./charset.js";
import { withCookies } from "./cookies.js";

/**
 * What came of one attempt, as src/js/call.rs reads it.
 * @typedef {object} AttemptOutcome
 * @property {number} failed why no whole answer arrived (src/api/attempt.rs)
 * @property {number} [status] also of an answer that broke off
 * @property {string | null} [error] the Worker's mark, with a status that is an error
 * @property {string | null} [retryAfter] `Retry-After`, likewise
 * @property {string} [remaining] `x-ratelimit-remaining`
 * @property {string | null} [limit] `x-ratelimit-limit` beside it
 * @property {string | null} [reset] `x-ratelimit-reset`, beside it or with a status that is an error
 * @property {unknown} [body] the body: parsed, or a `Blob` where that was asked for
 * @property {string} [text] a body that did not parse
 */

/**
 * Sends a request once. It never rejects, and it never outlasts its time, even where an app's `fetch`, or a body, ignores the
 * signal that it was given.
 * @param {import("./request.js").SentRequest} request
 * @param {number} timeoutMs for the whole answer
 * @param {number} [maxBytes] of the answer
 * @param {typeof fetch} [own] the app's, instead of the runtime's `fetch`
 * @param {AbortSignal} [signal] the app's
 * @returns {Promise<AttemptOutcome>}
 */
export function attempt(
  { url, method, headers, body, isFile },
  timeoutMs,
  maxBytes = MAX_RESPONSE_BYTES,
  own,
  signal,
) {
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
      ...(headers[CLIENT_HEADER] && withCookies()), // it goes to a Worker
      // `error` would be the better word, but workerd does not know it.
      redirect: /** @type {const} */ ("manual"),
      signal: controller.signal,
    };
    fetchOutcome(own ?? fetch, url, init, isFile, maxBytes, finish);
  });
}

/**
 * @param {typeof fetch} fetch
 * @param {string} url
 * @param {RequestInit} init
 * @param {boolean | undefined} isFile
 * @param {number} maxBytes
 * @param {(outcome: AttemptOutcome) => void} finish
 */
async function fetchOutcome(fetch, url, init, isFile, maxBytes, finish) {
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
      outcome.reset = headers.get("x-ratelimit-reset");
    }
    if (!isGood) {
      outcome.reset = headers.get("x-ratelimit-reset");
      outcome.error = headers.get(ERROR_HEADER);
      outcome.retryAfter = headers.get("retry-after");
    }
    const asFile = isFile && isGood;
    const read = isMeasured(response, maxBytes)
      ? await (asFile ? response.blob() : readText(response))
      : await readLimited(response, maxBytes, asFile);
    if (read === undefined) outcome.failed = FAILED_TOO_LARGE;
    else if (asFile) outcome.body = read;
    else readBody(outcome, /** @type {string} */ (read));
  } catch {
    outcome.failed = FAILED_NETWORK;
  }
  finish(outcome);
}

/**
 * Whether no more than so many bytes will be read, whatever is sent. What is compressed can be longer than it says; of an answer from
 * another origin, a page does not learn whether it is.
 * @param {Response} response
 * @param {number} maxBytes
 */
function isMeasured({ body, headers, type }, maxBytes) {
  if (!body?.getReader) return true; // an object with the members of a `Response`
  const length = headers.get("content-length");
  return (
    length !== null && +length <= maxBytes && !headers.get("content-encoding") && type !== "cors"
  );
}

/**
 * The text of an answer, or the answer as a file; `undefined` when it is longer than so many bytes, and it is cancelled then.
 * @param {Response} response
 * @param {number} maxBytes
 * @param {boolean | undefined} asFile
 * @returns {Promise<string | Blob | undefined>}
 */
async function readLimited({ body, headers }, maxBytes, asFile) {
  const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (body).getReader();
  const chunks = [];
  for (let left = maxBytes; ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    left -= value.byteLength;
    if (left < 0) {
      reader.cancel().catch(() => {});
      return undefined;
    }
    chunks.push(value);
  }
  if (asFile) return new Blob(chunks, { type: headers.get("content-type") ?? "" });
  const decoder = decoderFor(headers.get("content-type"));
  const texts = chunks.map((chunk) => decoder.decode(chunk, { stream: true }));
  return texts.join("") + decoder.decode();
}

/**
 * The text of an answer, in the charset that it names.
 * @param {Response} response
 */
async function readText(response) {
  const type = response.headers.get("content-type");
  // An object with the members of a `Response` may have no bytes to give.
  if (!charsetOf(type) || typeof response.arrayBuffer !== "function") return response.text();
  return decoderFor(type).decode(await response.arrayBuffer());
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
