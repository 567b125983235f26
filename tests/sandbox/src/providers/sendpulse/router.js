// Which operations a path means. Its own words go before a template: `/contacts/attributes` is no
// contact.

import { operations } from "./document.js";

/**
 * @typedef {import("./document.js").Operation} Operation
 *
 * @typedef {Object} Route
 * @property {string[]} parts of the path; a parameter's begins with "{"
 * @property {Operation[]} operations
 *
 * @typedef {Object} Found
 * @property {Operation} operation
 * @property {Record<string, string>} values of the path
 */

/** @type {Map<string, Route>} */
const routes = new Map();
for (const operation of operations) {
  const route = routes.get(operation.path) ?? { parts: operation.path.split("/"), operations: [] };
  route.operations.push(operation);
  routes.set(operation.path, route);
}
const byLength = Map.groupBy([...routes.values()].sort(literalFirst), ({ parts }) => parts.length);

/**
 * Sorts by where the first word of their own stands.
 *
 * @param {Route} one
 * @param {Route} other
 */
function literalFirst(one, other) {
  const own = (/** @type {Route} */ { parts }) => parts.map(isParameter).map(Number).join("");
  return own(one).localeCompare(own(other));
}

/**
 * A path without the names of its parameters.
 *
 * @param {Pick<Operation, "path">} operation
 */
export function shapeOf({ path }) {
  return path.replace(/\{\w+\}/g, "{}");
}

/**
 * The operations at a path, the most literal first. Two services may describe the same request, and
 * may call its parameters otherwise.
 *
 * @param {string} path
 * @returns {Found[]}
 */
export function findRoutes(path) {
  const parts = path.split("/");
  return (byLength.get(parts.length) ?? []).flatMap((route) => {
    const values = match(route.parts, parts);
    return values ? route.operations.map((operation) => ({ operation, values })) : [];
  });
}

/**
 * @param {string[]} pattern
 * @param {string[]} parts
 */
function match(pattern, parts) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const [i, expected] of pattern.entries()) {
    const part = parts[i] ?? "";
    if (!isParameter(expected)) {
      if (expected !== part) return null;
    } else if (part === "") return null;
    else values[expected.slice(1, -1)] = decoded(part);
  }
  return values;
}

/** @param {string} part */
function isParameter(part) {
  return part.startsWith("{");
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
