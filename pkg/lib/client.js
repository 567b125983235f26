import { core } from "./core.js";
import { PortariaError } from "./error.js";
import { Listing } from "./listing.js";

/**
 * @typedef {import("../index.js").CallOptions} CallOptions
 * @typedef {import("../index.js").CurlOptions} CurlOptions
 */

/** What a call, unlike its client, may be told. */
const CALL_OPTIONS = [
  "fetch",
  "headers",
  "onRequest",
  "onResponse",
  "retries",
  "signal",
  "timeoutMs",
];

/**
 * The client's header fields and the call's, which go first whatever the case of their names. What is no plain
 * object is left for the call to refuse.
 * @param {Record<string, string>} own
 * @param {Record<string, string>} calls
 */
function merged(own, calls) {
  const isOdd = (/** @type {unknown} */ fields) =>
    Object.getPrototypeOf(fields) !== Object.prototype;
  if (isOdd(own) || isOdd(calls)) return isOdd(own) ? own : calls;
  const names = new Set(Object.keys(calls).map((name) => name.toLowerCase()));
  const kept = Object.entries(own).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...calls };
}

/** @param {unknown} value @returns {value is object | null | undefined} */
const isPlain = (value) =>
  value === undefined || (typeof value === "object" && !Array.isArray(value));

/** What every client is made of: the generated classes add the methods. */
export class Client {
  #provider;
  /** @type {Record<string, unknown>} */
  #options;
  #quota = {};

  /**
   * @param {string} provider
   * @param {object} [options]
   */
  constructor(provider, options = {}) {
    this.#provider = provider;
    this.#options = { ...options, quota: this.#quota };
  }

  /** What is left of the provider's quota, as far as this client knows; empty before its first call. */
  get quota() {
    return { ...this.#quota };
  }

  /**
   * A method that calls an operation.
   * @param {string} operation
   */
  method(operation) {
    /** @param {object} [params] @param {CallOptions} [options] */
    const method = (params, options) => this.#call(operation, params, options);
    return Object.assign(method, { curl: this.#curl(operation) });
  }

  /**
   * A method that calls an operation without parameters.
   * @param {string} operation
   */
  bare(operation) {
    /** @param {CallOptions} [options] */
    const method = (options) => this.#call(operation, undefined, options);
    const curl = this.#curl(operation);
    return Object.assign(method, {
      curl: (/** @type {CurlOptions} */ options) => curl({}, options),
    });
  }

  /**
   * A method that lists.
   * @param {string} operation
   */
  list(operation) {
    /** @param {object} [params] @param {import("../index.js").ListOptions} [options] */
    const method = (params, options) => {
      const { prefetch, ...rest } = options ?? {};
      // A copy, because the caller's own may change before the last page is read. What is no object is refused by
      // the call, like every other wrong parameter.
      const own = isPlain(params) ? { ...params } : undefined;
      const at = (/** @type {object} */ changed) => (own ? { ...own, ...changed } : params);
      return new Listing({
        read: (changed) => this.#call(operation, at(changed), rest),
        next: async (changed, page) =>
          (await core()).nextPage(this.#provider, operation, at(changed), page),
        isRepeated: async (page, before) => (await core()).isRepeated(page, before),
        mayPrefetch: () => prefetch === true && this.#mayPrefetch(),
      });
    };
    return Object.assign(method, { curl: this.#curl(operation) });
  }

  /** Reading ahead must not use up what the caller needs for himself. */
  #mayPrefetch() {
    const { remaining } = /** @type {{ remaining?: number }} */ (this.#quota);
    return remaining === undefined || remaining > 10;
  }

  /**
   * @param {string} operation
   * @param {object} [params]
   * @param {object} [options]
   */
  async #call(operation, params, options) {
    const wasm = await core();
    return wasm.call(
      this.#provider,
      operation,
      params,
      options ? this.#with(options) : this.#options,
    );
  }

  /** @param {object} options */
  #with(options) {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    const unknown = given.find(([name]) => !CALL_OPTIONS.includes(name));
    if (unknown) {
      throw new PortariaError({
        code: "invalid_argument",
        message: `${unknown[0]} is not an option of a call; there are ${CALL_OPTIONS.join(", ")}`,
        provider: this.#provider,
      });
    }
    const { headers } = /** @type {CallOptions} */ (options);
    const own = /** @type {CallOptions} */ (this.#options).headers;
    const both = own && headers ? { headers: merged(own, headers) } : {};
    return { ...this.#options, ...Object.fromEntries(given), ...both };
  }

  /** @param {string} operation */
  #curl(operation) {
    /** @param {object} [params] @param {CurlOptions} [options] */
    return async (params, { showSecrets = false } = {}) => {
      const wasm = await core();
      return wasm.curlCommand(this.#provider, operation, params, { ...this.#options, showSecrets });
    };
  }
}
