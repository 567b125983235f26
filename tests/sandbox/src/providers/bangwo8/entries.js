// Where customers come in by a link: chats, and templates for tickets. Links are signed, so that
// nobody enters as somebody else.

import { html } from "../../http/respond.js";
import { enteredPage, refusedPage } from "./pages.js";
import { signatureOf } from "./signature.js";
import { accountOfVendor } from "./state.js";

/**
 * @typedef {import("../../provider.js").Call} Call
 * @typedef {import("./accounts.js").Account} Account
 *
 * @typedef {Object} Entry
 * @property {string} title
 * @property {readonly ("pc_key" | "h5_key")[]} keys any of them may have signed
 * @property {(query: URLSearchParams) => string | null} who
 */

const NEWEST_S = 600;

/** @param {URLSearchParams} query */
const byUid = (query) => query.get("uid");

/** An account goes before a telephone number. @param {URLSearchParams} query */
const byAccount = (query) => query.get("authaccount") || query.get("mobile");

/** Which key signs a template's link is unknown. @type {Record<string, Entry>} */
const ENTRIES = {
  "/osp2016/chat/pc/index.php": { title: "Chat", keys: ["pc_key"], who: byUid },
  "/osp2016/chat/h5/index.php": { title: "Chat on a telephone", keys: ["h5_key"], who: byUid },
  "/osp2016/im/pc/index.php": { title: "Chat, newer", keys: ["pc_key"], who: byUid },
  "/osp2016/ticket/template.php": {
    title: "New ticket",
    keys: ["pc_key", "h5_key"],
    who: byAccount,
  },
};

/**
 * @param {Call} call
 * @param {import("./state.js").State} state
 * @param {number} now
 * @returns {Response | null} null when this is another address
 */
export function entry({ path, method, query }, state, now) {
  const found = Object.hasOwn(ENTRIES, path) ? ENTRIES[path] : undefined;
  if (!found || method !== "GET") return null;
  const account = accountOfVendor(state, query.get("vendorID"));
  if (!account) return refused("There is no vendor by that vendorID.");
  const problem = account.options.signed_links ? problemOf(query, account, found, now) : null;
  if (problem) return refused(problem);
  return html(enteredPage(found.title, account, found.who(query)));
}

/**
 * @param {URLSearchParams} query
 * @param {Account} account
 * @param {Entry} entry
 * @param {number} now
 */
function problemOf(query, account, { keys }, now) {
  const absent = ["timestamp", "nonce", "signature"].find((name) => !query.get(name));
  if (absent) return `The link has no ${absent}.`;
  const timestamp = query.get("timestamp") ?? "";
  if (!/^\d{13}$/.test(timestamp)) return "The link's timestamp is not in milliseconds.";
  if (Math.abs(now - Number(timestamp) / 1000) > NEWEST_S)
    return "The link is too old, or too new.";
  const signature = query.get("signature");
  return keys.some((key) => signatureOf(query, account[key]) === signature)
    ? null
    : "The link's signature is wrong.";
}

/** @param {string} message */
const refused = (message) => html(refusedPage(message), { status: 403 });
