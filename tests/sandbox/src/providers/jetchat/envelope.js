// The shapes of a successful answer: a page of rows, one record, or a plain ok.

/**
 * @typedef {import("./document.js").Operation} Operation
 * @typedef {import("./keys.js").Options} Options
 *
 * @typedef {{ readonly length: number, slice(from: number, to: number): any[] }} Rows a list, or what is made on demand
 *
 * @typedef {{ kind: "list", rows: Rows }
 *   | { kind: "one", value: object }
 *   | { kind: "raw", value: object }} Outcome
 */

/**
 * @param {Rows} rows
 * @param {(row: any) => object} [view] what of a row is shown
 * @returns {Outcome}
 */
export function list(rows, view) {
  if (!view) return { kind: "list", rows };
  const slice = (/** @type {number} */ from, /** @type {number} */ to) =>
    rows.slice(from, to).map((row) => view(row));
  return { kind: "list", rows: { length: rows.length, slice } };
}

/**
 * @param {object} value
 * @returns {Outcome}
 */
export const one = (value) => ({ kind: "one", value });

/**
 * @param {object} value
 * @returns {Outcome}
 */
export const raw = (value) => ({ kind: "raw", value });

export const OK = raw({ status: "ok" });

/**
 * @param {Operation} operation
 * @param {Outcome} outcome
 * @param {Record<string, any>} params
 * @param {Options} options
 * @returns {object}
 */
export function bodyOf(operation, outcome, params, options) {
  if (outcome.kind === "raw") return outcome.value;
  const status = operation.answer.properties?.status && { status: "ok" };
  if (outcome.kind === "one") {
    const bare = operation.bare && options.envelopes === "documented";
    return bare ? outcome.value : { data: outcome.value, ...status };
  }
  const { rows, meta } = pageOf(operation, outcome.rows, params, options);
  const counted = operation.answer.properties?.meta && options.meta && { meta };
  return { data: rows, ...counted, ...status };
}

const PAGE_SIZE = 10;

/**
 * @param {Operation} operation
 * @param {Rows} rows
 * @param {Record<string, any>} params
 * @param {Options} options
 */
export function pageOf(operation, rows, params, options) {
  const limit = operation.parameters.find(({ name }) => name === "limit")?.schema;
  const most = limit?.maximum ?? options.most_per_page;
  const size = limit ? Math.min(params.limit ?? limit.default ?? PAGE_SIZE, most) : rows.length;
  const per_page = Math.max(size, 1);
  const last_page = Math.max(Math.ceil(rows.length / per_page), 1);
  const asked = params.page ?? 1;
  const current_page = options.repeat_last_page ? Math.min(asked, last_page) : asked;
  const from = (current_page - 1) * per_page;
  return {
    rows: rows.slice(from, Math.min(from + per_page, rows.length)),
    meta: { current_page, last_page, per_page, total: rows.length },
  };
}
