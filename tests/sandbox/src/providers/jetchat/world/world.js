// One workspace with one bot, as it is when somebody first asks for it. Names and numbers are always
// the same; times count back from that moment.

import { DAY, HOUR } from "../time.js";
import * as bot from "./bot.js";
import { createPeople } from "./people.js";
import { FIRST_ID, person } from "./person.js";
import * as shop from "./shop.js";
import { createTable } from "./table.js";
import * as team from "./team.js";

/**
 * @typedef {ReturnType<typeof createWorld>} World
 *
 * @typedef {Object} Activity
 * @property {number} agent_id
 * @property {string} user_ns
 * @property {number} at
 * @property {string} source_type
 * @property {string} action
 *
 * @typedef {{ id: number, user_ns: string, opened_at: number, closed_at: number, agent_id: number }} Conversation
 *
 * @typedef {Object} Broadcast
 * @property {number} id
 * @property {string} name
 * @property {"New" | "Scheduled" | "Completed" | "Cancelled"} status
 * @property {number} created_at
 * @property {number} scheduled_time 0 for at once
 * @property {number} recipients
 * @property {number} sent
 * @property {{ user_ns: string, due: number }[]} pending
 * @property {string} content what everybody gets
 *
 * @typedef {Object} Order
 * @property {number} id
 * @property {string} user_ns
 * @property {string} status
 * @property {import("./person.js").Line[]} items
 * @property {number} total_price
 * @property {Record<string, unknown>} details
 *
 * @typedef {Record<string, any> & { id: number, list_id: number, user_ns: string, title: string }} Ticket
 *
 * @typedef {Object} TicketChange
 * @property {number} id
 * @property {Ticket} ticket
 * @property {"create" | "update"} action
 * @property {string} column_name
 * @property {number} value
 * @property {number} at
 *
 * @typedef {{ id: number, list_item_id: number, list_id: number, agent_id: number, content: string, file: string | null, at: number }} Comment
 */

const PEOPLE = 57;

/** @param {number} now */
export function createWorld(now) {
  const world = {
    began: now,
    tags: table("tag", bot.TAGS),
    userFields: table("user field", bot.USER_FIELDS),
    botFields: table("bot field", bot.BOT_FIELDS),
    subFlows: table("sub flow", bot.SUB_FLOWS),
    segments: table("segment", bot.SEGMENTS),
    events: table("custom event", bot.EVENTS),
    eventLog: createTable("event", /** @type {bot.EventRecord[]} */ ([])),
    webhooks: table("inbound webhook", bot.WEBHOOKS),
    closingNotes: table("closing note", bot.CLOSING_NOTES),
    shortcuts: table("shortcut", bot.SHORTCUTS),
    aiAgents: table("AI agent", bot.AI_AGENTS),
    aiTasks: table("AI task", bot.AI_TASKS),
    whatsappTemplates: table("WhatsApp template", bot.WHATSAPP_TEMPLATES),
    facebookTemplates: table("Facebook template", bot.FACEBOOK_TEMPLATES),
    flows: table("bot", bot.FLOWS),
    templates: table("template", bot.TEMPLATES),
    settings: {
      ai: { provider: "openai", model: "model-small" },
      start_flow: "main",
      web_start_flow: "main",
      stt_model: "none",
      sidebar: ["single_bot_style"],
      channels: /** @type {Record<string, unknown>} */ ({ whatsapp_cloud: true, web: true }),
    },

    people: createPeople(now),
    messages: {
      next: 1,
      byMid: /** @type {Map<string, import("./person.js").Message>} */ (new Map()),
    },
    activity: /** @type {Activity[]} */ ([]),
    conversations: createTable("conversation", /** @type {Conversation[]} */ ([])),
    broadcasts: createTable("broadcast", /** @type {Broadcast[]} */ ([])),

    products: table("product", shop.PRODUCTS),
    variants: table("variant", shop.VARIANTS),
    productTags: table("product tag", shop.PRODUCT_TAGS),
    productTypes: table("product type", shop.PRODUCT_TYPES),
    productVendors: table("product vendor", shop.PRODUCT_VENDORS),
    discountCodes: table("discount code", shop.DISCOUNT_CODES),
    locations: table("location", shop.LOCATIONS),
    businessHours: structuredClone(shop.BUSINESS_HOURS),
    orders: createTable("order", /** @type {Order[]} */ ([]), 501),

    agents: table("agent", team.AGENTS),
    agentGroups: table("agent group", team.AGENT_GROUPS),
    labels: table("label", team.LABELS),
    ticketLists: table("ticket list", team.TICKET_LISTS),
    tickets: createTable("ticket", /** @type {Ticket[]} */ ([]), 345),
    ticketLog: createTable("ticket change", /** @type {TicketChange[]} */ ([]), 9001),
    comments: createTable("comment", /** @type {Comment[]} */ ([]), 808),
    embeddings: table("embedding", team.EMBEDDINGS),
    integrations: new Map(
      Object.entries(
        /** @type {Record<string, Record<string, unknown>>} */ (structuredClone(team.INTEGRATIONS)),
      ),
    ),
    apps: table("mini app", team.INSTALLED_APPS),
  };
  for (let i = 0; i < PEOPLE; i += 1) populate(world, i);
  const customer = world.people.slice(0, 1)[0];
  if (customer) {
    customer.cart = [
      { variant_id: 101, qty: 2 },
      { variant_id: 121, qty: 1 },
    ];
    customer.cart_since = now - HOUR;
  }
  return world;
}

