import { attempt } from "./attempt.js";
import { PortariaError } from "./error.js";
import { parseHeaders } from "./headers.js";
import { setTokenSource } from "./token-retry.js";

/**
 * What a client with keys of its own knows of its token.
 * @typedef {object} TokenCache
 * @property {string} [token]
 * @property {number} [useUntil]
 * @property {Promise<string>} [request] the one that is under way: there is one at most
 * @property {PortariaError} [refusal] why the keys are not accepted; another request would be refused, too
 */

/** @typedef {typeof import("../dist/server.js")} ServerCore */

setTokenSource(async (core, { provider, options, encoded, tokenCache }, stale) => {
  const cache = /** @type {TokenCache} */ (tokenCache);
  if (cache.refusal) throw cache.refusal;
  if (cache.token && cache.token !== stale && Date.now() < (cache.useUntil ?? 0))
    return cache.token;
  const wasm = /** @type {ServerCore} */ (/** @type {unknown} */ (core));
  if (!cache.request) {
    const plan = wasm.planToken(provider, encoded);
    if (plan === undefined) return undefined;
    const request = requestToken(wasm, provider, plan, encoded, options.fetch, cache);
    cache.request = request.finally(() => {
      cache.request = undefined;
    });
  }
  return cache.request;
});

/**
 * @param {ServerCore} wasm
 * @param {string} provider
 * @param {string} plan as src/js/tokens.rs writes it
 * @param {string} encoded
 * @param {typeof fetch | undefined} own
 * @param {TokenCache} cache
 */
async function requestToken(wasm, provider, plan, encoded, own, cache) {
  const [method = "", url = "", lines = "", timeoutMs, body] = plan.split("\u001e");
  const request = { method, url, headers: parseHeaders(lines), body, isFile: false };
  const requestedAt = Date.now();
  const outcome = await attempt(request, Number(timeoutMs), own);
  try {
    const read = wasm.readToken(provider, encoded, url, outcome, requestedAt);
    const [token = "", useUntil] = read.split("\u001e");
    cache.token = token;
    cache.useUntil = Number(useUntil);
    return token;
  } catch (error) {
    if (error instanceof PortariaError && error.code === "unauthorized") cache.refusal = error;
    throw error;
  }
}
