// What every rule is given, and what all of them check alike.

/**
 * @typedef {Object} Ask
 * @property {import("../world/world.js").World} world
 * @property {{ user_id: number, options?: { size?: number } }} account
 * @property {number} now milliseconds
 * @property {Record<string, string>} path
 * @property {Record<string, any>} query
 * @property {any} body
 * @property {(status: number, body: unknown) => never} refuse
 *
 * @typedef {{ status?: number, body?: unknown }} Outcome
 * @typedef {(ask: Ask) => Outcome} Handler
 * @typedef {Record<string, Handler>} Handlers by the operation's id
 */

/**
 * The members of a body; none where it is a list, or not there.
 *
 * @param {Pick<Ask, "body">} ask
 * @returns {Record<string, any>}
 */
export const fields = ({ body }) =>
  typeof body === "object" && body !== null && !Array.isArray(body) ? body : {};

/**
 * What a list is asked for with. One of the vendor's own clients sends that in the body of a GET.
 *
 * @param {Ask} ask
 * @returns {Record<string, any>}
 */
export const asked = (ask) => ({ ...fields(ask), ...ask.query });

/**
 * Whether a switch is on: it comes as JSON or as the text of a query.
 *
 * @param {unknown} value
 */
export const isOn = (value) => value === true || value === "true" || value === "1" || value === 1;

/** @param {unknown} value */
export const isEmail = (value) =>
  typeof value === "string" && /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/.test(value);

/** @param {unknown} value @returns {value is string} */
export const isText = (value) => typeof value === "string" && value !== "";

/**
 * What Base64 stands for; null where it is none, or nothing.
 *
 * @param {unknown} text
 */
export function decoded(text) {
  if (!isText(text)) return null;
  try {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return null;
  }
}

/**
 * The vendor publishes no form for the refusals of chatbots and CRM: this is the one that was seen,
 * filled by the sandbox.
 *
 * @param {Ask} ask
 * @param {number} status
 * @param {string} message
 */
export const deny = (ask, status, message) =>
  ask.refuse(status, { success: false, data: { code: status, message } });
