// The Worker. The logic is in the wasm; lib/worker has the classes and the bindings, which must be JavaScript.
import { answerOrError } from "./lib/worker/answer.js";
import { core } from "./lib/worker/core.js";
import { hostBindings } from "./lib/worker/host-bindings.js";
import { variablesIn } from "./lib/worker/variables.js";

export * from "./dist/worker-clients.js";
export { createAccounts } from "./lib/worker/accounts.js";
export { Vault } from "./lib/worker/vault.js";

/** @type {typeof import("./worker.js").createPortaria} */
export function createPortaria(options = {}) {
  const variables = variablesIn(options);
  return {
    fetch: (request, env, ctx) => {
      const started = BigInt(Date.now());
      const bindings = hostBindings(env, ctx, options, variables, request);
      return answerOrError(
        request,
        () => core().handleRequest(request, bindings),
        async () => core().handleBroken(request, bindings, started),
      );
    },
  };
}
