import { PipiChat as Client } from "../dist/pipichat.js";
import { core } from "./core.js";

/**
 * The core of the server's build.
 * @returns {Promise<typeof import("../dist/server.js")>}
 */
export const serverCore = async () => /** @type {any} */ (await core());

/** The options that are our own; all others are settings of the provider. */
const OWN_OPTIONS = [
  "appSecret",
  "claim",
  "fetch",
  "flow",
  "instance",
  "key",
  "returnOrigins",
  "returnTo",
];

/**
 * Separates the provider's settings from our own options.
 * @param {object} options
 */
function splitOptions(options) {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    settings: Object.fromEntries(given.filter(([name]) => !OWN_OPTIONS.includes(name))),
    own: Object.fromEntries(given.filter(([name]) => OWN_OPTIONS.includes(name))),
  };
}

/** @type {typeof import("../index.js").startLogin} */
export async function startLogin(options) {
  const { settings, own } = splitOptions(options);
  return (await serverCore()).startLogin(settings, own);
}

/** @type {typeof import("../index.js").handleRedirect} */
export async function handleRedirect(request, options) {
  const { settings, own } = splitOptions(options);
  return (await serverCore()).handleRedirect(request, settings, own);
}

/** The client with what only a server may do. */
export class PipiChat extends Client {
  /** @type {import("../index.js").PipiChatOptions} */
  #options;

  /** @param {import("../index.js").PipiChatOptions} [options] */
  constructor(options = {}) {
    super(options);
    this.#options = { ...options };
  }

  /** @param {Partial<import("../index.js").StartLoginOptions>} [options] */
  startLogin(options) {
    return startLogin(this.#settings(options));
  }

  /**
   * @param {Request | URL | string} request
   * @param {Partial<import("../index.js").HandleRedirectOptions>} [options]
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
