// What is said in a chat: the list of it, and sending more, which is written down there.

import { unsent } from "../refusal.js";
import { STATUS } from "../world/channel.js";
import { DAY } from "../world/time.js";
import { byAddress, newcomer } from "./chatContacts.js";
import {
  botIn,
  contactIn,
  contactView,
  deny,
  lastInbound,
  messageView,
  need,
  ok,
  reachable,
  say,
  sayText,
  sized,
  sizeIn,
  YES,
} from "./chats.js";
import { asked, fields, isText } from "./handler.js";

/**
 * @typedef {import("../world/channel.js").ChannelName} ChannelName
 * @typedef {import("../world/channel.js").Contact} Contact
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("./handler.js").Handlers} Handlers
 */

const LONGEST = 1024;

/**
 * A page begins behind the message that `search_after` names, whose id need not exist any more: ids
 * are in the order of time.
 *
 * @param {Ask} ask
 * @param {ChannelName} name
 */
function listMessages(ask, name) {
  const contact = contactIn(ask, name);
  const { order = "desc", search_after } = asked(ask);
  if (order !== "asc" && order !== "desc") throw deny(ask, 400, "order must be asc or desc.");
  const view = (/** @type {import("../world/channel.js").Message} */ message) =>
    messageView(message, contact, name);
  const ordered = order === "asc" ? contact.messages : [...contact.messages].reverse();
  if (!isText(search_after)) return sized(ask, ordered, view);
  const behind = ordered.filter(({ id }) =>
    order === "asc" ? id > search_after : id < search_after,
  );
  return ok(behind.slice(0, sizeIn(ask)).map(view));
}

/**
 * @param {Ask} ask
 * @param {ChannelName} name
 */
function listChats(ask, name) {
  const { id } = botIn(ask, name);
  const chats = [...ask.world[name].people.values()]
    .filter(({ bot_id, messages }) => bot_id === id && messages.length > 0)
    .sort((one, other) => lastAt(other) - lastAt(one));
  return sized(ask, chats, (contact) => {
    const last = lastInbound(contact.messages) ?? contact.messages.at(-1);
    return {
      contact: contactView(contact, name, ask.now),
      ...(last && { inbox_last_message: messageView(last, contact, name) }),
      inbox_unread: contact.messages.filter(({ unread }) => unread).length,
    };
  });
}

/** @param {Contact} contact */
const lastAt = ({ messages }) => messages.at(-1)?.created_at ?? 0;

/**
 * A text that is short enough.
 *
 * @param {Ask} ask
 * @param {unknown} text
 */
function checkText(ask, text) {
  if (!isText(text)) throw deny(ask, 400, "The text is missing.");
  if (text.length > LONGEST) {
    throw unsent(422, "message.text", `May not be greater than ${LONGEST} characters.`);
  }
}

/** @type {Handlers} */
const telegram = {
  "telegram.contacts.send": (ask) => {
    const contact = reachable(contactIn(ask, "telegram"));
    const { message } = fields(ask);
    if (typeof message !== "object" || message === null)
      throw deny(ask, 400, "message is missing.");
    const { type = "text" } = message;
    // "Typing" and the like leave nothing behind.
    if (type === "action") return YES;
    if (type === "text") checkText(ask, message.text);
    else if (!message[type]) throw deny(ask, 400, `message.${type} is missing.`);
    say(ask.world.telegram, contact, { ...message, type }, ask.now);
    return YES;
  },
  "telegram.contacts.sendText": (ask) => {
    const contact = reachable(contactIn(ask, "telegram"));
    const { text } = fields(ask);
    checkText(ask, text);
    sayText(ask.world.telegram, contact, text, ask.now);
    return YES;
  },
  "telegram.contacts.react": (ask) => {
    const contact = contactIn(ask, "telegram");
    const { reaction } = fields(ask);
    if (!isText(reaction?.emoji)) throw deny(ask, 400, "reaction is missing.");
    react(ask, [contact], reaction.emoji);
    return YES;
  },
};

/**
 * @param {Ask} ask
 * @param {Contact[]} contacts whose message it may be
 * @param {string} reaction
 */
function react(ask, contacts, reaction) {
  const id = need(ask, "message_id");
  const message = contacts.flatMap(({ messages }) => messages).find((each) => each.id === id);
  if (!message) throw deny(ask, 404, "There is no such message.");
  message.data.reaction = reaction;
}

/**
 * WhatsApp lets a bot say what it likes for a day after the contact's last word.
 *
 * @param {Contact} contact
 * @param {number} now
 */
export function isWindowOpen({ messages }, now) {
  return (lastInbound(messages)?.created_at ?? Number.NEGATIVE_INFINITY) > now - DAY;
}

/**
 * @param {Ask} ask
 * @param {Contact} contact
 */
function sendFree(ask, contact) {
  const { message } = fields(ask);
  if (!isText(message?.type)) throw deny(ask, 400, "message.type is missing.");
  const content = message[message.type] ?? (message.type === "document" ? message.file : undefined);
  if (content === undefined) throw deny(ask, 400, `message.${message.type} is missing.`);
  if (message.type === "text") checkText(ask, content?.body);
  if (!isWindowOpen(reachable(contact), ask.now)) {
    throw unsent(400, "contact_id", "(#1) Contact is not active in 24hours");
  }
  return ok(messageView(say(ask.world.whatsapp, contact, message, ask.now), contact, "whatsapp"));
}

/**
 * The message that an approved template makes.
 *
 * @param {Ask} ask
 */
export function templateData(ask) {
  const { template } = fields(ask);
  const { name, language } = template ?? {};
  const known = ask.world.whatsapp.templates.find(
    (each) => each.name === name && each.language === language?.code && each.status === "APPROVED",
  );
  if (!known) throw unsent(400, "template", `The template ${name} is not approved.`);
  return { type: "template", template };
}

/**
 * @param {Ask} ask
 * @param {Contact} contact
 */
function sendTemplate(ask, contact) {
  const data = templateData(ask);
  const message = say(ask.world.whatsapp, reachable(contact), data, ask.now);
  return ok(messageView(message, contact, "whatsapp"));
}

/** @type {Handlers} */
const whatsapp = {
  "whatsapp.contacts.send": (ask) => sendFree(ask, contactIn(ask, "whatsapp")),
  "whatsapp.contacts.sendByPhone": (ask) => {
    const contact = byAddress(ask, "whatsapp", need(ask, "phone"));
    if (contact?.status !== STATUS.ACTIVE) throw deny(ask, 404, "There is no such contact.");
    return sendFree(ask, contact);
  },
  "whatsapp.contacts.sendTemplate": (ask) => sendTemplate(ask, contactIn(ask, "whatsapp")),
  "whatsapp.contacts.sendTemplateByPhone": (ask) => {
    const phone = need(ask, "phone");
    const known = byAddress(ask, "whatsapp", phone);
    templateData(ask);
    return sendTemplate(ask, known ?? newcomer(ask, phone, phone));
  },
  "whatsapp.contacts.sendTyping": (ask) => {
    contactIn(ask, "whatsapp");
    return YES;
  },
  "whatsapp.chats.react": (ask) => {
    react(ask, [...ask.world.whatsapp.people.values()], need(ask, "reaction"));
    return YES;
  },
};

/**
 * @param {ChannelName} name
 * @returns {Handlers}
 */
export const messages = (name) => ({
  [`${name}.chats.list`]: (ask) => listChats(ask, name),
  [`${name}.chats.listMessages`]: (ask) => listMessages(ask, name),
  ...(name === "telegram" ? telegram : whatsapp),
});
