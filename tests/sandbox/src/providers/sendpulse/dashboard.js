// The dashboard of SendPulse, where a person installs, opens and uninstalls apps; and what then
// reaches the app, through that person's browser or from SendPulse itself.

import { troublePage } from "../../http/html.js";
import { answerOf } from "../../http/reach.js";
import { framing, html, redirect } from "../../http/respond.js";
import { LANGUAGES } from "./fixtures.js";
import { connectionOf, install, newCode, profile, uninstall } from "./market.js";
import {
  appPage,
  consentPage,
  dashboardPage,
  deliveryPage,
  queryOf,
  uninstalledPage,
} from "./pages.js";

/**
 * @typedef {import("../../provider.js").Call} Call
 * @typedef {import("./market.js").State} State
 * @typedef {import("./fixtures.js").App} App
 * @typedef {import("./pages.js").Person} Person
 *
 * @typedef {Object} Click what a button of the dashboard is pressed for
 * @property {string} origin of the sandbox
 * @property {string} base path of the dashboard
 * @property {App} app
 * @property {Person} person
 * @property {string | null} decision
 * @property {Call["reach"]} reach
 *
 * @typedef {(click: Click, state: State, now: number) => Response | Promise<Response>} Button
 */

const PATH = "/dashboard";

/** What `access` is, whose values the vendor does not publish. */
const ACCESS = "sandbox%20%26%20all";

/** @type {Record<string, Button>} */
const BUTTONS = {
  "/install": ({ base, app, person }) => html(consentPage(base, app, person)),
  "/consent": decide,
  "/open": open,
  "/uninstall": remove,
};

/**
 * @param {Call} call
 * @param {State} state
 * @param {number} now
 * @returns {Response | Promise<Response> | null} null when there is no such page
 */
export function dashboard(call, state, now) {
  const { path, method, query } = call;
  const base = new URL(call.base + PATH).pathname;
  if (path === "/" && method === "GET") return redirect(call.base + PATH);
  if (path === PATH && method === "GET") {
    const person = personIn(query, state) ?? firstPerson(state);
    const isInstalled = (/** @type {App} */ app) =>
      Boolean(connectionOf(state, app, person.account));
    const { accounts, apps } = state;
    return html(dashboardPage(base, accounts.values(), apps.values(), person, isInstalled));
  }
  if (path === `${PATH}/app` && method === "GET") return show(call, base, state, now);
  const button = path.startsWith(PATH) && BUTTONS[path.slice(PATH.length)];
  if (!button || method !== "POST") return null;
  const form = call.body.form ?? new URLSearchParams();
  const app = state.apps.get(form.get("app_id") ?? "");
  const person = personIn(form, state);
  if (!app) return trouble(base, "There is no app by that id.");
  if (!person) return trouble(base, "There is no account by that number, or no such language.");
  const { origin } = new URL(call.base);
  const click = { origin, base, app, person, decision: form.get("decision"), reach: call.reach };
  return button(click, state, now);
}

/**
 * What the consent page's form sends. Declining changes nothing, and nobody is told.
 *
 * @type {Button}
 */
function decide(click, state, now) {
  const { base, app, person, decision } = click;
  if (decision === "decline") return redirect(backTo(base, person));
  if (decision !== "agree") return trouble(base, "Choose agree or decline.");
  install(state, app, person.account, now);
  return open(click, state, now);
}

/**
 * A fresh code goes to the app's login URL, each time that the app is opened: in a frame of the dashboard, or in a window.
 *
 * @type {Button}
 */
function open({ origin, base, app, person }, state, now) {
  const connection = connectionOf(state, app, person.account);
  if (!connection) return html(consentPage(base, app, person));
  if (person.shown === "frame") {
    return redirect(
      `${ofAnotherSite(origin + base, app)}/app?app_id=${app.app_id}&${queryOf(person)}`,
    );
  }
  const code = newCode(state, connection, now);
  if (app.options.delivery === "post") return html(deliveryPage(app, code, person));
  return redirect(loginAddress(app, code, `lang=${person.lang}`));
}

/**
 * The page of the dashboard that shows the app. Each time that it is loaded is another "View", with a code of its own.
 *
 * @param {Call} call
 * @param {string} base
 * @param {State} state
 * @param {number} now
 */
function show({ query }, base, state, now) {
  const app = state.apps.get(query.get("app_id") ?? "");
  const person = personIn(query, state);
  const connection = app && person && connectionOf(state, app, person.account);
  if (!connection) return trouble(base, "The app is not installed.");
  const code = newCode(state, connection, now);
  if (app.options.delivery === "post") {
    return html(appPage(base, app, person, deliveryPage(app, code, person)), framing("*"));
  }
  const look = `lang=${person.lang}&theme=${person.theme}&access=${ACCESS}`;
  return html(appPage(base, app, person, loginAddress(app, code, look)), framing("*"));
}

/** @param {App} app @param {string} code @param {string} look */
function loginAddress({ login_url, options }, code, look) {
  const start = login_url + (login_url.includes("?") ? "&" : "?");
  return `${start}code=${code}${options.delivery === "glued" ? "" : "&"}${look}`;
}

/**
 * The dashboard under a name of this machine that makes it another site than the app, as SendPulse's is.
 *
 * @param {string} base
 * @param {App} app
 */
function ofAnotherSite(base, { login_url }) {
  const address = new URL(base);
  address.hostname = new URL(login_url).hostname === "localhost" ? "127.0.0.1" : "localhost";
  return String(address);
}

/**
 * SendPulse tells the app; the connection goes whatever that answers.
 *
 * @param {Click} click
 * @param {State} state
 */
async function remove({ base, app, person, reach }, state) {
  const connection = connectionOf(state, app, person.account);
  if (!connection) return trouble(base, "The app is not installed.");
  const answered =
    app.uninstall_url === null
      ? "nothing: it has no uninstall URL"
      : await answerOf(reach, app.uninstall_url, profile(state, connection));
  uninstall(state, connection);
  return html(uninstalledPage(base, app, person, answered));
}

/**
 * @param {URLSearchParams} fields
 * @param {State} state
 * @returns {Person | null}
 */
function personIn(fields, state) {
  const account = state.accounts.get(Number(fields.get("user")));
  const lang = fields.get("lang") || account?.lang;
  if (!account || !lang || !LANGUAGES.includes(lang)) return null;
  const theme = fields.get("theme") === "dark" ? "dark" : "light";
  const shown = fields.get("shown") === "window" ? "window" : "frame";
  return { account, lang, theme, shown };
}

/**
 * @param {State} state
 * @returns {Person}
 */
function firstPerson({ accounts }) {
  const [account] = accounts.values();
  if (!account) throw new Error("there are no accounts");
  return { account, lang: account.lang, theme: "light", shown: "frame" };
}

/**
 * @param {string} base
 * @param {Person} person
 */
function backTo(base, person) {
  return `${base}?${queryOf(person)}`;
}

/**
 * @param {string} base
 * @param {string} message
 */
function trouble(base, message) {
  return html(troublePage(message, base, "the apps"), { status: 400 });
}
