// Which operation a method and a path mean.

import { operations } from "./document.js";

/**
 * @typedef {import("./document.js").Operation} Operation
 *
 * @typedef {Object} Route
 * @property {string[]} parts of the path; a parameter's begins with "{"
 * @property {Map<string, Operation>} methods
 */

/** @type {Map<string, Route>} */
const routes = new Map();
for (const operation of operations) {
  const route = routes.get(operation.path) ?? {
    parts: operation.path.split("/"),
    methods: new Map(),
  };
  route.methods.set(operation.method, operation);
  routes.set(operation.path, route);
}
const withParameters = [...routes.values()].filter(({ parts }) => parts.some(isParameter));

/**
 * What an installation has at a path. One spells a path wrong for reading, as it does for writing;
 * an older one lacks what is newer.
 *
 * @param {string} method
 * @param {string} path below the API's address
 * @param {Pick<import("./keys.js").Options, "edition" | "misspelt_claude">} options
 * @returns {{ operations: Operation[], values: Record<string, string> } | null}
 */
export function findRoute(method, path, { edition, misspelt_claude }) {
  const misspelt = misspelt_claude && method === "GET" && MISSPELT[path];
  const route = lookUp(misspelt || path);
  const operations = [...(route?.methods.values() ?? [])].filter(
    ({ newer }) => !newer || edition !== "2025",
  );
  return route && operations.length ? { operations, values: route.values } : null;
}

/** @type {Record<string, string>} */
const MISSPELT = {
  "/integration/calude": "/integration/claude",
  "/integration/claude": "/integration/nobody",
};

/**
 * @param {string} path
 * @returns {{ methods: Map<string, Operation>, values: Record<string, string> } | null}
 */
function lookUp(path) {
  const exact = routes.get(path);
  if (exact) return { methods: exact.methods, values: {} };
  const parts = path.split("/");
  for (const route of withParameters) {
    const values = match(route.parts, parts);
    if (values) return { methods: route.methods, values };
  }
  return null;
}

/**
 * @param {string[]} pattern
 * @param {string[]} parts
 */
function match(pattern, parts) {
  if (pattern.length !== parts.length) return null;
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
