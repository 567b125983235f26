// Which rule a request means. The table is its own: the description of Bangwo8 is written for
// clients, and this is what they are tested against.

import { rules } from "./resources/index.js";

/** @typedef {{ method: string, pattern: RegExp, literal: boolean, rule: import("./resources/rule.js").Rule }} Route */

/** @type {Route[]} */
const routes = Object.entries(rules)
  .map(([address, rule]) => {
    const [method = "", path = ""] = address.split(" ");
    const source = path.replaceAll(".", "\\.").replace(/\{(\w+)\}/g, "(?<$1>[^/]+?)");
    return {
      method,
      pattern: new RegExp(`^/api/v1${source}$`),
      literal: !path.includes("{"),
      rule,
    };
  })
  .sort((one, other) => Number(other.literal) - Number(one.literal));

/**
 * @param {string} method
 * @param {string} path
 * @returns {{ rule: Route["rule"], values: Record<string, string> } | null}
 */
export function findRoute(method, path) {
  for (const route of routes) {
    const found = route.method === method ? route.pattern.exec(path) : null;
    if (found) return { rule: route.rule, values: { ...found.groups } };
  }
  return null;
}
