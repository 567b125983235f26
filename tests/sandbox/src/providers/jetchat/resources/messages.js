// Messages: what was written, and sending more, which is written down in the chat.

import { list, OK } from "../envelope.js";
import { FLOW, ns, numberIn } from "../ids.js";
import { invalid } from "../refusal.js";
import { DAY } from "../time.js";
import { record } from "../world/world.js";
import { subFlowOf } from "./bot.js";
import { stored } from "./fields.js";
import { called } from "./handler.js";
import { within } from "./logs.js";
import { findOrCreate, personIn, personNamed } from "./people.js";

/**
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("./handler.js").Handler} Handler
 * @typedef {import("../world/person.js").Person} Person
 * @typedef {import("../world/world.js").World} World
 */

const MONTH = 31 * DAY;
const PAUSE_S = 30 * 60;

/**
 * The bot says something.
 *
 * @param {World} world
 * @param {Person} person
 * @param {string} text
 * @param {number} now
 * @param {{ msg_type?: string, payload?: Record<string, string> }} [kind]
 */
export function say(world, person, text, now, { msg_type = "text", payload = { text } } = {}) {
  person.last_bot_interaction = now;
  return record(world, person, {
    type: "out",
    msg_type,
    content: text,
    payload,
    sender_id: FLOW,
    ts: now,
  });
}

/**
 * @param {(ask: Ask) => Person} whom
 * @param {(ask: Ask) => string} text
 * @returns {Handler}
 */
function sender(whom, text) {
  return (ask) => {
    const said = text(ask);
    say(ask.world, whom(ask), said, ask.now);
    return OK;
  };
}

/** @param {Ask} ask */
const flowText = ({ world, body }) => subFlowOf(world, body.sub_flow_ns).says;

/** @param {Ask} ask */
const contentText = ({ body }) => body.content;

/**
 * What a template says, which has to exist.
 *
 * @param {"whatsappTemplates" | "facebookTemplates"} table
 * @param {World} world
 * @param {{ name: string }} content
 */
export function templateText(table, world, { name }) {
  return `Template “${called(/** @type {any} */ (world[table]), name).name}”`;
}

/**
 * Somebody by the id of their channel, made when the caller wants that.
 *
 * @param {Ask} ask
 */
function byUserId(ask) {
  const { world, body, now } = ask;
  const known = world.people.findByUserId(body.user_id);
  if (known || body.create_if_not_found !== "yes")
    return known ?? personNamed(ask, { user_id: body.user_id });
  return findOrCreate(world, { ...body.contact, phone: `+${body.user_id}` }, now);
}

/**
 * Dynamic content: every message of it, then the actions.
 *
 * @param {Ask} ask
 */
function sendContent(ask) {
  const { world, body, now } = ask;
  const person = personIn(ask);
  const { messages = [], actions = [] } = body.data.content ?? {};
  const todo = actions.map((/** @type {any} */ action) => actionOn(world, person, action));
  for (const { type = "text", text, url } of messages) {
    const payload = { ...(text && { text }), ...(url && { url }) };
    say(world, person, text ?? url ?? "", now, { msg_type: type, payload });
  }
  for (const act of todo) act();
  return OK;
}

/**
 * @param {World} world
 * @param {Person} person
 * @param {any} action
 * @returns {() => void}
 */
function actionOn(world, person, { action, tag_name, field_name, value = "" }) {
  if (action === "add_tag" || action === "remove_tag") {
    const { id } = called(world.tags, tag_name);
    return () => (action === "add_tag" ? person.tags.add(id) : person.tags.delete(id));
  }
  const field = called(world.userFields, field_name);
  return () =>
    action === "set_field_value"
      ? person.fields.set(field.id, stored(field, value))
      : person.fields.delete(field.id);
}

/**
 * Without `include_bot` only what the person wrote; notes and system lines have switches of their own.
 *
 * @param {Ask} ask
 */
function listMessages(ask) {
  const { user_ns, user_id, include_bot, include_note, include_system, msg_type } = ask.params;
  if (user_ns === undefined && user_id === undefined) {
    throw invalid({ user_ns: ["One of user_ns and user_id is needed."] });
  }
  const kinds = new Set([
    "in",
    ...(include_bot ? ["out", "agent"] : []),
    ...(include_note ? ["note"] : []),
    ...(include_system ? ["system"] : []),
  ]);
  const wanted = personNamed(ask, { user_ns, user_id })
    .messages.filter(
      (each) => kinds.has(each.type) && (msg_type ?? each.msg_type) === each.msg_type,
    )
    .map((each) => ({ ...each, at: each.ts }));
  return list(within(wanted, ask, MONTH).reverse(), ({ at: _, ...message }) => message);
}

/** @type {import("./handler.js").Handlers} */
export const messages = {
  "chatMessages.list": listMessages,
  "chatMessages.getByMids": ({ world, body }) =>
    list(body.mids.flatMap((/** @type {string} */ mid) => world.messages.byMid.get(mid) ?? [])),
  "messages.sendMainFlow": sender(personIn, () => "This is the main flow."),
  "messages.sendSubFlow": sender(personIn, flowText),
  "messages.sendSubFlowByName": sender(
    personIn,
    ({ world, body }) => called(world.subFlows, body.flow_name).says,
  ),
  "messages.sendSubFlowByUserId": sender(byUserId, flowText),
  "messages.sendContent": sendContent,
  "messages.sendText": (ask) => {
    const person = personIn(ask);
    say(ask.world, person, ask.body.content, ask.now);
    if (ask.options.pauses_on_send) person.paused_until = ask.now + PAUSE_S;
    return OK;
  },
  "messages.sendSms": sender(personIn, contentText),
  "messages.sendEmail": sender(personIn, contentText),
  "messages.sendNode": sender(personIn, ({ body }) => {
    const number = numberIn("node", body.node_ns);
    if (Number.isNaN(number)) throw invalid({ node_ns: ["The field node_ns names no node."] });
    return `This is node ${ns("node", number)}.`;
  }),
  "messages.sendWhatsappTemplate": sender(personIn, ({ world, body }) =>
    templateText("whatsappTemplates", world, body.content),
  ),
  "messages.sendWhatsappTemplateByUserId": sender(byUserId, ({ world, body }) =>
    templateText("whatsappTemplates", world, body.content),
  ),
  "messages.sendFacebookTemplate": sender(personIn, ({ world, body }) =>
    templateText("facebookTemplates", world, body.content),
  ),
  "messages.sendFacebookTemplateByUserId": sender(byUserId, ({ world, body }) =>
    templateText("facebookTemplates", world, body.content),
  ),
  "subscribers.triggerApp": (ask) => {
    personIn(ask);
    return OK;
  },
};
