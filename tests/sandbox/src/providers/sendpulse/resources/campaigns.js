// Campaigns: mailings to one or more lists.

import { HOUR, MINUTE, plain, read } from "../world/time.js";
import { booksOf } from "./books.js";
import { isBusy, STATE, stateOf } from "./campaignState.js";
import { asked, decoded, fields, isOn, isText } from "./handler.js";
import { DONE, listed, no, wrong } from "./mail.js";
import { templateOf } from "./templates.js";

/**
 * @typedef {import("../world/mail.js").Campaign} Campaign
 * @typedef {import("./handler.js").Ask} Ask
 */

const MOST_AN_HOUR = 4;
const MOST_LISTS = 10;
const MOST_FILES = 5;

/**
 * @param {Ask} ask
 * @returns {Campaign}
 */
function campaignIn(ask) {
  const campaign = ask.world.mail.campaigns.get(ask.path.id);
  if (!campaign) throw no(ask, 802, "There is no such campaign.", 404);
  return campaign;
}

/** @param {Ask} ask */
function checkSender(ask) {
  const { sender_name, sender_email, subject } = fields(ask);
  if (!isText(sender_name) || !isText(sender_email)) {
    throw no(ask, 701, "The sender's name and address are needed.");
  }
  if (!ask.world.mail.senders.get(sender_email)?.active) {
    throw no(ask, 704, "The account has no such active sender.");
  }
  if (!isText(subject)) throw no(ask, 720, "The subject is needed.");
}

/** @param {Ask} ask */
function checkContent(ask) {
  const { body, template_id } = fields(ask);
  if (body === undefined && template_id !== undefined) templateOf(ask, String(template_id), 31);
  else if (!decoded(body)) throw no(ask, 721, "The message is needed, as Base64.");
  for (const name of ["attachments", "attachments_binary"]) {
    const files = fields(ask)[name];
    if (files !== undefined && Object.keys(files ?? {}).length > MOST_FILES) {
      throw wrong(ask, name, `must not have more than ${MOST_FILES} files`);
    }
  }
}

/**
 * The lists it goes to. A segment is taken for everybody: the sandbox has none.
 *
 * @param {Ask} ask
 */
function listsIn(ask) {
  const { list_id, segment_id } = fields(ask);
  const all = booksOf(ask);
  if (list_id === undefined && segment_id !== undefined) return all.all();
  const ids = [list_id ?? []].flat();
  if (ids.length === 0) throw no(ask, 722, "A mailing list is needed.");
  if (ids.length > MOST_LISTS) throw wrong(ask, "list_id", `must not name more than ${MOST_LISTS}`);
  return ids.map((id) => {
    const book = all.get(id);
    if (!book) throw no(ask, 703, "There is no such mailing list.");
    return book;
  });
}

/** @param {Ask} ask */
function sendAt(ask) {
  const { send_date } = fields(ask);
  if (send_date === undefined) return ask.now;
  const at = read(send_date);
  // The clock of the form has whole seconds.
  if (!(at > ask.now - 1000)) throw no(ask, 799, "The date is written wrong, or lies in the past.");
  return at;
}

/** @param {Ask} ask */
function create(ask) {
  const { campaigns } = ask.world.mail;
  checkSender(ask);
  checkContent(ask);
  const lists = listsIn(ask);
  const send_at = sendAt(ask);
  const recent = campaigns.all().filter(({ created_at }) => created_at > ask.now - HOUR);
  if (recent.length >= MOST_AN_HOUR) {
    throw no(ask, 791, `No more than ${MOST_AN_HOUR} campaigns an hour.`);
  }
  const { sender_name, sender_email, subject, name, type, is_test } = fields(ask);
  const active = lists.reduce((sum, { addresses }) => sum + addresses.active, 0);
  if (active === 0 && !is_test) throw no(ask, 211, "The mailing list is empty.");
  const recipients = is_test ? 1 : active;
  /** @type {Campaign["intent"]} */
  const intent = type === "draft" ? "draft" : "under way";
  const made = campaigns.add((id) => ({
    id,
    name: isText(name) ? name : subject,
    subject,
    sender_name,
    sender_email,
    lists: lists.map((list) => list.id),
    recipients,
    created_at: ask.now,
    send_at,
    intent,
  }));
  return {
    body: {
      id: made.id,
      status: stateOf(made, ask.now),
      count: recipients,
      tariff_email_qty: recipients,
      overdraft_price: "0.00",
      ovedraft_currency: "USD",
    },
  };
}

