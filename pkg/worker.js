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

const SWEEP = JSON.stringify({ command: "sweep" });

/** One owner's flows and connections. Commands run one at a time; each is whole or does not happen. */
export class Vault extends DurableObject {
  #prepared = false;

  /** When the alarm is due, as far as this life of the object knows. */
  #alarm = 0;

  /**
   * Those who wait for a token that somebody else asks for, by its account.
   * @type {Map<string, Set<(answer?: string) => void>>}
   */
  #waiting = new Map();

  /**
   * Carries out a command; it and the answer are JSON.
   * @param {string} asked
   */
  async run(asked) {
    const command = JSON.parse(asked);
    const account = JSON.stringify([command.instance, command.account]);
    for (;;) {
      const told = this.#execute(asked);
      const answer = JSON.parse(told);
      if (command.command === "putToken")
        this.#wake(account, answer.answer === "token" ? told : undefined);
      if (command.command === "failToken")
        this.#wake(account, JSON.stringify({ answer: "tokenFailed", error: command.error }));
      if (answer.answer === "wait") {
        const settled = await this.#settled(account, answer.until);
        if (settled) return settled;
        continue;
      }
      if (answer.nextSweep) await this.#sweepAt(answer.nextSweep);
      return told;
    }
  }

  /** Sets the alarm, which is a write, unless it is set already. @param {number} time */
  async #sweepAt(time) {
    if (time === this.#alarm) return;
    this.#alarm = time;
    try {
      await this.ctx.storage.setAlarm(time);
    } catch (thrown) {
      this.#alarm = 0;
      throw thrown;
    }
  }

  /** @param {string} account @param {string} [answer] what there is to say; without it, they ask again */
  #wake(account, answer) {
    for (const wake of this.#waiting.get(account) ?? []) wake(answer);
  }

  /**
   * Waits until somebody brings the token, or the reason why there is none, or took too long.
   * @param {string} account
   * @param {number} until
   * @returns {Promise<string | undefined>}
   */
  #settled(account, until) {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(account) ?? new Set();
      /** @param {string} [answer] */
      const wake = (answer) => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0) this.#waiting.delete(account);
        resolve(answer);
      };
      const timer = setTimeout(() => wake(), Math.max(until - Date.now(), 0));
      this.#waiting.set(account, waiting.add(wake));
    });
  }

  /** Forgets what is past its time; an empty Vault takes no space. */
  async alarm() {
    const { nextSweep, isEmpty } = JSON.parse(this.#execute(SWEEP));
    this.#alarm = 0; // it is spent
    if (nextSweep) return this.#sweepAt(nextSweep);
    if (!isEmpty) return;
    await this.ctx.storage.deleteAll();
    this.#prepared = false;
  }

  /** @param {string} command */
  #execute(command) {
    const { storage } = this.ctx;
    const answer = storage.transactionSync(() => {
      if (!this.#prepared) core().prepareVault(storage.sql);
      return core().executeInVault(storage.sql, command);
    });
    this.#prepared = true; // not before: a command that fails takes the table back
    return answer;
  }
}
