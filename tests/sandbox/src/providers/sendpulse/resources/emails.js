// One address, or many, across all mailing lists.

import { booksOf } from "./books.js";
import { fields } from "./handler.js";
import { DONE, no, wrong } from "./mail.js";

/** @typedef {import("./handler.js").Ask} Ask */

/**
 * @param {Ask} ask
 * @param {string} email
 */
function memberships(ask, email) {
  return booksOf(ask)
    .all()
    .flatMap((book) => {
      const address = book.addresses.get(email);
      return address ? [{ book, address }] : [];
    });
}

/**
 * The lists of the address in the path, which is on one at least.
 *
 * @param {Ask} ask
 */
function known(ask) {
  const found = memberships(ask, ask.path.email ?? "");
  if (found.length === 0) throw no(ask, 17, "This address is on no mailing list.", 404);
  return found;
}

/**
 * Something about each address in the body that is on a list.
 *
 * @param {Ask} ask
 * @param {(found: ReturnType<typeof memberships>, email: string) => unknown} view
 */
function many(ask, view) {
  const { emails } = fields(ask);
  if (!Array.isArray(emails)) throw wrong(ask, "emails", "must be a list");
  const found = emails.map((email) => ({ email, lists: memberships(ask, String(email)) }));
  const pairs = found.filter(({ lists }) => lists.length);
  return { body: Object.fromEntries(pairs.map(({ email, lists }) => [email, view(lists, email)])) };
}

/**
 * Everybody opened every other message, and clicked in none.
 *
 * @param {Ask} ask
 * @param {ReturnType<typeof memberships>} found
 */
function statistics({ world, now }, found) {
  const lists = found.map(({ book }) => book.id);
  const sent = world.mail.campaigns
    .all()
    .filter(({ intent, send_at }) => intent === "under way" && send_at <= now)
    .filter((campaign) => campaign.lists.some((id) => lists.includes(id))).length;
  return { statistic: { sent, open: Math.ceil(sent / 2), link: 0 } };
}

/** @type {import("./handler.js").Handlers} */
export const emails = {
  "emails.get": (ask) => ({
    body: known(ask).map(({ book, address }) => ({ book_id: book.id, email: address.email })),
  }),
  "emails.getMany": (ask) => many(ask, (lists) => lists.map(({ book }) => ({ book_id: book.id }))),
  "emails.getDetails": (ask) => ({
    body: known(ask).map(({ book, address }) => ({
      list_name: book.name,
      source: address.source,
    })),
  }),
  "emails.getStatistics": (ask) => ({ body: statistics(ask, known(ask)) }),
  "emails.getManyStatistics": (ask) => many(ask, (lists) => statistics(ask, lists)),
  "emails.delete": (ask) => {
    for (const { book, address } of known(ask)) book.addresses.remove(address.email);
    return DONE;
  },
};
