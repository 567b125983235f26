// The class that other Workers of the app call over RPC.
import { WorkerEntrypoint } from "cloudflare:workers";
import { answerOrError } from "./answer.js";
import { core } from "./core.js";
import { hostBindings } from "./host-bindings.js";
import { variablesIn } from "./variables.js";

/** @type {typeof import("../../worker.js").createAccounts} */
export function createAccounts(options = {}) {
  const variables = variablesIn(options);
  const bindingsOf = (/** @type {any} */ { env, ctx }) =>
    hostBindings(env, ctx, options, variables);
  return /** @type {any} */ (
    class Accounts extends WorkerEntrypoint {
      /** @param {string} instance @param {string} account */
      async accessToken(instance, account) {
        return await core().accessToken(instance, account, bindingsOf(this));
      }

      /** @param {string} user */
      async connections(user) {
        return await core().connectionsOf(user, bindingsOf(this));
      }

      /** @param {string} user @param {string} [instance] @param {string} [account] */
      async disconnect(user, instance, account) {
        await core().disconnectUser(user, instance, account, bindingsOf(this));
      }

      /** @param {{ user?: string, instance?: string, account?: string }} whose */
      async reseal({ user, instance, account }) {
        return await core().reseal(user, instance, account, bindingsOf(this));
      }

      /** @param {Request} request */
      async fetch(request) {
        return await answerOrError(request, () => core().accountFetch(request, bindingsOf(this)));
      }
    }
  );
}
