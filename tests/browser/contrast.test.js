// WCAG 2.2, 1.4.3 and 1.4.11: the contrast of texts and of the edges of controls to their background.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const TEXT = 4.5;
const EDGE = 3;

/** @type {[string, string, number][]} */
const PAIRS = [
  ...["ground", "card", "well"].flatMap((ground) =>
    ["ink", "soft", "blue"].map(
      (text) => /** @type {[string, string, number]} */ ([text, ground, TEXT]),
    ),
  ),
  ["edge", "card", EDGE],
  ["edge", "well", EDGE],
  ["on-blue", "blue", TEXT],
  ["on-blue", "blue-press", TEXT],
  ["on-band", "band", TEXT],
  ["on-band-soft", "band", TEXT],
  ["green", "green-ground", TEXT],
  ["brass", "brass-ground", TEXT],
  ["brass", "card", TEXT],
  ["ink", "brass-ground", TEXT],
  ["blue", "brass-ground", EDGE],
];

const css = readFileSync(new URL("../../www/src/styles/palette.css", import.meta.url), "utf8");
const palette = new Map(
  [...css.matchAll(/--([\w-]+): (?:light-dark\((#\w+), (#\w+)\)|(#\w+));/g)].map(
    ([, name, light, dark, both]) => [name, [light ?? both ?? "", dark ?? both ?? ""]],
  ),
);

/** @param {string} colour `#rgb` or `#rrggbb` */
function luminance(colour) {
  const wide = colour.length === 4 ? colour.replace(/\w/g, "$&$&") : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(wide.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {string} one @param {string} other */
function contrast(one, other) {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

test.each(PAIRS)("gives %s on %s a contrast of at least %d", (text, ground, least) => {
  for (const scheme of [0, 1]) {
    const [one, other] = [text, ground].map((name) => palette.get(name)?.[scheme] ?? "");
    expect(contrast(String(one), String(other))).toBeGreaterThanOrEqual(least);
  }
});
