// Records by number, in the order in which they were made.

/**
 * @template {{ id: number }} Row
 * @typedef {ReturnType<typeof createTable<Row>>} Table
 */

/**
 * @template {{ id: number }} Row
 * @param {readonly Row[]} rows
 * @param {Object} [options]
 * @param {number} [options.next] the number of the next one, unless it is taken; if absent, the one
 *   after the largest
 * @param {(id: unknown) => number} [options.numberOf] how an id is read
 */
export function createTable(rows, { next, numberOf = Number } = {}) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  let free = next ?? Math.max(1, ...rows.map(({ id }) => id + 1));
  while (byId.has(free)) free += 1;
  return {
    size: () => byId.size,
    /** @returns {Row[]} */
    all: () => [...byId.values()],
    /**
     * @param {unknown} id
     * @returns {Row | undefined}
     */
    get: (id) => byId.get(numberOf(id)),
    /**
     * @param {(row: Row) => boolean} wanted
     * @returns {Row | undefined}
     */
    find: (wanted) => [...byId.values()].find(wanted),
    /**
     * A number is not given twice.
     *
     * @param {(id: number) => Row} make
     * @returns {Row}
     */
    add(make) {
      const row = make(free);
      byId.set(row.id, row);
      do free += 1;
      while (byId.has(free));
      return row;
    },
    /** @param {Row} row */
    remove: (row) => void byId.delete(row.id),
  };
}
