// What the core asks of the Worker: variables, Vaults, the app's own functions, the log.

/** @typedef {import("./variables.js").Variables} Variables */

/**
 * What the core asks of the Worker during a request, or a call over RPC (src/js/worker_host.rs).
 * @param {import("../../worker.js").PortariaEnv} env
 * @param {ExecutionContext} ctx
 * @param {import("../../worker.js").PortariaOptions<any>} options
 * @param {Variables} variablesFor
 * @param {Request} [request]
 */
export function hostBindings(env, ctx, options, variablesFor, request) {
  const { identify, onConnect, onCrmQuery, onDisconnect } = options;
  const variables = variablesFor(env);
  const limiter = env.PORTARIA_LIMITER;
  const vault = /** @type {DurableObjectNamespace<import("../../worker.js").Vault>} */ (env.VAULT);
  return {
    variables,
    variable: (/** @type {string} */ name) =>
      name === "VAULT" ? vault && "bound" : asText(variables[name]),
    // Without a limiter there is nothing to wait for.
    limiter: (/** @type {string} */ key) =>
      limiter && (async () => (await limiter.limit({ key })).success)(),
    vault: (/** @type {string} */ name, /** @type {string} */ command) =>
      vault.get(vault.idFromName(name)).run(command),
    identify: () => request && identify && (async () => identify(request, env))(),
    connected: (/** @type {any} */ connection) => {
      if (onConnect) ctx.waitUntil(callHook("onConnect", onConnect, connection, env, ctx));
    },
    disconnected: (/** @type {any} */ connection) => {
      if (onDisconnect) ctx.waitUntil(callHook("onDisconnect", onDisconnect, connection, env, ctx));
    },
    asset: async (/** @type {string} */ path) => {
      // The binding ignores the host.
      const answer = await env.ASSETS?.fetch(new URL(path, "https://assets.example"));
      return answer?.ok ? await answer.text() : null;
    },
    crmQuery: async (/** @type {any} */ { instance, query }) =>
      await onCrmQuery?.({ instance, ...query }, env, ctx),
    log: (/** @type {string} */ line) => console.log(line),
  };
}

/**
 * A variable as text: wrangler.toml may hold objects.
 * @param {unknown} value
 */
const asText = (value) =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : value?.toString();

/**
 * Calls a hook of the app. An error in it does not change the answer, and is logged.
 * @param {string} name
 * @param {Function} hook
 * @param {unknown[]} args
 */
async function callHook(name, hook, ...args) {
  try {
    await hook(...args);
  } catch {
    // Its message may hold what must not be logged.
    console.error(
      JSON.stringify({
        portaria: "problem",
        code: "unavailable",
        message: `The ${name} function failed.`,
      }),
    );
  }
}
