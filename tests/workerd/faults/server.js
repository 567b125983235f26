// The Worker, with an instance of each platform for each tenant of the test: their secrets come as one variable.
import portaria, { Vault } from "../../../src/worker.js";

export { Vault };

/** @type {ExportedHandler<any>} */
export default {
  fetch: (request, env, ctx) =>
    portaria.fetch(request, { ...env, ...JSON.parse(env.SECRETS) }, ctx),
};
