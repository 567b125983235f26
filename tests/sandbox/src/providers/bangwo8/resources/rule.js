// What the rule of an address is, and what it is given.

/**
 * @typedef {Object} Ask
 * @property {import("../world/world.js").World} world the account's own
 * @property {string} vendorId
 * @property {import("../accounts.js").Options} options
 * @property {number} now unix seconds
 * @property {Record<string, string>} values of the path
 * @property {URLSearchParams} query
 * @property {Record<string, unknown>} body
 * @property {string} base the provider's own address
 * @property {string} address that was asked, without the base
 * @property {string | null} requestId
 *
 * @typedef {Object} Rule
 * @property {(ask: Ask) => unknown} answer
 * @property {boolean} [administrators] nobody else is answered
 *
 * @typedef {Record<string, Rule>} Rules by method and path; the path begins after `/api/v1`
 */

/**
 * @param {Rule["answer"]} answer
 * @returns {Rule}
 */
export const open = (answer) => ({ answer });

/**
 * @param {Rule["answer"]} answer
 * @returns {Rule}
 */
export const forAdministrators = (answer) => ({ answer, administrators: true });
