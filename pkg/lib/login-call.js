import { unlessAborted } from "./abort.js";
import { encode } from "./encode.js";
import { PortariaError } from "./error.js";
import { mergeHeaders } from "./headers.js";
import { limitStream } from "./http-bridge.js";

/**
 * @typedef {import("../index.js").CallOptions} CallOptions
 * @typedef {typeof import("../dist/server.js")} ServerCore
 */

/** What a request to the platform is called where an app is told of it. */
const OPERATION = "login";

/**
 * Runs what sends a login's requests to the platform, with the options that calls have.
 * @template Result
 * @param {ServerCore} wasm
 * @param {CallOptions} options
 * @param {string} provider for errors
 * @param {(own: { fetch: typeof fetch | undefined, retries: number | undefined }) => Promise<Result>} run
 * @returns {Promise<Result>}
 */
export async function runLogin(wasm, options, provider, run) {
  wasm.checkCallOptions(encode(options));
  const { signal, timeoutMs, retries } = options;
  const end = new AbortController();
  /** Why it ended before its time. @type {PortariaError | undefined} */
  let reason;
  /** @param {import("../index.js").PortariaErrorCode} code @param {string} message */
  const stop = (code, message) => {
    reason ??= new PortariaError({ code, message, provider, retryable: code === "timeout" });
    end.abort();
  };
  const onAbort = () => stop("aborted", "The login was aborted by its caller.");
  if (signal?.aborted) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });
  if (reason) throw reason; // nothing is sent
  const late = `The login was not finished within ${timeoutMs} ms.`;
  const timer = timeoutMs === undefined ? undefined : setTimeout(stop, timeoutMs, "timeout", late);
  const onTooLong = () =>
    stop("bad_response", "The platform answered with more bytes than maxResponseBytes allows.");
  try {
    const fetch = fetchWith(options, end.signal, onTooLong);
    return await unlessAborted(run({ fetch, retries }), end.signal);
  } catch (error) {
    throw reason ?? error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/**
 * A `fetch` with the options of a caller. The core's requests reach it as `Request`s, which it checked.
 * @param {CallOptions} options
 * @param {AbortSignal} end
 * @param {() => void} onTooLong
 * @returns {typeof fetch}
 */
function fetchWith(
  { fetch: own, headers, maxResponseBytes, onRequest, onResponse },
  end,
  onTooLong,
) {
  let attempt = 0;
  return async (input) => {
    const request = /** @type {Request} */ (input);
    attempt += 1;
    const { method } = request;
    // The secret may be in the query.
    const url = request.url.replace(/([?&][^=&]*=)[^&]*/g, "$1[secret]");
    const event = { operation: OPERATION, method, url, attempt };
    if (onRequest) notify(onRequest, event);
    const sent = new Request(request, {
      headers: mergeHeaders(headers ?? {}, Object.fromEntries(request.headers)),
      signal: AbortSignal.any([request.signal, end]),
    });
    const response = await (own ?? fetch)(sent);
    const status = response?.status;
    if (onResponse && typeof status === "number") notify(onResponse, { ...event, status });
    return maxResponseBytes === undefined
      ? response
      : limited(response, maxResponseBytes, onTooLong);
  };
}

/**
 * The same answer, which breaks off where it is too long.
 * @param {Response} response
 * @param {number} maxBytes
 * @param {() => void} onTooLong
 */
function limited(response, maxBytes, onTooLong) {
  if (!response?.body?.getReader) return response;
  const { stream } = limitStream(response.body, maxBytes, onTooLong);
  const { status, headers } = response;
  return new Response(stream, { status, headers });
}

/**
 * Calls an app's hook. What it throws, now or later, is the app's own affair.
 * @template Event
 * @param {(event: Event) => unknown} hook
 * @param {Event} event
 */
function notify(hook, event) {
  try {
    Promise.resolve(hook({ ...event })).catch(() => {});
  } catch {
    // The app's own.
  }
}
