// SendPulse's apps and accounts. All of them are invented.

import { READERS } from "./world/mail.js";

/**
 * What differs between apps, or is not known of real ones.
 *
 * @typedef {Object} AppOptions
 * @property {"get" | "post" | "glued"} delivery how the code comes to the login URL; "glued" lacks
 *   the ampersand before `lang`, as the vendor prints it
 * @property {number} token_ttl_s how long a token of the app's users lives
 * @property {boolean} states_expiry whether the answer with a token has `expires_in`
 *
 * @typedef {Object} AccountOptions
 * @property {number} token_ttl_s how long a token of the account's own keys lives
 * @property {boolean} states_expiry
 * @property {number | null} per_second most requests within a second; null for any number
 * @property {number | null} per_minute
 * @property {number} size how many addresses its longest mailing list begins with
 *
 * @typedef {Object} App
 * @property {string} app_id
 * @property {string} app_secret
 * @property {string} login_url
 * @property {string | null} uninstall_url
 * @property {string} name
 * @property {string} note
 * @property {AppOptions} options
 *
 * @typedef {Object} Account
 * @property {string} id what `data.id` of a connection is
 * @property {number} user_id
 * @property {string} name
 * @property {string} note
 * @property {string} lang of its dashboard
 * @property {string | null} client_id of its own keys
 * @property {string | null} client_secret
 * @property {string | null} api_key static, without an end
 * @property {AccountOptions} options
 */

/** @type {Readonly<AppOptions>} */
export const DEFAULT_APP = { delivery: "get", token_ttl_s: 7200, states_expiry: true };

/** @type {Readonly<AccountOptions>} */
export const DEFAULT_ACCOUNT = {
  token_ttl_s: 3600,
  states_expiry: true,
  per_second: null,
  per_minute: null,
  size: READERS,
};

export const LANGUAGES = ["en", "pt", "es", "ua", "tr", "fr", "de", "it", "pl"];

/** @type {readonly App[]} */
export const APPS = [
  {
    app_id: "5e9d0000-0000-4000-8000-0000000000a1",
    app_secret: "5ec0e70123456789abcdef0123456789",
    login_url: "http://127.0.0.1:8787/callback/sendpulse",
    uninstall_url: "http://127.0.0.1:8787/uninstall/sendpulse",
    name: "Corner Shop",
    note: "the usual app: the code comes by GET, tokens live two hours",
    options: DEFAULT_APP,
  },
  {
    app_id: "5e9d0000-0000-4000-8000-0000000000a2",
    app_secret: "5ec0e79876543210fedcba9876543210",
    login_url: "http://127.0.0.1:8787/callback/sendpulse-post",
    uninstall_url: null,
    name: "Post Office",
    note: "the code comes by POST, tokens live an hour and do not say so; has no uninstall URL",
    options: { delivery: "post", token_ttl_s: 3600, states_expiry: false },
  },
];

/** @type {readonly Account[]} */
export const ACCOUNTS = [
  {
    id: "5e9d0000-0000-4000-8000-0000000000c1",
    user_id: 1000001,
    name: "Ada Example",
    note: "has no keys of her own: install an app",
    lang: "en",
    client_id: null,
    client_secret: null,
    api_key: null,
    options: DEFAULT_ACCOUNT,
  },
  {
    id: "5e9d0000-0000-4000-8000-0000000000c2",
    user_id: 1000002,
    name: "João Exemplo",
    note: "has no keys of his own: install an app",
    lang: "pt",
    client_id: null,
    client_secret: null,
    api_key: null,
    options: DEFAULT_ACCOUNT,
  },
  {
    id: "5e9d0000-0000-4000-8000-0000000000c3",
    user_id: 1000003,
    name: "Own Keys Ltd",
    note: "an account with keys of its own and a static key, without limits",
    lang: "en",
    client_id: "5e9d1d33333333333333333333333333",
    client_secret: "5e9d5e33333333333333333333333333",
    api_key: "spUsualStaticK3yF0rThePortariaSandboxOnly",
    options: DEFAULT_ACCOUNT,
  },
  {
    id: "5e9d0000-0000-4000-8000-0000000000c4",
    user_id: 1000004,
    name: "In a Hurry Ltd",
    note: "an account with keys of its own, 10 requests a second and 1,000 a minute",
    lang: "en",
    client_id: "5e9d1d44444444444444444444444444",
    client_secret: "5e9d5e44444444444444444444444444",
    api_key: "spLimitedStaticK3yF0rThePortariaSandboxOnly",
    options: { ...DEFAULT_ACCOUNT, per_second: 10, per_minute: 1000 },
  },
];
