// What the fields and options of a registered app have to be.

import { isObject } from "../data/values.js";

/** @typedef {[test: (value: any) => boolean, wanted: string]} Rule */

/** @type {Rule} */
export const TEXT = [(value) => typeof value === "string", "text"];
/** @type {Rule} */
export const FLAG = [(value) => typeof value === "boolean", "true or false"];
/** @type {Rule} */
export const SECONDS = [
  (s) => Number.isInteger(s) && s > 0,
  "a whole number of seconds, 1 or more",
];
/** @type {Rule} */
export const LIMIT = [
  (n) => n === null || (Number.isInteger(n) && n >= 0),
  "null or a whole number",
];
/** @type {Rule} */
export const ADDRESS = [
  (url) => typeof url === "string" && /^https?:\/\/[!-~]+$/.test(url),
  "an absolute http or https address",
];
/** @type {Rule} */
export const SECRET = [
  (value) => typeof value === "string" && /^[!-~]{8,200}$/.test(value),
  "8 to 200 characters without spaces",
];

/** @param {readonly unknown[]} values @returns {Rule} */
export const among = (...values) => [
  (value) => values.includes(value),
  values.map((value) => JSON.stringify(value)).join(" or "),
];

/** @param {number} least @param {number} most @returns {Rule} */
export const whole = (least, most) => [
  (n) => Number.isInteger(n) && n >= least && n <= most,
  `a whole number from ${least} to ${most}`,
];

/** @param {RegExp} shape @param {string} wanted @returns {Rule} */
export const shaped = (shape, wanted) => [
  (value) => typeof value === "string" && shape.test(value),
  wanted,
];

/**
 * What is wrong with the fields of an app that is to be registered, if anything is. All of them have
 * to be there.
 *
 * @param {Record<string, unknown>} fields
 * @param {Record<string, Rule>} rules
 * @returns {string | undefined}
 */
export function wrongField(fields, rules) {
  const surplus = Object.keys(fields).find((name) => !Object.hasOwn(rules, name));
  if (surplus) return `unknown field ${surplus}`;
  const wrong = Object.entries(rules).find(([name, [test]]) => !test(fields[name]));
  return wrong && `${wrong[0]} must be ${wrong[1][1]}`;
}

/**
 * What is wrong with an app's options, if anything is. Those that are left out have their defaults.
 *
 * @param {unknown} options as they were sent
 * @param {Record<string, Rule>} rules
 * @returns {string | undefined}
 */
export function wrongOption(options, rules) {
  if (!isObject(options)) return "options must be an object";
  for (const [option, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, option) ? rules[option] : undefined;
    if (!rule) return `unknown option ${option}; there are ${Object.keys(rules).join(", ")}`;
    if (!rule[0](value)) return `${option} must be ${rule[1]}`;
  }
  return undefined;
}
