// The dashboard of SendPulse, where a person installs, opens and uninstalls apps; and what then
// reaches the app, through that person's browser or from SendPulse itself.

import { troublePage } from "../../http/html.js";
import { answerOf } from "../../http/reach.js";
import { html, redirect } from "../../http/respond.js";
import { LANGUAGES } from "./fixtures.js";
import { connectionOf, install, newCode, profile, uninstall } from "./market.js";
import { consentPage, dashboardPage, deliveryPage, uninstalledPage } from "./pages.js";

/**
 * @typedef {import("../../provider.js").Call} Call
 * @typedef {import("./market.js").State} State
 * @typedef {import("./fixtures.js").App} App
 * @typedef {import("./pages.js").Person} Person
 *
 * @typedef {Object} Click what a button of the dashboard is pressed for
 * @property {string} base path of the dashboard
 * @property {App} app
 * @property {Person} person
 * @property {string | null} decision
 * @property {Call["reach"]} reach
 *
 * @typedef {(click: Click, state: State, now: number) => Response | Promise<Response>} Button
 */

const PATH = "/dashboard";

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
  const button = path.startsWith(PATH) && BUTTONS[path.slice(PATH.length)];
  if (!button || method !== "POST") return null;
  const form = call.body.form ?? new URLSearchParams();
  const app = state.apps.get(form.get("app_id") ?? "");
  const person = personIn(form, state);
  if (!app) return trouble(base, "There is no app by that id.");
  if (!person) return trouble(base, "There is no account by that number, or no such language.");
  const click = { base, app, person, decision: form.get("decision"), reach: call.reach };
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
 * A fresh code goes to the app's login URL, each time that the app is opened.
 *
 * @type {Button}
 */
function open({ base, app, person }, state, now) {
  const connection = connectionOf(state, app, person.account);
  if (!connection) return html(consentPage(base, app, person));
  const code = newCode(state, connection, now);
  const { lang } = person;
  if (app.options.delivery === "post") return html(deliveryPage(app, code, lang));
  const start = app.login_url + (app.login_url.includes("?") ? "&" : "?");
  const and = app.options.delivery === "glued" ? "" : "&";
  return redirect(`${start}code=${code}${and}lang=${lang}`);
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
  return account && lang && LANGUAGES.includes(lang) ? { account, lang } : null;
}

/**
 * @param {State} state
 * @returns {Person}
 */
function firstPerson({ accounts }) {
  const [account] = accounts.values();
  if (!account) throw new Error("there are no accounts");
  return { account, lang: account.lang };
}

/**
 * @param {string} base
 * @param {Person} person
 */
function backTo(base, { account, lang }) {
  return `${base}?user=${account.user_id}&lang=${lang}`;
}

/**
 * @param {string} base
 * @param {string} message
 */
function trouble(base, message) {
  return html(troublePage(message, base, "the apps"), { status: 400 });
}
