import { withOptions } from "./caller.js";
import { tokenSource } from "./core.js";
import { encode } from "./encode.js";
import { PortariaError } from "./error.js";

/**
 * @typedef {import("./caller.js").Caller} Caller
 * @typedef {import("./core.js").Core} Core
 *
 * @typedef {object} TokenSource the tokens of clients with keys of their own
 * @property {(core: Core, caller: Caller) => boolean} hasKeys throws where the keys are wrong
 * @property {(core: Core, caller: Caller, stale?: string) => Promise<string>} token gives a token, and not the stale one
 */

/**
 * Runs something with a token, where the caller has keys; and once more with a new token, where the first one is refused.
 * @template Result
 * @param {Core} core
 * @param {Caller} caller
 * @param {(caller: Caller) => Promise<Result>} run
 * @returns {Promise<Result>}
 */
export function runAuthorized(core, caller, run) {
  const source = tokenSource();
  return source?.hasKeys(core, caller) ? runWithToken(source, core, caller, run) : run(caller);
}

/**
 * @template Result
 * @param {TokenSource} source
 * @param {Core} core
 * @param {Caller} caller
 * @param {(caller: Caller) => Promise<Result>} run
 * @returns {Promise<Result>}
 */
async function runWithToken(source, core, caller, run) {
  const token = await source.token(core, caller);
  try {
    return await run(withBearer(caller, token));
  } catch (error) {
    if (!(error instanceof PortariaError) || error.code !== "unauthorized") throw error;
    return run(withBearer(caller, await source.token(core, caller, token)));
  }
}

/**
 * Runs something that only displays a call: with a real token where secrets are to be seen, else with a placeholder.
 * @template Result
 * @param {Core} core
 * @param {Caller} caller
 * @param {boolean} showSecrets
 * @param {(caller: Caller) => Promise<Result>} run
 */
export const runForDisplay = (core, caller, showSecrets, run) => {
  if (showSecrets) return runAuthorized(core, caller, run);
  return run(hasKeysToShow(core, caller) ? withBearer(caller, "[secret]") : caller);
};

/** Whether there are keys, be they wrong: that is for the call itself to say. @param {Core} core @param {Caller} caller */
function hasKeysToShow(core, caller) {
  try {
    return tokenSource()?.hasKeys(core, caller);
  } catch {
    return true;
  }
}

/**
 * The caller with a token, made once for each token.
 * @param {Caller} caller
 * @param {string} token
 */
function withBearer(caller, token) {
  if (caller.bearer?.token !== token) {
    const encoded = caller.encoded + encode({ accessToken: token });
    caller.bearer = { token, caller: withOptions(caller, caller.options, encoded) };
  }
  return caller.bearer.caller;
}
