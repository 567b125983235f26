// Which operation a method and a path mean.

import { ANY_METHOD, createRouter, decodedValues } from "../../http/router.js";
import { operations } from "./document.js";

/** @typedef {import("./document.js").Operation} Operation */

const router = createRouter(
  [...Map.groupBy(operations, ({ path }) => path)].map(
    ([path, atPath]) => /** @type {const} */ ([ANY_METHOD, path, atPath]),
  ),
);

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
  const [found] = router.match(ANY_METHOD, misspelt || path);
  const operations = found?.route.filter(({ newer }) => !newer || edition !== "2025");
  return found && operations?.length ? { operations, values: decodedValues(found.values) } : null;
}

/** @type {Record<string, string>} */
const MISSPELT = {
  "/integration/calude": "/integration/claude",
  "/integration/claude": "/integration/nobody",
};
