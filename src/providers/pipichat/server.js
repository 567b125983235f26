import { PipiChat as Client } from "../../../pkg/dist/pipichat.js";
import { handleRedirect, startLogin } from "../../../pkg/lib/login.js";

/** The client with what only a server may do. */
export class PipiChat extends Client {
  /** @type {import("../../../pkg/index.js").PipiChatOptions} */
  #options;

  /** @param {import("../../../pkg/index.js").PipiChatOptions} [options] */
  constructor(options = {}) {
    super(options);
    this.#options = { ...options };
  }

  /** @param {Partial<import("../../../pkg/index.js").StartLoginOptions>} [options] */
  startLogin(options) {
    return startLogin(this.#settings(options));
  }

  /**
   * @param {Request | URL | string} request
   * @param {Partial<import("../../../pkg/index.js").HandleRedirectOptions>} [options]
   */
  handleRedirect(request, options) {
    return handleRedirect(request, this.#settings(options));
  }

  /** @param {object} [options] */
  #settings(options) {
    const { via, accessToken, timeoutMs, ...settings } = this.#options;
    return /** @type {any} */ ({ provider: "pipichat", ...settings, ...options });
  }
}
