// The sizes of files: raw, and compressed as by a CDN, each file by itself.
import { sizes } from "../../xtask/compressed-sizes.js";

/**
 * @typedef {{ name: string, raw: number, gzip: number, brotli: number }} SizeRow
 * @typedef {{ title: string, unit: "KiB", rows: SizeRow[] }} SizeResult
 */

const COLUMNS = /** @type {const} */ (["raw", "gzip", "brotli"]);

/**
 * @param {string} name
 * @param {Uint8Array[]} files what is downloaded together
 * @returns {SizeRow}
 */
export function sizeRow(name, files) {
  const [raw, gzip, brotli] = files
    .map(sizes)
    .reduce((sum, one) => [sum[0] + one[0], sum[1] + one[1], sum[2] + one[2]], [0, 0, 0]);
  return { name, raw: raw / 1024, gzip: gzip / 1024, brotli: brotli / 1024 };
}

/**
 * Sizes as a table.
 * @param {SizeResult} result
 */
export function sizeTable({ title, unit, rows }) {
  const all = [
    [`${title}, ${unit}`, ...COLUMNS],
    ...rows.map((row) => [row.name, ...COLUMNS.map((column) => row[column].toFixed(1))]),
  ];
  const widths = ["", ...COLUMNS].map((_, at) =>
    Math.max(...all.map((line) => line[at]?.length ?? 0)),
  );
  return all
    .map((line) =>
      line
        .map((cell, at) => (at ? cell.padStart : cell.padEnd).call(cell, widths[at] ?? 0))
        .join("  "),
    )
    .join("\n");
}
