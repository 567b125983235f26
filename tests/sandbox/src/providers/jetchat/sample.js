// An answer made from its schema alone, for operations that have nothing behind them here.

import { createSampler } from "../../openapi/sample.js";
import { follow } from "./document.js";
import { list, raw } from "./envelope.js";

const sample = createSampler(follow, {
  texts: [
    [/^status$/, "ok"],
    [/(_at|_time)$/, "2026-03-09 14:05:00"],
    [/date$/, "2026-03-09"],
    [/^(url|image|logo|file)$/, "https://files.example.com/picture.png"],
    [/email/, "desk@example.com"],
  ],
});

/**
 * A list has one row, on its first page.
 *
 * @param {import("./document.js").Operation} operation
 */
export function sampleOf({ answer }) {
  const made = /** @type {{ data?: unknown }} */ (sample(answer));
  return Array.isArray(made.data) ? list(made.data) : raw(made);
}
