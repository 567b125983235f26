// The rest of the email service: the blacklist, the account's money, and the webhooks.

import { DAY, plain } from "../world/time.js";
import { booksOf } from "./books.js";
import { decoded, fields, isEmail, isText } from "./handler.js";
import { DONE, no, wrong } from "./mail.js";

/** @typedef {import("./handler.js").Ask} Ask */

const BALANCE = 120.5;
/** What one unit of the account's currency is worth in others. */
const RATES = /** @type {Record<string, number>} */ ({ USD: 1, EUR: 0.9, GBP: 0.8, BRL: 5.5 });

const ACTIONS = [
  "new_emails",
  "delete",
  "unsubscribe",
  "task_status_update",
  "open",
  "delivered",
  "redirect",
  "spam",
  "hard_bounces",
  "soft_bounces",
];

/**
 * Addresses as the blacklist takes them: joined by commas, in Base64.
 *
 * @param {Ask} ask
 */
function addressesIn(ask) {
  const emails = decoded(fields(ask).emails)
    ?.split(",")
    .map((each) => each.trim());
  if (!emails?.every(isEmail)) throw no(ask, 832, "The addresses are missing or wrong.");
  return emails;
}

/**
 * @param {Ask} ask
 * @param {import("../world/mail.js").Webhook} webhook
 */
const webhookView = ({ account: { user_id } }, { id, url, action }) => ({
  id,
  user_id,
  url,
  action,
});

/**
 * @param {Ask} ask
 * @param {import("../world/mail.js").Webhook[]} all
 */
const webhooksOf = (ask, all) => ({
  body: { success: true, data: all.map((webhook) => webhookView(ask, webhook)) },
});

/** @param {Ask} ask */
function webhookIn(ask) {
  const webhook = ask.world.mail.webhooks.get(ask.path.id);
  if (!webhook) throw no(ask, 8, "There is no such webhook.", 404);
  return webhook;
}

/**
 * @param {Ask} ask
 * @returns {string}
 */
function urlIn(ask) {
  const { url } = fields(ask);
  if (!isText(url)) throw wrong(ask, "url", "is missing");
  if (!URL.canParse(url)) throw wrong(ask, "url");
  return url;
}

/** @type {import("./handler.js").Handlers} */
export const mailAccount = {
  "blacklist.list": ({ world }) => ({ body: [...world.mail.blacklist] }),
  "blacklist.add": (ask) => {
    for (const email of addressesIn(ask)) ask.world.mail.blacklist.add(email);
    return DONE;
  },
  "blacklist.remove": (ask) => {
    for (const email of addressesIn(ask)) ask.world.mail.blacklist.delete(email);
    return DONE;
  },

  "balance.get": () => ({ body: { currency: "USD", balance_currency: BALANCE } }),
  "balance.getByCurrency": (ask) => {
    const currency = String(ask.path.currency).toUpperCase();
    const rate = RATES[currency];
    if (rate === undefined) throw wrong(ask, "currency");
    return { body: { currency, balance_currency: Number((BALANCE * rate).toFixed(2)) } };
  },
  "balance.getDetails": (ask) => {
    const end = plain(ask.world.began + 30 * DAY);
    const subscribers = booksOf(ask)
      .all()
      .reduce((sum, { addresses }) => sum + addresses.total, 0);
    return {
      body: {
        balance: { main: BALANCE.toFixed(2), bonus: "0.00", currency: "USD" },
        email: {
          tariff_name: "Sandbox",
          finished_time: end,
          emails_left: 15_000,
          maximum_subscribers: Math.max(500, subscribers),
          current_subscribers: subscribers,
        },
        smtp: { tariff_name: "Sandbox", end_date: end, auto_renew: 1 },
        push: { tariff_name: "Sandbox", end_date: end.slice(0, 10), auto_renew: 0 },
      },
    };
  },

  "webhooks.list": (ask) => webhooksOf(ask, ask.world.mail.webhooks.all()),
  // One is kept for each event.
  "webhooks.create": (ask) => {
    const url = urlIn(ask);
    const { actions } = fields(ask);
    if (!Array.isArray(actions) || actions.length === 0) throw wrong(ask, "actions", "is missing");
    if (!actions.every((action) => ACTIONS.includes(action))) throw wrong(ask, "actions");
    const { webhooks } = ask.world.mail;
    const made = actions.map((action) => webhooks.add((id) => ({ id, url, action })));
    return webhooksOf(ask, made);
  },
  "webhooks.get": (ask) => ({ body: { success: true, data: webhookView(ask, webhookIn(ask)) } }),
  "webhooks.update": (ask) => {
    webhookIn(ask).url = urlIn(ask);
    return { body: { success: true, data: [true] } };
  },
  "webhooks.delete": (ask) => {
    ask.world.mail.webhooks.remove(webhookIn(ask));
    return { body: { success: true, data: [true] } };
  },
};
