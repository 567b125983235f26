// Records of any module, as the vendor keeps them: with what is known of them and when.

import { createTable as createNumbered } from "../../../data/table.js";

/**
 * @typedef {Object} Row a record of any module
 * @property {number} id
 * @property {number} created unix seconds
 * @property {number} updated
 * @property {boolean} deleted
 * @property {Record<string, unknown>} said what is known of it, by the vendor's names
 * @property {import("./fields.js").Values} custom
 *
 * @typedef {ReturnType<typeof createTable>} Table
 */

/**
 * @param {readonly Row[]} rows
 * @param {number} [next] the number of the next one, unless it is taken
 */
export function createTable(rows, next) {
  const { all, get, add } = createNumbered(rows, { next, numberOf });
  return {
    all,
    get,
    /**
     * @param {Record<string, unknown>} said
     * @param {Row["custom"]} custom
     * @param {number} now
     * @returns {Row}
     */
    add: (said, custom, now) =>
      add((id) => ({ id, created: now, updated: now, deleted: false, said, custom })),
  };
}

/** @param {unknown} id as a number, or as the text that a path holds */
export const numberOf = (id) => (/^\d{1,16}$/.test(String(id)) ? Number(id) : -1);

/**
 * A row that was there from the beginning.
 *
 * @param {number} id
 * @param {number} at unix seconds
 * @param {Record<string, unknown>} said
 * @param {Row["custom"]} [custom]
 * @returns {Row}
 */
export function row(id, at, said, custom = {}) {
  return { id, created: at, updated: at + 3600, deleted: false, said, custom };
}
