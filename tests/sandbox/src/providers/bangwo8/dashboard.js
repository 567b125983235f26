// The back office, where a person makes and deletes keys, names the CRM's callback address, and looks
// somebody up in the CRM, which is asked then.

import { hex } from "../../data/random.js";
import { troublePage } from "../../http/html.js";
import { answerOf } from "../../http/reach.js";
import { html, redirect } from "../../http/respond.js";
import { lookupPage, officePage } from "./pages.js";
import { isAddress } from "./register.js";
import { worldOf } from "./state.js";

/**
 * @typedef {import("../../provider.js").Call} Call
 * @typedef {import("./state.js").State} State
 * @typedef {import("./accounts.js").Account} Account
 *
 * @typedef {Object} Click what a button is pressed for
 * @property {string} base path of the provider
 * @property {Account} account
 * @property {URLSearchParams} form
 * @property {Call["reach"]} reach
 *
 * @typedef {(click: Click, state: State) => Response | Promise<Response>} Button
 */

const SEARCHES = ["querycompany", "querycontact", "querymobile", "querynote"];

/** @type {Record<string, Button>} */
const BUTTONS = {
  "/keys": makeKey,
  "/keys/delete": deleteKey,
  "/callback": nameCallback,
  "/lookup": lookUp,
};

/**
 * @param {Call} call
 * @param {State} state
 * @returns {Response | Promise<Response> | null} null when there is no such page
 */
export function dashboard({ path, method, base: address, query, body, reach }, state) {
  const base = new URL(address).pathname;
  if (path === "/" && method === "GET") {
    const chosen = state.accounts.get(query.get("account") ?? "") ?? first(state);
    return office(base, chosen, state);
  }
  const button = Object.hasOwn(BUTTONS, path) ? BUTTONS[path] : undefined;
  if (!button || method !== "POST") return null;
  const form = body.form ?? new URLSearchParams();
  const account = state.accounts.get(form.get("account") ?? "");
  if (!account) return trouble(base, "There is no account by that name.");
  return button({ base, account, form, reach }, state);
}

/** @param {State} state */
function first({ accounts }) {
  const [account] = accounts.values();
  if (!account) throw new Error("there are no accounts");
  return account;
}

/**
 * @param {string} base
 * @param {Account} account
 * @param {State} state
 * @param {{ secret_id: string, secret: string }} [made] a key that was just made
 */
function office(base, account, state, made) {
  const keys = [...state.keys].filter(([, key]) => key.account === account.account);
  const { imported, replies } = worldOf(state, account);
  return html(
    officePage(base, {
      accounts: [...state.accounts.values()],
      account,
      keys: keys.map(([secret_id]) => secret_id),
      made,
      imported: [...imported.companies.values(), ...imported.groups],
      replies,
    }),
  );
}

/** @type {Button} */
function makeKey({ base, account }, state) {
  const made = { secret_id: hex(16), secret: hex(36) };
  state.keys.set(made.secret_id, { secret: made.secret, account: account.account });
  return office(base, account, state, made);
}

/** @type {Button} */
function deleteKey({ base, account, form }, state) {
  const secret_id = form.get("secret_id") ?? "";
  if (state.keys.get(secret_id)?.account !== account.account) {
    return trouble(base, "The account has no such key.");
  }
  state.keys.delete(secret_id);
  return redirect(backTo(base, account));
}

/** @type {Button} */
function nameCallback({ base, account, form }, state) {
  const callback_url = form.get("callback_url")?.trim() || null;
  if (!isAddress(callback_url)) return trouble(base, "That is no http or https address.");
  state.accounts.set(account.account, { ...account, callback_url });
  return redirect(backTo(base, account));
}

/**
 * The CRM is asked as Bangwo8 asks it, on behalf of an agent.
 *
 * @param {Click} click
 */
async function lookUp({ base, account, form, reach }) {
  if (account.callback_url === null) return trouble(base, "The account has no callback address.");
  const type = form.get("type") ?? "";
  const content = form.get("content") ?? "";
  if (type !== "get" && !SEARCHES.includes(type)) return trouble(base, "Choose what to look up.");
  const asked = type === "get" ? { type, companyid: content } : { type, querycontent: content };
  const { callback_url, authcode } = account;
  const query = new URLSearchParams({ supportname: form.get("supportname") ?? "", authcode });
  const url = `${callback_url.replace(/\/+$/, "")}/companyinfo?${query}`;
  return html(lookupPage(base, account, JSON.stringify(asked), await answerOf(reach, url, asked)));
}

/** @param {string} base @param {Account} account */
const backTo = (base, { account }) => `${base}/?account=${encodeURIComponent(account)}`;

/** @param {string} base @param {string} message */
const trouble = (base, message) =>
  html(troublePage(message, `${base}/`, "the back office"), { status: 400 });
