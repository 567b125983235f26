// The hourly quota of a key. The hour begins with its first request; once the quota is used up,
// nothing more is answered until that hour is over.

import { HOUR } from "./time.js";

/**
 * @typedef {{ since: number, used: number }} Window
 *
 * @typedef {Object} Quota
 * @property {boolean} exceeded
 * @property {Record<string, string>} headers
 */

/**
 * Counts one request.
 *
 * @param {Map<string, Window>} windows by key
 * @param {{ api_key: string, options: Pick<import("./keys.js").Options, "rate_limit" | "retry_after"> }} key
 * @param {number} now
 * @returns {Quota}
 */
export function spend(windows, { api_key, options }, now) {
  const limit = options.rate_limit;
  if (limit === null) return { exceeded: false, headers: {} };
  const running = windows.get(api_key);
  const window = running && now < running.since + HOUR ? running : { since: now, used: 0 };
  windows.set(api_key, window);
  window.used += 1;
  const exceeded = window.used > limit;
  const wait = options.retry_after && exceeded;
  return {
    exceeded,
    headers: {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(Math.max(limit - window.used, 0)),
      ...(wait && { "retry-after": String(window.since + HOUR - now) }),
    },
  };
}
