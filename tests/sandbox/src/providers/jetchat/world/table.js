// Records by number, in the order in which they were made.

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
export function createTable(what, rows, firstId = 1) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  let next = Math.max(firstId, ...rows.map(({ id }) => id + 1));
  return {
    what,
    /** @returns {Row[]} */
    all: () => [...byId.values()],
    /** @param {number} id */
    has: (id) => byId.has(id),
    /**
     * @param {number | undefined} id
     * @returns {Row}
     */
    get(id) {
      const row = byId.get(id ?? Number.NaN);
      if (!row) throw missing(what);
      return row;
    },
    /**
     * @param {(row: Row) => boolean} wanted
     * @returns {Row | undefined}
     */
    find: (wanted) => [...byId.values()].find(wanted),
    /**
     * @param {(row: Row) => boolean} wanted
     * @returns {Row}
     */
    only(wanted) {
      const row = [...byId.values()].find(wanted);
      if (!row) throw missing(what);
      return row;
    },
    /**
     * @param {(id: number) => Row} make
     * @returns {Row}
     */
    add(make) {
      const row = make(next);
      next += 1;
      byId.set(row.id, row);
      return row;
    },
    /** @param {Row} row */
    remove: (row) => void byId.delete(row.id),
  };
}
