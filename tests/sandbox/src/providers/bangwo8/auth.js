// Who asks: an account with its password, or the bearer of a token.

import { basicIn, bearerIn } from "../../http/authorization.js";
import { general, oauth } from "./refusal.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./state.js").State} State
 */

/**
 * @param {Headers} headers
 * @param {State} state
 * @param {number} now
 * @returns {Account}
 */
export function authenticate(headers, state, now) {
  const bearer = bearerIn(headers);
  if (bearer) return bearerOf(bearer, state, now);
  const given = basicIn(headers);
  const account = given && state.accounts.get(given.name);
  if (account?.password === given?.password && account?.options.basic) return account;
  const refusal = general(401, "Authentication failed");
  refusal.headers = { "www-authenticate": 'Basic realm="bangwo8", charset="UTF-8"' };
  throw refusal;
}

/**
 * A token dies with its key.
 *
 * @param {string} bearer
 * @param {State} state
 * @param {number} now
 */
function bearerOf(bearer, { accounts, keys, tokens }, now) {
  const token = tokens.get(bearer);
  const account = token && keys.has(token.secret_id) && accounts.get(token.account);
  if (!account) throw oauth(401, "invalid_token", "The access token provided is invalid");
  if (now < token.until) return account;
  throw oauth(401, "expired_token", "The access token provided has expired");
}
