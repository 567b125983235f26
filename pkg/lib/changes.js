// What is connected changes: here, in a login's window, in another tab.

import { PortariaError } from "./error.js";

/**
 * @typedef {import("../index.js").Connection} Connection
 * @typedef {import("../index.js").WatchOptions} WatchOptions
 */

/** The channel on which the Worker's own pages tell of logins, and our pages of everything else. */
export const CHANNEL = "portaria";

/** The same for this page: a channel does not reach the page that posts. */
const here = new EventTarget();

/**
 * Tells all pages of this origin that something changed.
 * @param {"connected" | "disconnected"} what
 * @param {string} instance
 */
export function tellChange(what, instance) {
  here.dispatchEvent(new Event("change"));
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage({ portaria: what, instance });
  channel.close();
}

/** @param {Connection[]} connections */
const essence = (connections) =>
  JSON.stringify(connections.map((one) => [one.instance, one.account.id, one.connectedAt]));

/**
 * Watches the set, which `read` reads.
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
  let asked = 0;
  const look = async () => {
    const mine = ++asked;
    try {
      const now = await read(options);
      // Of two that were under way, the later one counts.
      if (signal.aborted || mine !== asked || essence(now) === known) return;
      known = essence(now);
      listener(now);
    } catch (error) {
      if (!signal.aborted && mine === asked) options.onError?.(/** @type {any} */ (error));
    }
  };
  const channel = new BroadcastChannel(CHANNEL);
  signal.addEventListener("abort", () => channel.close(), { once: true });
  channel.addEventListener("message", look, { signal });
  here.addEventListener("change", look, { signal });
  // The Worker may be on another origin, whose channel does not reach here.
  window.addEventListener("focus", look, { signal });
  document.addEventListener("visibilitychange", look, { signal });
  if (options.signal?.aborted) stop.abort();
  else look();
  return () => stop.abort();
}
