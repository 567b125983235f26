// SendPulse: the App Directory, and the API of an account. This file turns requests into calls of the
// rules.

import { json } from "../../http/respond.js";
import { dashboard } from "./dashboard.js";
import { ACCOUNTS, APPS } from "./fixtures.js";
import { readInput } from "./input.js";
import { createState } from "./market.js";
import { oauth } from "./oauth.js";
import { spend } from "./rate.js";
import { numbered, Refusal, unauthorized } from "./refusal.js";
import { listedApp, register } from "./register.js";
import { resources } from "./resources/index.js";
import { findRoutes, shapeOf } from "./router.js";
import { sampleOf } from "./sample.js";
import { bearerOf } from "./tokens.js";
import { createWorld } from "./world/world.js";

/**
 * @typedef {import("../../provider.js").Call} Call
 * @typedef {import("./market.js").State} State
 * @typedef {import("./fixtures.js").Account} Account
 *
 * @typedef {Object} Context what the rules of an operation are given
 * @property {import("./world/world.js").World} world the account's own
 * @property {Account} account
 * @property {number} now milliseconds
 * @property {Record<string, any>} path
 * @property {Record<string, any>} query
 * @property {any} body
 * @property {(status: number, body: unknown) => never} refuse
 *
 * @typedef {{ status?: number, body?: unknown }} Answer the status is the description's if absent
 * @typedef {Record<string, (context: Context) => Answer>} Resources by the operation's id
 */

/** @type {Resources} */
const rules = resources;

/** @type {import("../../provider.js").Provider<State>} */
export const sendpulse = {
  name: "sendpulse",
  title: "SendPulse",
  createState: () => createState(APPS, ACCOUNTS),
  secrets: ({ apps, accounts, connections }) => [
    ...[...apps.values()].map(({ app_secret }) => app_secret),
    ...[...connections.values()].map(({ client_secret }) => client_secret),
    ...[...accounts.values()].flatMap(({ client_secret, api_key }) =>
      [client_secret, api_key].filter((secret) => secret !== null),
    ),
  ],
  listApps: ({ apps, accounts }) => [
    ...[...apps.values()].map(listedApp),
    ...[...accounts.values()].filter(({ client_id, api_key }) => client_id ?? api_key),
  ],
  appId: ({ app_id, api_key }) => app_id ?? api_key,
  registerApp: (state, fields) => register(state, fields),

  answer(call, state, now) {
    const page = dashboard(call, state, now);
    if (page) return page;
    try {
      return oauth(call, state, now) ?? api(call, state, now);
    } catch (error) {
      if (error instanceof Refusal) return answered(error.status, error.body);
      throw error;
    }
  },
};

/**
 * The order is: token (401), rate (429), route (404, 405), input, and then what the ids name.
 *
 * @param {Call} call
 * @param {State} state
 * @param {number} now
 */
function api({ path, method, headers, query, body }, state, now) {
  const account = bearerOf(state, headers, now);
  if (!account) throw unauthorized();
  const exceeded = spend(state.windows, account, now);
  if (exceeded === "second") throw numbered(429, "More than 10 requests per second", 2020202020);
  if (exceeded === "minute") throw numbered(429, "Too many requests");
  const found = findRoutes(path);
  const route = chosen(found.filter(({ operation }) => operation.method === method));
  if (!route && found.length) throw numbered(405, "Method not allowed");
  if (!route) throw numbered(404, "Not found");
  const { operation, values } = route;
  const input = readInput(operation, values, query, body);
  const rule = rules[operation.id];
  const { status = operation.status, body: said } = rule
    ? rule({ ...input, world: worldOf(state, account, now), account, now: now * 1000, refuse })
    : { body: sampleOf(operation, input.query) };
  return answered(status, said, operation.answer?.type);
}

/**
 * The most literal of what a path means. Two services describe some requests alike; whichever has
 * rules of its own is asked then.
 *
 * @param {import("./router.js").Found[]} found
 */
function chosen([first, ...others]) {
  if (!first) return undefined;
  const same = others.filter(({ operation }) => shapeOf(operation) === shapeOf(first.operation));
  return [first, ...same].find(({ operation }) => rules[operation.id]) ?? first;
}

/**
 * @param {State} state
 * @param {Account} account
 * @param {number} now unix seconds
 */
function worldOf({ worlds }, { user_id }, now) {
  const world = worlds.get(user_id) ?? createWorld(now * 1000);
  worlds.set(user_id, world);
  return world;
}

/**
 * @param {number} status
 * @param {unknown} body
 * @returns {never}
 */
function refuse(status, body) {
  throw new Refusal(status, body);
}

/**
 * @param {number} status
 * @param {unknown} body
 * @param {string} [type]
 */
function answered(status, body, type) {
  const headers = { "cache-control": "no-store" };
  if (body === undefined || status === 204) return new Response(null, { status, headers });
  if (type === "application/octet-stream" && typeof body === "string") {
    return new Response(body, { status, headers: { ...headers, "content-type": type } });
  }
  return json(body, { status });
}
