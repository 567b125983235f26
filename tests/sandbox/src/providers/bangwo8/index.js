// Bangwo8 帮我吧: a vendor's customer service, its API and its back office. This file turns requests
// into calls of the rules.

import { whole } from "../../controls/fields.js";
import { isObject } from "../../data/values.js";
import { json } from "../../http/respond.js";
import { authenticate } from "./auth.js";
import { crm } from "./crm.js";
import { dashboard } from "./dashboard.js";
import { entry } from "./entries.js";
import { business, general, noResource, Refusal } from "./refusal.js";
import { register } from "./register.js";
import { once } from "./repeat.js";
import { findRoute } from "./router.js";
import { createState, secretsOf, worldOf } from "./state.js";
import { giveToken } from "./token.js";

/**
 * @typedef {import("../../provider.js").Call} Call
 * @typedef {import("./state.js").State} State
 * @typedef {import("./accounts.js").Account} Account
 */

const MOST_SEEDED = 1_000_000;

/** @type {import("../../provider.js").Provider<State>} */
export const bangwo8 = {
  name: "bangwo8",
  title: "Bangwo8 帮我吧",
  createState,
  secrets: secretsOf,
  secretNames: ["authcode"],
  listApps: ({ accounts }) => [...accounts.values()],
  appId: ({ account }) => account,
  registerApp: (state, fields) => register(state, fields),

  seed: { example: { tickets: 100_000 }, make: gather },

  answer(call, state, now) {
    try {
      if (call.path === "/api/token.php") return giveToken(call, state, now);
      return (
        crm(call, state) ??
        entry(call, state, now) ??
        dashboard(call, state) ??
        api(call, state, now)
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return json(error.body, { status: error.status, headers: error.headers });
    }
  },
};

const TICKETS = whole(0, MOST_SEEDED);

/** @type {import("../../provider.js").Seed<State>["make"]} */
function gather(state, { tickets, account: name = "osp-demo", ...unknown }) {
  const [surplus] = Object.keys(unknown);
  if (surplus) return `unknown field ${surplus}; there are tickets and account`;
  const account = state.accounts.get(String(name));
  if (!account) return "account is nobody's";
  const [fits, wanted] = TICKETS;
  if (!fits(tickets)) return `tickets must be ${wanted}`;
  const world = worldOf(state, account);
  world.tickets.gather(Number(tickets));
  return { account: account.account, tickets: world.tickets.size };
}

/**
 * The order is: who asks (401), address (404), role (403), body (400), and then what the ids name.
 *
 * @param {Call} call
 * @param {State} state
 * @param {number} now
 */
function api(call, state, now) {
  const account = authenticate(call.headers, state, now);
  const requestId = call.headers.get("requestid");
  const answer = () => perform(call, state, account, now);
  const { status, body } =
    call.method === "GET" ? answer() : once(state, account.account, requestId, now, answer);
  return json(body, { status });
}

/**
 * @param {Call} call
 * @param {State} state
 * @param {Account} account
 * @param {number} now
 * @returns {import("./repeat.js").Said}
 */
function perform({ method, path, query, body, base, headers }, state, account, now) {
  const { options } = account;
  try {
    const found = findRoute(method, path);
    if (!found) throw noResource();
    const { route: rule, values } = found;
    if (rule.administrators && options.role === "agent") throw general(403, "No permission");
    const given = body.json;
    if ((method === "POST" || method === "PUT") && !isObject(given)) {
      throw business(400, "the body is not a JSON object");
    }
    const said = rule.answer({
      world: worldOf(state, account),
      vendorId: account.vendor_id,
      options,
      now,
      values,
      query,
      body: isObject(given) ? given : {},
      base,
      address: path,
      requestId: headers.get("requestid"),
    });
    return { status: 200, body: said };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: options.errors_with_200 ? 200 : error.status, body: error.body };
  }
}
