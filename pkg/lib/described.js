import { Client } from "./client.js";

/**
 * The class of what a table describes (xtask/describe/src/table.rs). Its methods stand in groups, by the words of the operations'
 * ids; those of a group are made when it is first used, and then kept.
 * @param {string} provider
 * @param {string} table
 * @param {number} [skipped] how many of the first words are the class itself
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
        const value = make(this);
        Object.defineProperty(this, name, { value });
        return value;
      },
    });
  }
  return /** @type {any} */ (Described);
}

/**
 * What the class offers, by name.
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
 * The methods of groups, each in the place that its words say.
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

/** The styles of lists, the first of the flags. */
const LISTS = "acklnpst";

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
    const operation = { id: `${words}.${verb}`, line: `@${head}\n${line}` };
    return [verb, (client) => made(client, operation, shared + path, flags, query || body, last)];
  });
}

/**
 * @param {Client} client
 * @param {import("./client.js").Described} operation
 * @param {string} path
 * @param {string} flags
 * @param {string | undefined} fields what it takes elsewhere than in the path
 * @param {string} last where in the answer that is which is wanted
 */
function made(client, operation, path, flags, fields, last) {
  if (flags.includes("r")) return client.makeOne(operation, last);
  if (flags && LISTS.includes(flags.charAt(0))) {
    const [place = ""] = last.split(" ");
    return client.makeList(operation, !place || ">=#".includes(place.charAt(0)) ? "data" : place);
  }
  const isBare = !fields && !path.includes("{") && !flags.includes("o");
  return isBare ? client.makeBare(operation) : client.makeMethod(operation);
}
