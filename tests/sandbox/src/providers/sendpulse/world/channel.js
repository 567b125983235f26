// One channel of the chatbots, WhatsApp or Telegram: a bot, those who write to it, and what was said.

import { PEOPLE, phoneOf } from "./people.js";
import { DAY, HOUR, MINUTE } from "./time.js";

/**
 * @typedef {ReturnType<typeof createChannel>} Channel
 * @typedef {"whatsapp" | "telegram"} ChannelName
 *
 * @typedef {Object} Contact
 * @property {string} id
 * @property {string} bot_id
 * @property {number} status see `STATUS`
 * @property {string} name
 * @property {string} address the telephone number, or Telegram's number of the person
 * @property {Set<string>} tags
 * @property {Map<string, unknown>} variables by name
 * @property {boolean} open whether the chat is
 * @property {number | null} operator
 * @property {number} paused_until 0 for not at all
 * @property {number} active_at
 * @property {number} created_at
 * @property {Message[]} messages oldest first
 * @property {Message[]} notes
 *
 * @typedef {Object} Message
 * @property {string} id
 * @property {string | null} campaign_id
 * @property {Record<string, unknown>} data
 * @property {1 | 2} direction 1 from the contact, 2 to the contact
 * @property {number} status
 * @property {number} type see `TYPE`
 * @property {boolean} unread
 * @property {number} created_at
 *
 * @typedef {{ id: string, bot_id: string, name: string, created_at: number }} Named
 * @typedef {Named & { says: string }} Flow
 * @typedef {Named & { flow_id: string | null, type: number, keywords: string[] }} Trigger
 * @typedef {{ contact_id: string, data: Record<string, unknown>, campaign_id: string, due: number }} Pending
 */

export const STATUS = { ACTIVE: 1, UNSUBSCRIBED: 2, DISABLED: 3, BLOCKED: 4 };
export const TYPE = { CHAT: 1, CAMPAIGN: 4, NOTE: 6 };
export const OPERATORS = [1001, 1002];

/** Enough for a chat to have more pages than two. */
const TALK = 260;

const START = "64a1b2c3d4e5f607";
const FIRST = 0x18293a4b;
/** People of the whole account; their ids differ from those of the other channel, save the first. */
const OTHERS = { whatsapp: 0x18300000, telegram: 0x18400000 };

/** @param {number} number */
const hex = (number) => START + number.toString(16).padStart(8, "0");

/**
 * @param {ChannelName} name
 * @param {number} now
 */
export function createChannel(name, now) {
  const created_at = now - 60 * DAY;
  const [bot, first, variable, flow, note, message] = /** @type {string[]} */ (
    Array.from({ length: 6 }, (_, i) => hex(FIRST + i))
  );
  if (!bot || !first || !variable || !flow || !note || !message) throw new Error("no ids");
  let next = OTHERS[name];
  const newId = () => hex(next++);
  const of = { bot_id: bot, created_at };

  /** @type {Contact[]} */
  const people = PEOPLE.map(([given, family, city], i) => ({
    ...of,
    id: i ? newId() : first,
    // The fourth left, the fifth blocked the bot.
    status: i === 3 ? STATUS.UNSUBSCRIBED : i === 4 ? STATUS.BLOCKED : STATUS.ACTIVE,
    name: `${given} ${family}`,
    address: name === "whatsapp" ? phoneOf(i) : String(100000001 + i),
    tags: new Set(i % 2 ? [] : ["newsletter"]),
    variables: new Map([["city", i ? city : "Lisbon"]]),
    open: i < 2,
    operator: null,
    paused_until: 0,
    active_at: now - (i < 3 ? i + 1 : 48) * HOUR,
    messages: [],
    notes: [],
  }));
  const channel = {
    name,
    newId,
    bots: [{ ...of, id: bot, name: name === "whatsapp" ? "Example Shop" : "Example Shop bot" }],
    people: new Map(people.map((person) => [person.id, person])),
    variables: /** @type {Named[]} */ ([
      { ...of, id: variable, name: "city" },
      { ...of, id: newId(), name: "shoe size" },
    ]),
    flows: /** @type {Flow[]} */ ([
      { ...of, id: flow, name: "Prices", says: "A loaf is 3, a cake is 12." },
      { ...of, id: newId(), name: "Welcome", says: "Good to see you." },
    ]),
    triggers: /** @type {Trigger[]} */ ([
      { ...of, id: newId(), flow_id: flow, name: "prices", type: 4, keywords: ["prices", "cost"] },
      { ...of, id: newId(), flow_id: null, name: "Subscription", type: 1, keywords: [] },
    ]),
    tags: /** @type {Named[]} */ ([
      { ...of, id: newId(), name: "newsletter" },
      { ...of, id: newId(), name: "vip" },
    ]),
    templates: TEMPLATES.map(([title, status], i) => ({
      ...of,
      id: newId(),
      name: title,
      status,
      language: "en",
      text: `Template ${i + 1}`,
    })),
    pending: /** @type {Pending[]} */ ([]),
    sent: 0,
  };
  for (const person of people) {
    const count = person.id === first ? TALK : 4;
    for (let i = 0; i < count; i += 1) {
      const id = person.id === first && i === 0 ? message : newId();
      const says = `Line ${i + 1} with ${person.name}`;
      person.messages.push({
        id,
        campaign_id: null,
        data: textData(name, says),
        direction: i % 2 ? 1 : 2, // the last word is the contact's
        status: 3,
        type: TYPE.CHAT,
        unread: i === count - 1,
        created_at: person.active_at - (count - 1 - i) * MINUTE,
      });
    }
  }
  people[0]?.notes.push({
    id: note,
    campaign_id: null,
    data: textData(name, "Prefers calls after noon."),
    direction: 2,
    status: 1,
    type: TYPE.NOTE,
    unread: false,
    created_at: now - DAY,
  });
  return channel;
}

/** @type {readonly [string, string][]} */
const TEMPLATES = [
  ["order_shipped", "APPROVED"],
  ["spring_offer", "APPROVED"],
  ["not_yet", "PENDING"],
];

/**
 * A text as the channel's messages hold it.
 *
 * @param {ChannelName} channel
 * @param {string} text
 * @returns {Record<string, unknown>}
 */
export function textData(channel, text) {
  return channel === "whatsapp" ? { type: "text", text: { body: text } } : { type: "text", text };
}
