import { PortariaError } from "portaria";
import { worker } from "./worker-address.js";

/**
 * What the Worker says of itself.
 * @typedef {{ name: string, provider: string, title: string, connect: "login" | "opened" | "key" }} Instance
 * @typedef {{ status: "ok", version: string, instances: Instance[] }} Ready
 * @typedef {{ variable: string, message: string }} Problem
 * @typedef {{ status: "misconfigured", version?: string, problems: Problem[] }} Misconfigured
 */

/**
 * Asks the Worker whether it can work.
 * @returns {Promise<Ready | Misconfigured>}
 */
export async function askHealth() {
  const headers = { accept: "application/json" };
  const response = await fetch(`${worker}/health`, { headers }).catch(() => {
    throw new PortariaError({
      code: "network",
      message: navigator.onLine
        ? "The Portaria Worker could not be reached."
        : "This device is offline, so the Portaria Worker cannot be reached.",
      retryable: true,
    });
  });
  const health = await response.json().catch(() => undefined);
  if (health?.status === "ok" || health?.status === "misconfigured") return health;
  throw new PortariaError({
    code: "bad_response",
    message: `What answers at this address is no Portaria Worker (HTTP ${response.status}).`,
    status: response.status,
    retryable: true,
  });
}
