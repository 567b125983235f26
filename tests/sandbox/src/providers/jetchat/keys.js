// The API keys: what each may do, and what is unknown of installations and so can be chosen. All
// of them are invented.

import { among, FLAG, LIMIT, wrongOption } from "../../controls/fields.js";

/**
 * @typedef {"Manage Flow" | "Manage Team" | "Send Message"} Scope
 *
 * @typedef {Object} Options
 * @property {"live" | "documented"} envelopes "documented" leaves out the `data` where the vendor's file has none
 * @property {boolean} meta whether lists count their pages
 * @property {boolean} repeat_last_page pages after the last repeat it, instead of being empty
 * @property {number} most_per_page what `limit` is lowered to where no bound is documented
 * @property {boolean} start_id_exclusive logs begin after `start_id`, instead of with it
 * @property {number | null} rate_limit requests an hour; null for none, and no headers
 * @property {boolean} retry_after a 429 says how long to wait
 * @property {boolean} html_without_accept who does not accept JSON gets the sign-in page
 * @property {boolean} require_team_id an old installation, which wants `x-team-id`
 * @property {boolean} partner a partner's main key, which works in the workspace and bot that headers name
 * @property {boolean} no_bot the key is bound to no bot
 * @property {boolean} revoked
 * @property {"existing" | "refuse"} duplicate_names what creating a name once more answers
 * @property {404 | 422} unknown_subscriber
 * @property {200 | 405} wrong_method the status of a wrong method
 * @property {"json" | "html"} unknown_route
 * @property {"2025" | "2026"} edition "2025" has none of the newer operations
 * @property {boolean} misspelt_claude the integration is read, too, under its misspelt path only
 * @property {boolean} filters_by_user_id the list of subscribers honours the undocumented `user_id`
 * @property {boolean} pauses_on_send sending a text pauses the bot for the subscriber
 *
 * @typedef {Object} Key
 * @property {string} api_key
 * @property {Scope[]} scopes
 * @property {string} name
 * @property {string} note
 * @property {Options} options
 */

/** @type {Readonly<Options>} */
export const DEFAULT_OPTIONS = {
  envelopes: "live",
  meta: true,
  repeat_last_page: false,
  most_per_page: 100,
  start_id_exclusive: false,
  rate_limit: 1000,
  retry_after: false,
  html_without_accept: false,
  require_team_id: false,
  partner: false,
  no_bot: false,
  revoked: false,
  duplicate_names: "existing",
  unknown_subscriber: 404,
  wrong_method: 405,
  unknown_route: "json",
  edition: "2026",
  misspelt_claude: false,
  filters_by_user_id: false,
  pauses_on_send: false,
};

/** @type {readonly Scope[]} */
export const SCOPES = ["Manage Flow", "Manage Team", "Send Message"];

const SALT = "K3yF0rThePortariaSandboxOnly";

/**
 * @param {string} start
 * @param {string} name
 * @param {string} note
 * @param {Partial<Options>} [options]
 * @param {readonly Scope[]} [scopes]
 * @returns {Key}
 */
function key(start, name, note, options = {}, scopes = SCOPES) {
  return {
    api_key: (start + SALT.repeat(3)).slice(0, 60),
    scopes: [...scopes],
    name,
    note,
    options: { ...DEFAULT_OPTIONS, ...options },
  };
}

export const KEYS = [
  key("jcUsual", "Everything", "the usual key: every scope, 1,000 requests an hour"),
  key("jcUnlimited", "No limit", "every scope, and no hourly limit", { rate_limit: null }),
  key("jcFlowOnly", "Bot only", "may not manage the team, nor broadcasts", {}, ["Manage Flow"]),
  key("jcTeamOnly", "Team only", "may manage the team and nothing else", {}, ["Manage Team"]),
  key("jcNothing", "Nothing", "has no scope: only GET /me", {}, []),
  key("jcPartner", "Partner", "a partner's: wants x-client-workspace-id and x-client-flow-ns", {
    partner: true,
  }),
  key("jcOld", "Old installation", "wants x-team-id, has no newer operations and no page counts", {
    require_team_id: true,
    edition: "2025",
    envelopes: "documented",
    meta: false,
  }),
  key("jcDocumented", "By the book", "answers bare where the vendor's file says so", {
    envelopes: "documented",
  }),
  key("jcStrict", "Strict", "refuses a name that exists and people it does not know with 422", {
    duplicate_names: "refuse",
    unknown_subscriber: 422,
    retry_after: true,
  }),
  key("jcOdd", "Odd pages", "no page counts, pages after the last repeat it", {
    meta: false,
    repeat_last_page: true,
  }),
  key(
    "jcProxy",
    "Behind a proxy",
    "HTML for whoever does not accept JSON, and for unknown routes",
    {
      html_without_accept: true,
      unknown_route: "html",
      wrong_method: 200,
    },
  ),
  key("jcSmall", "Five an hour", "is used up after five requests an hour", {
    rate_limit: 5,
    retry_after: true,
  }),
  key("jcBotless", "No bot", "is bound to no bot", { no_bot: true }),
  key("jcRevoked", "Revoked", "was revoked", { revoked: true }),
];

/** @type {Record<keyof Options, import("../../controls/fields.js").Rule>} */
const OPTION_RULES = {
  envelopes: among("live", "documented"),
  meta: FLAG,
  repeat_last_page: FLAG,
  most_per_page: [(n) => Number.isInteger(n) && n > 0, "a whole number, 1 or more"],
  start_id_exclusive: FLAG,
  rate_limit: LIMIT,
  retry_after: FLAG,
  html_without_accept: FLAG,
  require_team_id: FLAG,
  partner: FLAG,
  no_bot: FLAG,
  revoked: FLAG,
  duplicate_names: among("existing", "refuse"),
  unknown_subscriber: among(404, 422),
  wrong_method: among(200, 405),
  unknown_route: among("json", "html"),
  edition: among("2025", "2026"),
  misspelt_claude: FLAG,
  filters_by_user_id: FLAG,
  pauses_on_send: FLAG,
};

/**
 * Makes a key, or changes the one that is given. What a changed key has used of its hour stays used.
 *
 * @param {Map<string, Key>} keys
 * @param {Record<string, unknown>} fields
 * @param {string} made the key when none is given
 * @returns {Key | string} the key, or what is wrong with the fields
 */
export function registerKey(keys, fields, made) {
  const { api_key, scopes, name, note, options, ...unknown } = {
    api_key: made,
    scopes: [...SCOPES],
    name: "Test key",
    note: "registered by a test",
    options: {},
    ...fields,
  };
  const [surplus] = Object.keys(unknown);
  if (surplus) return `unknown field ${surplus}`;
  if (typeof api_key !== "string" || !/^[0-9A-Za-z]{20,100}$/.test(api_key)) {
    return "api_key must be 20 to 100 letters and digits";
  }
  if (!Array.isArray(scopes) || scopes.some((scope) => !SCOPES.includes(scope))) {
    return `scopes must be a list of: ${SCOPES.join(", ")}`;
  }
  if (typeof name !== "string" || typeof note !== "string") return "name and note are text";
  const problem = wrongOption(options, OPTION_RULES);
  if (problem) return problem;
  const key = { api_key, scopes, name, note, options: { ...DEFAULT_OPTIONS, ...Object(options) } };
  keys.set(api_key, key);
  return key;
}

/** A new key: letters and digits, as long as the engine's. */
export function newKey() {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const bytes = crypto.getRandomValues(new Uint8Array(60));
  return Array.from(bytes, (byte) => letters[byte % letters.length]).join("");
}
