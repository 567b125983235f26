// What an object keeps for itself. Private fields would be shorter, but a proxy has none of its target's: `reactive(client)` of
// Vue could not make a call. Kept beside the object, it also changes where the object is frozen.

const KEY = Symbol("portaria");

/**
 * Gives an object something to keep. It stands behind a function, which proxies hand over as it is, and which nothing prints.
 * @param {object} object
 * @param {object} kept
 */
export function keep(object, kept) {
  Object.defineProperty(object, KEY, { value: () => kept });
}

/**
 * What an object keeps, also where it is asked through a proxy; `undefined` where it keeps nothing.
 * @param {any} object
 * @returns {any}
 */
export const keptBy = (object) => object?.[KEY]?.();

/**
 * What a client makes when it is first used, and keeps.
 * @template {object} Client
 * @template Made
 * @param {Client} client or a proxy of it
 * @param {string} name
 * @param {(client: Client) => Made} make
 * @returns {Made}
 */
export function madeBy(client, name, make) {
  const kept = keptBy(client);
  if (!kept.made.has(name)) kept.made.set(name, make(kept.client));
  return kept.made.get(name);
}
