// Writes that name themselves: the same name once more, within ten minutes, gets the first answer and
// changes nothing.

/**
 * @typedef {Object} Answered
 * @property {number} at unix seconds
 * @property {Said} said
 *
 * @typedef {{ status: number, body: unknown }} Said
 */

const REMEMBERED_S = 600;

/**
 * @param {import("./state.js").State} state
 * @param {string} account
 * @param {string | null} requestId
 * @param {number} now
 * @param {() => Said} write
 * @returns {Said}
 */
export function once({ answered }, account, requestId, now, write) {
  if (!requestId) return write();
  const name = `${account} ${requestId}`;
  const known = answered.get(name);
  if (known && now - known.at < REMEMBERED_S) return known.said;
  const said = write();
  answered.set(name, { at: now, said });
  return said;
}
