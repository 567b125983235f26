// The three addresses that take no token: a code is exchanged for keys, and keys for a token.

import { json } from "../../http/respond.js";
import { bodyFields } from "./given.js";
import { exchange } from "./market.js";
import { numbered, Refusal } from "./refusal.js";
import { grant } from "./tokens.js";

/**
 * @typedef {import("../../provider.js").Call} Call
 * @typedef {import("./market.js").State} State
 * @typedef {(fields: Record<string, unknown>, state: State, now: number) => unknown} Rule
 */

/** @type {Record<string, Rule>} */
const RULES = {
  "/market-service/oauth/authorize": authorize,
  "/oauth/access_token/market": (fields, state, now) => token("market", fields, state, now),
  "/oauth/access_token": (fields, state, now) => token("account", fields, state, now),
};

/**
 * @param {Call} call
 * @param {State} state
 * @param {number} now
 * @returns {Response | null} null when this is another address
 */
export function oauth({ path, method, body }, state, now) {
  const rule = Object.hasOwn(RULES, path) ? RULES[path] : undefined;
  if (!rule) return null;
  if (method !== "POST") throw numbered(405, "Method not allowed");
  return json(rule(bodyFields(body), state, now));
}

/**
 * The first letter of the vendor's text is Cyrillic. That a wrong secret, or a missing field, is
 * answered so too is a guess.
 *
 * @type {Rule}
 */
function authorize({ app_id, secret, code }, state, now) {
  const data = exchange(state, { app_id, secret, code }, now);
  if (data) return { result: true, data };
  const error = "\u0421onnect not found!";
  throw new Refusal(422, { result: false, data: null, error, code: 5 });
}

/**
 * Keys of the other kind are nobody's here. How another grant is refused is OAuth's own way.
 *
 * @param {import("./tokens.js").Kind} kind
 * @param {Record<string, unknown>} fields
 * @param {State} state
 * @param {number} now
 */
function token(kind, { grant_type, client_id, client_secret }, state, now) {
  if (grant_type !== "client_credentials") {
    const message = "The authorization grant type is not supported";
    throw new Refusal(400, {
      error: "unsupported_grant_type",
      error_description: message,
      message,
    });
  }
  const made = grant(state, kind, { client_id, client_secret }, now);
  if (made) return made;
  const message = "Client authentication failed";
  throw new Refusal(401, { error: "invalid_client", error_description: message, message });
}
