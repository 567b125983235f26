// The providers' clock: the host's, plus what tests have moved it by.

import { json, readObject, refuse } from "../http/respond.js";

const FURTHEST_S = 100 * 365 * 86_400;

/** @param {() => number} [hostMs] */
export function createClock(hostMs = Date.now) {
  let offsetMs = 0;
  return {
    /** Unix seconds with their milliseconds. */
    exact: () => (hostMs() + offsetMs) / 1000,
    /** Whole unix seconds, as the providers count. */
    now: () => Math.floor((hostMs() + offsetMs) / 1000),
    /** @param {number} seconds */
    advance(seconds) {
      offsetMs += seconds * 1000;
    },
  };
}

/** @type {import("../sandbox.js").Control} */
export const readClock = ({ world }) => json({ now: world.clock.now() });

/** @type {import("../sandbox.js").Control} */
export async function moveClock({ request, world }) {
  const input = await readObject(request);
  if (input instanceof Response) return input;
  const seconds = input.advance_s;
  if (!Number.isInteger(seconds) || Math.abs(Number(seconds)) > FURTHEST_S) {
    return refuse(400, `advance_s must be a whole number of seconds, at most ${FURTHEST_S}`);
  }
  world.clock.advance(Number(seconds));
  return json({ now: world.clock.now() });
}
