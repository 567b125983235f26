// Who gets no more transactional email, and asking them to come back.

import { letterId } from "../world/smtp.js";
import { DAY, plain } from "../world/time.js";
import { asked, fields, isEmail, isText } from "./handler.js";
import { DONE, listed, no, wrong } from "./mail.js";

/** @typedef {import("./handler.js").Ask} Ask */

const MOST_QUESTIONS = 5;

/**
 * The body is a bare list.
 *
 * @param {Ask} ask
 * @returns {any[]}
 */
function bareList(ask) {
  if (!Array.isArray(ask.body) || ask.body.length === 0) {
    throw no(ask, 14, "No addresses were named.", 400);
  }
  return ask.body;
}

/** @type {import("./handler.js").Handlers} */
export const smtpLeavers = {
  "smtp.unsubscribes.add": (ask) => {
    const sent = bareList(ask);
    if (!sent.every((each) => isEmail(each?.email))) throw wrong(ask, "email");
    for (const { email, comment = "" } of sent) {
      ask.world.smtp.leavers.set(email, { email, comment, by_link: false, at: ask.now });
    }
    return DONE;
  },
  "smtp.unsubscribes.remove": (ask) => {
    for (const email of bareList(ask)) ask.world.smtp.leavers.delete(email);
    return DONE;
  },
  "smtp.unsubscribes.list": (ask) => {
    const { date } = asked(ask);
    const rows = [...ask.world.smtp.leavers.values()].filter(
      ({ at }) => date === undefined || plain(at).startsWith(date),
    );
    return listed(ask, rows, ({ email, by_link, at }) => ({
      email,
      unsubscribe_by_link: Number(by_link),
      unsubscribe_by_user: Number(!by_link),
      spam_complaint: 0,
      date: plain(at),
    }));
  },
  "smtp.unsubscribes.find": (ask) => {
    const { email } = asked(ask);
    if (!isText(email)) throw wrong(ask, "email", "is missing");
    if (!isEmail(email)) throw wrong(ask, "email");
    return { body: { result: ask.world.smtp.leavers.has(email) } };
  },
  "smtp.unsubscribes.requestResubscribe": (ask) => {
    const { smtp } = ask.world;
    const { email, sender, lang = "en" } = fields(ask);
    if (!isText(email)) throw wrong(ask, "email", "is missing");
    if (!isEmail(email)) throw wrong(ask, "email");
    if (!isText(sender)) throw wrong(ask, "sender", "is missing");
    if (typeof lang !== "string") throw wrong(ask, "lang", "must be text");
    if (!smtp.leavers.has(email)) throw no(ask, 422, "This address is not unsubscribed.");
    const today = smtp.questions.filter((at) => at > ask.now - DAY);
    if (today.length >= MOST_QUESTIONS) throw no(ask, 422, `No more than ${MOST_QUESTIONS} a day.`);
    smtp.questions = [...today, ask.now];
    smtp.next += 1;
    return { body: { result: true, id: letterId(smtp.next) } };
  },
};
