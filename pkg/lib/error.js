/**
 * What every call rejects with. See `index.d.ts` for the meaning of its fields.
 */
export class PortariaError extends Error {
  /** @param {import("../index.js").PortariaErrorDetails} details */
  constructor({ code, message, provider, operation, status, providerCode, retryable, loginUrl }) {
    super(message);
    this.name = "PortariaError";
    this.code = code;
    this.provider = provider;
    this.operation = operation;
    this.status = status;
    this.providerCode = providerCode;
    this.retryable = retryable ?? false;
    this.loginUrl = loginUrl;
  }
}