/** @param {Ask} ask */
function list(ask) {
  const { order = "desc", status, planed } = asked(ask);
  if (order !== "asc" && order !== "desc") throw wrong(ask, "order");
  const states = [status ?? []].flat().flatMap((each) => String(each).split(","));
  const rows = ask.world.mail.campaigns
    .all()
    .map((campaign) => ({ ...campaign, status: stateOf(campaign, ask.now) }))
    .filter((each) => states.length === 0 || states.includes(String(each.status)))
    .filter((each) => !isOn(planed) || each.status === STATE.PLANNED);
  if (order === "desc") rows.reverse();
  return listed(ask, rows, ({ id, name, status: state }) => ({ id, name, status: state }));
}

/** @param {Campaign} campaign @param {number} now */
const isSent = (campaign, now) => stateOf(campaign, now) === STATE.SENT;

/** @type {import("./handler.js").Handlers} */
export const campaigns = {
  "campaigns.create": create,
  "campaigns.list": list,
  "campaigns.get": (ask) => {
    const campaign = campaignIn(ask);
    const { id, name, subject, sender_name, sender_email, recipients, send_at } = campaign;
    return {
      body: {
        id,
        name,
        status: stateOf(campaign, ask.now),
        all_email_qty: recipients,
        send_date: plain(send_at),
        message: { sender_name, sender_email, subject },
        lists: campaign.lists,
      },
    };
  },
  "campaigns.update": (ask) => {
    const campaign = campaignIn(ask);
    const state = stateOf(campaign, ask.now);
    if (state !== STATE.DRAFT && state !== STATE.PLANNED) {
      throw no(ask, 602, "The campaign has gone out already.");
    }
    const { name = campaign.name, subject = campaign.subject } = fields(ask);
    if (!isText(name)) throw wrong(ask, "name");
    if (!isText(subject)) throw no(ask, 720, "The subject is needed.");
    Object.assign(campaign, { name, subject });
    return { body: { result: true, id: campaign.id } };
  },
  "campaigns.cancel": (ask) => {
    const campaign = campaignIn(ask);
    const draft = campaign.intent === "draft";
    if (!draft && !isBusy(campaign, ask.now)) throw no(ask, 602, "It has gone out already.");
    campaign.intent = "cancelled";
    return DONE;
  },
  // What people did is the same for every campaign that went out: some opened it, fewer clicked.
  "campaigns.getCountries": (ask) => {
    const campaign = campaignIn(ask);
    const opened = isSent(campaign, ask.now) ? Math.floor(campaign.recipients / 2) : 0;
    return {
      body: opened ? { GB: opened - Math.floor(opened / 3), PT: Math.floor(opened / 3) } : {},
    };
  },
  "campaigns.getReferrals": (ask) => {
    const campaign = campaignIn(ask);
    const count = isSent(campaign, ask.now) ? Math.floor(campaign.recipients / 10) : 0;
    return { body: count ? [{ link: "https://shop.example.com/news", count }] : [] };
  },
  "campaigns.getEmail": (ask) => {
    const campaign = campaignIn(ask);
    const books = campaign.lists.flatMap((id) => booksOf(ask).get(id) ?? []);
    const found = books.some(({ addresses }) => addresses.get(ask.path.email ?? ""));
    if (!found) throw no(ask, 502, "This address was not written to.", 404);
    const gone = isSent(campaign, ask.now);
    const [status, words] = gone ? [2, "Delivered"] : [0, "Queued"];
    return {
      body: {
        sent_date: plain(campaign.send_at + (gone ? MINUTE : 0)),
        global_status: status,
        global_status_explain: words,
        detail_status: status,
        detail_status_explain: words,
      },
    };
  },
};
