// A query as PHP reads it: a small reader of our own, and PHP's.
import { execFileSync } from "node:child_process";

/**
 * What PHP's parser makes of a query: `a[]=1&a[]=2` is a list, `a[b]=1` an object; of fields with the same name, the last is kept.
 * @param {string} query
 */
export function parsePhpQuery(query) {
  /** @type {Record<string, any>} */
  const fields = {};
  for (const field of query.split("&").filter(Boolean)) {
    const [name = "", value = ""] = field.split("=").map((part) => decode(part));
    const [base = "", ...keys] = name.split("[").map((key) => key.replace(/\]$/, ""));
    let place = fields;
    let last = base.replaceAll(/[ .]/g, "_"); // as PHP names its variables
    for (const key of keys) {
      place[last] = Object(place[last]) === place[last] ? place[last] : {};
      place = place[last];
      last = key === "" ? String(Object.keys(place).length) : key;
    }
    place[last] = value;
  }
  return fields;
}

/** @param {string} part */
const decode = (part) => decodeURIComponent(part.replaceAll("+", " "));

/** PHP's command, which `cargo xtask test` finds or installs; `undefined` where a test is run without it. */
export const PHP = process.env.PORTARIA_PHP;

/**
 * The same by PHP itself, for many queries at once.
 * @param {string[]} queries
 * @returns {Record<string, any>[]}
 */
export function parseWithPhp(queries) {
  const script =
    "foreach (json_decode(stream_get_contents(STDIN)) as $query) { parse_str($query, $read); $all[] = (object) $read; } echo json_encode($all, JSON_FORCE_OBJECT);";
  const input = JSON.stringify(queries);
  return Object.values(JSON.parse(execFileSync(String(PHP), ["-r", script], { input }).toString()));
}
