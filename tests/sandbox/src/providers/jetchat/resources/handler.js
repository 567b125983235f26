// What every rule is given.

/**
 * @typedef {Object} Ask
 * @property {import("../world/world.js").World} world
 * @property {Record<string, any>} params of the path and the query
 * @property {Record<string, any>} body
 * @property {URLSearchParams} query as it was sent, for what no description names
 * @property {import("../keys.js").Options} options of the key
 * @property {number} now unix seconds
 * @property {string} base the provider's own address
 *
 * @typedef {(ask: Ask) => import("../envelope.js").Outcome} Handler
 * @typedef {Record<string, Handler>} Handlers by the operation's id
 */

import { invalid } from "../refusal.js";

/**
 * Whether a row's name holds the text that is looked for. No text is in every name.
 *
 * @param {string | undefined} text
 * @param {string} name
 */
export function matches(text, name) {
  return text === undefined || name.toLowerCase().includes(String(text).toLowerCase());
}

/**
 * @template {{ id: number, name: string }} Row
 * @param {import("../world/table.js").Table<Row>} table
 * @param {Ask} ask
 */
export function namedLike(table, { params }) {
  return table.all().filter(({ name }) => matches(params.name, name));
}

/**
 * A new record with a name; or the one that has the name already, where installations answer so.
 *
 * @template {{ id: number, name: string }} Row
 * @param {import("../world/table.js").Table<Row>} table
 * @param {Ask} ask
 * @param {(id: number) => Row} make
 */
export function addNamed(table, { body, options }, make) {
  const taken = table.find(({ name }) => name === body.name);
  if (!taken) return table.add(make);
  if (options.duplicate_names === "existing") return taken;
  throw invalid({ name: [`There is a ${table.what} of this name already.`] });
}

/**
 * @template {{ id: number, name: string }} Row
 * @param {import("../world/table.js").Table<Row>} table
 * @param {unknown} name
 */
export function called(table, name) {
  return table.only((row) => row.name === name);
}
