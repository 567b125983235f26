// A run's summary, which is recorded, and the changes between two of them.

/**
 * @typedef {{ name: string, value: number, ratio?: number }} SumRow `ratio` where things were raced
 * @typedef {{ title: string, unit: string, rows: SumRow[] }} Sum
 */

/** By how much a ratio may differ between two runs of the same code. */
const NOISE = 0.1;

/** The same for counts, which hardly differ. */
const COUNTED = 0.005;

/** @param {number} number */
const rounded = (number) => Number(number.toPrecision(4));

/**
 * @param {import("./run.js").Any} result
 * @returns {Sum}
 */
export function summary({ title, unit, rows }) {
  const sums = rows.map((row) => {
    if ("instructions" in row) return { name: row.name, value: row.instructions };
    if ("brotli" in row) return { name: row.name, value: rounded(row.brotli) };
    return { name: row.name, value: rounded(row.median), ratio: rounded(row.ratio) };
  });
  return { title, unit, rows: sums };
}

/**
 * The differences that are more than chance, one per line. Ratios are compared, not times, which depend on the day and the machine.
 * @param {Sum[]} before
 * @param {Sum[]} now
 */
export function changes(before, now) {
  return now.flatMap(({ title, unit, rows }) => {
    const earlier = before.find((one) => one.title === title)?.rows ?? [];
    return rows.flatMap((row) => {
      const was = earlier.find(({ name }) => name === row.name);
      const line = was && difference(was, row, unit);
      return line ? [`  ${title}, ${row.name}: ${line}`] : [];
    });
  });
}

/** @param {SumRow} was @param {SumRow} is @param {string} unit */
function difference(was, is, unit) {
  if (was.ratio !== undefined && is.ratio !== undefined) {
    const isNoise = Math.abs(is.ratio / was.ratio - 1) <= NOISE;
    return isNoise ? "" : `${was.ratio.toFixed(2)} × → ${is.ratio.toFixed(2)} ×`;
  }
  const share = is.value / was.value - 1;
  if (Math.abs(share) <= COUNTED) return "";
  const percent = `${share > 0 ? "+" : "−"}${(Math.abs(share) * 100).toFixed(1)} %`;
  return `${was.value} → ${is.value} ${unit} (${percent})`;
}
