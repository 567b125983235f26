// The Worker. The logic is in the wasm; this file has the classes and the bindings, which must be JavaScript.
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import * as wasm from "./dist/server.js";
import module from "./dist/server_bg.wasm";
import { matching } from "./lib/build.js";
import { PortariaError } from "./lib/error.js";
import { signedChat, signedTemplate } from "./lib/links.js";

let ready = false;

/** The core, instantiated by the first request: nothing may run at global scope. */
function core() {
  if (!ready) {
    wasm.initSync({ module: matching(module, wasm.build) });
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

/**
 * The options that replace variables.
 * @param {import("./worker.js").PortariaOptions} options
 */
const variablesOf = ({ instances, pages, prefix, returnTo }) =>
  Object.fromEntries(
    Object.entries({
      PORTARIA_INSTANCES: instances,
      PORTARIA_PAGES: pages,
      PORTARIA_PREFIX: prefix,
      PORTARIA_RETURN_TO: returnTo?.join(" "),
    }).filter(([, value]) => value !== undefined),
  );

/** @typedef {(env: import("./worker.js").PortariaEnv) => Record<string, unknown>} Variables */

/**
 * The variables of an app. As long as nothing in them changes, they are the same object, by which the core knows that it has read
 * them already.
 * @param {import("./worker.js").PortariaOptions} options
 * @returns {Variables}
 */
function variablesIn(options) {
  /** @type {Record<string, unknown> | undefined} */
  let seen;
  /** @type {Record<string, unknown>} */
  let variables = {};
  return (env) => {
    const given = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (env));
    if (!seen || !isSame(given, seen)) {
      seen = { ...given };
      variables = { ...given, ...variablesOf(options) };
    }
    return variables;
  };
}

/** @param {Record<string, unknown>} one @param {Record<string, unknown>} other */
function isSame(one, other) {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
  );
}

/**
 * What the core asks of the Worker during a request, or a call over RPC (src/js/worker_host.rs).
 * @param {import("./worker.js").PortariaEnv} env
 * @param {ExecutionContext} ctx
 * @param {import("./worker.js").PortariaOptions} options
 * @param {Variables} variablesFor
 * @param {Request} [request]
 */
function hostBindings(env, ctx, options, variablesFor, request) {
  const { identify, onConnect, onCrmQuery, onDisconnect } = options;
  const variables = variablesFor(env);
  const limiter = env.PORTARIA_LIMITER;
  return {
    variables,
    variable: (/** @type {string} */ name) =>
      name === "VAULT" ? env.VAULT && "bound" : asText(variables[name]),
    // Without a limiter there is nothing to wait for.
    limiter: (/** @type {string} */ key) =>
      limiter && (async () => (await limiter.limit({ key })).success)(),
    vault: (/** @type {string} */ owner, /** @type {string} */ command) =>
      env.VAULT.get(env.VAULT.idFromName(owner)).run(command),
    identify: () => request && identify && (async () => (await identify(request, env)) ?? null)(),
    connected: (/** @type {any} */ connection) => {
      if (onConnect) ctx.waitUntil(callHook("onConnect", onConnect, connection, env, ctx));
    },
    disconnected: (/** @type {any} */ connection) => {
      if (onDisconnect) ctx.waitUntil(callHook("onDisconnect", onDisconnect, connection, env, ctx));
    },
    asset: async (/** @type {string} */ path) => {
      // The binding ignores the host.
      const answer = await env.ASSETS?.fetch(new URL(path, "https://assets.example"));
      return answer?.ok ? await answer.text() : null;
    },
    crmQuery: async (/** @type {any} */ { instance, query }) =>
      await onCrmQuery?.({ instance, ...query }, env, ctx),
    log: (/** @type {string} */ line) => console.log(line),
  };
}

/** @type {typeof import("./worker.js").createPortaria} */
export function createPortaria(options = {}) {
  const variables = variablesIn(options);
  return {
    fetch: (request, env, ctx) => {
      const started = BigInt(Date.now());
      const bindings = hostBindings(env, ctx, options, variables, request);
      return answerOrError(
        () => core().handleRequest(request, bindings),
        async () => core().handleBroken(request, bindings, started),
      );
    },
  };
}

/** The header fields of an answer that the core could not give, as src/edge/reply.rs has them on all others. */
const ALWAYS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/**
 * The core's answer. Where the core itself failed, the answer says so, and is marked as ours.
 * @param {() => Promise<Response>} answer
 * @param {() => Promise<Response>} [another] asks the core again, which has a new wasm instance then
 */
async function answerOrError(answer, another) {
  try {
    return await answer();
  } catch (thrown) {
    if (another) return answerOrError(another);
    const error = thrown instanceof PortariaError ? thrown : unknownFailure();
    const { code, message, retryable } = error;
    const headers = { ...ALWAYS, "x-portaria-error": code };
    return Response.json({ error: { code, message, retryable } }, { status: 500, headers });
  }
}

/** An error of unknown kind is not quoted: its message may hold anything. */
const unknownFailure = () =>
  new PortariaError({ code: "unavailable", message: "Portaria itself failed. Try again." });

