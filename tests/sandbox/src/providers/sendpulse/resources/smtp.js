// Transactional email: single messages, what became of them, and the domains they leave from.

import { letterId } from "../world/smtp.js";
import { plain } from "../world/time.js";
import { asked, decoded, fields, isEmail, isText } from "./handler.js";
import { listed, no, page, wrong } from "./mail.js";
import { templateOf } from "./templates.js";

/**
 * @typedef {import("../world/smtp.js").Letter} Letter
 * @typedef {import("./handler.js").Ask} Ask
 */

/** The vendor does not say how many are too many. */
const MOST_RECIPIENTS = 100;
const MOST_IDS = 500;
/** For documentation only (RFC 5737). */
const IP = "192.0.2.10";

/** @param {Letter} letter */
const answerOf = ({ bounced }) =>
  bounced
    ? { smtp_answer_code: 550, smtp_answer_subcode: "5.1.1", smtp_answer_data: "No such user" }
    : { smtp_answer_code: 250, smtp_answer_subcode: "", smtp_answer_data: "OK" };

/** @param {Letter} letter */
const view = (letter) => ({
  id: letter.id,
  sender: letter.sender,
  total_size: letter.size,
  sender_ip: IP,
  ...answerOf(letter),
  used_ip: IP,
  recipient: letter.recipients[0] ?? null,
  subject: letter.subject,
  send_date: plain(letter.sent_at),
  tracking: { click: 0, open: 0, link: [], client_info: [] },
});

/** @param {Letter} letter */
const bounceView = (letter) => ({
  email_to: letter.recipients[0] ?? "",
  sender: letter.sender,
  send_date: plain(letter.sent_at),
  subject: letter.subject,
  ...answerOf(letter),
});

/**
 * @param {Ask} ask
 * @param {Record<string, any>} email
 */
function checkSender(ask, { from }) {
  if (from !== undefined && (typeof from !== "object" || from === null)) throw wrong(ask, "from");
  if (!isText(from?.email)) throw no(ask, 10, "The sender's address is missing.");
  if (!isEmail(from.email)) throw no(ask, 10, "The sender's address is wrong.");
  const { senders } = ask.world.mail;
  const domain = from.email.split("@")[1];
  const own = ask.world.smtp.domains.find(({ name, checked }) => checked && name === domain);
  if (!senders.get(from.email)?.active && (!own || senders.has(from.email))) {
    throw no(ask, 422, "This sender is not active.");
  }
}

/**
 * @param {Ask} ask
 * @param {Record<string, any>} email
 * @returns {string[]}
 */
function recipientsIn(ask, { to, cc = [], bcc = [] }) {
  if (!Array.isArray(to) || to.length === 0) throw no(ask, 11, "The recipients are missing.");
  const all = [to, cc, bcc].flat();
  if (!all.every((each) => isEmail(each?.email))) {
    throw no(ask, 422, "A recipient's address is wrong.");
  }
  if (all.length > MOST_RECIPIENTS) throw no(ask, 550, "Too many recipients.");
  return all.map(({ email }) => email);
}

/**
 * How many bytes the content has.
 *
 * @param {Ask} ask
 * @param {Record<string, any>} email
 */
function contentSize(ask, { html, text, template }) {
  if (template !== undefined) {
    if (typeof template !== "object" || template === null) throw wrong(ask, "template");
    if (!template.id) throw no(ask, 10, "The template's id is missing.");
    const { variables = {} } = template;
    if (typeof variables !== "object") throw no(ask, 731, "The variables are written wrong.");
    const { body } = templateOf(ask, String(template.id), 31);
    return body.length;
  }
  if (!isText(html) && !isText(text)) throw no(ask, 13, "The message is missing.");
  const read = html === undefined ? "" : decoded(html);
  if (read === null) throw no(ask, 999, "The HTML is no Base64.");
  return read.length + (text?.length ?? 0);
}

