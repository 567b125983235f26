// A Worker with options and variables of its own, instead of the one that is deployed.
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createPortaria } from "../../pkg/worker.js";
import { browserHeaders } from "../fetch-metadata.js";
import { ORIGIN } from "./worker-settings.js";

/**
 * Gives a function that sends it a request, as a browser does where it is told by its path, and waits for the work that goes on after the answer.
 * @param {import("../../pkg/worker.js").PortariaOptions} [options]
 * @param {object} [variables]
 */
export function createWorker(options = {}, variables = {}) {
  const portaria = createPortaria(options);
  return async (/** @type {string | Request} */ path, /** @type {RequestInit} */ init = {}) => {
    const ctx = createExecutionContext();
    const request =
      typeof path === "string"
        ? new Request(new URL(path, ORIGIN), {
            redirect: "manual",
            ...init,
            headers: browserHeaders(path, init, /** @type {any} */ (init.headers)),
          })
        : path;
    const bindings = /** @type {any} */ ({ ...env, ...variables });
    const response = await portaria.fetch(request, bindings, ctx);
    await waitOnExecutionContext(ctx);
    return response;
  };
}
