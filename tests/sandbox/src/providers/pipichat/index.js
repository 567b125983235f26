// PipiChat: a community on the Sngine engine. This file turns requests into calls of the rules.

import { html, json, redirect } from "../../http/respond.js";
import { APPS, MEMBERS } from "./fixtures.js";
import { newAppId, newKey } from "./keys.js";
import { siteMessage } from "./messages.js";
import { consentPage, errorPage, homePage, signInPage } from "./pages.js";
import { picture } from "./pictures.js";
import * as rules from "./rules.js";

/**
 * @typedef {import("./rules.js").State} State
 * @typedef {import("./rules.js").App} App
 * @typedef {import("./rules.js").Member} Member
 * @typedef {import("../../provider.js").Call} Call
 */

const COOKIE = "sandbox_pipichat";
const DEFAULT_START = "api/oauth";

/** @type {import("../../provider.js").Provider<State>} */
export const pipichat = {
  name: "pipichat",
  title: "PipiChat (Sngine)",
  createState: () => rules.createState(APPS, MEMBERS),
  secrets: (state) => [...state.apps.values()].map((app) => app.app_secret),
  listApps: (state) => [...state.apps.values()],
  appId: ({ app_id }) => app_id,
  registerApp: (state, fields, now) =>
    rules.registerApp(state, fields, { app_id: newAppId(now), app_secret: newKey(now) }),

  answer(call, state, now) {
    const { path } = call;
    if (path === "/api/authorize") return json(authorize(call, state, now));
    if (path === "/api/get_user_info") {
      return json(rules.getUserInfo(state, last(call.query, "access_token"), call.base, now));
    }
    if (path.startsWith("/api/")) return start(call, state, now);
    if (path === "/") return home(call, state);
    if (path === "/signin" && call.method === "POST") return signIn(call, state);
    if (path === "/signout" && call.method === "POST") return signOut(call, state);
    return picture(path, state) ?? notFound(call);
  },
};

/**
 * The engine reads the query, whatever the method; where a site takes a POST form, the app says so.
 *
 * @param {Call} call
 * @param {State} state
 * @param {number} now
 */
function authorize({ query, body }, state, now) {
  const byForm = state.apps.get(last(body.form, "app_id") ?? "")?.options.accepts_post;
  const given = byForm ? body.form : query;
  const fields = {
    app_id: last(given, "app_id"),
    app_secret: last(given, "app_secret"),
    auth_key: last(given, "auth_key"),
  };
  return rules.authorize(state, fields, { now, newKey: () => newKey(now) });
}

/**
 * Where a login starts, for the app that is asked for; any other address is no endpoint.
 *
 * @param {Call} call
 * @param {State} state
 * @param {number} now
 */
function start(call, state, now) {
  const given = call.method === "POST" && call.body.form ? call.body.form : call.query;
  const app_id = last(given, "app_id");
  const app = state.apps.get(app_id ?? "");
  if (call.path !== `/${app?.options.oauth_path ?? DEFAULT_START}`) {
    return json(rules.unknownEndpoint(app));
  }
  if (!app_id) return notFound(call);
  const obstacle = rules.obstacle(app);
  if (obstacle || !app) return trouble(call, app, obstacle ?? "unknown_app");
  const loginState = last(given, "state");
  if (call.method === "POST") return decide(call, state, app, loginState, given, now);
  const member = signedIn(call, state);
  if (!member && app.options.lose_flow_after_signin) {
    return html(signInPage(pathOf(call.base), state.members.values()));
  }
  if (member && rules.hasApproved(state, app, member)) {
    return approve(call, state, app, member, loginState, now, {});
  }
  const action = pathOf(call.base + call.path);
  return html(consentPage(app, action, loginState, state.members.values(), member));
}

/**
 * What the consent page's form sends. It carries who is signed in, so a script needs no cookie.
 *
 * @param {Call} call
 * @param {State} state
 * @param {App} app
 * @param {string | null} loginState
 * @param {URLSearchParams} form
 * @param {number} now
 */
