// A bot itself: its flows and triggers, what it knows, how much it is used.

import { STATUS } from "../world/channel.js";
import { DAY, iso } from "../world/time.js";
import { botIn, contactIn, deny, need, ok, reachable, sayText, sized, YES } from "./chats.js";

/**
 * @typedef {import("../world/channel.js").Channel} Channel
 * @typedef {import("../world/channel.js").ChannelName} ChannelName
 * @typedef {import("../world/channel.js").Contact} Contact
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("./handler.js").Handlers} Handlers
 */

/**
 * @param {ChannelName} name
 * @param {(channel: Channel) => any[]} rows
 * @param {(row: any, channel: Channel) => unknown} view
 * @returns {import("./handler.js").Handler}
 */
function ofBot(name, rows, view) {
  return (ask) => {
    const { id } = botIn(ask, name);
    const channel = ask.world[name];
    const own = rows(channel).filter(({ bot_id }) => bot_id === id);
    return sized(ask, own, (row) => view(row, channel));
  };
}

/** @param {Channel} channel */
function inbox({ people }) {
  const inbound = [...people.values()]
    .flatMap(({ messages }) => messages)
    .filter(({ direction }) => direction === 1);
  return { total: inbound.length, unread: inbound.filter(({ unread }) => unread).length };
}

/**
 * @param {import("../world/channel.js").Named} bot
 * @param {Channel} channel
 */
const botView = ({ id, name, created_at }, channel) => ({
  id,
  channel_data:
    channel.name === "whatsapp"
      ? { name, phone: 10000000001 }
      : { id: 900000001, name, username: "example_shop_bot" },
  inbox: inbox(channel),
  ...(channel.name === "telegram" && { commands_menu: { status: 1, commands: [] } }),
  status: 3,
  created_at: iso(created_at),
});

/**
 * @param {ChannelName} name
 * @returns {Handlers}
 */
const bots = (name) => ({
  [`${name}.bots.list`]: (ask) => {
    const channel = ask.world[name];
    return sized(ask, channel.bots, (bot) => botView(bot, channel));
  },
  [`${name}.bots.statistics`]: (ask) => {
    const { id } = botIn(ask, name);
    const people = [...ask.world[name].people.values()].filter(({ bot_id }) => bot_id === id);
    const outgoing = people
      .flatMap(({ messages }) => messages)
      .filter(({ direction }) => direction === 2);
    return {
      body: {
        data: {
          subscribedTotalCount: people.length,
          subscribedActiveCount: people.filter(({ status }) => status === STATUS.ACTIVE).length,
          outgoingMessagesTotalCount: outgoing.length,
        },
      },
    };
  },
  [`${name}.variables.list`]: ofBot(
    name,
    ({ variables }) => variables,
    ({ created_at, ...variable }) => ({
      ...variable,
      description: null,
      type: 1,
      value_type: 1,
      status: 1,
      created_at: iso(created_at),
    }),
  ),
  [`${name}.tags.list`]: ofBot(
    name,
    ({ tags }) => tags,
    (tag, { people }) => ({
      id: tag.id,
      name: tag.name,
      contact_count: [...people.values()].filter(({ tags }) => tags.has(tag.name)).length,
      created_at: iso(tag.created_at),
    }),
  ),
  [`${name}.account.get`]: ({ world, now }) => {
    const { people, bots: all, variables, sent } = world[name];
    return ok({
      plan: {
        code: "sandbox",
        max_bots: 10,
        max_contacts: -1, // without end
        max_messages: -1,
        max_tags: -1,
        max_variables: -1,
        branding: false,
        is_exceeded: false,
        is_expired: false,
        expired_at: iso(now + 30 * DAY),
      },
      statistics: {
        messages: sent,
        bots: all.length,
        contacts: people.size,
        variables: variables.length,
      },
    });
  },
});

/**
 * @param {ChannelName} name
 * @returns {Handlers}
 */
const flows = (name) => ({
  [`${name}.flows.list`]: ofBot(
    name,
    (channel) => channel.flows,
    ({ id, bot_id, name: title, created_at }, { triggers }) => ({
      id,
      bot_id,
      name: title,
      status: 1,
      triggers: triggers
        .filter(({ flow_id }) => flow_id === id)
        .map((trigger) => ({ id: trigger.id, name: trigger.name, type: trigger.type })),
      created_at: iso(created_at),
    }),
  ),
  [`${name}.triggers.list`]: ofBot(
    name,
    ({ triggers }) => triggers,
    ({ created_at, ...trigger }) => ({
      ...trigger,
      status: 1,
      execution: { interval: 0, units: 1 },
      created_at: iso(created_at),
    }),
  ),
  [`${name}.flows.run`]: (ask) => {
    const contact = reachable(contactIn(ask, name));
    return run(ask, name, contact, need(ask, "flow_id"));
  },
  [`${name}.flows.runByTrigger`]: (ask) => {
    const contact = reachable(contactIn(ask, name));
    const keyword = need(ask, "trigger_keyword").toLowerCase();
    const trigger = ask.world[name].triggers.find(({ keywords }) => keywords.includes(keyword));
    return run(ask, name, contact, trigger?.flow_id);
  },
});

/**
 * A flow here is one message.
 *
 * @param {Ask} ask
 * @param {ChannelName} name
 * @param {Contact} contact
 * @param {string | null | undefined} flow_id
 */
function run(ask, name, contact, flow_id) {
  const channel = ask.world[name];
  const flow = channel.flows.find(({ id }) => id === flow_id);
  if (!flow) throw deny(ask, 404, "There is no such flow.");
  sayText(channel, contact, flow.says, ask.now);
  return YES;
}

/** @type {Handlers} */
const templates = {
  "whatsapp.templates.list": (ask) => {
    const { id } = botIn(ask, "whatsapp");
    const own = ask.world.whatsapp.templates.filter(({ bot_id }) => bot_id === id);
    return ok(
      own.map(({ text, created_at, ...template }) => ({
        ...template,
        namespace: "sandbox",
        category: "MARKETING",
        components: [{ type: "BODY", text }],
        rejected_reason: null,
        created_at: iso(created_at),
      })),
    );
  },
};

/**
 * @param {ChannelName} name
 * @returns {Handlers}
 */
export const botsAndFlows = (name) => ({
  ...bots(name),
  ...flows(name),
  ...(name === "whatsapp" && templates),
});
