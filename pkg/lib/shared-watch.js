import { watchConnections } from "./connect.js";

/**
 * @typedef {import("../index.js").Connection} Connection
 * @typedef {(connections: Connection[]) => void} Listener
 * @typedef {{ listeners: Set<Listener>, last: Connection[] | undefined, stop: () => void }} Hub
 */

/** One watch a Worker, however many elements look. @type {Map<string, Hub>} */
const hubs = new Map();

/**
 * @param {string} worker
 * @param {Listener} listener
 * @returns {() => void} stops
 */
export function listen(worker, listener) {
  const hub = hubs.get(worker) ?? open(worker);
  hub.listeners.add(listener);
  if (hub.last) listener(hub.last);
  return () => {
    hub.listeners.delete(listener);
    if (hub.listeners.size > 0) return;
    hub.stop();
    hubs.delete(worker);
  };
}

/** @param {string} worker */
function open(worker) {
  /** @type {Hub} */
  const hub = { listeners: new Set(), last: undefined, stop: () => {} };
  hubs.set(worker, hub);
  const tell = (/** @type {Connection[]} */ connections) => {
    hub.last = connections;
    for (const listener of hub.listeners) listener(connections);
  };
  // A set that cannot be read is taken for empty: the button is there, and says what is wrong when it is pressed.
  hub.stop = watchConnections(tell, { worker, onError: () => tell(hub.last ?? []) });
  return hub;
}
