import { watchConnections } from "./connect.js";

/**
 * @typedef {import("../index.js").Connection} Connection
 * @typedef {(connections: Connection[]) => void} Listener
 * @typedef {{ listeners: Set<Listener>, last: Connection[] | undefined, stop: () => void }} SharedWatch
 */

/** One watch for each Worker, by its `via`, however many elements use it. @type {Map<string | undefined, SharedWatch>} */
const watches = new Map();

/**
 * Calls the listener with a Worker's connections, now and when they change.
 * @param {string | undefined} via
 * @param {Listener} listener
 * @returns {() => void} stops it
 */
export function listen(via, listener) {
  const watch = watches.get(via) ?? startWatch(via);
  watch.listeners.add(listener);
  if (watch.last) listener(watch.last);
  return () => {
    watch.listeners.delete(listener);
    if (watch.listeners.size > 0) return;
    watch.stop();
    watches.delete(via);
  };
}

/** @param {string | undefined} via */
function startWatch(via) {
  /** @type {SharedWatch} */
  const watch = { listeners: new Set(), last: undefined, stop: () => {} };
  watches.set(via, watch);
  const update = (/** @type {Connection[]} */ connections) => {
    watch.last = connections;
    for (const listener of watch.listeners) listener(connections);
  };
  // If the connections cannot be read, they are taken for none: the button is shown, and says what is wrong when it is pressed.
  const onError = () => update(watch.last ?? []);
  watch.stop = watchConnections(update, { ...(via !== undefined && { via }), onError });
  return watch;
}
