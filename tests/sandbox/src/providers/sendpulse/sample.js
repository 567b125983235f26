// An answer made from its schema alone, for operations that have nothing behind them here.

import { createSampler } from "../../openapi/sample.js";

const CSV = "email,status\r\nada@example.com,valid\r\nnobody@example.com,invalid\r\n";

/** What a later page is asked for with. */
const POSITIONS = ["offset", "skip", "start", "search_after"];

/**
 * A list has one row, on its first page.
 *
 * @param {import("./document.js").Operation} operation
 * @param {Record<string, unknown>} query
 * @returns {unknown}
 */
export function sampleOf({ answer, paged, items, follow }, query) {
  if (!answer) return undefined;
  if (answer.type === "application/octet-stream") return CSV;
  const made = createSampler(follow, WORDING)(answer.schema);
  const further = paged && POSITIONS.some((name) => Number(query[name] ?? 0) !== 0);
  return further ? emptied(made, items) : made;
}

/**
 * The answer without its rows.
 *
 * @param {any} made
 * @param {string} items
 */
function emptied(made, items) {
  if (Array.isArray(made)) return [];
  const names = items.split(".");
  const last = names.pop() ?? "";
  const holder = names.reduce((value, name) => value?.[name], made);
  if (Array.isArray(holder?.[last])) holder[last] = [];
  return made;
}

/** @type {import("../../openapi/sample.js").Wording} */
const WORDING = {
  formats: {
    "date-time": "2026-03-09T14:05:00.000Z",
    date: "2026-03-09",
    email: "desk@example.com",
    uri: "https://files.example.com/picture.png",
    uuid: "00000000-0000-4000-8000-0000000000d4",
  },
  texts: [
    [/(_at|_time|date)$/, "2026-03-09 14:05:00"],
    [/(url|image|logo|link)$/, "https://files.example.com/picture.png"],
    [/email/, "desk@example.com"],
    [/phone/, "+5500000000000"],
  ],
  trueNames: /^(success|result)$/,
};
