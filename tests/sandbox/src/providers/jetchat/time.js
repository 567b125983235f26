// Times as the engine writes them: without a zone, by the workspace's own clock.

import { dateTime } from "../../data/time.js";

/** The workspace is five hours behind, as one was measured to be; a message's `ts` is not. */
export const ZONE_S = -5 * 3600;

export const HOUR = 3600;
export const DAY = 86_400;

/**
 * `2026-03-09 14:05:00` by the workspace's clock.
 *
 * @param {number} seconds unix time
 */
export function local(seconds) {
  return utc(seconds + ZONE_S);
}

/** @param {number} seconds unix time */
export function utc(seconds) {
  return dateTime(seconds * 1000);
}

/** @param {number} seconds unix time */
export function localDate(seconds) {
  return local(seconds).slice(0, 10);
}
