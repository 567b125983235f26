// Mailing lists, which the service calls address books.

import { createAddresses, STATUS } from "../world/addresses.js";
import { createBooks, READERS } from "../world/mail.js";
import { plain } from "../world/time.js";
import { isBusy } from "./campaignState.js";
import { fields } from "./handler.js";
import { DONE, listed, no, wrong } from "./mail.js";

/**
 * @typedef {import("../world/mail.js").Book} Book
 * @typedef {import("./handler.js").Ask} Ask
 */

const PRICE = 0.005;
const PLAN_LEFT = 15_000;

/** @param {Ask} ask */
export function booksOf({ world, account }) {
  world.mail.books ??= createBooks(world.began, account?.options?.size ?? READERS);
  return world.mail.books;
}

/**
 * @param {Ask} ask
 * @returns {Book}
 */
export function bookIn(ask) {
  const book = booksOf(ask).get(ask.path.id);
  if (!book) throw no(ask, 213, "There is no such mailing list.", 404);
  return book;
}

/** @param {Book} book */
function bookView({ id, name, created_at, addresses: { total, active } }) {
  return {
    id,
    name,
    all_email_qty: total,
    active_email_qty: active,
    inactive_email_qty: total - active,
    creationdate: plain(created_at),
    status: 0,
    status_explain: "Active",
  };
}

/**
 * A name that no other list has.
 *
 * @param {Ask} ask
 * @param {string} argument
 * @param {Book} [renamed]
 * @returns {string}
 */
function freeName(ask, argument, renamed) {
  const name = fields(ask)[argument];
  if (name === undefined || name === null) throw wrong(ask, argument, "is missing");
  if (typeof name !== "string") throw wrong(ask, argument, "must be text");
  if (name.trim() === "") throw no(ask, 201, "A mailing list needs a name.");
  const other = booksOf(ask).find((book) => book !== renamed && book.name === name);
  if (other) throw no(ask, 203, "Another mailing list has this name.");
  return name;
}

/** @type {import("./handler.js").Handlers} */
export const books = {
  "addressBooks.create": (ask) => {
    const name = freeName(ask, "bookName");
    const addresses = createAddresses(0);
    const { id } = booksOf(ask).add((made) => ({
      id: made,
      name,
      created_at: ask.now,
      addresses,
    }));
    return { body: { id } };
  },
  "addressBooks.list": (ask) => listed(ask, booksOf(ask).all(), bookView),
  "addressBooks.get": (ask) => ({ body: [bookView(bookIn(ask))] }),
  "addressBooks.update": (ask) => {
    const book = bookIn(ask);
    book.name = freeName(ask, "name", book);
    return DONE;
  },
  "addressBooks.delete": (ask) => {
    const book = bookIn(ask);
    const busy = ask.world.mail.campaigns.find(
      (campaign) => campaign.lists.includes(book.id) && isBusy(campaign, ask.now),
    );
    if (busy) throw no(ask, 422, "A campaign to this mailing list is under way.");
    booksOf(ask).remove(book);
    return DONE;
  },
  "addressBooks.listVariables": (ask) => ({
    body: Object.entries(bookIn(ask).addresses.variables()).map(([name, value]) => ({
      name,
      type: typeOf(value),
    })),
  }),
  "addressBooks.countEmails": (ask) => {
    const { addresses } = bookIn(ask);
    const only = ask.query.active;
    return {
      body: { total: only === true || only === "true" ? addresses.active : addresses.total },
    };
  },
  "addressBooks.getCost": (ask) => {
    const { addresses } = bookIn(ask);
    if (addresses.total === 0) throw no(ask, 211, "The mailing list is empty.");
    const beyond = Math.max(0, addresses.active - PLAN_LEFT);
    return {
      body: {
        cur: "USD",
        sent_emails_qty: addresses.active,
        overdraftAllEmailsPrice: Number((beyond * PRICE).toFixed(2)),
        result: true,
      },
    };
  },
  "addressBooks.listCampaigns": (ask) => {
    const { id } = bookIn(ask);
    const sent = ask.world.mail.campaigns.all().filter(({ lists }) => lists.includes(id));
    return listed(ask, sent, (campaign) => ({ task_id: campaign.id }));
  },
};

/** @param {unknown} value */
export function typeOf(value) {
  if (typeof value === "number") return "number";
  return /^\d{4}-\d\d-\d\d$/.test(String(value)) ? "date" : "string";
}

/** @param {number} status */
export function explain(status) {
  if (status === STATUS.ACTIVE) return "Active";
  return status === STATUS.NEW ? "New" : "Unsubscribed";
}
