// What one account has at first: names, numbers and times are always the same.

import { createHash } from "node:crypto";
import { agents, COMPANY_IDS, CONTACT_IDS, companies, contacts } from "./people.js";
import { assists, bizRecords, calls, chats } from "./records.js";
import { assets, knowledge } from "./stock.js";
import { createTable } from "./table.js";
import { createTickets } from "./tickets.js";

/**
 * @typedef {Object} Binding a contact who is somebody on another platform
 * @property {string} aId
 * @property {string} cId
 * @property {string} account
 * @property {string} remark
 * @property {string} templateId
 * @property {string} openId
 * @property {string} appId
 * @property {string} account_source
 *
 * @typedef {Object} Imported what the CRM extension was told
 * @property {Map<string, Record<string, unknown>>} companies by the CRM's id
 * @property {Record<string, unknown>[]} groups
 *
 * @typedef {ReturnType<typeof createWorld>} World
 */

const TICKETS = 101;

/** @param {string} vendorId */
export function createWorld(vendorId) {
  const bound = {
    cId: String(CONTACT_IDS[0]),
    openId: "2000001",
    appId: "",
    account_source: "dingding",
  };
  return {
    tickets: createTickets(TICKETS),
    /** What was answered to customers, newest last. @type {{ ticketId: number, replyMsg: string }[]} */
    replies: [],
    agents: createTable(agents()),
    contacts: createTable(contacts(), 1_000_101),
    companies: createTable(companies(), Math.max(...COMPANY_IDS) + 1),
    /** @type {Binding[]} */
    bindings: [binding(vendorId, bound)],
    chats: createTable(chats()),
    calls: createTable(calls()),
    assists: createTable(assists()),
    bizRecords: { im: bizRecords("im"), cc: bizRecords("cc") },
    assets: createTable(assets(), 1001),
    knowledge: createTable(knowledge()),
    /** @type {Imported} */
    imported: { companies: new Map(), groups: [] },
  };
}

/**
 * @param {string} vendorId
 * @param {Pick<Binding, "cId" | "openId" | "appId" | "account_source">} pair
 * @returns {Binding}
 */
export function binding(vendorId, pair) {
  const digest = createHash("md5").update(`${pair.account_source} ${pair.openId}`).digest("hex");
  const account = `u2_${vendorId}_${digest}`;
  return { aId: vendorId, account, remark: "", templateId: "0", ...pair };
}
