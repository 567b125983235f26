import { CLIENT_HEADER, ERROR_HEADER, FLOW_TTL_S } from "../dist/protocol.js";
import { pause, unlessAborted } from "./abort.js";
import { announceChange, CHANNEL, watch } from "./changes.js";
import { PortariaError } from "./error.js";
import { knownOptions } from "./known-options.js";
import { workerOf } from "./worker-address.js";

/**
 * @typedef {import("../index.js").Connection} Connection
 * @typedef {import("../index.js").ConnectOptions} ConnectOptions
 */

/** How often to look for the new connection while a login is under way, in milliseconds. */
const POLL_MS = 1500;

/** @type {typeof import("../index.js").connect} */
export async function connect(instance, options = {}) {
  if (typeof window === "undefined") {
    throw new PortariaError({
      code: "configuration",
      message:
        "connect() opens a login in a browser. On a server, use startLogin() and handleRedirect().",
    });
  }
  knownOptions("connect()", options, ["credentials", "mode", "returnTo", "signal", "via"]);
  const worker = workerOf(options.via);
  if (options.credentials !== undefined) return connectWithCredentials(worker, instance, options);
  const { mode = "auto", returnTo = location.pathname + location.search + location.hash } = options;
  const start = `${worker}/connect/${encodeURIComponent(instance)}`;
  if (mode !== "redirect") {
    // Opened before anything is awaited: later, browsers would take it for an advertisement.
    const popup = window.open("", `portaria-${instance}`, "popup,width=520,height=680");
    if (popup) {
      const connection = await loginInPopup(popup, worker, start, instance, options);
      announceChange("connected", instance);
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
export async function connections(options) {
  knownOptions("connections()", options, ["via"]);
  return readConnections(workerOf(options?.via));
}

/** @type {typeof import("../index.js").disconnect} */
export async function disconnect(instance, options = {}) {
  knownOptions("disconnect()", options, ["accountId", "via"]);
  const { accountId, via } = options;
  const one = accountId === undefined ? "" : `?account=${encodeURIComponent(accountId)}`;
  const path = `connections/${encodeURIComponent(instance)}${one}`;
  await requestWorker(workerOf(via), path, { method: "DELETE" });
  if (typeof window !== "undefined") announceChange("disconnected", instance);
}

/** @type {typeof import("../index.js").watchConnections} */
export function watchConnections(listener, options = {}) {
  knownOptions("watchConnections()", options, ["onError", "signal", "via"]);
  return watch(async ({ via }) => readConnections(workerOf(via)), listener, options);
}

/**
 * @param {string} worker
 * @returns {Promise<Connection[]>}
 */
async function readConnections(worker) {
  const { connections } = await requestWorker(worker, "connections", { method: "GET" });
  return connections;
}

/**
 * Gives a credential to the Worker, where the platform has no login.
 * @param {string} worker
 * @param {string} instance
 * @param {ConnectOptions} options
 * @returns {Promise<Connection>}
 */
async function connectWithCredentials(worker, instance, options) {
  const connection = await requestWorker(worker, `connect/${encodeURIComponent(instance)}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(options.credentials),
    signal: options.signal ?? null,
  });
  announceChange("connected", instance);
  return connection;
}

/**
 * Waits for the end of the login in the window: for its message and, in case that gets lost, by reading the connections.
 * @param {Window} popup
 * @param {string} worker
 * @param {string} start
 * @param {string} instance
 * @param {ConnectOptions} options
 * @returns {Promise<Connection>}
 */
async function loginInPopup(popup, worker, start, instance, options) {
  /** @type {ReturnType<typeof listenForMessage> | undefined} */
  let completion;
  try {
    const before = await unlessCancelled(readConnections(worker), options.signal);
    const { origin } = new URL(start, location.href);
    completion = listenForMessage(origin, instance);
    const target = new URLSearchParams({
      return_to: origin === location.origin ? "/" : location.origin,
      popup: "1",
    });
    popup.location.href = `${start}?${target}`;
    const giveUpAt = Date.now() + FLOW_TTL_S * 1000;
    for (let closedFor = 0; closedFor < 3 && Date.now() < giveUpAt; ) {
      await unlessCancelled(Promise.race([completion.message, pause(POLL_MS)]), options.signal);
      const found = await findNewConnection(worker, instance, before);
      if (found) return found;
      closedFor = isClosed(popup) ? closedFor + 1 : 0;
    }
    throw new PortariaError({
      code: "aborted",
      message: "The login window was closed, or left alone, before the login was finished.",
      provider: instance,
    });
  } finally {
    completion?.stop();
    popup.close();
  }
}

/**
 * Whether the user has closed the window. A platform's page may cut its connection to ours (Cross-Origin-Opener-Policy): then it
 * looks closed, but it has the focus and our page has not.
 * @param {Window} popup
 */
const isClosed = (popup) => popup.closed && document.hasFocus();

/**
 * Settles like the promise, or rejects with `aborted` when the caller's signal fires first.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<T>}
 */
async function unlessCancelled(promise, signal) {
  if (!signal) return promise;
  return unlessAborted(promise, signal).catch((error) => {
    if (!signal.aborted) throw error;
    throw new PortariaError({ code: "aborted", message: "The login was aborted by its caller." });
  });
}

/**
 * The connection that was not there before. A request that fails is repeated by the next poll.
 * @param {string} worker
 * @param {string} instance
 * @param {Connection[]} before
 */
async function findNewConnection(worker, instance, before) {
  const now = await readConnections(worker).catch((error) => {
    if (error.retryable) return [];
    throw error;
  });
  const isOld = (/** @type {Connection} */ one) =>
    before.some((old) => old.connectedAt === one.connectedAt && old.account.id === one.account.id);
  return now.find((one) => one.instance === instance && !isOld(one));
}

/**
 * Listens for the message at the end of a login: from the window itself or, where the platform's pages have cut the connection to
 * it, over a channel of our own origin.
 * @param {string} expected the Worker's origin
 * @param {string} instance
 */
function listenForMessage(expected, instance) {
  const stop = new AbortController();
  const channel = new BroadcastChannel(CHANNEL);
  /** @type {Promise<"message">} */
  const message = new Promise((resolve) => {
    /** @param {MessageEvent} event */
    const onMessage = ({ origin, data }) => {
      if (origin === expected && data?.portaria === "connected" && data.instance === instance)
        resolve("message");
    };
    window.addEventListener("message", onMessage, { signal: stop.signal });
    channel.addEventListener("message", onMessage, { signal: stop.signal });
  });
  return {
    message,
    stop() {
      stop.abort();
      channel.close();
    },
  };
}

/**
 * Sends a request to the Worker, with the header field that only a script can set.
 * @param {string} worker
 * @param {string} path
 * @param {RequestInit} init
 */
export async function requestWorker(worker, path, init) {
  let response;
  try {
    response = await fetch(`${worker}/${path}`, {
      ...init,
      headers: { ...init.headers, accept: "application/json", [CLIENT_HEADER]: "1" },
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
  if (response.headers.has(ERROR_HEADER) && body?.error)
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
