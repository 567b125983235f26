// What a platform adds to the console.
//
// `/health` says how the accounts of an instance are connected, and the platform's document what can be called: a platform
// needs nothing else here. One that has more to show has a file `src/providers/<name>/console.js`, and beside it the texts and
// styles that only this file uses. The console loads it when the Worker has an instance of the platform. It may export what
// `PlatformConsole` lists, and it may import the modules of this folder.

/**
 * @typedef {object} PlatformConsole
 * @property {string} [loginName] what the login's button says after "Log in with", where that is not the platform's title
 * @property {(answer: any) => Record<string, unknown>} [profileIn] finds the profile in the answer of the operation that
 *   `/health` names as `account`; the card compares it with the profile of the login. Without it, the answer is the profile
 * @property {(account: { instance: string, accountId: string }) => HTMLElement} [accountView] makes a part of its own for the
 *   card of a connected account
 * @property {string} [optionalFieldsNote] what the form for its credentials says below the fields that may be left out
 * @property {string} [curlNote] what the explorer says beside a call's curl command
 */

/** @type {Record<string, () => Promise<unknown>>} */
const MODULES = import.meta.glob("../../src/providers/*/console.js");

/**
 * @param {string} provider
 * @returns {Promise<PlatformConsole>} empty where the platform adds nothing
 */
export async function platformConsole(provider) {
  const module = await MODULES[`../../src/providers/${provider}/console.js`]?.();
  return /** @type {PlatformConsole} */ (module ?? {});
}
