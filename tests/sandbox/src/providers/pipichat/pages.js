// The community's pages: plain forms, no scripts.

import { choiceField, markup, page } from "../../http/html.js";

/**
 * @typedef {import("./rules.js").App} App
 * @typedef {import("./rules.js").Member} Member
 */

export const SITE = "Sandbox community";

/** @param {Member} member */
export function fullName(member) {
  const name = [member.user_firstname, member.user_lastname].filter(Boolean).join(" ");
  return name || member.user_name;
}

/**
 * @param {Iterable<Member>} members
 * @param {Member | null} chosen
 */
function memberField(members, chosen) {
  const choices = [...members].map((member) => {
    const fate = member.deleted ? ", account deleted after signing in" : "";
    const said = `${fullName(member)} (@${member.user_name})${fate}`;
    return /** @type {const} */ ([member.user_id, said]);
  });
  return choiceField("user", "Signed in as", choices, chosen?.user_id);
}

/**
 * @param {App} app
 * @param {string} action
 * @param {string | null} loginState
 * @param {Iterable<Member>} members
 * @param {Member | null} chosen
 */
export function consentPage(app, action, loginState, members, chosen) {
  const kept =
    loginState === null ? "" : markup`<input type="hidden" name="state" value="${loginState}">`;
  return page(
    `Log in to ${app.name}`,
    markup`<main class="card">
<h1>${app.name} would like to know who you are</h1>
<p>If you approve, it receives your name, e-mail address and profile picture from ${SITE}.</p>
<form method="post" action="${action}">
<input type="hidden" name="app_id" value="${app.app_id}">${kept}
${memberField(members, chosen)}
<div class="actions">
<button class="primary" name="decision" value="approve">Approve</button>
<button name="decision" value="deny">Deny</button>
</div>
</form>
<p class="quiet">Every member here is made up. Denying leads to the community’s home page, and the app is told nothing.</p>
</main>`,
  );
}

/**
 * The older engine's way: signing in first, on a page that knows nothing of the app.
 *
 * @param {string} base path of the site
 * @param {Iterable<Member>} members
 */
export function signInPage(base, members) {
  return page(
    `Sign in to ${SITE}`,
    markup`<main class="card">
<h1>Sign in to ${SITE}</h1>
<form method="post" action="${base}/signin">
${memberField(members, null)}
<div class="actions"><button class="primary">Sign in</button></div>
</form>
</main>`,
  );
}

/**
 * @param {string} base path of the site
 * @param {Iterable<Member>} members
 * @param {Member | null} signedIn
 * @param {Iterable<App>} apps
 */
export function homePage(base, members, signedIn, apps) {
  const links = [...apps].map((app) => {
    const start = `${base}/${app.options.oauth_path}?app_id=${app.app_id}`;
    return markup`<tr><td><a href="${start}">${app.name}</a></td><td>${app.note}</td></tr>
`;
  });
  const signOut = markup`<form method="post" action="${base}/signout"><div class="actions"><button>Sign out</button></div></form>`;
  return page(
    SITE,
    markup`<main>
<h1>${SITE}</h1>
<p>${signedIn ? markup`You are signed in as <strong>${fullName(signedIn)}</strong>.` : "Nobody is signed in."}</p>
<form method="post" action="${base}/signin">
${memberField(members, signedIn)}
<div class="actions"><button class="primary">Sign in</button></div>
</form>
${signedIn && signOut}
<h2>Log in with this community</h2>
<table>${links}</table>
<p class="quiet"><a href="/">About this sandbox</a></p>
</main>`,
  );
}

/**
 * @param {string} title
 * @param {string} message
 * @param {string} base path of the site
 */
export function errorPage(title, message, base) {
  return page(
    title,
    markup`<main class="card">
<h1>${title}</h1>
<p>${message}</p>
<p><a href="${base}/">Back to ${SITE}</a></p>
</main>`,
  );
}
