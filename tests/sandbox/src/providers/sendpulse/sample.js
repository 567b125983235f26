// An answer made from its schema alone, for operations that have nothing behind them here.

/**
 * @typedef {import("./document.js").Schema} Schema
 * @typedef {import("./document.js").Follow} Follow
 */

/** Deeper than this, lists are empty: a tree's nodes have nodes. */
const DEEPEST = 8;

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
  const made = sample(answer.schema, follow);
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

/** @type {Record<string, string>} */
const FORMATS = {
  "date-time": "2026-03-09T14:05:00.000Z",
  date: "2026-03-09",
  email: "desk@example.com",
  uri: "https://files.example.com/picture.png",
  uuid: "00000000-0000-4000-8000-0000000000d4",
};

const TEXTS = /** @type {[RegExp, string][]} */ ([
  [/(_at|_time|date)$/, "2026-03-09 14:05:00"],
  [/(url|image|logo|link)$/, "https://files.example.com/picture.png"],
  [/email/, "desk@example.com"],
  [/phone/, "+5500000000000"],
]);

/**
 * @param {Schema} declared
 * @param {Follow} follow
 * @param {string} [name] what its parent calls it
 * @param {number} [depth]
 * @returns {unknown}
 */
export function sample(declared, follow, name = "", depth = 0) {
  const schema = follow(declared);
  if (schema.example !== undefined) return structuredClone(schema.example);
  if (schema.default !== undefined) return structuredClone(schema.default);
  if (schema.enum) return schema.enum[0];
  if (schema.oneOf?.[0]) return sample(schema.oneOf[0], follow, name, depth);
  const type = [schema.type ?? []].flat()[0] ?? (schema.properties ? "object" : "string");
  if (type === "object") {
    const known = Object.entries(schema.properties ?? {});
    return Object.fromEntries(
      known.map(([key, each]) => [key, sample(each, follow, key, depth + 1)]),
    );
  }
  if (type === "array") {
    return schema.items && depth < DEEPEST ? [sample(schema.items, follow, name, depth + 1)] : [];
  }
  if (type === "integer" || type === "number") return schema.minimum ?? 1;
  if (type === "boolean") return /^(success|result)$/.test(name);
  const text = FORMATS[schema.format ?? ""] ?? TEXTS.find(([pattern]) => pattern.test(name))?.[1];
  return text ?? `some ${name || "text"}`;
}
