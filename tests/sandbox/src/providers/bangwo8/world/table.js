// Records by number, in the order in which they were made.

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
 * @param {number} [next] the number of the next one, unless a larger one is taken
 */
export function createTable(rows, next = 1) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  let free = next;
  while (byId.has(free)) free += 1;
  return {
    /** @returns {Row[]} */
    all: () => [...byId.values()],
    /**
     * @param {unknown} id as a number, or as the text that a path holds
     * @returns {Row | undefined}
     */
    get: (id) => byId.get(/^\d{1,16}$/.test(String(id)) ? Number(id) : -1),
    /**
     * @param {Record<string, unknown>} said
     * @param {Row["custom"]} custom
     * @param {number} now
     * @returns {Row}
     */
    add(said, custom, now) {
      const row = { id: free, created: now, updated: now, deleted: false, said, custom };
      byId.set(row.id, row);
      while (byId.has(free)) free += 1;
      return row;
    },
  };
}

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
