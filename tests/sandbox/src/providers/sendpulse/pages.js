// SendPulse's pages: plain forms, no scripts.

import { choiceField, markup, page } from "../../http/html.js";
import { LANGUAGES } from "./fixtures.js";

/**
 * @typedef {import("./fixtures.js").App} App
 * @typedef {import("./fixtures.js").Account} Account
 * @typedef {Object} Person who looks, and how
 * @property {Account} account
 * @property {string} lang
 * @property {"dark" | "light"} theme of the dashboard
 * @property {"frame" | "window"} shown where apps are; the vendor's are in frames
 * @typedef {import("../../http/html.js").Html} Html
 */

/**
 * @param {string} base path of the dashboard
 * @param {Iterable<Account>} accounts
 * @param {Iterable<App>} apps
 * @param {Person} person
 * @param {(app: App) => boolean} isInstalled
 */
export function dashboardPage(base, accounts, apps, person, isInstalled) {
  const rows = [...apps].map((app) => {
    const buttons = isInstalled(app)
      ? markup`<button class="primary" formaction="${base}/open">Open app</button>
<button formaction="${base}/uninstall">Uninstall</button>`
      : markup`<button class="primary" formaction="${base}/install">Install</button>`;
    return markup`<tr><td>${app.name} <span class="quiet">${app.note}</span></td>
<td><form method="post">${carried(app, person)}<div class="actions">
${buttons}
</div></form></td></tr>
`;
  });
  return page(
    "SendPulse sandbox",
    markup`<main>
<h1>App Directory</h1>
<form method="get" action="${base}">
${choiceField("user", "Signed in as", accountsOf(accounts), String(person.account.user_id))}
${choiceField(
  "lang",
  "Language",
  LANGUAGES.map((lang) => [lang, lang]),
  person.lang,
)}
${choiceField(
  "theme",
  "Theme",
  [
    ["light", "light"],
    ["dark", "dark"],
  ],
  person.theme,
)}
${choiceField(
  "shown",
  "Apps open",
  [
    ["frame", "in a frame, as SendPulse does"],
    ["window", "in this window"],
  ],
  person.shown,
)}
<div class="actions"><button>Choose</button></div>
</form>
<h2>Apps</h2>
<table>${rows}</table>
<p class="quiet">Every account here is made up. <a href="/">About this sandbox</a></p>
</main>`,
  );
}

/**
 * @param {string} base path of the dashboard
 * @param {App} app
 * @param {Person} person
 */
export function consentPage(base, app, person) {
  return page(
    `Install ${app.name}`,
    markup`<main class="card">
<h1>Install ${app.name}?</h1>
<p>It may then work with the account of ${person.account.name}.</p>
<form method="post" action="${base}/consent">
${carried(app, person)}
<div class="actions">
<button class="primary" name="decision" value="agree">Agree</button>
<button name="decision" value="decline">Decline</button>
</div>
</form>
<p class="quiet">If you decline, the app is told nothing.</p>
</main>`,
  );
}

/**
 * What brings the code by POST. It waits for a person, as there are no scripts here.
 *
 * @param {App} app
 * @param {string} code
 * @param {Person} person
 */
export function deliveryPage(app, code, { lang }) {
  return page(
    `Open ${app.name}`,
    markup`<main class="card">
<h1>${app.name}</h1>
<form method="post" action="${app.login_url}">
<input type="hidden" name="code" value="${code}">
<input type="hidden" name="lang" value="${lang}">
<div class="actions"><button class="primary">Continue</button></div>
</form>
</main>`,
  );
}

/**
 * The dashboard around an app.
 *
 * @param {string} base path of the dashboard
 * @param {App} app
 * @param {Person} person
 * @param {string | Html} content the address to open, or a page that posts to it
 */
export function appPage(base, app, person, content) {
  const source =
    typeof content === "string" ? markup`src="${content}"` : markup`srcdoc="${String(content)}"`;
  return page(
    app.name,
    markup`<style>:root { color-scheme: ${person.theme}; }</style>
<main>
<p><a href="${base}?${queryOf(person)}">Back to the apps</a></p>
<h1>${app.name}</h1>
<iframe title="${app.name}" width="796" height="420" style="max-width:100%;border:1px solid" ${source}></iframe>
</main>`,
  );
}

/** @param {Person} person */
export function queryOf({ account, lang, theme, shown }) {
  return `user=${account.user_id}&lang=${lang}&theme=${theme}&shown=${shown}`;
}

/**
 * @param {string} base path of the dashboard
 * @param {App} app
 * @param {Person} person
 * @param {string} answered what the app's uninstall URL answered
 */
export function uninstalledPage(base, app, person, answered) {
  return page(
    `${app.name} was uninstalled`,
    markup`<main class="card">
<h1>${app.name} was uninstalled</h1>
<p>The app answered: <code>${answered}</code></p>
<p><a href="${base}?${queryOf(person)}">Back to the apps</a></p>
</main>`,
  );
}

/**
 * @param {App} app
 * @param {Person} person
 */
function carried({ app_id }, { account, lang, theme, shown }) {
  return markup`<input type="hidden" name="theme" value="${theme}"><input type="hidden" name="shown" value="${shown}"><input type="hidden" name="app_id" value="${app_id}"><input type="hidden" name="user" value="${account.user_id}"><input type="hidden" name="lang" value="${lang}">`;
}

/**
 * @param {Iterable<Account>} accounts
 * @returns {[value: string, label: string][]}
 */
function accountsOf(accounts) {
  return [...accounts].map(({ user_id, name }) => [String(user_id), `${name} (${user_id})`]);
}
