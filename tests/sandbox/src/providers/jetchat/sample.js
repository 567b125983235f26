// An answer made from its schema alone, for operations that have nothing behind them here.

import { follow } from "./document.js";
import { list, raw } from "./envelope.js";

/** @typedef {import("./document.js").Schema} Schema */

/**
 * A list has one row, on its first page.
 *
 * @param {import("./document.js").Operation} operation
 */
export function sampleOf({ answer }) {
  const made = /** @type {{ data?: unknown }} */ (sample(answer));
  return Array.isArray(made.data) ? list(made.data) : raw(made);
}

const TEXTS = /** @type {[RegExp, string][]} */ ([
  [/^status$/, "ok"],
  [/(_at|_time)$/, "2026-03-09 14:05:00"],
  [/date$/, "2026-03-09"],
  [/^(url|image|logo|file)$/, "https://files.example.com/picture.png"],
  [/email/, "desk@example.com"],
]);

/**
 * @param {Schema} declared
 * @param {string} [name] what its parent calls it
 * @returns {unknown}
 */
export function sample(declared, name = "") {
  const schema = follow(declared);
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  const type = [schema.type ?? []].flat()[0] ?? (schema.properties ? "object" : "string");
  if (type === "object") {
    const known = Object.entries(schema.properties ?? {});
    return Object.fromEntries(known.map(([key, each]) => [key, sample(each, key)]));
  }
  if (type === "array") return schema.items ? [sample(schema.items, name)] : [];
  if (type === "integer" || type === "number") return schema.minimum ?? 1;
  if (type === "boolean") return false;
  return TEXTS.find(([pattern]) => pattern.test(name))?.[1] ?? `some ${name || "text"}`;
}
