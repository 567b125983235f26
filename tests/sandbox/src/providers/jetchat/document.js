// The description that JetChat is played from: its operations, with every reference followed.

import json from "../../../../../pkg/dist/openapi/jetchat.json" with { type: "json" };
import { followIn, operationsOf } from "../../openapi/document.js";

/**
 * @typedef {import("../../openapi/document.js").Schema} Schema
 * @typedef {ReturnType<typeof operationOf>} Operation
 */

/** The description as it is published. */
export const published = /** @type {Record<string, unknown>} */ (json);

/** What a schema of the description says, its reference followed. */
export const follow = followIn(json);

/** @type {readonly Operation[]} */
export const operations = operationsOf(json).map(operationOf);

/** @param {import("../../openapi/document.js").Operation} operation */
function operationOf({ body, answer, described, ...operation }) {
  const scope = described["x-portaria-scope"];
  return {
    ...operation,
    body: body?.schema ?? null,
    answer: follow(answer?.schema ?? {}),
    /** What a key must be allowed to do. */
    scope: typeof scope === "string" ? scope : null,
    /** Documented without the envelope that installations send. */
    bare: described["x-portaria-documented"] === "bare",
    /** Only newer installations have it. */
    newer: described["x-portaria-edition"] !== undefined,
  };
}
