// The benchmark measures fairly: no contender always runs after the same other one.
import { expect, test } from "vitest";
import { orderOf } from "../bench/measure.js";

test.each([2, 3, 4, 5, 6])(
  "each of %d contenders follows every other one equally often",
  (many) => {
    const rounds = many % 2 ? 2 * many : many;
    /** @type {Map<string, number>} */
    const followed = new Map();
    for (let round = 0; round < rounds; round++) {
      const order = orderOf(many, round);
      expect(order.toSorted()).toEqual(Array.from({ length: many }, (_, place) => place));
      for (const [at, place] of order.entries()) {
        if (at === 0) continue;
        const pair = `${order[at - 1]} ${place}`;
        followed.set(pair, (followed.get(pair) ?? 0) + 1);
      }
    }
    expect(followed.size).toBe(many * (many - 1));
    expect(new Set(followed.values()).size).toBe(1);
  },
);
