// Measures contenders in turns, so that a busy machine slows all of them alike.

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {() => Promise<unknown>} run
 *
 * @typedef {object} Race
 * @property {string} title
 * @property {string} unit
 * @property {number} each what a run's milliseconds are divided by, such as its number of calls
 * @property {number} rounds
 * @property {number} warmUp rounds that do not count
 * @property {Contender[]} contenders the first is what the others are compared with
 *
 * @typedef {{ name: string, samples: number[], median: number, min: number, max: number, ratio: number }} Row
 * @typedef {{ title: string, unit: string, rounds: number, rows: Row[] }} Result
 */

/**
 * The order of a round. Over the rounds, each contender follows every other one equally often (a Williams design), because the
 * engine's optimisations for one contender affect the next.
 * @param {number} many
 * @param {number} round
 */
export function orderOf(many, round) {
  const zigzag = Array.from({ length: many }, (_, at) => (at % 2 ? many - (at + 1) / 2 : at / 2));
  const order = zigzag.map((place) => (place + round) % many);
  const isTurned = many % 2 === 1 && Math.floor(round / many) % 2 === 1;
  return isTurned ? order.toReversed() : order;
}

/**
 * Runs a race in rounds.
 * @param {Race} race
 * @returns {Promise<Result>}
 */
export async function measure({ title, unit, each, rounds, warmUp, contenders }) {
  const samples = contenders.map(() => /** @type {number[]} */ ([]));
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const place of orderOf(contenders.length, round)) {
      globalThis.gc?.(); // so that no contender pays for another's garbage
      const started = performance.now();
      await contenders[place]?.run();
      const took = performance.now() - started;
      if (round >= warmUp) samples[place]?.push(took / each);
    }
  }
  const measured = contenders.map(({ name }, place) => ({ name, samples: samples[place] ?? [] }));
  return result({ title, unit, measured });
}

/**
 * The results of something that was not measured as a race.
 * @param {object} all
 * @param {string} all.title
 * @param {string} all.unit
 * @param {{ name: string, samples: number[] }[]} all.measured a sample a round; the first is what the others are compared with
 * @returns {Result}
 */
export function result({ title, unit, measured }) {
  const base = measured[0]?.samples ?? [];
  const rows = measured.map(({ name, samples }) => row(name, samples, base));
  return { title, unit, rounds: base.length, rows };
}

/**
 * @param {string} name
 * @param {number[]} samples
 * @param {number[]} base
 * @returns {Row}
 */
function row(name, samples, base) {
  const ratios = samples.map((sample, round) => sample / (base[round] ?? sample));
  return {
    name,
    samples,
    median: median(samples),
    min: Math.min(...samples),
    max: Math.max(...samples),
    ratio: median(ratios), // of what was measured side by side
  };
}

/** @param {number[]} numbers */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[sorted.length % 2 ? middle : middle - 1], sorted[middle]];
  return (low + high) / 2;
}

/**
 * A race's results as a table.
 * @param {Result} result
 */
export function table({ title, unit, rounds, rows }) {
  const digits = Math.max(...rows.map(({ median }) => median)) < 10 ? 3 : 0;
  const shown = (/** @type {number} */ number) => number.toFixed(digits);
  const lines = rows.map(({ name, median, min, max, ratio }) => [
    name,
    shown(median),
    `${shown(min)}–${shown(max)}`,
    `${ratio.toFixed(2)} ×`,
  ]);
  const all = [[title, unit, "min–max", "ratio"], ...lines];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...all.map((line) => line[at]?.length ?? 0)));
  const text = all.map((line) =>
    line
      .map((cell, at) => (at ? cell.padStart : cell.padEnd).call(cell, widths[at] ?? 0))
      .join("  "),
  );
  return [...text, `medians of ${rounds} rounds, taken in turns`].join("\n");
}
