// Keys and bearer tokens: an app's for one of its users, an account's own, and static ones.

import { hex } from "../../data/random.js";
import { bearerIn } from "../../http/authorization.js";

/**
 * @typedef {import("./market.js").State} State
 * @typedef {import("./fixtures.js").Account} Account
 *
 * @typedef {Object} Grant
 * @property {"Bearer"} token_type
 * @property {number} [expires_in]
 * @property {string} access_token
 */

/** The two kinds of keys; each is taken at its own address only. @typedef {"market" | "account"} Kind */

/**
 * A new token for these keys; the ones before it live on. Null when nobody has the keys.
 *
 * @param {State} state
 * @param {Kind} kind
 * @param {{ client_id: unknown, client_secret: unknown }} keys
 * @param {number} now
 * @returns {Grant | null}
 */
export function grant(state, kind, keys, now) {
  const holders = kind === "market" ? state.connections : state.accounts;
  const holder = [...holders.values()].find(
    ({ client_id, client_secret }) =>
      client_id !== null && client_id === keys.client_id && client_secret === keys.client_secret,
  );
  if (!holder) return null;
  const connection = "app_id" in holder ? holder : null;
  const app = connection && state.apps.get(connection.app_id);
  const account = state.accounts.get(holder.user_id);
  const options = app?.options ?? account?.options;
  if (!options) return null;
  const { token_ttl_s, states_expiry } = options;
  const access_token = kind === "market" ? `eyJ0eXAiOiJKV1QifQ.${hex(32)}.${hex(32)}` : hex(32);
  const until = now + token_ttl_s;
  state.tokens.set(access_token, { user_id: holder.user_id, connection, until });
  const said = states_expiry && { expires_in: token_ttl_s };
  return { token_type: "Bearer", ...said, access_token };
}

/**
 * Whose account the request's bearer opens, if it opens one.
 *
 * @param {State} state
 * @param {Headers} headers
 * @param {number} now
 * @returns {Account | undefined}
 */
export function bearerOf(state, headers, now) {
  const bearer = bearerIn(headers);
  if (!bearer) return undefined;
  const token = state.tokens.get(bearer);
  if (token) return now < token.until ? state.accounts.get(token.user_id) : undefined;
  return [...state.accounts.values()].find(({ api_key }) => api_key === bearer);
}
