// Connections change in this page, in a login's window, or in another tab: pages announce it to each other.

import { PortariaError } from "./error.js";

/**
 * @typedef {import("../index.js").Connection} Connection
 * @typedef {import("../index.js").WatchOptions} WatchOptions
 */

/** The channel on which the Worker's own pages announce logins, and an app's pages announce all other changes. */
export const CHANNEL = "portaria";

/** The same within this page: a channel does not reach the page that posts. */
const localChanges = new EventTarget();

/**
 * Announces a change to all pages of this origin.
 * @param {"connected" | "disconnected"} what
 * @param {string} instance
 */
export function announceChange(what, instance) {
  localChanges.dispatchEvent(new Event("change"));
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage({ portaria: what, instance });
  channel.close();
}

/** @param {Connection[]} connections */
const fingerprint = (connections) =>
  JSON.stringify(connections.map((one) => [one.instance, one.account.id, one.connectedAt]));

/**
 * Watches the connections, which `read` reads, and calls the listener when they have changed.
 * @param {(options: WatchOptions) => Promise<Connection[]>} read
 * @param {(connections: Connection[]) => unknown} listener
 * @param {WatchOptions} options
 */
export function watch(read, listener, options) {
  if (typeof window === "undefined") {
    throw new PortariaError({
      code: "configuration",
      message: "watchConnections() watches what a browser's person has connected; call it there.",
    });
  }
  const stop = new AbortController();
  const { signal } = stop;
  options.signal?.addEventListener("abort", () => stop.abort(), { once: true });
  /** @type {string | undefined} */
  let known;
  let requests = 0;
  const refresh = async () => {
    const mine = ++requests;
    try {
      const now = await read(options);
      // Of two requests at a time, only the later one counts.
      if (signal.aborted || mine !== requests || fingerprint(now) === known) return;
      known = fingerprint(now);
      listener(now);
    } catch (error) {
      if (!signal.aborted && mine === requests) options.onError?.(/** @type {any} */ (error));
    }
  };
  const channel = new BroadcastChannel(CHANNEL);
  signal.addEventListener("abort", () => channel.close(), { once: true });
  channel.addEventListener("message", refresh, { signal });
  localChanges.addEventListener("change", refresh, { signal });
  // The Worker may be on another origin, whose channel does not reach this page.
  window.addEventListener("focus", refresh, { signal });
  document.addEventListener("visibilitychange", refresh, { signal });
  if (options.signal?.aborted) stop.abort();
  else refresh();
  return () => stop.abort();
}
