// What the email service keeps: mailing lists, campaigns, templates, senders, tags.

import { createTable } from "../../../data/table.js";
import { createAddresses } from "./addresses.js";
import { DAY, HOUR } from "./time.js";

/**
 * @typedef {ReturnType<typeof createMail>} Mail
 *
 * @typedef {Object} Book a mailing list
 * @property {number} id
 * @property {string} name
 * @property {number} created_at
 * @property {import("./addresses.js").Addresses} addresses
 *
 * @typedef {Object} Campaign
 * @property {number} id
 * @property {string} name
 * @property {string} subject
 * @property {string} sender_name
 * @property {string} sender_email
 * @property {number[]} lists
 * @property {number} recipients
 * @property {number} created_at
 * @property {number} send_at
 * @property {"draft" | "cancelled" | "under way"} intent what was decided; the rest is a matter of time
 *
 * @typedef {Object} Template
 * @property {number} id
 * @property {string} name
 * @property {string} name_slug its name as it stands in addresses
 * @property {"me" | "sendpulse"} owner
 * @property {"html" | "layout"} editor where it was made
 * @property {string} lang
 * @property {string} body in Base64
 * @property {number} created_at
 *
 * @typedef {Object} Sender
 * @property {string} email
 * @property {string} name
 * @property {boolean} active
 * @property {number} code_sent_at 0 for never
 *
 * @typedef {{ id: number, name: string, color: string }} Tag
 * @typedef {{ id: number, url: string, action: string }} Webhook
 */

/** Every account's list begins with this many, unless the account is made to have another number. */
export const READERS = 250;

/** @param {string} name */
export const slugOf = (name) =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");

/**
 * @param {number} now
 * @param {number} size of the ready-made list
 */
export function createBooks(now, size) {
  const addresses = createAddresses(size);
  return createTable([{ id: 1001, name: "Newsletter", created_at: now - 90 * DAY, addresses }]);
}

/** @param {number} now */
export function createMail(now) {
  return {
    /** Made when somebody first looks: how many are on it depends on who looks. */
    books: /** @type {ReturnType<typeof createBooks> | null} */ (null),
    campaigns: createTable(campaigns(now)),
    templates: createTable(templates(now)),
    senders: new Map(senders(now).map((sender) => [sender.email, sender])),
    tags: createTable(
      /** @type {Tag[]} */ ([
        { id: 41, name: "Regular customer", color: "#3366cc" },
        { id: 42, name: "Reads everything", color: "#33aa66" },
      ]),
    ),
    /** Ids of the tags of an address. */
    emailTags: /** @type {Map<string, Set<number>>} */ (new Map()),
    phoneTags: /** @type {Map<string, Set<number>>} */ (new Map()),
    blacklist: new Set(["nobody@example.com"]),
    webhooks: createTable(
      /** @type {Webhook[]} */ ([
        { id: 51, url: "https://app.example.com/hooks/sandbox", action: "delivered" },
      ]),
    ),
    queued: 0,
  };
}

/**
 * The last of them was mailed its code, and has not used it.
 *
 * @param {number} now
 * @returns {Sender[]}
 */
const senders = (now) => [
  { email: "news@example.com", name: "Example Store", active: true, code_sent_at: 0 },
  { email: "shop@example.com", name: "Example Shop", active: true, code_sent_at: 0 },
  { email: "waiting@example.com", name: "Waiting Example", active: false, code_sent_at: now - DAY },
];

/**
 * @param {number} now
 * @returns {Campaign[]}
 */
function campaigns(now) {
  const common = {
    sender_name: "Example Store",
    sender_email: "news@example.com",
    lists: [1001],
    recipients: 240,
  };
  return [
    {
      ...common,
      id: 3001,
      name: "January news",
      subject: "What is new in January",
      created_at: now - 30 * DAY,
      send_at: now + 2 * HOUR,
      intent: "draft",
    },
    {
      ...common,
      id: 3002,
      name: "December news",
      subject: "What is new in December",
      created_at: now - 60 * DAY,
      send_at: now - 60 * DAY,
      intent: "under way",
    },
  ];
}

/**
 * @param {number} now
 * @returns {Template[]}
 */
function templates(now) {
  const body = btoa("<p>Hello!</p>");
  const common = { lang: "en", body, created_at: now - 40 * DAY };
  /** @type {[number, string, "me" | "sendpulse", "html" | "layout"][]} */
  const rows = [
    [2001, "Monthly news", "me", "html"],
    [2002, "Drawn by hand", "me", "layout"],
    [9001, "Plain letter", "sendpulse", "layout"],
    [9002, "Invitation", "sendpulse", "layout"],
  ];
  return rows.map(([id, name, owner, editor]) => ({
    ...common,
    id,
    name,
    name_slug: slugOf(name),
    owner,
    editor,
  }));
}
