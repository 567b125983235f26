// Times as each service of the vendor writes them. All are UTC; `now` is in milliseconds.

import { dateTime } from "../../../data/time.js";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** As the email services write it. */
export const plain = dateTime;

/**
 * `2026-03-09T14:05:00.000Z`, as chatbots and the CRM write it.
 *
 * @param {number} at
 */
export const iso = (at) => new Date(at).toISOString();

/**
 * What a text in the form `2026-03-09 14:05`, with seconds or without, means; NaN for any other.
 *
 * @param {unknown} text
 */
export function read(text) {
  const shaped = typeof text === "string" && /^\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?$/.test(text);
  return shaped ? Date.parse(`${text.replace(" ", "T")}Z`) : Number.NaN;
}
