import { PortariaError } from "portaria";
import { worker } from "./worker-address.js";

/**
 * What the Worker says of itself.
 *
 * @typedef {object} Field one that a credential is made of; its texts are English
 * @property {string} name
 * @property {string} label
 * @property {string} [hint]
 * @property {boolean} secret
 * @property {boolean} required
 *
 * @typedef {object} Credential
 * @property {Field[]} fields
 * @property {string} [place] where people find it, in English
 *
 * @typedef {object} Instance
 * @property {string} name
 * @property {string} provider
 * @property {string} title
 * @property {"login" | "opened" | "key"} connect
 * @property {Credential[]} credentials the ways to connect it with a key, of which each is enough
 * @property {string | null} account the operation that reads who is connected
 *
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
