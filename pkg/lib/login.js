import { core } from "./core.js";

/**
 * The core of the server's build.
 * @returns {Promise<typeof import("../dist/server.js")>}
 */
export const serverCore = async () => /** @type {any} */ (await core());

/** The options that are our own; all others are settings of the provider. */
const OWN_OPTIONS = [
  "allowLoopback",
  "appSecret",
  "claim",
  "fetch",
  "flow",
  "instance",
  "key",
  "redirectUri",
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
