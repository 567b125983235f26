import { CALL_OPTIONS } from "./call-options.js";
import { core } from "./core.js";
import { encode } from "./encode.js";
import { runLogin } from "./login-call.js";

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
  "flow",
  "instance",
  "key",
  "redirectUri",
  "returnOrigins",
  "returnTo",
];

/** What a client's options have that a login does not need: a page's way, and who is called for. */
const OTHER_OPTIONS = ["accessToken", "accountId", "via"];

/**
 * Separates the provider's settings from our own options, and from those that calls have.
 * @param {object} options
 */
function splitOptions(options) {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const isCalls = (/** @type {string} */ name) => CALL_OPTIONS.includes(name) && name !== "extra";
  const pick = (/** @type {(name: string) => boolean} */ is) =>
    Object.fromEntries(given.filter(([name]) => is(name)));
  return {
    settings: pick((name) => !OWN_OPTIONS.includes(name) && !isCalls(name)),
    own: pick((name) => OWN_OPTIONS.includes(name)),
    call: pick(isCalls),
  };
}

/**
 * A client's options as {@link startLogin} and {@link handleRedirect} take them.
 * @param {string} provider
 * @param {object} options
 */
export const loginOptions = (provider, options) => ({
  provider,
  ...Object.fromEntries(Object.entries(options).filter(([name]) => !OTHER_OPTIONS.includes(name))),
});

/** @type {typeof import("../index.js").startLogin} */
export async function startLogin(options) {
  const { settings, own, call } = splitOptions(options);
  const wasm = await serverCore();
  wasm.checkCallOptions(encode(call)); // it sends nothing, so they do nothing
  return wasm.startLogin(settings, own);
}

/** @type {typeof import("../index.js").handleRedirect} */
export async function handleRedirect(request, options) {
  const { settings, own, call } = splitOptions(options);
  const wasm = await serverCore();
  const { instance = settings.provider } = own;
  return runLogin(wasm, call, instance, (sending) =>
    wasm.handleRedirect(request, settings, { ...own, ...sending }),
  );
}
