/**
 * @typedef {import("./core.js").Core} Core
 *
 * @typedef {object} TableEntry an operation in a table
 * @property {string} id
 * @property {string} line as the core reads it: its group's line in the table, and its own
 *
 * @typedef {(core: Core) => number} FindOperation gives the core's number for an operation
 */

/** The numbers that the core has given so far. @type {Map<string, number>} */
const numbers = new Map();

/**
 * How to get the core's number for an operation, which the core is asked for once.
 * @param {string} provider
 * @param {TableEntry} entry
 * @returns {FindOperation}
 */
export function operationFinder(provider, { id, line }) {
  /** @type {number | undefined} */
  let number;
  const key = `${provider} ${line}`;
  return (core) => {
    if (number === undefined) {
      number = numbers.get(key) ?? core.find(provider, id, line);
      numbers.set(key, number);
    }
    return number;
  };
}