/** @type {typeof import("./worker.js").chatLink} */
export const chatLink = (options) => signedChat(core(), options);

/** @type {typeof import("./worker.js").ticketTemplateLink} */
export const ticketTemplateLink = (options) => signedTemplate(core(), options);

/** @type {typeof import("./worker.js").createAccounts} */
export function createAccounts(options = {}) {
  const variables = variablesIn(options);
  const bindingsOf = (/** @type {any} */ { env, ctx }) =>
    hostBindings(env, ctx, options, variables);
  return /** @type {any} */ (
    class Accounts extends WorkerEntrypoint {
      /** @param {string} instance @param {string} account */
      async accessToken(instance, account) {
        return await core().accessToken(instance, account, bindingsOf(this));
      }

      /** @param {string} user */
      async connections(user) {
        return await core().connectionsOf(user, bindingsOf(this));
      }

      /** @param {string} user @param {string} [instance] @param {string} [account] */
      async disconnect(user, instance, account) {
        await core().disconnectUser(user, instance, account, bindingsOf(this));
      }

      /** @param {{ user?: string, instance?: string, account?: string }} whose */
      async reseal({ user, instance, account }) {
        return await core().reseal(user, instance, account, bindingsOf(this));
      }

      /** @param {Request} request */
      async fetch(request) {
        return await answerOrError(() => core().accountFetch(request, bindingsOf(this)));
      }
    }
  );
}

/**
 * Calls a hook of the app. An error in it does not change the answer, and is logged.
 * @param {string} name
 * @param {Function} hook
 * @param {unknown[]} args
 */
async function callHook(name, hook, ...args) {
  try {
    await hook(...args);
  } catch {
    // Its message may hold what must not be logged.
    console.error(
      JSON.stringify({
        portaria: "problem",
        code: "unavailable",
        message: `The ${name} function failed.`,
      }),
    );
  }
}

/**
 * What there is to do when the core has carried out a command (src/edge/vault/envelope.rs explains it).
 * @typedef {object} Envelope
 * @property {string} [reply]
 * @property {number} [alarmAt]
 * @property {{ key: string, reply?: string }} [wake]
 * @property {{ key: string, until: number }} [waitFor]
 * @property {boolean} [erase]
 */

/** One owner's flows and connections. Commands run one at a time; each is whole or does not happen. */
export class Vault extends DurableObject {
  #prepared = false;

  /** When the alarm is due, as far as this life of the object knows. */
  #alarm = 0;

  /**
   * Those who wait, by the key that they wait under.
   * @type {Map<string, Set<(reply?: string) => void>>}
   */
  #waiting = new Map();

  /**
   * Carries out a command; it and the reply are JSON, and nothing here reads them.
   * @param {string} command
   * @returns {Promise<string>}
   */
  async run(command) {
    for (;;) {
      const reply = await this.#act((sql) => core().executeInVault(sql, command));
      if (reply !== undefined) return reply;
    }
  }

  async alarm() {
    this.#alarm = 0; // it is spent
    await this.#act((sql) => core().sweepVault(sql));
  }

  /**
   * Has the core act on the storage, and does what it says then. Until the first `await`, nobody comes between the two.
   * @param {(sql: SqlStorage) => string} act
   * @returns {Promise<string | undefined>} without a reply, the command is to be carried out again
   */
  async #act(act) {
    const { reply, alarmAt, wake, waitFor, erase } = this.#transact(act);
    if (wake) this.#wake(wake);
    if (alarmAt) await this.#setAlarm(alarmAt);
    if (erase) await this.#erase();
    return waitFor ? this.#wait(waitFor) : reply;
  }

  /**
   * @param {(sql: SqlStorage) => string} act
   * @returns {Envelope}
   */
  #transact(act) {
    const { storage } = this.ctx;
    const envelope = storage.transactionSync(() => {
      if (!this.#prepared) core().prepareVault(storage.sql);
      return act(storage.sql);
    });
    this.#prepared = true; // not before: a command that fails takes the table back
    return JSON.parse(envelope);
  }

  /** Sets the alarm, which is a write, unless it is set already. @param {number} time */
  async #setAlarm(time) {
    if (time === this.#alarm) return;
    this.#alarm = time;
    try {
      await this.ctx.storage.setAlarm(time);
    } catch (thrown) {
      this.#alarm = 0;
      throw thrown;
    }
  }

  /** An empty Vault takes no space. */
  async #erase() {
    await this.ctx.storage.deleteAll();
    this.#prepared = false;
  }

  /** @param {NonNullable<Envelope["wake"]>} wake */
  #wake({ key, reply }) {
    for (const wake of this.#waiting.get(key) ?? []) wake(reply);
  }

  /**
   * Waits until somebody wakes those with this key, or took too long.
   * @param {NonNullable<Envelope["waitFor"]>} waitFor
   * @returns {Promise<string | undefined>}
   */
  #wait({ key, until }) {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(key) ?? new Set();
      /** @param {string} [reply] */
      const wake = (reply) => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0) this.#waiting.delete(key);
        resolve(reply);
      };
      const timer = setTimeout(() => wake(), Math.max(until - Date.now(), 0));
      this.#waiting.set(key, waiting.add(wake));
    });
  }
}
