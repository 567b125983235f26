// How the email services answer and refuse. The texts are the sandbox's own; the numbers are known.

import { asked } from "./handler.js";

/** @typedef {import("./handler.js").Ask} Ask */

export const DONE = { body: { result: true } };
const MOST = 100;

/**
 * @param {Ask} ask
 * @param {number} error_code
 * @param {string} message
 * @param {number} [status]
 */
export function no(ask, error_code, message, status = 422) {
  return ask.refuse(status, { message, error_code });
}

/**
 * An argument that is not as it should be.
 *
 * @param {Ask} ask
 * @param {string} name
 * @param {string} [problem]
 */
export const wrong = (ask, name, problem = "is not valid") =>
  no(ask, 422, `The argument ${name} ${problem}.`);

/**
 * Where a page begins and how long it is.
 *
 * @param {Ask} ask
 */
export function page(ask) {
  const { limit = MOST, offset = 0 } = asked(ask);
  const [most, skipped] = [Number(limit), Number(offset)];
  if (!Number.isInteger(most)) throw wrong(ask, "limit", "must be a whole number");
  if (most < 1 || most > MOST) throw wrong(ask, "limit", `must be from 1 to ${MOST}`);
  if (!Number.isInteger(skipped)) throw wrong(ask, "offset", "must be a whole number");
  if (skipped < 0) throw wrong(ask, "offset", "must be 0 or more");
  return { limit: most, offset: skipped };
}

/**
 * @template Row
 * @param {Ask} ask
 * @param {Row[]} rows
 * @param {(row: Row) => unknown} view
 */
export function listed(ask, rows, view) {
  const { limit, offset } = page(ask);
  return { body: rows.slice(offset, offset + limit).map(view) };
}
