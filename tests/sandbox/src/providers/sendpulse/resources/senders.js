// Addresses that the account may send from. Email and SMTP share them.

import { MINUTE } from "../world/time.js";
import { fields, isEmail, isText } from "./handler.js";
import { DONE, no, wrong } from "./mail.js";

/** @typedef {import("./handler.js").Ask} Ask */

/** The code in every activation message: nobody can read those here. */
export const ACTIVATION_CODE = "0a1b2c3d4e5f";

const WAIT = 15 * MINUTE;
const FREE = ["gmail.com", "hotmail.com", "mail.ru", "outlook.com", "yahoo.com"];

/**
 * The sender that the path names, still to be activated.
 *
 * @param {Ask} ask
 */
function waiting(ask) {
  const sender = ask.world.mail.senders.get(ask.path.email ?? "");
  if (!sender || sender.active) throw no(ask, 21, "No such sender awaits its activation.");
  return sender;
}

/** @param {Ask} ask */
function add(ask) {
  const { senders, blacklist } = ask.world.mail;
  const { email, name } = fields(ask);
  if (!isText(email)) throw wrong(ask, "email", "is missing");
  if (!isEmail(email)) throw wrong(ask, "email");
  if (!isText(name)) throw wrong(ask, "name", "is missing");
  if (FREE.includes(email.split("@")[1] ?? "")) throw no(ask, 97, "A free mail service's address.");
  if (senders.has(email)) throw no(ask, 902, "This address is a sender already.");
  if (blacklist.has(email)) throw no(ask, 904, "This address is blacklisted.");
  senders.set(email, { email, name, active: false, code_sent_at: 0 });
  return DONE;
}

/** @type {import("./handler.js").Handlers} */
export const senders = {
  "senders.list": ({ world }) => ({
    body: [...world.mail.senders.values()].map(({ email, name }) => ({ email, name })),
  }),
  "senders.create": add,
  "smtp.senders.add": add,
  "smtp.senders.list": ({ world }) => ({
    body: [...world.mail.senders.values()].filter(({ active }) => active).map(({ email }) => email),
  }),
  "senders.delete": (ask) => {
    const { email } = fields(ask);
    if (!isText(email)) throw no(ask, 1101, "The address is needed.");
    if (!ask.world.mail.senders.delete(email)) throw no(ask, 704, "There is no such sender.");
    return DONE;
  },
  "senders.requestCode": (ask) => {
    const sender = waiting(ask);
    if (sender.code_sent_at > ask.now - WAIT) throw no(ask, 1004, "A code is on its way already.");
    sender.code_sent_at = ask.now;
    return DONE;
  },
  "senders.activate": (ask) => {
    const sender = waiting(ask);
    const { code } = fields(ask);
    if (!isText(code)) throw no(ask, 1104, "The code is needed.");
    if (!sender.code_sent_at || code !== ACTIVATION_CODE) throw no(ask, 1005, "The code is wrong.");
    sender.active = true;
    return DONE;
  },
};
