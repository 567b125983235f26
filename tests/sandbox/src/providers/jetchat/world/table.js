// Records by number; asking for one that is not there is refused.

import { createTable as createNumbered } from "../../../data/table.js";
import { missing } from "../refusal.js";

/**
 * @template {{ id: number }} Row
 * @typedef {ReturnType<typeof createTable<Row>>} Table
 */

/**
 * @template {{ id: number }} Row
 * @param {string} what a record is, for people
 * @param {readonly Row[]} rows
 * @param {number} [firstId] of a table that begins empty
 */
export function createTable(what, rows, firstId) {
  const numbered = createNumbered(rows, { next: firstId, numberOf: asNumber });
  /** @param {Row | undefined} row */
  const found = (row) => {
    if (!row) throw missing(what);
    return row;
  };
  return {
    ...numbered,
    what,
    /** @param {number | undefined} id */
    get: (id) => found(numbered.get(id)),
    /** @param {(row: Row) => boolean} wanted */
    only: (wanted) => found(numbered.find(wanted)),
    /** @param {number} id */
    has: (id) => numbered.get(id) !== undefined,
  };
}

/** Input is read by its types before, so that whatever else is no number. @param {unknown} id */
const asNumber = (id) => (typeof id === "number" ? id : Number.NaN);
