// The tests that the table in SECURITY.md names exist.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (/** @type {string} */ path) => readFileSync(ROOT + path, "utf8");

/** @param {string} folder @param {RegExp} name */
const within = (folder, name) =>
  readdirSync(ROOT + folder, { recursive: true, encoding: "utf8" })
    .filter((file) => name.test(file))
    .map((file) => `${folder}/${file}`);

const sources = [...within("src", /\.rs$/), ...within("xtask/src", /\.rs$/)];
const rust = sources.map(read).join("\n");

/** A file by its name in the table, where tests of tests/worker have no folder. @param {string} name */
const fileOf = (name) =>
  [name, `tests/worker/${name}`].find((path) => existsSync(ROOT + path)) ??
  sources.find((path) => path.endsWith(`/${name}`));

const rows = read("SECURITY.md")
  .split("\n")
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map((cells) => ({ number: Number(cells[1]), named: cells[4] ?? "" }));

test("SECURITY.md has 38 rows, numbered in order", () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 38 }, (_, at) => at + 1));
});

test.each(rows)(
  "row $number of SECURITY.md names files and tests that exist",
  ({ number, named }) => {
    let file = "";
    let found = 0;
    // In backticks: a file, or a Rust test. In quotes, after a file: the title of a test in it, where "…" stands for words left out.
    for (const [whole, code, quoted] of named.matchAll(/`([^`]+)`|"([^"]+)"/g)) {
      if (quoted) {
        for (const part of quoted.split("…")) expect(read(file), whole).toContain(part.trim());
      } else if (code && /\.(js|rs)$/.test(code)) {
        file = fileOf(code) ?? "";
        expect(file, code).not.toBe("");
        if (/^(.*\/)?security-/.test(code))
          expect(read(file)).toMatch(new RegExp(`row ${number}\\b`));
      } else if (code && /^[a-z]+_[a-z_]+$/.test(code)) {
        expect(rust, code).toMatch(new RegExp(`#\\[test\\]\\s+fn ${code}\\(`));
      }
      found++;
    }
    expect(found).toBeGreaterThan(0);
  },
);

test("row 33: the package has no dependencies", () => {
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    read("pkg/package.json"),
  );
  expect([dependencies, optionalDependencies, peerDependencies]).toEqual(Array(3).fill(undefined));
});
