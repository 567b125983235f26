// The Worker, and the console before it: what Cloudflare does with [assets] by itself.
import portaria, { Accounts, Vault } from "../../src/worker.js";
import { createConsole } from "./console.js";

export { Accounts, Vault };

const showConsole = createConsole();

/** @type {ExportedHandler<any>} */
export default {
  fetch: async (request, env, ctx) =>
    (await showConsole(request, env.CONSOLE)) ?? portaria.fetch(request, env, ctx),
};
