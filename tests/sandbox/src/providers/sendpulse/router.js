// Which operations a path means. Two services may describe the same request, and may call its
// parameters otherwise.

import { ANY_METHOD, createRouter, decodedValues } from "../../http/router.js";
import { operations } from "./document.js";

/**
 * @typedef {import("./document.js").Operation} Operation
 *
 * @typedef {Object} Found
 * @property {Operation} operation
 * @property {Record<string, string>} values of the path
 */

const router = createRouter(
  operations.map((operation) => /** @type {const} */ ([ANY_METHOD, operation.path, operation])),
);

/**
 * A path without the names of its parameters.
 *
 * @param {Pick<Operation, "path">} operation
 */
export function shapeOf({ path }) {
  return path.replace(/\{\w+\}/g, "{}");
}

/**
 * The operations at a path, by whatever method, the most literal first.
 *
 * @param {string} path
 * @returns {Found[]}
 */
export function findRoutes(path) {
  return router
    .match(ANY_METHOD, path)
    .map(({ route, values }) => ({ operation: route, values: decodedValues(values) }));
}
