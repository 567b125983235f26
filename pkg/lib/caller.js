/**
 * @typedef {import("../index.js").CallOptions} CallOptions
 *
 * @typedef {object} Caller who makes calls: a client, or a client with the options of one call
 * @property {string} instance the name under which it is configured; the provider's, where it has no other
 * @property {string} provider
 * @property {CallOptions} options the core has checked them once a call is planned
 * @property {string} encoded the options, as the core reads them
 * @property {PlanCache} plans
 * @property {Float64Array} quota what is known of the provider's quota (src/api/quota.rs)
 * @property {object} tokenCache what is known of the token of a client with keys of its own (./tokens.js)
 * @property {import("./caller-plan.js").CallerPlan | undefined} [plan] worked out by the first call
 * @property {{ token: string, caller: Caller } | undefined} [bearer] the same caller with the token that was used last
 *
 * @typedef {object} PlanCache the plans of calls without parameters, which are always the same below one address
 * @property {string} base
 * @property {Map<number, import("./request.js").CallPlan> | undefined} byOperation made with the first of them
 */

/**
 * The same caller with other options. What was worked out of its own options is not taken over.
 * @param {Caller} caller
 * @param {CallOptions} options
 * @param {string} encoded
 * @returns {Caller}
 */
export const withOptions = (caller, options, encoded) => ({
  ...caller,
  options,
  encoded,
  plan: undefined,
  bearer: undefined,
});
