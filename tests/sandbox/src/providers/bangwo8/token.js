// The address that gives tokens. It stands outside of the API, and takes a form only.

import { hex } from "../../data/random.js";
import { basicIn } from "../../http/authorization.js";
import { json } from "../../http/respond.js";
import { oauth } from "./refusal.js";

/**
 * @typedef {import("../../provider.js").Call} Call
 * @typedef {import("./state.js").State} State
 */

const METHOD_RULE = "http://tools.ietf.org/html/rfc6749#section-3.2";

/**
 * The tokens before it live on.
 *
 * @param {Call} call
 * @param {State} state
 * @param {number} now
 */
export function giveToken({ method, headers, body }, state, now) {
  if (method !== "POST") {
    const said = "The request method must be POST when requesting an access token";
    throw oauth(405, "invalid_request", said, { error_uri: METHOD_RULE }, { allow: "POST" });
  }
  const grant = body.form?.get("grant_type");
  if (!grant) throw oauth(400, "invalid_request", "The form has no grant_type");
  if (grant !== "client_credentials") {
    throw oauth(400, "unsupported_grant_type", "There is no such grant_type here");
  }
  const given = basicIn(headers);
  const key = given && state.keys.get(given.name);
  const account = key && state.accounts.get(key.account);
  if (!given || !account || key.secret !== given.password) {
    const status = account?.options.invalid_client_status ?? 400;
    throw oauth(status, "invalid_client", "The client credentials are invalid");
  }
  const { token_ttl_s, token_length, states_expiry } = account.options;
  const access_token = hex(token_length);
  const until = now + token_ttl_s;
  state.tokens.set(access_token, { account: account.account, secret_id: given.name, until });
  const expiry = states_expiry && { expires_in: token_ttl_s };
  return json({ access_token, ...expiry, token_type: "Bearer", scope: null });
}
