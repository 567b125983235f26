// Bangwo8's pages: plain forms, no scripts.

import { choiceField, markup, page } from "../../http/html.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 *
 * @typedef {Object} Office what the back office of an account shows
 * @property {Account[]} accounts
 * @property {Account} account
 * @property {string[]} keys their ids
 * @property {{ secret_id: string, secret: string }} [made]
 * @property {Record<string, unknown>[]} imported
 * @property {{ ticketId: number, replyMsg: string }[]} replies
 */

const MOST_REPLIES = 10;

/** @type {[type: string, label: string][]} */
const LOOKUPS = [
  ["querycompany", "Find a company"],
  ["querycontact", "Find a contact"],
  ["querymobile", "Find a mobile number"],
  ["querynote", "Find a note"],
  ["get", "Get by company id"],
];

/**
 * @param {string} base
 * @param {Office} office
 */
export function officePage(base, { accounts, account, keys, made, imported, replies }) {
  const choices = accounts.map(
    (each) => /** @type {const} */ ([each.account, `${each.account}: ${each.note}`]),
  );
  const rows = keys.map(
    (id) => markup`<tr><td><code>${id}</code></td>
<td><form method="post" action="${base}/keys/delete">${carried(account)}<input type="hidden" name="secret_id" value="${id}"><button>Delete key</button></form></td></tr>
`,
  );
  const shown =
    made &&
    markup`<p class="card">The new key, shown once: SecretID <code>${made.secret_id}</code>, Secret <code>${made.secret}</code></p>
`;
  return page(
    "Bangwo8 sandbox",
    markup`<main>
<h1>Bangwo8 back office</h1>
<form method="get" action="${base}/">
${choiceField("account", "Account", choices, account.account)}
<div class="actions"><button>Choose</button></div>
</form>
<p>Vendor <code>${account.vendor_id}</code>. Passwords and secrets are listed by <a href="/__apps">/__apps</a>.</p>
<h2>API keys</h2>
${shown}<table>${rows}</table>
<form method="post" action="${base}/keys">${carried(account)}<div class="actions"><button class="primary">Make a key</button></div></form>
<h2>CRM callback</h2>
<form method="post" action="${base}/callback">${carried(account)}<label for="callback_url">Address</label>
<input id="callback_url" name="callback_url" value="${account.callback_url}">
<div class="actions"><button>Save</button></div></form>
<h2>Look up in the CRM</h2>
<form method="post" action="${base}/lookup">${carried(account)}<label for="supportname">Agent</label>
<input id="supportname" name="supportname" value="agent1">
<label for="content">What to look for</label>
<input id="content" name="content">
<div class="actions">${LOOKUPS.map(
      ([type, label]) => markup`<button name="type" value="${type}">${label}</button>
`,
    )}</div></form>
<h2>Imported by the CRM</h2>
${listOf(imported.map((each) => JSON.stringify(each)))}
<h2>Latest replies</h2>
${listOf(replies.slice(-MOST_REPLIES).map(({ ticketId, replyMsg }) => `${ticketId}: ${replyMsg}`))}
<p class="quiet">Every account here is made up. <a href="/">About this sandbox</a></p>
</main>`,
  );
}

/**
 * @param {string} base
 * @param {Account} account
 * @param {string} asked
 * @param {string} answered
 */
export function lookupPage(base, { account }, asked, answered) {
  return page(
    "Looked up in the CRM",
    markup`<main class="card">
<h1>Looked up in the CRM</h1>
<p>It was asked: <code>${asked}</code></p>
<p>It answered: <code>${answered}</code></p>
<p><a href="${base}/?account=${encodeURIComponent(account)}">Back to the back office</a></p>
</main>`,
  );
}

/**
 * @param {string} title
 * @param {Account} account
 * @param {string | null} who
 */
export function enteredPage(title, { vendor_id, name }, who) {
  const visitor = who ? markup`<code>${who}</code>` : "somebody without a name";
  return page(
    title,
    markup`<main class="card">
<h1>${title}</h1>
<p>You are ${visitor}, at ${name} (vendor <code>${vendor_id}</code>).</p>
</main>`,
  );
}

/** @param {string} message */
export function refusedPage(message) {
  return page(
    "No entry",
    markup`<main class="card">
<h1>No entry</h1>
<p>${message}</p>
</main>`,
  );
}

/** @param {Account} account */
function carried({ account }) {
  return markup`<input type="hidden" name="account" value="${account}">`;
}

/** @param {string[]} lines */
function listOf(lines) {
  return lines.length
    ? markup`<ul>${lines.map((line) => markup`<li><code>${line}</code></li>\n`)}</ul>`
    : markup`<p class="quiet">nothing yet</p>`;
}
