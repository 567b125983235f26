import { withOptions } from "./caller.js";
import { encode } from "./encode.js";
import { mergeHeaders } from "./headers.js";
import { knownOptions } from "./known-options.js";

/**
 * @typedef {import("./caller.js").Caller} Caller
 * @typedef {import("../index.js").CallOptions} CallOptions
 */

/** The options that one call may have; all others are its client's. */
export const CALL_OPTIONS = [
  "extra",
  "fetch",
  "headers",
  "maxResponseBytes",
  "onRequest",
  "onResponse",
  "retries",
  "signal",
  "timeoutMs",
];

/**
 * The caller for one call: its client's options, and the call's.
 * @param {Caller} client
 * @param {object | undefined} options
 */
export function withCallOptions(client, options) {
  if (!options) return client;
  const given = knownOptions("a call", options, CALL_OPTIONS, client.provider);
  const { headers } = /** @type {CallOptions} */ (options);
  const own = client.options.headers;
  const merged = own && headers ? { headers: mergeHeaders(own, headers) } : {};
  const all = { ...client.options, ...Object.fromEntries(given), ...merged };
  return withOptions(client, all, encode(all));
}

/**
 * A caller whose calls `end` ends, as well as the caller's own signal.
 * @param {AbortController} end
 * @param {Caller} caller
 */
export function endedBy(end, caller) {
  const { options, encoded } = caller;
  const { signal: own } = options;
  if (own?.aborted) end.abort(own.reason);
  own?.addEventListener("abort", () => end.abort(own.reason), { signal: end.signal });
  return withOptions(caller, { ...options, signal: end.signal }, encoded);
}
