import { watchConnections } from "./connect.js";

/**
 * @typedef {import("../index.js").Connection} Connection
 * @typedef {(connections: Connection[]) => void} Listener
 * @typedef {{ listeners: Set<Listener>, last: Connection[] | undefined, stop: () => void }} SharedWatch
 */

/** One watch for each Worker, however many elements use it. @type {Map<string, SharedWatch>} */
const watches = new Map();

/**
 * Calls the listener with a Worker's connections, now and when they change.
 * @param {string} worker
 * @param {Listener} listener
 * @returns {() => void} stops it
 */
export function listen(worker, listener) {
  const watch = watches.get(worker) ?? startWatch(worker);
  watch.listeners.add(listener);
  if (watch.last) listener(watch.last);
  return () => {
    watch.listeners.delete(listener);
    if (watch.listeners.size > 0) return;
    watch.stop();
    watches.delete(worker);
  };
}

/** @param {string} worker */
function startWatch(worker) {
  /** @type {SharedWatch} */
  const watch = { listeners: new Set(), last: undefined, stop: () => {} };
  watches.set(worker, watch);
  const update = (/** @type {Connection[]} */ connections) => {
    watch.last = connections;
    for (const listener of watch.listeners) listener(connections);
  };
  // If the connections cannot be read, they are taken for none: the button is shown, and says what is wrong when it is pressed.
  watch.stop = watchConnections(update, { worker, onError: () => update(watch.last ?? []) });
  return watch;
}
