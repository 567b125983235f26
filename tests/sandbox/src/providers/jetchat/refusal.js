// What JetChat says no with. Thrown by the rules, turned into an answer in one place. The wording is
// the sandbox's own except where installations are known to agree.

export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {Record<string, string[]>} [errors] by field, as Laravel lists them
   */
  constructor(status, message, errors) {
    super(message);
    this.status = status;
    this.errors = errors;
  }

  /** The answer's body. */
  get body() {
    return { message: this.message, ...(this.errors && { errors: this.errors }) };
  }
}

/**
 * The input's problems, the first of which is the message too.
 *
 * @param {Record<string, string[]>} errors
 */
export function invalid(errors) {
  const all = Object.values(errors).flat();
  const others = all.length - 1;
  const more = others > 0 ? ` (and ${others} more)` : "";
  return new Refusal(422, `${all[0]}${more}`, errors);
}

/** @param {string} what */
export const missing = (what) => new Refusal(404, `There is no such ${what}.`);

/** @param {string} reason */
export const badRequest = (reason) => new Refusal(400, reason);
