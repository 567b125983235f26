// What a campaign's state is at a moment. It is told by the clock: nothing runs in the background.

import { MINUTE } from "../world/time.js";

/** @typedef {import("../world/mail.js").Campaign} Campaign */

/** Only 13 and 26 are described by the vendor. The others are the sandbox's. */
export const STATE = { PLANNED: 0, SENT: 3, COPYING: 13, DRAFT: 26, CANCELLED: 27 };

/**
 * @param {Campaign} campaign
 * @param {number} now
 */
export function stateOf({ intent, send_at }, now) {
  if (intent === "draft") return STATE.DRAFT;
  if (intent === "cancelled") return STATE.CANCELLED;
  if (send_at > now) return STATE.PLANNED;
  return now - send_at < MINUTE ? STATE.COPYING : STATE.SENT;
}

/**
 * Whether it waits or is being sent.
 *
 * @param {Campaign} campaign
 * @param {number} now
 */
export function isBusy(campaign, now) {
  const state = stateOf(campaign, now);
  return state === STATE.PLANNED || state === STATE.COPYING;
}
