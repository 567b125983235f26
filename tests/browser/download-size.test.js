// What a visit to the console downloads.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const DIST = fileURLToPath(new URL("../../www/dist/", import.meta.url));
const files = readdirSync(DIST, { recursive: true, encoding: "utf8" });

/** @param {string} ending */
const ofKind = (ending) => files.filter((file) => file.endsWith(ending));

/** @param {string[]} files */
function weigh(files) {
  const sizes = files.map((file) => [file, gzipSync(readFileSync(DIST + file)).length]);
  const total = sizes.reduce((sum, [, size]) => sum + Number(size), 0);
  console.log(`gzipped: ${(total / 1024).toFixed(1)} KiB`, sizes);
  return total;
}

test("keeps the console without its wasm below 24 KiB", () => {
  // The explorer is loaded when it is opened, a client when it is called; a visit needs one language.
  const isLater = (/** @type {string} */ file) =>
    /\/(swagger|explorer|logins|client|console|pt|fr|zh)-/.test(file);
  const page = [".html", ".css", ".js", ".svg"].flatMap(ofKind).filter((file) => !isLater(file));
  expect(weigh(page)).toBeLessThan(24 * 1024);
});

test("keeps what all platforms add to the console below 3 KiB", () => {
  expect(weigh(files.filter((file) => /\/console-/.test(file)))).toBeLessThan(3 * 1024);
});

test("builds the console with one wasm file", () => {
  expect(ofKind(".wasm")).toHaveLength(1);
});

test("loads nothing from another site, and has no inline script or style", () => {
  const [html = ""] = ofKind(".html").map((file) => readFileSync(DIST + file, "utf8"));
  for (const [, address] of html.matchAll(/(?:src|href)="([^"]*)"/g)) {
    expect(address).toMatch(/^(\.\/|#)/);
  }
  expect(html).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=)/);
});
