import { CHANNEL, tellChange, watch } from "./changes.js";
import { PortariaError } from "./error.js";
import { unlessAborted } from "./abort.js";

/**
 * @typedef {import("../index.js").Connection} Connection
 * @typedef {import("../index.js").ConnectOptions} ConnectOptions
 * @typedef {import("../index.js").WorkerOptions} WorkerOptions
 */

/** How often to look for the connection while a login is under way, in milliseconds. */
const LOOK_EVERY_MS = 1500;

/** How long a login may take: the Worker forgets it then. */
const FLOW_MS = 10 * 60 * 1000;

/** @type {typeof import("../index.js").connect} */
export async function connect(instance, options = {}) {
  if (typeof window === "undefined") {
    throw new PortariaError({
      code: "configuration",
      message:
        "connect() opens a login in a browser. On a server, use startLogin() and handleRedirect().",
    });
  }
  if (options.credentials !== undefined) return withKey(instance, options);
  const { mode = "auto", returnTo = location.pathname + location.search + location.hash } = options;
  const start = address(options, `connect/${encodeURIComponent(instance)}`);
  if (mode !== "redirect") {
    // Opened before anything is awaited: later, browsers would take it for an advertisement.
    const popup = window.open("", `portaria-${instance}`, "popup,width=520,height=680");
    if (popup) {
      const connection = await login(popup, start, instance, options);
      tellChange("connected", instance);
      return connection;
    }
    if (mode === "popup") {
      throw new PortariaError({
        code: "aborted",
        message:
          'The browser blocked the login window. Call connect() from a click, or use { mode: "redirect" }.',
        provider: instance,
      });
    }
  }
  location.assign(`${start}?${new URLSearchParams({ return_to: returnTo })}`);
  return new Promise(() => {}); // the page is left
}

/** @type {typeof import("../index.js").connections} */
export async function connections(options = {}) {
  const { connections } = await ask(options, "connections", { method: "GET" });
  return connections;
}

/** @type {typeof import("../index.js").disconnect} */
export async function disconnect(instance, options = {}) {
  const { accountId } = options;
  const one = accountId === undefined ? "" : `?account=${encodeURIComponent(accountId)}`;
  await ask(options, `connections/${encodeURIComponent(instance)}${one}`, { method: "DELETE" });
  if (typeof window !== "undefined") tellChange("disconnected", instance);
}

/** @type {typeof import("../index.js").watchConnections} */
export function watchConnections(listener, options = {}) {
  return watch(connections, listener, options);
}

/**
 * Hands a credential to the Worker, where the provider has no login.
 * @param {string} instance
 * @param {ConnectOptions} options
 * @returns {Promise<Connection>}
 */
async function withKey(instance, options) {
  const connection = await ask(options, `connect/${encodeURIComponent(instance)}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(options.credentials),
    signal: options.signal ?? null,
  });
  tellChange("connected", instance);
  return connection;
}

/**
 * Waits for the login in the window: for its message, and, should that get lost, by looking.
 * @param {Window} popup
 * @param {string} start
 * @param {string} instance
 * @param {ConnectOptions} options
 * @returns {Promise<Connection>}
 */
async function login(popup, start, instance, options) {
  const worker = new URL(start, location.href).origin;
  const told = listen(worker, instance);
  try {
    const before = await heeding(connections(options), options.signal);
    const target = new URLSearchParams({
      return_to: worker === location.origin ? "/" : location.origin,
      popup: "1",
    });
    popup.location.href = `${start}?${target}`;
    const giveUpAt = Date.now() + FLOW_MS;
    for (let closedFor = 0; closedFor < 3 && Date.now() < giveUpAt; ) {
      await heeding(Promise.race([told.message, pause(LOOK_EVERY_MS)]), options.signal);
      const found = await look(instance, options, before);
      if (found) return found;
      closedFor = isClosed(popup) ? closedFor + 1 : 0;
    }
    throw new PortariaError({
      code: "aborted",
      message: "The login window was closed, or left alone, before the login was finished.",
      provider: instance,
    });
  } finally {
    told.stop();
    popup.close();
  }
}

/**
 * Whether the person has closed the window. A provider's page may sever the tie to it
 * (Cross-Origin-Opener-Policy); it then looks closed, but the person is there and not here.
 * @param {Window} popup
 */
const isClosed = (popup) => popup.closed && document.hasFocus();

/**
 * The promise's end, unless the caller gives up before.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<T>}
 */
async function heeding(promise, signal) {
  if (!signal) return promise;
  return unlessAborted(promise, signal).catch((error) => {
    if (!signal.aborted) throw error;
    throw new PortariaError({ code: "aborted", message: "The login was aborted by its caller." });
  });
}

/**
 * The connection that was not there before. A look that fails is made up for by the next one.
 * @param {string} instance
 * @param {ConnectOptions} options
 * @param {Connection[]} before
 */
async function look(instance, options, before) {
  const now = await connections(options).catch((error) => {
    if (error.retryable) return [];
    throw error;
  });
  const isOld = (/** @type {Connection} */ one) =>
    before.some((old) => old.connectedAt === one.connectedAt && old.account.id === one.account.id);
  return now.find((one) => one.instance === instance && !isOld(one));
}

/**
 * Hears of the end of the login: from the window itself or, where the provider's pages severed the tie
 * to it, over a channel of our own origin.
 * @param {string} worker
 * @param {string} instance
 */
function listen(worker, instance) {
  const stop = new AbortController();
  const channel = new BroadcastChannel(CHANNEL);
  /** @type {Promise<"message">} */
  const message = new Promise((resolve) => {
    /** @param {MessageEvent} event */
    const hear = ({ origin, data }) => {
      if (origin === worker && data?.portaria === "connected" && data.instance === instance)
        resolve("message");
    };
    window.addEventListener("message", hear, { signal: stop.signal });
    channel.addEventListener("message", hear, { signal: stop.signal });
  });
  return {
    message,
    stop() {
      stop.abort();
      channel.close();
    },
  };
}

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @param {WorkerOptions} options
 * @param {string} path
 */
const address = ({ worker = "" }, path) => `${worker.replace(/\/+$/, "")}/${path}`;

/**
 * Asks the Worker, as a page of its own origin.
 * @param {WorkerOptions} options
 * @param {string} path
 * @param {RequestInit} init
 */
async function ask(options, path, init) {
  let response;
  try {
    response = await fetch(address(options, path), {
      ...init,
      headers: { ...init.headers, accept: "application/json", "x-portaria": "1" },
    });
  } catch {
    if (init.signal?.aborted) {
      throw new PortariaError({ code: "aborted", message: "The call was aborted by its caller." });
    }
    throw new PortariaError({
      code: "network",
      message: "The Portaria Worker could not be reached.",
      retryable: true,
    });
  }
  const body = await response.json().catch(() => undefined);
  if (response.headers.has("x-portaria-error") && body?.error)
    throw new PortariaError({ status: response.status, ...body.error });
  if (!response.ok || (response.status !== 204 && !body)) {
    throw new PortariaError({
      code: "bad_response",
      message: `There is no Portaria Worker at this address (HTTP ${response.status}).`,
      status: response.status,
    });
  }
  return body;
}
