import {
  FLAG_OPEN_BODY,
  FLAG_RECORD,
  LIST_ITEMS,
  LIST_MARKS,
  LIST_STYLES,
} from "../dist/protocol.js";
import { Client } from "./client.js";
import { madeBy } from "./hidden.js";

/**
 * The class for a table of operations (xtask/describe/src/table.rs). Its methods are in groups, by the words of the operations'
 * ids. Those of a group are made when it is first used, and then kept.
 * @param {string} provider
 * @param {string} table
 * @param {number} [skipped] how many of the first words stand for the class itself
 * @returns {typeof Client}
 */
export function described(provider, table, skipped = 0) {
  class Described extends Client {
    /** @param {object} [options] */
    constructor(options) {
      super(provider, options);
    }
  }
  for (const [name, make] of properties(table, skipped)) {
    Object.defineProperty(Described.prototype, name, {
      /** @this {Client} */
      get() {
        return madeBy(this, name, make);
      },
    });
  }
  return /** @type {any} */ (Described);
}

/**
 * The properties of the class, by name: groups, and methods that are in no group.
 * @param {string} table
 * @param {number} skipped
 */
function properties(table, skipped) {
  /** @type {Map<string, (client: Client) => unknown>} */
  const found = new Map();
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const group of table.slice(1).split("\n@")) {
    const [name] = wordsOf(group).slice(skipped);
    if (name) groups.set(name, [...(groups.get(name) ?? []), group]);
    else for (const [verb, make] of methods(group)) found.set(verb, make);
  }
  for (const [name, own] of groups) found.set(name, (client) => tree(client, own, skipped + 1));
  return found;
}

/** @param {string} group */
const wordsOf = (group) => group.slice(0, group.indexOf("\t")).split(".");

/**
 * The methods of groups, nested by the groups' words.
 * @param {Client} client
 * @param {string[]} groups
 * @param {number} skipped
 */
function tree(client, groups, skipped) {
  /** @type {Record<string, any>} */
  const top = {};
  for (const group of groups) {
    let place = top;
    for (const word of wordsOf(group).slice(skipped)) place = place[word] ??= {};
    for (const [verb, make] of methods(group)) place[verb] = make(client);
  }
  return top;
}

/**
 * The methods of a group.
 * @param {string} group
 * @returns {[verb: string, make: (client: Client) => unknown][]}
 */
function methods(group) {
  const [head = "", ...lines] = group.split("\n");
  const [words = "", shared = ""] = head.split("\t");
  return lines.map((line) => {
    const [verb = "", path = "", flags = "", query, body, last = ""] = line.split("\t");
    const entry = { id: `${words}.${verb}`, line: `@${head}\n${line}` };
    return [verb, (client) => makeMethod(client, entry, shared + path, flags, query || body, last)];
  });
}

/**
 * @param {Client} client
 * @param {import("./operation.js").TableEntry} entry
 * @param {string} path
 * @param {string} flags
 * @param {string | undefined} others the parameters that are not in the path
 * @param {string} last where in the answer the record or the items are
 */
function makeMethod(client, entry, path, flags, others, last) {
  if (flags.includes(FLAG_RECORD)) return client.makeRecordMethod(entry, last);
  if (flags && LIST_STYLES.includes(flags.charAt(0))) {
    const [place = ""] = last.split(" ");
    return client.makeListMethod(
      entry,
      !place || LIST_MARKS.includes(place.charAt(0)) ? LIST_ITEMS : place,
      flags,
    );
  }
  const hasParams = others || path.includes("{") || flags.includes(FLAG_OPEN_BODY);
  return hasParams ? client.makeMethod(entry, flags) : client.makeMethodWithoutParams(entry, flags);
}
