// What Bangwo8 says no with: each module has its own form of it. Thrown by the rules, turned into an
// answer in one place.

export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {Record<string, unknown>} body
   * @param {Record<string, string>} [headers]
   */
  constructor(status, body, headers = {}) {
    super(`refused with ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** There is no such address. What a wrong method is answered with is a guess. */
export const noResource = () =>
  new Refusal(404, { errcode: "100047", errmsg: "Invalid resource URI" });

/**
 * The general form. Only one of its codes is known; the others here are the HTTP status.
 *
 * @param {number} status
 * @param {string} errmsg
 */
export const general = (status, errmsg) => new Refusal(status, { errcode: String(status), errmsg });

/**
 * The form of tickets, contacts, companies and forms, again with the HTTP status as its code.
 *
 * @param {number} status
 * @param {string} errorMsg
 */
export const business = (status, errorMsg) =>
  new Refusal(status, { status: String(status), errorMsg });

/** @param {string} what */
export const missing = (what) => business(404, `${what} does not exist`);

/** @param {unknown} companyId of the company that has the name already */
export const companyExists = (companyId) =>
  new Refusal(400, {
    status: "110026",
    errorMsg: "The company already exists",
    data: { companyId: String(companyId) },
  });

/** @param {string} message */
export const unbound = (message) => new Refusal(403, { state: "403", message });

/**
 * The form of whatever concerns tokens.
 *
 * @param {number} status
 * @param {string} error
 * @param {string} error_description
 * @param {Record<string, unknown>} [more]
 * @param {Record<string, string>} [headers]
 */
export const oauth = (status, error, error_description, more = {}, headers = {}) =>
  new Refusal(status, { error, error_description, ...more }, headers);
