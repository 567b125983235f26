// Random numbers that follow from a seed, so that a test can be repeated.

/** @param {number} seed */
export function createSeededRandom(seed) {
  let state = seed >>> 0;
  /** From 0 up to 1. */
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    /** A whole number, from 0 up to this one. @param {number} end */
    below: (end) => Math.floor(next() * end),
    /** An element of the list. @template T @param {readonly T[]} list @returns {T | undefined} */
    one: (list) => list[Math.floor(next() * list.length)],
  };
}
