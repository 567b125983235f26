// A list of three pages, and what the tests of lists read of it.

/** Three pages of two items, with JetChat's `meta`. */
export const PAGES = [1, 2, 3].map((page) => ({
  data: [{ name: `${page}a` }, { name: `${page}b` }],
  meta: { current_page: page, last_page: 3, total: 6 },
}));

/** The names of all items. */
export const NAMES = ["1a", "1b", "2a", "2b", "3a", "3b"];

/**
 * A reply with the page of the number in the query.
 * @param {{ data: object[], meta?: object }[]} pages
 * @param {import("./scripted-server.js").Reply} [more]
 * @returns {import("./scripted-server.js").ScriptedReply}
 */
export const replyByPage =
  (pages, more) =>
  ({ query }) => ({ body: pages[Number(query.get("page") ?? 1) - 1] ?? { data: [] }, ...more });

/** The names of a list's items. @param {AsyncIterable<{ name?: string }>} list */
export const namesOf = async (list) => (await itemsOf(list)).map(({ name }) => name);

/** The ids of a list's items. @param {AsyncIterable<{ id: number }>} list */
export const idsOf = async (list) => (await itemsOf(list)).map(({ id }) => id);

/** The page numbers that a server was asked for. @param {{ requests: { query: URLSearchParams }[] }} server */
export const requestedPages = ({ requests }) => requests.map(({ query }) => query.get("page"));

/**
 * The items of a list, which must end.
 * @template Item
 * @param {AsyncIterable<Item>} list
 */
async function itemsOf(list) {
  const found = [];
  for await (const item of list) {
    found.push(item);
    if (found.length > 50) throw new Error("The list does not end.");
  }
  return found;
}
