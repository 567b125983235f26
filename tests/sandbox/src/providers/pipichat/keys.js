// How the engine makes its keys: from the time and a small random number. About 17 bits are all that
// an onlooker has to guess, which is the engine's weakness and is kept.

import { createHash } from "node:crypto";

const RANGE = 99_999;

function smallRandom() {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return 1 + (random % RANGE);
}

/**
 * 10 to 15 digits: beyond 32 bits.
 *
 * @param {number} now unix seconds
 */
export function newAppId(now) {
  return String(now * smallRandom());
}

/**
 * 32 lower-case hexadecimal digits.
 *
 * @param {number} now unix seconds
 */
export function newKey(now) {
  return createHash("md5").update(newAppId(now)).digest("hex");
}
