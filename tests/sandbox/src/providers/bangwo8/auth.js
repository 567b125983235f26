// Who asks: an account with its password, or the bearer of a token.

import { Buffer } from "node:buffer";
import { general, oauth } from "./refusal.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./state.js").State} State
 */

/**
 * Name and password of a Basic authorisation, in UTF-8. Only the first colon parts them.
 *
 * @param {Headers} headers
 */
export function basicOf(headers) {
  const [, encoded] = /^Basic +(\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  if (!encoded) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? null : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/**
 * @param {Headers} headers
 * @param {State} state
 * @param {number} now
 * @returns {Account}
 */
export function authenticate(headers, state, now) {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  if (bearer) return bearerOf(bearer, state, now);
  const given = basicOf(headers);
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
