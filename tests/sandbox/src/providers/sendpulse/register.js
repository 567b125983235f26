// Apps and accounts of tests' own: made, or changed when they are known. What is installed stays so.

import {
  ADDRESS,
  FLAG,
  LIMIT,
  SECONDS,
  SECRET,
  shaped,
  TEXT,
  whole,
  wrongField,
  wrongOption,
} from "../../controls/fields.js";
import { hex } from "../../data/random.js";
import { DEFAULT_ACCOUNT, DEFAULT_APP, LANGUAGES } from "./fixtures.js";

/**
 * @typedef {import("../../controls/fields.js").Rule} Rule
 * @typedef {import("./market.js").State} State
 * @typedef {import("./fixtures.js").App} App
 * @typedef {import("./fixtures.js").Account} Account
 */

const MOST_ADDRESSES = 10_000_000;

/** @type {Rule} */
const KEY = [(key) => key === null || SECRET[0](key), `null, or ${SECRET[1]}`];

/** @type {Record<string, Rule>} */
const APP = {
  app_id: shaped(/^[0-9A-Za-z-]{1,64}$/, "letters, digits and hyphens"),
  app_secret: SECRET,
  login_url: ADDRESS,
  uninstall_url: [(url) => url === null || ADDRESS[0](url), `null or ${ADDRESS[1]}`],
  name: TEXT,
  note: TEXT,
};

/** @type {Record<keyof import("./fixtures.js").AppOptions, Rule>} */
const APP_OPTIONS = {
  delivery: [(way) => ["get", "post", "glued"].includes(way), '"get", "post" or "glued"'],
  token_ttl_s: SECONDS,
  states_expiry: FLAG,
};

/** @type {Record<string, Rule>} */
const ACCOUNT = {
  id: TEXT,
  user_id: [(id) => Number.isInteger(id) && id > 0, "a whole number, 1 or more"],
  name: TEXT,
  note: TEXT,
  lang: [(lang) => LANGUAGES.includes(lang), `one of ${LANGUAGES.join(", ")}`],
  client_id: KEY,
  client_secret: KEY,
  api_key: KEY,
};

/** @type {Record<keyof import("./fixtures.js").AccountOptions, Rule>} */
const ACCOUNT_OPTIONS = {
  token_ttl_s: SECONDS,
  states_expiry: FLAG,
  per_second: LIMIT,
  per_minute: LIMIT,
  size: whole(0, MOST_ADDRESSES),
};

/**
 * Fields with a `user_id` are an account's, all others an app's.
 *
 * @param {State} state
 * @param {Record<string, unknown>} fields
 * @returns {Record<string, unknown> | string} what was made, or what is wrong with the fields
 */
export function register(state, fields) {
  return "user_id" in fields ? registerAccount(state, fields) : registerApp(state, fields);
}

/**
 * @param {State} state
 * @param {Record<string, unknown>} fields
 */
function registerApp(state, { redirect_url, ...fields }) {
  const app = {
    app_id: crypto.randomUUID(),
    app_secret: hex(32),
    uninstall_url: null,
    name: "Test app",
    note: "registered by a test",
    ...fields,
    // What the other providers' apps call it; `cargo xtask dev` moves them by this name.
    login_url: redirect_url ?? fields.login_url,
    options: { ...DEFAULT_APP, ...Object(fields.options) },
  };
  const problem = problemOf(app, APP, APP_OPTIONS, fields.options);
  if (problem) return problem;
  const made = /** @type {App} */ (app);
  state.apps.set(made.app_id, made);
  return listedApp(made);
}

/**
 * @param {State} state
 * @param {Record<string, unknown>} fields
 */
function registerAccount(state, fields) {
  const known = state.accounts.get(Number(fields.user_id));
  const account = {
    id: crypto.randomUUID(),
    name: "Test account",
    note: "registered by a test",
    lang: "en",
    client_id: null,
    client_secret: null,
    api_key: null,
    ...known,
    ...fields,
    options: { ...DEFAULT_ACCOUNT, ...Object(fields.options) },
  };
  const problem = problemOf(account, ACCOUNT, ACCOUNT_OPTIONS, fields.options);
  if (problem) return problem;
  const made = /** @type {Account} */ (/** @type {unknown} */ (account));
  state.accounts.set(made.user_id, made);
  return { ...made };
}

/**
 * @param {Record<string, unknown>} made
 * @param {Record<string, Rule>} rules
 * @param {Record<string, Rule>} optionRules
 * @param {unknown} [given] the options as they were sent
 * @returns {string | undefined}
 */
function problemOf({ options, ...fields }, rules, optionRules, given = {}) {
  return wrongField(fields, rules) ?? wrongOption(given, optionRules);
}

/**
 * An app as it is listed, its login URL under the other providers' name for it, too.
 *
 * @param {App} app
 */
export function listedApp(app) {
  return { ...app, redirect_url: app.login_url };
}
