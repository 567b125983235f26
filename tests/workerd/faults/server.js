// The Worker, with an instance of each platform for each lane of the test: what they need comes as one variable.
import portaria, { Vault } from "../../../src/worker.js";

export { Vault };

/** @type {ExportedHandler<any>} */
export default {
  fetch: (request, env, ctx) =>
    portaria.fetch(request, { ...env, ...JSON.parse(env.SECRETS) }, ctx),
};
