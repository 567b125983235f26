import { attempt } from "./attempt.js";
import { PortariaError } from "./error.js";

/**
 * What a client with keys of its own knows of its token.
 * @typedef {object} TokenCache
 * @property {boolean} [hasKeys]
 * @property {string} [token]
 * @property {number} [useUntil]
 * @property {Promise<string>} [request] the one that is under way: there is one at most
 * @property {PortariaError} [refusal] why the keys are not accepted; another request would be refused, too
 */

/** @typedef {typeof import("../dist/server.js")} ServerCore */

/** @typedef {import("./request.js").SentRequest & { timeoutMs: number }} TokenRequest as src/js/tokens.rs plans it */

/** @type {import("./token-retry.js").TokenSource} */
export const tokenSource = { hasKeys, token };

/**
 * Whether a client has keys, which the core is asked for once.
 * @param {import("./core.js").Core} core
 * @param {import("./caller.js").Caller} caller
 */
function hasKeys(core, { provider, encoded, tokenCache }) {
  const cache = /** @type {TokenCache} */ (tokenCache);
  cache.hasKeys ??= serverCore(core).planToken(provider, encoded) !== undefined;
  return cache.hasKeys;
}

/**
 * A token, of which no other caller of the same client asks for another at the same time.
 * @param {import("./core.js").Core} core
 * @param {import("./caller.js").Caller} caller
 * @param {string} [stale]
 */
async function token(core, { provider, options, encoded, tokenCache }, stale) {
  const cache = /** @type {TokenCache} */ (tokenCache);
  if (cache.refusal) throw cache.refusal;
  if (cache.token && cache.token !== stale && Date.now() < (cache.useUntil ?? 0))
    return cache.token;
  if (!cache.request) {
    const request = requestToken(serverCore(core), provider, encoded, options, cache);
    cache.request = request.finally(() => {
      cache.request = undefined;
    });
  }
  return cache.request;
}

/** @param {import("./core.js").Core} core @returns {ServerCore} */
const serverCore = (core) => /** @type {any} */ (core);

/**
 * @param {ServerCore} wasm
 * @param {string} provider
 * @param {string} encoded
 * @param {import("./caller.js").Caller["options"]} options
 * @param {TokenCache} cache
 */
async function requestToken(wasm, provider, encoded, { fetch, maxResponseBytes }, cache) {
  /** @type {TokenRequest} */
  const request = JSON.parse(wasm.planToken(provider, encoded) ?? "{}");
  const requestedAt = Date.now();
  const outcome = await attempt(request, request.timeoutMs, maxResponseBytes, fetch);
  try {
    const read = wasm.readToken(provider, encoded, request.url, outcome, requestedAt);
    const { token, useUntil } = JSON.parse(read);
    cache.token = token;
    cache.useUntil = useUntil;
    return token;
  } catch (error) {
    if (error instanceof PortariaError && error.code === "unauthorized") cache.refusal = error;
    throw error;
  }
}