/** @param {Ask} ask */
function send(ask) {
  const { email } = fields(ask);
  if (typeof email !== "object" || email === null) throw wrong(ask, "email", "is missing");
  checkSender(ask, email);
  const recipients = recipientsIn(ask, email);
  if (!isText(email.subject)) throw no(ask, 12, "The subject is missing.");
  const size = contentSize(ask, email);
  for (const files of [email.attachments, email.attachments_binary]) {
    const fine = files === undefined || Object.values(files ?? { wrong: 0 }).every(isText);
    if (!fine) throw wrong(ask, "attachments_binary");
  }
  const { smtp } = ask.world;
  smtp.next += 1;
  const id = letterId(smtp.next);
  const { subject } = email;
  const sender = email.from.email;
  smtp.letters.set(id, { id, sender, recipients, subject, size, sent_at: ask.now, bounced: false });
  return { body: { result: true, id } };
}

/** @param {Ask} ask */
function list(ask) {
  const { from, to, sender, recipient, country } = asked(ask);
  const day = (/** @type {Letter} */ { sent_at }) => plain(sent_at).slice(0, 10);
  const rows = newest(ask)
    .filter((letter) => from === undefined || day(letter) >= from)
    .filter((letter) => to === undefined || day(letter) <= to)
    .filter((letter) => sender === undefined || letter.sender === sender)
    .filter((letter) => recipient === undefined || letter.recipients.includes(recipient))
    .filter(() => country === undefined || country === "GB");
  return listed(ask, rows, view);
}

/** @param {Ask} ask */
const newest = ({ world }) => [...world.smtp.letters.values()].reverse();

/** @type {import("./handler.js").Handlers} */
const letters = {
  "smtp.emails.send": send,
  "smtp.emails.list": list,
  "smtp.emails.count": ({ world }) => ({ body: { total: world.smtp.letters.size } }),
  "smtp.emails.get": (ask) => {
    const letter = ask.world.smtp.letters.get(ask.path.id ?? "");
    if (!letter) throw no(ask, 14, "There is no such email.", 400);
    return { body: view(letter) };
  },
  "smtp.emails.getMany": (ask) => {
    const { emails } = fields(ask);
    if (!Array.isArray(emails) || emails.length === 0 || emails.length > MOST_IDS) {
      throw no(ask, 832, `The ids are missing, or more than ${MOST_IDS}.`, 400);
    }
    const found = emails.flatMap((id) => ask.world.smtp.letters.get(id) ?? []);
    if (found.length === 0) throw no(ask, 14, "There are no such emails.", 400);
    return { body: found.map(view) };
  },
  "smtp.bounces.list": (ask) => {
    const { date } = asked(ask);
    const bounces = newest(ask)
      .filter(({ bounced }) => bounced)
      .filter(({ sent_at }) => date === undefined || plain(sent_at).startsWith(date));
    const { limit, offset } = page(ask);
    const emails = bounces.slice(offset, offset + limit).map(bounceView);
    const total = bounces.length;
    return { body: { total, emails, request_limit: 100, found: emails.length } };
  },
  "smtp.bounces.count": (ask) => ({
    body: { total: newest(ask).filter(({ bounced }) => bounced).length },
  }),
};

const SPF = "v=spf1 include:spf.example.com ~all";

/** @type {import("./handler.js").Handlers} */
const domains = {
  "smtp.ips.list": () => ({ body: [IP] }),
  "smtp.domains.list": ({ world, account }) => ({
    body: {
      data: {
        result: true,
        data: world.smtp.domains.all().map(({ id, name, checked }, i) => ({
          id,
          user_id: account.user_id,
          service_type: 1,
          service_value: name,
          status: Number(checked),
          is_default: i === 0,
          ssl_type: 1,
          checks: {
            check_dkim: checked,
            check_spf: checked,
            check_dmarc: checked,
            all_checks: checked,
            spf_txt_needed: SPF,
          },
        })),
      },
    },
  }),
  "smtp.domains.add": (ask) => {
    const name = String(ask.path.domain).toLowerCase();
    if (!/^([\w-]+\.)+[a-z]{2,}$/.test(name)) throw wrong(ask, "domain");
    const { domains: known } = ask.world.smtp;
    if (!known.find((each) => each.name === name)) {
      known.add((id) => ({ id, name, checked: false }));
    }
    return { body: { data: { result: true } } };
  },
};

/** @type {import("./handler.js").Handlers} */
export const smtp = { ...letters, ...domains };
