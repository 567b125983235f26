// The filters and orders that lists share.

import { business } from "./refusal.js";
import { DAY_S, dayOf, readTime } from "./time.js";

/**
 * @typedef {[from: number, to: number]} Span of unix seconds, both included
 * @typedef {{ by: "id" | "created" | "updated" | "status", descending: boolean }} Order
 */

/** @type {Span} */
const ALWAYS = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/**
 * The start includes its whole day, whatever the hour. An end without an hour does, too; that is a
 * guess.
 *
 * @param {URLSearchParams} query
 * @param {string} startName
 * @param {string} endName
 * @returns {Span}
 */
export function spanOf(query, startName, endName) {
  const [start, end] = [momentOf(query, startName), momentOf(query, endName)];
  return [
    start ? dayOf(start.at) : ALWAYS[0],
    end ? end.at + (end.wholeDay ? DAY_S - 1 : 0) : ALWAYS[1],
  ];
}

/**
 * @param {URLSearchParams} query
 * @param {string} name
 */
function momentOf(query, name) {
  const text = query.get(name);
  if (!text) return null;
  const moment = readTime(text);
  if (!moment) throw business(400, `${name} is not a time`);
  return moment;
}

/** @param {URLSearchParams} query @returns {{ created: Span, updated: Span, order: Order }} */
export const filtersOf = (query) => ({
  created: spanOf(query, "created_start", "created_end"),
  updated: spanOf(query, "updated_start", "updated_end"),
  order: orderOf(query),
});

/**
 * Anything but asc and desc is as if it were not there.
 *
 * @param {URLSearchParams} query
 * @returns {Order}
 */
function orderOf(query) {
  for (const by of /** @type {const} */ (["status", "updated", "created"])) {
    const way = query.get(`${by}_order`)?.toLowerCase();
    if (way === "asc" || way === "desc") return { by, descending: way === "desc" };
  }
  return { by: "id", descending: false };
}

/** @param {Span} span @param {number} at */
export const within = ([from, to], at) => at >= from && at <= to;

/**
 * @template {{ id: number, created: number, updated: number }} Row
 * @param {Row[]} rows
 * @param {URLSearchParams} query
 * @returns {Row[]}
 */
export function filtered(rows, query) {
  const { created, updated, order } = filtersOf(query);
  const key = order.by === "created" || order.by === "updated" ? order.by : "id";
  const sign = order.descending ? -1 : 1;
  return rows
    .filter((row) => within(created, row.created) && within(updated, row.updated))
    .sort((one, other) => sign * (one[key] - other[key]) || one.id - other.id);
}
