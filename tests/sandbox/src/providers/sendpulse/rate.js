// How often an account may ask: within a second, and within a minute that begins with its first
// request. What is refused counts too.

/**
 * @typedef {{ second: number, inSecond: number, since: number, inMinute: number }} Window
 *
 * @typedef {Object} Limits
 * @property {number | null} per_second
 * @property {number | null} per_minute
 */

const MINUTE = 60;

/**
 * Counts one request.
 *
 * @param {Map<number, Window>} windows by account
 * @param {{ user_id: number, options: Limits }} account
 * @param {number} now unix seconds
 * @returns {"second" | "minute" | null} what is used up
 */
export function spend(windows, { user_id, options }, now) {
  const window = windows.get(user_id) ?? { second: now, inSecond: 0, since: now, inMinute: 0 };
  windows.set(user_id, window);
  if (window.second !== now) Object.assign(window, { second: now, inSecond: 0 });
  if (now >= window.since + MINUTE) Object.assign(window, { since: now, inMinute: 0 });
  window.inSecond += 1;
  window.inMinute += 1;
  const { per_second, per_minute } = options;
  if (per_second !== null && window.inSecond > per_second) return "second";
  return per_minute !== null && window.inMinute > per_minute ? "minute" : null;
}
