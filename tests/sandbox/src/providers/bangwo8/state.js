// What the sandbox knows of Bangwo8: accounts, their keys and tokens, and a world for each.

import { ACCOUNTS } from "./accounts.js";
import { createWorld } from "./world/world.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 *
 * @typedef {Object} Token
 * @property {string} account
 * @property {string} secret_id the key that it was made with
 * @property {number} until unix seconds
 *
 * @typedef {Object} State
 * @property {Map<string, Account>} accounts by what they sign in with
 * @property {Map<string, { secret: string, account: string }>} keys by their id
 * @property {Map<string, Token>} tokens
 * @property {Map<string, import("./repeat.js").Answered>} answered writes that named themselves
 * @property {Map<string, import("./world/world.js").World>} worlds by account, once asked for
 */

/** @returns {State} */
export function createState() {
  return {
    accounts: new Map(ACCOUNTS.map((account) => [account.account, account])),
    keys: new Map(
      ACCOUNTS.map(({ secret_id, secret, account }) => [secret_id, { secret, account }]),
    ),
    tokens: new Map(),
    answered: new Map(),
    worlds: new Map(),
  };
}

/**
 * @param {State} state
 * @param {Account} account
 */
export function worldOf({ worlds }, { account, vendor_id }) {
  const world = worlds.get(account) ?? createWorld(vendor_id);
  worlds.set(account, world);
  return world;
}

/**
 * @param {State} state
 * @param {string | null} vendorId
 */
export const accountOfVendor = ({ accounts }, vendorId) =>
  [...accounts.values()].find(({ vendor_id }) => vendor_id === vendorId);

/** Tokens of this length are hidden in the log without being known. */
const KEY_SHAPED = 40;

/**
 * The secrets that the log has to hide wherever they appear.
 *
 * @param {State} state
 */
export function secretsOf({ accounts, keys, tokens }) {
  return [
    ...[...accounts.values()].flatMap(({ password, authcode, pc_key, h5_key }) => [
      password,
      authcode,
      pc_key,
      h5_key,
    ]),
    ...[...keys.values()].map(({ secret }) => secret),
    ...[...tokens.keys()].filter((token) => token.length !== KEY_SHAPED),
  ];
}
