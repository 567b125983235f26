import { pause, unlessAborted } from "./abort.js";
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
async function token(core, { instance, provider, options, encoded, tokenCache }, stale) {
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
  const { signal } = options;
  if (!signal) return cache.request;
  // The others go on waiting: what they wait for is not ended.
  return unlessAborted(cache.request, signal).catch((error) => {
    throw signal.aborted ? abortedError(instance) : error;
  });
}

/** @param {string} provider */
const abortedError = (provider) =>
  new PortariaError({
    code: "aborted",
    message: "The call was aborted by its caller.",
    provider,
    operation: "token",
  });

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
  const { url, timeoutMs } = request;
  const started = Date.now();
  const left = () => timeoutMs - (Date.now() - started);
  try {
    for (let tries = 1; ; tries += 1) {
      const requestedAt = Date.now();
      const outcome = await attempt(request, Math.max(left(), 1), maxResponseBytes, fetch);
      const read = wasm.readToken(provider, encoded, url, outcome, requestedAt, tries, left());
      /** @type {{ token: string, useUntil: number, waitMs?: number }} */
      const { token, useUntil, waitMs } = JSON.parse(read);
      if (waitMs === undefined) {
        cache.token = token;
        cache.useUntil = useUntil;
        return token;
      }
      await pause(waitMs);
    }
  } catch (error) {
    if (error instanceof PortariaError && error.code === "unauthorized") cache.refusal = error;
    throw error;
  }
}
