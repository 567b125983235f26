// Campaigns: the same thing to a bot's people, some of it later.

import { STATUS } from "../world/channel.js";
import { iso, read } from "../world/time.js";
import { isWindowOpen, templateData } from "./chatMessages.js";
import { botIn, deny, need, ok, say } from "./chats.js";
import { fields, isText } from "./handler.js";

/**
 * @typedef {import("../world/channel.js").Channel} Channel
 * @typedef {import("../world/channel.js").ChannelName} ChannelName
 * @typedef {import("../world/channel.js").Contact} Contact
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("./handler.js").Handlers} Handlers
 */

/**
 * Whom a campaign's filter leaves. Only tags are understood, the one field that is known by name.
 *
 * @param {any} filter
 * @param {Contact} contact
 * @returns {boolean}
 */
function passes(filter, contact) {
  const { expressions, type = "and", operator = "eq", field, value } = filter ?? {};
  if (Array.isArray(expressions) && expressions.length > 0) {
    return type === "or"
      ? expressions.some((each) => passes(each, contact))
      : expressions.every((each) => passes(each, contact));
  }
  if (field !== "tags") return true;
  return contact.tags.has(value) === (operator === "eq");
}

/**
 * @param {ChannelName} name
 * @param {(ask: Ask) => Record<string, unknown>[]} contentOf
 * @param {(contact: Contact, now: number) => boolean} reaches
 * @returns {import("./handler.js").Handler}
 */
function campaign(name, contentOf, reaches) {
  return (ask) => {
    const title = need(ask, "title");
    const bot = botIn(ask, name);
    const { filter, send_at } = fields(ask);
    const messages = contentOf(ask);
    const due = send_at === undefined ? ask.now : read(send_at);
    if (Number.isNaN(due)) throw deny(ask, 400, "send_at is written wrong.");
    const channel = ask.world[name];
    const id = channel.newId();
    for (const contact of channel.people.values()) {
      const reached = contact.status === STATUS.ACTIVE && contact.bot_id === bot.id;
      if (!reached || !reaches(contact, ask.now) || !passes(filter, contact)) continue;
      for (const data of messages) {
        channel.pending.push({ contact_id: contact.id, data, campaign_id: id, due });
      }
    }
    settle(channel, ask.now);
    return ok({
      id,
      bot_id: bot.id,
      title,
      send_at: iso(due),
      messages,
      ...(name === "whatsapp" && { cost: { amount: 0, currency: "USD" } }),
      created_at: iso(ask.now),
    });
  };
}

/**
 * Sends whatever is due by now. Nothing runs in the background: it is sent when somebody looks.
 *
 * @param {Channel} channel
 * @param {number} now
 */
export function settle(channel, now) {
  const due = channel.pending.filter((each) => each.due <= now);
  if (due.length === 0) return;
  channel.pending = channel.pending.filter((each) => each.due > now);
  for (const { contact_id, data, campaign_id, due: at } of due) {
    const contact = channel.people.get(contact_id);
    if (contact) say(channel, contact, data, at, campaign_id);
  }
}

/** @param {Ask} ask */
function messagesIn(ask) {
  const { messages } = fields(ask);
  if (!Array.isArray(messages) || messages.length === 0) {
    throw deny(ask, 400, "messages is missing.");
  }
  if (!messages.every((each) => isText(each?.type))) throw deny(ask, 400, "A message has no type.");
  return messages;
}

/** @type {Handlers} */
const whatsapp = {
  "whatsapp.campaigns.send": campaign("whatsapp", messagesIn, isWindowOpen),
  "whatsapp.campaigns.sendTemplate": campaign(
    "whatsapp",
    (ask) => [templateData(ask)],
    () => true,
  ),
};

/** @type {Handlers} */
const telegram = {
  "telegram.campaigns.send": campaign("telegram", messagesIn, () => true),
};

/** @param {ChannelName} name */
export const campaigns = (name) => (name === "telegram" ? telegram : whatsapp);
