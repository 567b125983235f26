// The Worker's side. The logic is in the wasm; here is what only a JavaScript class or a binding can be.
import { DurableObject } from "cloudflare:workers";
import * as wasm from "./dist/server.js";
import module from "./dist/server_bg.wasm";

let ready = false;

/** The core, instantiated by the first request: nothing runs at global scope. */
function core() {
  if (!ready) {
    wasm.initSync({ module });
    ready = true;
  }
  return wasm;
}

/**
 * A variable as text: wrangler.toml may hold objects.
 * @param {unknown} value
 */
const asText = (value) =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : value?.toString();

/** @type {typeof import("./worker.js").createPortaria} */
export function createPortaria({ identify, instances, onConnect } = {}) {
  return {
    async fetch(request, env, ctx) {
      const variables = instances ? { ...env, PORTARIA_INSTANCES: instances } : env;
      return core().handleRequest(request, {
        variable: (name) => (name === "VAULT" ? env.VAULT && "bound" : asText(variables[name])),
        vault: (owner, command) => env.VAULT.get(env.VAULT.idFromName(owner)).run(command),
        identify: async () => (await identify?.(request, env)) ?? null,
        connected: (connection) => {
          if (onConnect) ctx.waitUntil(tell(onConnect, connection, env, ctx));
        },
        log: (line) => console.log(line),
      });
    },
  };
}

/**
 * Tells the app; what it does wrong is its own, and is logged.
 * @param {Function} hook
 * @param {unknown[]} args
 */
async function tell(hook, ...args) {
  try {
    await hook(...args);
  } catch {
    // Its words may hold what must not be logged.
    console.error(
      JSON.stringify({
        portaria: "problem",
        code: "unavailable",
        message: "The onConnect function failed.",
      }),
    );
  }
}

/** One owner's flows and connections. Commands run one at a time; each is whole or does not happen. */
export class Vault extends DurableObject {
  #prepared = false;

  /** @param {object} command */
  async run(command) {
    const answer = this.#execute(command);
    if (answer.nextSweep) await this.ctx.storage.setAlarm(answer.nextSweep);
    return answer;
  }

  /** Forgets what is past its time; an empty Vault takes no space. */
  async alarm() {
    const { nextSweep } = this.#execute({ command: "sweep" });
    if (nextSweep) return this.ctx.storage.setAlarm(nextSweep);
    await this.ctx.storage.deleteAll();
    this.#prepared = false;
  }

  /** @param {object} command */
  #execute(command) {
    const { storage } = this.ctx;
    return storage.transactionSync(() => {
      if (!this.#prepared) core().prepareVault(storage.sql);
      this.#prepared = true;
      return core().executeInVault(storage.sql, command);
    });
  }
}
