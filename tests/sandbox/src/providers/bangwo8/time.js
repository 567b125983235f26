// Times as Bangwo8 writes and reads them: in China, eight hours before UTC, the whole year.

import { dateTime } from "../../data/time.js";

const ZONE_S = 8 * 3600;
export const DAY_S = 86_400;

const SHAPE = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?$/;

/**
 * `2026-01-05 09:00:00`
 *
 * @param {number} seconds unix time
 */
export function written(seconds) {
  return dateTime((seconds + ZONE_S) * 1000);
}

/** @param {number} seconds unix time */
export const writtenDay = (seconds) => written(seconds).slice(0, 10);

/**
 * What a text means, also without leading zeros or without the time of day.
 *
 * @param {string} text
 * @returns {{ at: number, wholeDay: boolean } | null} unix seconds
 */
export function readTime(text) {
  const found = SHAPE.exec(text.trim());
  if (!found) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0));
  const utc = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  const isReal = new Date(utc * 1000).getUTCMonth() === month - 1 && hour < 24 && minute < 60;
  return isReal ? { at: utc - ZONE_S, wholeDay: found[4] === undefined } : null;
}

/** The first second of the day in which a moment lies. @param {number} at */
export const dayOf = (at) => at - ((at + ZONE_S) % DAY_S);
