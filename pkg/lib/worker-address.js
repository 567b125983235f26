import { WORKER_ADDRESS, WORKER_ADDRESS_RULE } from "../dist/protocol.js";
import { PortariaError } from "./error.js";

/**
 * The Worker's address, of that of its proxy: `/portaria` for `/portaria/api`. The core has the same rule for clients
 * (src/api/worker_address.rs); here it is needed before the core is loaded.
 * @param {string} [via]
 */
export function workerOf(via = "/api") {
  const [, worker] = WORKER_ADDRESS.exec(via) ?? [];
  if (worker !== undefined) return worker;
  throw new PortariaError({ code: "invalid_argument", message: `via ${WORKER_ADDRESS_RULE}` });
}
