// Times as most providers write them.

/**
 * `2026-03-09 14:05:00` in UTC.
 *
 * @param {number} ms unix time in milliseconds
 */
export const dateTime = (ms) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");
