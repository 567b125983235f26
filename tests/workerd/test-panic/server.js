// The Worker, with routes for what otherwise comes from another Worker or from itself: calls over RPC, and a Vault's commands.
import portaria, { Accounts, Vault } from "../../../src/worker.js";

export { Accounts, Vault };

/** @type {Record<string, (env: any, body: any) => Promise<unknown>>} */
const ASKED = {
  "/rpc/token": (env, { account }) => env.ACCOUNTS.accessToken("sendpulse", account),
  "/rpc/connections": (env, { user }) => env.ACCOUNTS.connections(user),
  "/vault": async (env, run) => {
    const vault = env.VAULT.get(env.VAULT.idFromName("test"));
    return JSON.parse(await vault.run(JSON.stringify({ owner: "ada", run })));
  },
};

/** @type {ExportedHandler<any>} */
export default {
  async fetch(request, env, ctx) {
    const ask = ASKED[new URL(request.url).pathname];
    if (!ask) return portaria.fetch(request, env, ctx);
    try {
      return Response.json((await ask(env, await request.json())) ?? null);
    } catch (error) {
      return new Response(error instanceof Error ? error.message : "no error", { status: 599 });
    }
  },
};
