// JetChat: an installation of its engine. This file turns requests into calls of the rules.

import { whole } from "../../controls/fields.js";
import { json, redirect } from "../../http/respond.js";
import { acceptsJson, authorise, keyIn } from "./auth.js";
import { published } from "./document.js";
import { bodyOf } from "./envelope.js";
import { receive } from "./inbound.js";
import { readInput } from "./input.js";
import { DEFAULT_OPTIONS, KEYS, newKey, registerKey } from "./keys.js";
import { dashboard, notFoundPage, signInPage } from "./pages.js";
import { spend } from "./rate.js";
import { Refusal } from "./refusal.js";
import { settle } from "./resources/broadcasts.js";
import { handlers } from "./resources/index.js";
import { findRoute } from "./router.js";
import { sampleOf } from "./sample.js";
import { createWorld } from "./world/world.js";

/**
 * @typedef {import("../../provider.js").Call} Call
 * @typedef {import("./keys.js").Key} Key
 * @typedef {import("./router.js").Operation} Operation
 *
 * @typedef {Object} State
 * @property {Map<string, Key>} keys
 * @property {Map<string, import("./rate.js").Window>} windows the hours of the keys
 * @property {import("./world/world.js").World | null} world null until it is first asked for
 */

const API = "/api";
const MOST_SEEDED = 10_000_000;

/** @type {import("../../provider.js").Provider<State>} */
export const jetchat = {
  name: "jetchat",
  title: "JetChat",
  createState: () => ({
    keys: new Map(KEYS.map((key) => [key.api_key, key])),
    windows: new Map(),
    world: null,
  }),
  secrets: (state) => [...state.keys.keys()],
  listApps: (state) => [...state.keys.values()],
  appId: ({ api_key }) => api_key,
  registerApp: (state, fields) => registerKey(state.keys, fields, newKey()),

  seed: { example: { subscribers: 100_000 }, make: gather },

  answer(call, state, now) {
    const { path, method, headers } = call;
    if (path === API || path.startsWith(`${API}/`)) return api(call, state, now);
    if (path === "/" && method === "GET") return dashboard(call.base, state.keys.values());
    if (path === "/keys" && method === "POST") return createKey(call, state);
    if (path === "/keys/revoke" && method === "POST") return revokeKey(call, state);
    if (path === "/api-docs" && method === "GET") {
      return json({ ...published, servers: [{ url: call.base + API }] });
    }
    return acceptsJson(headers)
      ? json({ message: "Not found" }, { status: 404 })
      : notFoundPage(path);
  },
};

const SUBSCRIBERS = whole(0, MOST_SEEDED);

/** @type {import("../../provider.js").Seed<State>["make"]} */
function gather(state, { subscribers, ...unknown }, now) {
  const [surplus] = Object.keys(unknown);
  if (surplus) return `unknown field ${surplus}; there is subscribers`;
  const [fits, wanted] = SUBSCRIBERS;
  if (!fits(subscribers)) return `subscribers must be ${wanted}`;
  const { people } = worldOf(state, now);
  people.gather(Number(subscribers));
  return { subscribers: people.length };
}

/**
 * @param {State} state
 * @param {number} now
 */
function worldOf(state, now) {
  state.world ??= createWorld(now);
  return state.world;
}

/**
 * @param {Call} call
 * @param {State} state
 * @param {number} now
 */
function api(call, state, now) {
  const path = call.path.slice(API.length) || "/";
  const key = keyIn(state.keys, call.headers);
  const options = key?.options ?? DEFAULT_OPTIONS;
  /** @type {Record<string, string>} */
  const headers = {};
  try {
    const hook = /^\/iwh\/([^/]+)$/.exec(path)?.[1];
    if (hook && call.method === "POST") return receive(hook, call.body, worldOf(state, now), now);
    if (options.html_without_accept && !acceptsJson(call.headers)) return signInPage();
    const route = findRoute(call.method, path, options);
    if (!route && options.unknown_route === "html") return notFoundPage(path);
    if (!route) throw new Refusal(404, `There is no route ${path}.`);
    const operation = route.operations.find(({ method }) => method === call.method);
    if (!operation) throw wrongMethod(call.method, path, route.operations, options);
    if (!key) throw new Refusal(401, "Unauthenticated.");
    const quota = spend(state.windows, key, now);
    Object.assign(headers, quota.headers);
    if (quota.exceeded) throw new Refusal(429, "The requests of this hour are used up.");
    authorise(key, operation, call.headers);
    return perform(
      operation,
      route.values,
      call,
      { world: worldOf(state, now), options, now },
      headers,
    );
  } catch (error) {
    if (error instanceof Refusal) return json(error.body, { status: error.status, headers });
    throw error;
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Operation[]} operations
 * @param {import("./keys.js").Options} options
 */
function wrongMethod(method, path, operations, { wrong_method }) {
  const supported = operations.map((operation) => operation.method).join(", ");
  return new Refusal(
    wrong_method,
    `The ${method} method is not supported for route ${path}. Supported methods: ${supported}.`,
  );
}

/**
 * Runs the rules of an operation; one that has none is answered from its schema.
 *
 * @param {Operation} operation
 * @param {Record<string, string>} values of the path
 * @param {Call} call
 * @param {Pick<import("./resources/handler.js").Ask, "world" | "options" | "now">} moment
 * @param {Record<string, string>} headers
 */
function perform(operation, values, { query, body, base }, moment, headers) {
  settle(moment.world, moment.now);
  const input = readInput(operation, values, query, body);
  const handler = handlers[operation.id] ?? (() => sampleOf(operation));
  const outcome = handler({ ...moment, ...input, query, base });
  const answer = bodyOf(operation, outcome, input.params, moment.options);
  return json(answer, { status: operation.status, headers });
}

/**
 * @param {Call} call
 * @param {State} state
 */
function createKey({ body, base }, { keys }) {
  const name = body.form?.get("name") || "Unnamed";
  const made = registerKey(keys, { name, note: "made in the dashboard" }, newKey());
  return dashboard(base, keys.values(), typeof made === "string" ? undefined : made);
}

/**
 * @param {Call} call
 * @param {State} state
 */
function revokeKey({ body, base }, { keys }) {
  const key = keys.get(body.form?.get("api_key") ?? "");
  if (key) keys.set(key.api_key, { ...key, options: { ...key.options, revoked: true } });
  return redirect(`${base}/`);
}
