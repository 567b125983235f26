// Records by number, in the order in which they were made.

/**
 * @template {{ id: number }} Row
 * @typedef {ReturnType<typeof createTable<Row>>} Table
 */

/**
 * @template {{ id: number }} Row
 * @param {readonly Row[]} rows
 * @param {number} [firstId] of a table that begins empty
 */
export function createTable(rows, firstId = 1) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  let next = Math.max(firstId, ...rows.map(({ id }) => id + 1));
  return {
    get size() {
      return byId.size;
    },
    /** @returns {Row[]} */
    all: () => [...byId.values()],
    /**
     * @param {unknown} id as a number, or as the text that a path holds
     * @returns {Row | undefined}
     */
    get: (id) => byId.get(Number(id)),
    /**
     * @param {(row: Row) => boolean} wanted
     * @returns {Row | undefined}
     */
    find: (wanted) => [...byId.values()].find(wanted),
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
