// Which rule a request means. The table is its own: the description of Bangwo8 is written for
// clients, and this is what they are tested against.

import { createRouter } from "../../http/router.js";
import { rules } from "./resources/index.js";

/** @typedef {import("./resources/rule.js").Rule} Rule */

const router = createRouter(
  Object.entries(rules).map(([address, rule]) => {
    const [method = "", path = ""] = address.split(" ");
    return /** @type {const} */ ([method, `/api/v1${path}`, rule]);
  }),
);

/**
 * @param {string} method
 * @param {string} path
 * @returns {import("../../http/router.js").Match<Rule> | undefined}
 */
export const findRoute = (method, path) => router.match(method, path)[0];