/**
 * @template {{ id: number }} Row
 * @param {string} what
 * @param {readonly Row[]} rows
 */
function table(what, rows) {
  return createTable(what, structuredClone(rows));
}

/**
 * One subscriber, with what was written to and fro, and what is on record of them.
 *
 * @param {World} world
 * @param {number} i
 */
function populate(world, i) {
  const made = person(FIRST_ID + i, i, world.began);
  const { id: _, ...known } = made;
  const added = world.people.add({ ...known, labels: new Set(i % 5 ? [] : [5 + (i % 4)]) });
  const user_ns = world.people.nameOf(added);
  const agent_id = 77 + (i % 5);
  if (added.status !== "open") added.agent_id = agent_id;
  const turns = /** @type {const} */ (["in", "out", "in", "agent", "note", "system", "in"]);
  turns.slice(0, 2 + (i % 6)).forEach((type, turn) => {
    const text = `${type} ${turn + 1} of chat ${added.id}`;
    const sender_id = type === "agent" || type === "note" ? String(agent_id) : user_ns;
    const ts = added.last_seen - (20 - turn) * 60;
    record(world, added, { type, content: text, payload: { text }, sender_id, ts });
  });
  if (i % 3 === 0) {
    const event = FIRST_ID + (i % 2);
    const at = added.last_seen;
    world.eventLog.add((row) => ({
      id: row,
      user_ns,
      event,
      text_value: `item ${i}`,
      price_value: "12.50",
      number_value: "1",
      at,
    }));
  }
  if (added.status === "done") {
    const closed_at = added.last_seen;
    world.conversations.add((row) => ({
      id: row,
      user_ns,
      opened_at: closed_at - HOUR,
      closed_at,
      agent_id,
    }));
    world.activity.push({
      agent_id,
      user_ns,
      at: closed_at,
      source_type: "agent",
      action: "close",
    });
  }
  if (i % 10 === 0) {
    const items = [{ variant_id: 131, qty: 1 }];
    world.orders.add((row) => ({
      id: row,
      user_ns,
      status: "paid",
      items,
      total_price: 50,
      details: {},
    }));
  }
  if (i % 12 === 0) {
    const at = world.began - DAY * (1 + i);
    const ticket = world.tickets.add((row) => ({
      id: row,
      list_id: 12,
      user_ns,
      title: `Broken screen ${i}`,
      select1: "1",
    }));
    world.ticketLog.add((row) => ({
      id: row,
      ticket,
      action: "create",
      column_name: "select1",
      value: 1,
      at,
    }));
    world.comments.add((row) => ({
      id: row,
      list_item_id: ticket.id,
      list_id: 12,
      agent_id,
      content: "Looked at it.",
      file: null,
      at,
    }));
  }
}

/**
 * Adds a message to somebody's chat.
 *
 * @param {World} world
 * @param {import("./person.js").Person} person
 * @param {Pick<import("./person.js").Message, "type" | "content" | "payload" | "sender_id" | "ts"> & { msg_type?: string }} message
 */
export function record(world, person, message) {
  const id = world.messages.next;
  world.messages.next += 1;
  const added = { id, mid: `mid.${id}`, msg_type: "text", ...message };
  person.messages.push(added);
  world.messages.byMid.set(added.mid, added);
  return added;
}
