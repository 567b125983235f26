// A Worker of somebody's own.
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createPortaria } from "../../pkg/worker.js";
import { DESK } from "./person.js";

/**
 * Asks it, and waits for what it does beside its answer.
 * @param {import("../../pkg/worker.js").PortariaOptions} options
 * @param {object} [variables]
 */
export function worker(options, variables = {}) {
  const portaria = createPortaria(options);
  return async (/** @type {string} */ path, /** @type {RequestInit} */ init = {}) => {
    const ctx = createExecutionContext();
    const request = new Request(new URL(path, DESK), { redirect: "manual", ...init });
    const response = await portaria.fetch(
      request,
      /** @type {any} */ ({ ...env, ...variables }),
      ctx,
    );
    await waitOnExecutionContext(ctx);
    return response;
  };
}
