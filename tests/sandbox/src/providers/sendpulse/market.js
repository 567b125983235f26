// The marketplace's rules: who has which app, the codes that are sent to apps, and what they are
// exchanged for. Pure functions over state and time; none of them waits for anything, so two requests
// never meet inside one.

import { hex } from "../../data/random.js";

/**
 * @typedef {import("./fixtures.js").App} App
 * @typedef {import("./fixtures.js").Account} Account
 *
 * @typedef {Object} Connection an app that an account has installed
 * @property {string} app_id
 * @property {number} user_id
 * @property {string} client_id
 * @property {string} client_secret
 * @property {number} created in unix seconds
 * @property {number} updated when a code was last exchanged
 *
 * @typedef {Object} Token
 * @property {number} user_id whose account it opens
 * @property {Connection | null} connection null for the account's own keys
 * @property {number} until unix seconds
 *
 * @typedef {Object} State
 * @property {Map<string, App>} apps
 * @property {Map<number, Account>} accounts by user_id
 * @property {Map<string, Connection>} connections
 * @property {Map<string, { connection: Connection, issued: number }>} codes those not used yet
 * @property {Map<string, Token>} tokens
 * @property {Map<number, import("./rate.js").Window>} windows
 * @property {Map<number, import("./world/world.js").World>} worlds by account, once it is asked for
 *
 * @typedef {{ id: string, user_id: number, app_id: string, client_id: string, client_secret: string,
 *   created_at: string, updated_at: string }} Profile what apps are told of a connection
 */

const CODE_TTL_S = 60;

/**
 * @param {readonly App[]} apps
 * @param {readonly Account[]} accounts
 * @returns {State}
 */
export function createState(apps, accounts) {
  return {
    apps: new Map(apps.map((app) => [app.app_id, app])),
    accounts: new Map(accounts.map((account) => [account.user_id, account])),
    connections: new Map(),
    codes: new Map(),
    tokens: new Map(),
    windows: new Map(),
    worlds: new Map(),
  };
}

/**
 * @param {Pick<App, "app_id">} app
 * @param {Pick<Account, "user_id">} account
 */
const connectionId = ({ app_id }, { user_id }) => `${app_id} ${user_id}`;

/**
 * @param {State} state
 * @param {App} app
 * @param {Account} account
 */
export function connectionOf(state, app, account) {
  return state.connections.get(connectionId(app, account));
}

/**
 * The account's keys for this app, the same until it is uninstalled.
 *
 * @param {State} state
 * @param {App} app
 * @param {Account} account
 * @param {number} now
 * @returns {Connection}
 */
export function install(state, app, account, now) {
  const known = connectionOf(state, app, account);
  if (known) return known;
  const { app_id } = app;
  const { user_id } = account;
  const keys = { client_id: hex(32), client_secret: hex(32) };
  const connection = { app_id, user_id, ...keys, created: now, updated: now };
  state.connections.set(connectionId(app, account), connection);
  return connection;
}

/**
 * A fresh code. Those before it stay good for the rest of their minute.
 *
 * @param {State} state
 * @param {Connection} connection
 * @param {number} now
 */
export function newCode(state, connection, now) {
  const code = hex(32);
  state.codes.set(code, { connection, issued: now });
  return code;
}

/**
 * The exchange. Whatever is wrong, the vendor is seen to answer alike; a code is used up by the app
 * that it was made for, with that app's secret, and by nothing else.
 *
 * @param {State} state
 * @param {{ app_id: unknown, secret: unknown, code: unknown }} fields
 * @param {number} now
 * @returns {Profile | null}
 */
export function exchange(state, { app_id, secret, code }, now) {
  const app = state.apps.get(String(app_id));
  const known = state.codes.get(String(code));
  if (!app || !known || app.app_secret !== secret) return null;
  const { connection, issued } = known;
  if (connection.app_id !== app_id || now - issued > CODE_TTL_S) return null;
  state.codes.delete(String(code));
  connection.updated = now;
  return profile(state, connection);
}

/**
 * The connection, and all that came of it, is gone.
 *
 * @param {State} state
 * @param {Connection} connection
 */
export function uninstall(state, connection) {
  for (const [id, each] of state.connections) if (each === connection) state.connections.delete(id);
  for (const [code, each] of state.codes)
    if (each.connection === connection) state.codes.delete(code);
  for (const [token, each] of state.tokens)
    if (each.connection === connection) state.tokens.delete(token);
}

/**
 * @param {State} state
 * @param {Connection} connection
 * @returns {Profile}
 */
export function profile(state, connection) {
  const { user_id, app_id, client_id, client_secret, created, updated } = connection;
  return {
    id: state.accounts.get(user_id)?.id ?? "",
    user_id,
    app_id,
    client_id,
    client_secret,
    created_at: timestamp(created),
    updated_at: timestamp(updated),
  };
}

/**
 * `2024-01-10T15:50:20.000000Z`: with microseconds, as only the marketplace writes times.
 *
 * @param {number} seconds unix time
 */
function timestamp(seconds) {
  return new Date(seconds * 1000).toISOString().replace("Z", "000Z");
}
