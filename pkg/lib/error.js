/**
 * What every call rejects with. See `index.d.ts` for the meaning of its fields.
 */
export class PortariaError extends Error {
  /** @param {import("../index.js").PortariaErrorDetails} details */
  constructor({
    code,
    message,
    provider,
    operation,
    status,
    providerCode,
    reason,
    retryable,
    loginUrl,
  }) {
    super(message);
    this.name = "PortariaError";
    this.code = code;
    this.provider = provider;
    this.operation = operation;
    this.status = status;
    this.providerCode = providerCode;
    this.reason = reason;
    this.retryable = retryable ?? false;
    this.loginUrl = loginUrl;
  }

  /** What `JSON.stringify` writes: all but the stack and the cause, which may hold anything. */
  toJSON() {
    const { cause, ...details } = this;
    return { ...details, message: this.message };
  }
}

/**
 * Makes an error for the core, here because Node prints the line on which an error was made that nobody catches: this one is short.
 * @param {string} code
 * @param {string} message
 * @param {object} details what else is known
 */
export function makeError(code, message, details) {
  return new PortariaError(/** @type {any} */ ({ code, message, ...details }));
}
