import { createSandbox } from "./sandbox.js";

// All state lives in this module, so in one isolate: every request that a local workerd serves sees
// the same world, and the world lasts as long as the process does.
const sandbox = createSandbox();

/** @type {ExportedHandler} */
export default {
  fetch: (request, _env, ctx) => sandbox.fetch(request, (work) => ctx.waitUntil(work)),
};
