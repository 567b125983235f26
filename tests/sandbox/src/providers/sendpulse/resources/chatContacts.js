// Those who write to a bot: finding them, what is known of them, and who has their chat in hand.

import { OPERATORS, STATUS } from "../world/channel.js";
import { iso, MINUTE } from "../world/time.js";
import {
  botIn,
  contactIn,
  contactView,
  define,
  deny,
  lastInbound,
  need,
  ok,
  sized,
  variableName,
  YES,
} from "./chats.js";
import { asked, fields, isText } from "./handler.js";

/**
 * @typedef {import("../world/channel.js").ChannelName} ChannelName
 * @typedef {import("../world/channel.js").Contact} Contact
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("./handler.js").Handlers} Handlers
 */

/**
 * @param {ChannelName} name
 * @param {(contact: Contact, ask: Ask) => void} change
 * @returns {import("./handler.js").Handler}
 */
function changing(name, change) {
  return (ask) => {
    change(contactIn(ask, name), ask);
    return YES;
  };
}

/**
 * @param {ChannelName} name
 * @param {Ask} ask
 * @param {(contact: Contact) => boolean} wanted
 */
function search(name, ask, wanted) {
  const found = [...ask.world[name].people.values()].filter(wanted);
  return sized(ask, found, (contact) => contactView(contact, name, ask.now));
}

/**
 * @param {ChannelName} name
 * @returns {Handlers}
 */
export const finding = (name) => ({
  [`${name}.contacts.get`]: (ask) => ok(contactView(contactIn(ask, name, "id"), name, ask.now)),
  [`${name}.contacts.findByTag`]: (ask) => {
    const tag = need(ask, "tag");
    const { id } = botIn(ask, name);
    return search(name, ask, ({ bot_id, tags }) => bot_id === id && tags.has(tag));
  },
  [`${name}.contacts.findByVariable`]: (ask) => {
    const { variable_id, variable_name } = asked(ask);
    const value = need(ask, "variable_value");
    if (variable_id === undefined) botIn(ask, name);
    const known = ask.world[name].variables.find((each) =>
      variable_id === undefined ? each.name === variable_name : each.id === variable_id,
    );
    if (!known) throw deny(ask, 404, "There is no such variable.");
    return search(name, ask, ({ variables }) => String(variables.get(known.name)) === value);
  },
});

/**
 * @param {Ask} ask
 * @param {ChannelName} name
 * @param {string} address
 */
export function byAddress(ask, name, address) {
  const { id } = botIn(ask, name);
  return [...ask.world[name].people.values()].find(
    (contact) => contact.bot_id === id && contact.address === address,
  );
}

/**
 * Somebody new to a WhatsApp bot, who has not written yet.
 *
 * @param {Ask} ask
 * @param {string} phone
 * @param {string} called
 * @returns {Contact}
 */
export function newcomer({ world: { whatsapp }, body, now }, phone, called) {
  /** @type {Contact} */
  const contact = {
    id: whatsapp.newId(),
    bot_id: body.bot_id,
    status: STATUS.ACTIVE,
    name: called,
    address: phone,
    tags: new Set(),
    variables: new Map(),
    open: false,
    operator: null,
    paused_until: 0,
    active_at: now,
    created_at: now,
    messages: [],
    notes: [],
  };
  whatsapp.people.set(contact.id, contact);
  return contact;
}

/**
 * @param {ChannelName} name
 * @param {Contact} contact
 * @param {Ask} ask
 * @param {unknown} tags
 */
function tag(name, contact, ask, tags) {
  if (!Array.isArray(tags) || !tags.every(isText)) throw deny(ask, 400, "tags must be a list.");
  for (const each of tags) {
    contact.tags.add(each);
    const channel = ask.world[name];
    define(channel.tags, channel, contact.bot_id, each, ask.now);
  }
}

/** @type {Handlers} */
export const telegramOnly = {
  "telegram.contacts.findByTelegramId": (ask) => {
    const contact = byAddress(ask, "telegram", String(asked(ask).telegram_id));
    if (!contact) throw deny(ask, 404, "There is no such contact.");
    return ok(contactView(contact, "telegram", ask.now));
  },
};

