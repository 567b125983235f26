// Measures what Portaria costs, beside the least possible and beside the alternatives: `cargo xtask bench`. Times are shown, but
// ratios matter; counts are asserted where they are taken.
import { readFileSync, writeFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, platform } from "node:os";
import { parseArgs } from "node:util";
import { chartOf } from "./chart.js";
import { changes, summary } from "./compare.js";
import { table } from "./measure.js";
import { sizeTable } from "./sizes.js";

/**
 * @typedef {import("./measure.js").Result | import("./sizes.js").SizeResult | import("./instructions.js").CountResult} Any
 * @typedef {{ results(wants: (title: string) => boolean): AsyncGenerator<Any | string> }} Chapter
 */

/** In this order; each yields its tables. @type {(() => Promise<Chapter>)[]} */
const CHAPTERS = [
  () => import("./downloads.js"),
  () => import("./instructions.js"),
  () => import("./memory.js"),
  () => import("./node-calls.js"),
  () => import("./workerd-calls.js"),
  () => import("./workerd-login.js"),
  () => import("./workerd-proxy.js"),
  () => import("./workerd-token-renewal.js"),
  () => import("./workerd-start.js"),
];

const RECORDED = new URL("recorded.json", import.meta.url);
const CHART = new URL("../../docs/public/performance.svg", import.meta.url);

const { values, positionals } = parseArgs({
  options: { out: { type: "string" }, record: { type: "boolean", default: false } },
  allowPositionals: true,
});
const only = positionals.join(" ");

/** @param {Any} result */
function shown(result) {
  if (result.unit === "instructions") return counts(/** @type {any} */ (result));
  return "rounds" in result ? table(result) : sizeTable(/** @type {any} */ (result));
}

/** @param {import("./instructions.js").CountResult} result */
function counts({ title, rows }) {
  const width = Math.max(title.length, ...rows.map(({ name }) => name.length));
  const line = (/** @type {string} */ name, /** @type {string} */ number) =>
    `${name.padEnd(width)}  ${number.padStart(10)}`;
  return [
    line(title, ""),
    ...rows.map(({ name, instructions }) => line(name, instructions.toLocaleString("en"))),
  ].join("\n");
}

/** @param {string} text */
const say = (text) => process.stdout.write(`\n${text}\n`);

/** @type {Any[]} */
const results = [];
for (const chapter of CHAPTERS) {
  const { results: found } = await chapter();
  for await (const result of found((title) => title.includes(only))) {
    if (typeof result === "string") {
      say(result);
      continue;
    }
    results.push(result);
    say(shown(result));
  }
}

const machine = {
  day: new Date().toISOString().slice(0, 10),
  node: process.version,
  system: `${platform()} ${arch()}`,
  processor: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  load: Number(loadavg()[2]?.toFixed(1)), // of the last 15 minutes, which includes the benchmark's own
};
const summed = { machine, results: results.map(summary) };

/** @type {typeof summed | undefined} */
let recorded;
try {
  recorded = JSON.parse(readFileSync(RECORDED, "utf8"));
} catch {
  say("There is no record yet; --record makes one.");
}
if (recorded) {
  const since = `the record of ${recorded.machine.day} (${recorded.machine.processor})`;
  const changed = changes(recorded.results, summed.results);
  say(changed.length > 0 ? `Changed since ${since}:\n${changed.join("\n")}` : `As in ${since}.`);
}

const json = (/** @type {unknown} */ value) => `${JSON.stringify(value, null, 2)}\n`;
if (values.out) {
  writeFileSync(`${values.out}.json`, json({ machine, results }));
  writeFileSync(`${values.out}.svg`, chartOf(summed.results));
}
if (values.record) {
  // A table that was not measured this time keeps its figures and its place.
  const named = new Map(
    [...(recorded?.results ?? []), ...summed.results].map((one) => [one.title, one]),
  );
  const all = [...named.values()];
  writeFileSync(RECORDED, json({ machine, results: all }));
  writeFileSync(CHART, chartOf(all));
  say("Recorded.");
}
