import { PipiChat as Client } from "../../../pkg/dist/pipichat.js";
import { keptBy } from "../../../pkg/lib/hidden.js";
import { handleRedirect, loginOptions, startLogin } from "../../../pkg/lib/login.js";

/** The client with what only a server may do. */
export class PipiChat extends Client {
  /** @param {Partial<import("../../../pkg/index.js").StartLoginOptions>} [options] */
  startLogin(options) {
    return startLogin(settings(this, options));
  }

  /**
   * @param {Request | URL | string} request
   * @param {Partial<import("../../../pkg/index.js").HandleRedirectOptions>} [options]
   */
  handleRedirect(request, options) {
    return handleRedirect(request, settings(this, options));
  }
}

/** @param {PipiChat} client @param {object} [options] */
function settings(client, options) {
  const own = keptBy(client).caller.options;
  return /** @type {any} */ ({ ...loginOptions("pipichat", own), ...options });
}