/** @type {Handlers} */
export const whatsappOnly = {
  "whatsapp.contacts.create": (ask) => {
    const phone = need(ask, "phone");
    if (!/^\d{6,15}$/.test(phone)) throw deny(ask, 400, "phone must be digits only.");
    if (byAddress(ask, "whatsapp", phone)) throw deny(ask, 400, "There is this contact already.");
    const { name = phone, tags = [], variables = [] } = fields(ask);
    if (!Array.isArray(variables)) throw deny(ask, 400, "variables must be a list.");
    const contact = newcomer(ask, phone, name);
    tag("whatsapp", contact, ask, tags);
    for (const entry of variables) {
      const { whatsapp } = ask.world;
      const known = variableName(ask, whatsapp, contact, { variable_name: entry?.name });
      contact.variables.set(known, entry.value);
    }
    return ok(contactView(contact, "whatsapp", ask.now));
  },
  "whatsapp.contacts.findByPhone": (ask) => {
    const contact = byAddress(ask, "whatsapp", need(ask, "phone"));
    if (!contact) throw deny(ask, 404, "There is no such contact.");
    return ok(contactView(contact, "whatsapp", ask.now));
  },
  "whatsapp.contacts.setName": changing("whatsapp", (contact, ask) => {
    contact.name = need(ask, "name");
  }),
};

/**
 * What a mark is for. The description does not ask for a contact; without one there is nothing to
 * mark.
 *
 * @param {Ask} ask
 * @param {ChannelName} name
 */
function messagesOf(ask, name) {
  return asked(ask).contact_id === undefined ? [] : contactIn(ask, name).messages;
}

/**
 * @param {ChannelName} name
 * @returns {Handlers}
 */
export const changes = (name) => ({
  [`${name}.contacts.setVariable`]: changing(name, (contact, ask) => {
    const { variables } = fields(ask);
    if (!Array.isArray(variables)) throw deny(ask, 400, "variables must be a list.");
    for (const entry of variables) {
      const known = variableName(ask, ask.world[name], contact, entry ?? {});
      contact.variables.set(known, entry.variable_value);
    }
  }),
  [`${name}.contacts.deleteVariable`]: changing(name, (contact, ask) => {
    const { variable_id, variable_name } = fields(ask);
    const known = ask.world[name].variables.find((each) =>
      variable_id === undefined ? each.name === variable_name : each.id === variable_id,
    );
    if (!known) throw deny(ask, 404, "There is no such variable.");
    contact.variables.delete(known.name);
  }),
  [`${name}.contacts.setTags`]: changing(name, (contact, ask) =>
    tag(name, contact, ask, fields(ask).tags),
  ),
  [`${name}.contacts.deleteTag`]: changing(name, (contact, ask) => {
    if (!contact.tags.delete(need(ask, "tag"))) throw deny(ask, 404, "It has no such tag.");
  }),
  [`${name}.contacts.disable`]: changing(name, (contact) => {
    contact.status = STATUS.DISABLED;
  }),
  [`${name}.contacts.enable`]: changing(name, (contact) => {
    contact.status = STATUS.ACTIVE;
  }),
  [`${name}.contacts.delete`]: changing(name, ({ id }, { world }) => {
    world[name].people.delete(id);
  }),
  [`${name}.contacts.openChat`]: changing(name, (contact) => {
    contact.open = true;
  }),
  [`${name}.contacts.closeChat`]: changing(name, (contact) => {
    contact.open = false;
  }),
  [`${name}.contacts.assignOperator`]: changing(name, (contact, ask) => {
    const { operator_id } = fields(ask);
    if (!OPERATORS.includes(operator_id)) throw deny(ask, 404, "There is no such operator.");
    contact.operator = operator_id;
  }),
  [`${name}.contacts.unassignOperator`]: changing(name, (contact) => {
    contact.operator = null;
  }),
  [`${name}.contacts.setPause`]: changing(name, (contact, ask) => {
    const { minutes } = fields(ask);
    if (!Number.isInteger(minutes) || minutes < 1) throw deny(ask, 400, "minutes is wrong.");
    contact.paused_until = ask.now + minutes * MINUTE;
  }),
  [`${name}.contacts.deletePause`]: changing(name, (contact) => {
    contact.paused_until = 0;
  }),
  // The form is not published.
  [`${name}.contacts.getPause`]: (ask) => {
    const left = Math.max(0, contactIn(ask, name).paused_until - ask.now);
    return ok({ minutes: Math.ceil(left / MINUTE), until: left ? iso(ask.now + left) : null });
  },
  [`${name}.contacts.markRead`]: (ask) => {
    const unread = messagesOf(ask, name).filter((message) => message.unread);
    for (const message of unread) message.unread = false;
    return { body: { count: unread.length } };
  },
  [`${name}.contacts.markUnread`]: (ask) => {
    const last = lastInbound(messagesOf(ask, name));
    const count = last && !last.unread ? 1 : 0;
    if (last) last.unread = true;
    return { body: { count } };
  },
});
