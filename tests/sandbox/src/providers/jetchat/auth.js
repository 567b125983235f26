// Who asks, and whether they may: the key, its scopes, and the headers that choose a workspace.

import { bearerIn } from "../../http/authorization.js";
import { FLOW } from "./ids.js";
import { badRequest, Refusal } from "./refusal.js";

/**
 * @typedef {import("./keys.js").Key} Key
 * @typedef {import("./document.js").Operation} Operation
 */

/** The one workspace that is played. */
export const WORKSPACE = 1001;

/**
 * The key that a request bears, if there is such a key and it still works.
 *
 * @param {Map<string, Key>} keys
 * @param {Headers} headers
 * @returns {Key | undefined}
 */
export function keyIn(keys, headers) {
  const key = keys.get(bearerIn(headers) ?? "");
  return key?.options.revoked ? undefined : key;
}

/**
 * Throws unless the key may do this in the workspace and the bot that are meant.
 *
 * @param {Key} key
 * @param {Operation} operation
 * @param {Headers} headers
 */
export function authorise(key, { scope }, headers) {
  const { options, scopes } = key;
  if (options.require_team_id && headers.get("x-team-id") !== String(WORKSPACE)) {
    throw badRequest("The header x-team-id has to name the workspace.");
  }
  if (!scope) return;
  if (!scopes.some((each) => each === scope)) {
    throw new Refusal(403, `This key lacks the scope ${scope}.`);
  }
  if (options.partner && headers.get("x-client-workspace-id") !== String(WORKSPACE)) {
    throw new Refusal(404, "Workspace not found");
  }
  const ofBot = scope !== "Manage Team";
  const elsewhere = options.partner && headers.get("x-client-flow-ns") !== FLOW;
  if (ofBot && (options.no_bot || elsewhere)) throw new Refusal(404, "Flow not found");
}

/**
 * Whether the client says that it can read JSON.
 *
 * @param {Headers} headers
 */
export function acceptsJson(headers) {
  return /\bjson\b/i.test(headers.get("accept") ?? "");
}