function decide(call, state, app, loginState, form, now) {
  const decision = last(form, "decision");
  if (decision === "deny") return redirect(`${call.base}/`);
  if (decision !== "approve") return badForm(call, "Choose approve or deny.");
  const known = signedIn(call, state);
  const member = last(form, "user") === null ? known : findMember(state, last(form, "user"));
  if (!member) return badForm(call, "Nobody by that name is a member here.");
  const headers = member === known ? {} : beginSession(state, member);
  if (app.options.lose_flow_after_signin && !known) return redirect(`${call.base}/`, headers);
  return approve(call, state, app, member, loginState, now, headers);
}

/**
 * @param {Call} call
 * @param {State} state
 * @param {App} app
 * @param {Member} member
 * @param {string | null} loginState
 * @param {number} now
 * @param {Record<string, string>} headers
 */
function approve(call, state, app, member, loginState, now, headers) {
  if (app.options.database_error === "oauth") return trouble(call, app, "database", headers);
  const moment = { now, newKey: () => newKey(now) };
  return redirect(rules.approve(state, app, member, loginState, moment), headers);
}

// ---------------------------------------------------------------- the rest of the site

/**
 * @param {Call} call
 * @param {State} state
 */
function home(call, state) {
  const { members, apps } = state;
  return html(homePage(pathOf(call.base), members.values(), signedIn(call, state), apps.values()));
}

/**
 * @param {Call} call
 * @param {State} state
 */
function signIn(call, state) {
  const member = findMember(state, last(call.body.form, "user"));
  if (!member) return badForm(call, "Nobody by that name is a member here.");
  return redirect(`${call.base}/`, beginSession(state, member));
}

/**
 * @param {Call} call
 * @param {State} state
 */
function signOut(call, state) {
  state.sessions.delete(sessionOf(call));
  return redirect(`${call.base}/`, { "set-cookie": cookie("", "; Max-Age=0") });
}

/** @param {Call} call */
function notFound(call) {
  return html(errorPage("404", "There is nothing at this address.", pathOf(call.base)), {
    status: 404,
  });
}

/**
 * @param {Call} call
 * @param {string} message
 */
function badForm(call, message) {
  return html(errorPage("Something is missing", message, pathOf(call.base)), { status: 400 });
}

/**
 * The engine shows its errors to people as pages with status 200.
 *
 * @param {Call} call
 * @param {App | undefined} app
 * @param {import("./messages.js").SiteMessage} message
 * @param {Record<string, string>} [headers]
 */
function trouble(call, app, message, headers = {}) {
  const text = siteMessage(message, app?.options.localised);
  return html(errorPage("Error", text, pathOf(call.base)), { headers });
}

// ---------------------------------------------------------------- who is signed in

/** @param {Call} call */
function sessionOf(call) {
  const pairs = (call.headers.get("cookie") ?? "").split(/;\s*/);
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? "";
}

/**
 * @param {Call} call
 * @param {State} state
 * @returns {Member | null}
 */
function signedIn(call, state) {
  return state.members.get(state.sessions.get(sessionOf(call)) ?? "") ?? null;
}

/**
 * @param {State} state
 * @param {Member} member
 * @returns {Record<string, string>} the headers that tell the browser
 */
function beginSession(state, member) {
  const session = crypto.randomUUID();
  state.sessions.set(session, member.user_id);
  return { "set-cookie": cookie(session) };
}

/**
 * @param {string} value
 * @param {string} [more]
 */
function cookie(value, more = "") {
  return `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax${more}`;
}

/**
 * By id or by name.
 *
 * @param {State} state
 * @param {string | null} user
 */
function findMember(state, user) {
  const members = [...state.members.values()];
  return members.find((member) => member.user_id === user || member.user_name === user) ?? null;
}

// ---------------------------------------------------------------- small change

/**
 * PHP keeps the last of equally named fields.
 *
 * @param {URLSearchParams | null} fields
 * @param {string} name
 */
function last(fields, name) {
  return fields?.getAll(name).at(-1) ?? null;
}

/** @param {string} address */
function pathOf(address) {
  return new URL(address).pathname;
}
