// What the rules of a chatbot channel share: how they answer and refuse, whom they are about.

import { unsent } from "../refusal.js";
import { STATUS, TYPE, textData } from "../world/channel.js";
import { iso } from "../world/time.js";
import { asked, deny, isText } from "./handler.js";

export { deny };

/**
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("../world/channel.js").Channel} Channel
 * @typedef {import("../world/channel.js").ChannelName} ChannelName
 * @typedef {import("../world/channel.js").Contact} Contact
 * @typedef {import("../world/channel.js").Message} Message
 */

const PAGE = 100;

/** @param {unknown} data */
export const ok = (data) => ({ body: { success: true, data } });
export const YES = ok(true);

/**
 * A text that the query or the body must have.
 *
 * @param {Ask} ask
 * @param {string} name
 * @returns {string}
 */
export function need(ask, name) {
  const value = asked(ask)[name];
  if (!isText(value)) throw deny(ask, 400, `${name} is missing.`);
  return value;
}

/**
 * @template Row
 * @param {Ask} ask
 * @param {Row[]} rows
 * @param {(row: Row) => unknown} view
 */
export function sized(ask, rows, view) {
  const { skip } = asked(ask);
  const from = Math.max(0, Number(skip ?? 0) || 0);
  return ok(rows.slice(from, from + sizeIn(ask)).map(view));
}

/** @param {Ask} ask */
export function sizeIn(ask) {
  const size = Number(asked(ask).size ?? PAGE);
  if (!Number.isInteger(size) || size < 1 || size > PAGE) {
    throw deny(ask, 400, `size must be from 1 to ${PAGE}.`);
  }
  return size;
}

/**
 * @param {Ask} ask
 * @param {ChannelName} name
 * @returns {Contact}
 */
export function contactIn(ask, name, field = "contact_id") {
  const contact = ask.world[name].people.get(need(ask, field));
  if (!contact) throw deny(ask, 404, "There is no such contact.");
  return contact;
}

/**
 * @param {Ask} ask
 * @param {ChannelName} name
 */
export function botIn(ask, name) {
  const id = need(ask, "bot_id");
  const bot = ask.world[name].bots.find((each) => each.id === id);
  if (!bot) throw deny(ask, 404, "There is no such bot.");
  return bot;
}

/**
 * @param {Contact} contact
 * @param {ChannelName} channel
 * @param {number} now
 */
export function contactView(contact, channel, now) {
  const [first_name = "", ...rest] = contact.name.split(" ");
  return {
    id: contact.id,
    bot_id: contact.bot_id,
    status: contact.status,
    channel_data: {
      username: channel === "telegram" ? `${first_name.toLowerCase()}_example` : null,
      first_name,
      last_name: rest.join(" ") || null,
      name: contact.name,
      language_code: "en",
      ...(channel === "whatsapp" && { phone: contact.address }),
    },
    tags: [...contact.tags],
    variables: Object.fromEntries(contact.variables),
    is_chat_opened: contact.open,
    last_activity_at: iso(contact.active_at),
    automation_paused_until: contact.paused_until > now ? iso(contact.paused_until) : null,
    ...(channel === "telegram" && { telegram_id: contact.address }),
    created_at: iso(contact.created_at),
  };
}

/**
 * @param {Message} message
 * @param {Contact} contact
 * @param {ChannelName} channel
 */
export function messageView(
  { id, campaign_id, data, direction, status, type, created_at },
  contact,
  channel,
) {
  return {
    id,
    contact_id: contact.id,
    bot_id: contact.bot_id,
    campaign_id,
    data,
    direction,
    status,
    ...(channel === "whatsapp" && { is_paid: false, price_cbp: null }),
    ...(channel === "telegram" && { sent_by: null, type, channel: "api" }),
    created_at: iso(created_at),
  };
}

/**
 * The bot says something to somebody.
 *
 * @param {Channel} channel
 * @param {Contact} contact
 * @param {Record<string, unknown>} data
 * @param {number} now
 * @param {string | null} [campaign_id]
 */
export function say(channel, contact, data, now, campaign_id = null) {
  /** @type {Message} */
  const message = {
    id: channel.newId(),
    campaign_id,
    data,
    direction: 2,
    status: 2,
    type: campaign_id ? TYPE.CAMPAIGN : TYPE.CHAT,
    unread: false,
    created_at: now,
  };
  contact.messages.push(message);
  channel.sent += 1;
  return message;
}

/**
 * @param {Channel} channel
 * @param {Contact} contact
 * @param {string} text
 * @param {number} now
 */
export const sayText = (channel, contact, text, now) =>
  say(channel, contact, textData(channel.name, text), now);

/** @param {Message[]} messages newest last */
export const lastInbound = (messages) => messages.findLast(({ direction }) => direction === 1);

/**
 * Nothing is said to those who left.
 *
 * @param {Contact} contact
 */
export function reachable(contact) {
  if (contact.status === STATUS.BLOCKED) {
    throw unsent(422, "contact_id", "Forbidden: bot was blocked by the user", 403);
  }
  if (contact.status !== STATUS.ACTIVE) {
    throw unsent(400, "contact_id", "contact.errors.not_active");
  }
  return contact;
}

/**
 * The definition of a variable that an entry names, by its id or by its name. A name that is new
 * defines a variable.
 *
 * @param {Ask} ask
 * @param {Channel} channel
 * @param {Contact} contact
 * @param {Record<string, any>} entry
 * @returns {string} its name
 */
export function variableName(ask, channel, { bot_id }, { variable_id, variable_name }) {
  const known = channel.variables.find(({ id, name }) =>
    variable_id === undefined ? name === variable_name : id === variable_id,
  );
  if (known) return known.name;
  if (!isText(variable_name)) throw deny(ask, 404, "There is no such variable.");
  define(channel.variables, channel, bot_id, variable_name, ask.now);
  return variable_name;
}

/**
 * @param {import("../world/channel.js").Named[]} all
 * @param {Channel} channel
 * @param {string} bot_id
 * @param {string} name
 * @param {number} created_at
 */
export function define(all, channel, bot_id, name, created_at) {
  if (all.some((each) => each.name === name)) return;
  all.push({ id: channel.newId(), bot_id, name, created_at });
}
