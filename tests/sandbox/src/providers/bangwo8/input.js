// What a body brings.

import { isObject } from "../../data/values.js";
import { business } from "./refusal.js";

/** @typedef {Record<string, unknown>} Fields */

/**
 * The object by the singular name, as all bodies are wrapped.
 *
 * @param {Fields} body
 * @param {string} name
 * @returns {Fields}
 */
export function wrapped(body, name) {
  const inner = body[name];
  if (isObject(inner)) return inner;
  throw business(400, `the body has no ${name}`);
}

/**
 * Of these fields those that are there. What else a client sends back of what it has read is left
 * alone.
 *
 * @param {Fields} fields
 * @param {readonly string[]} names
 * @returns {Fields}
 */
export function taken(fields, names) {
  /** @type {Fields} */
  const found = {};
  for (const name of names) {
    const value = fields[name];
    if (value === undefined) continue;
    if (isObject(value)) throw business(400, `${name} is an object`);
    found[name] = typeof value === "boolean" ? Number(value) : (value ?? "");
  }
  return found;
}

/** Digits as a number, as most ids are written; anything else as it is. @param {unknown} value */
export const asNumber = (value) =>
  typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;

/** @param {unknown} value */
export const isBlank = (value) =>
  value === undefined || value === null || (typeof value === "string" && value.trim() === "");
