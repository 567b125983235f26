// The forms of success: lists and their pages, single records, and what a write answers.

/**
 * @typedef {import("./resources/rule.js").Ask} Ask
 *
 * @typedef {Object} ListForm of one module
 * @property {string} key of the rows
 * @property {number} perPage unless it is asked for
 * @property {number} most what a larger per_page is lowered to
 * @property {"number" | "text"} count
 * @property {boolean} links whether there are next_page and previous_page
 */

const ELSEWHERE = "https://elsewhere.example.com";

/**
 * @param {URLSearchParams} query
 * @param {Pick<ListForm, "perPage" | "most">} form
 */
export function pageOf(query, { perPage, most }) {
  const page = atLeastOne(query.get("page")) ?? 1;
  const size = Math.min(atLeastOne(query.get("per_page")) ?? perPage, most);
  return { page, from: (page - 1) * size, to: page * size };
}

/** @param {string | null} text */
function atLeastOne(text) {
  return text !== null && /^\d{1,9}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

/**
 * @template Row
 * @param {Ask} ask
 * @param {ListForm} form
 * @param {readonly Row[]} rows all of them; only those of the page are shown
 * @param {(row: Row) => unknown} show
 */
export function listed(ask, form, rows, show) {
  const { page, from, to } = pageOf(ask.query, form);
  const { options } = ask;
  const asText = options.count === "seen" ? form.count === "text" : options.count === "text";
  const links = form.links &&
    options.next_page !== "absent" && {
      next_page: to < rows.length ? linkTo(ask, page + 1) : null,
      previous_page: page > 1 ? linkTo(ask, page - 1) : null,
    };
  return {
    [form.key]: rows.slice(from, to).map(show),
    count: asText ? String(rows.length) : rows.length,
    ...links,
  };
}

/**
 * @param {Ask} ask
 * @param {number} page
 */
function linkTo({ base, address, query, options }, page) {
  const kept = new URLSearchParams(options.next_page === "bare" ? {} : query);
  kept.set("page", String(page));
  const url = `${base}${address}?${kept}`;
  if (options.next_page === "http") return url.replace(/^https:/, "http:");
  return options.next_page === "elsewhere" ? `${ELSEWHERE}${address}?${kept}` : url;
}

/**
 * What was written, or only that it was. A sample of the vendor's says `"data": false` so.
 *
 * @param {Ask} ask
 * @param {"Insert" | "Update" | "Delete"} what
 * @param {Record<string, unknown>} [record] by its singular name
 * @param {boolean} [returned] whether real ones are seen to be answered with the record
 */
export function wrote({ options }, what, record, returned = false) {
  if (record && (options.writes === "record" || (options.writes === "seen" && returned))) {
    return record;
  }
  return { status: "0", message: `${what} ok`, data: false };
}
