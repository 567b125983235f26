// Broadcasts: the same thing to many, some of it later. What is due is sent when somebody looks.

import { list, OK } from "../envelope.js";
import { ns, numberIn } from "../ids.js";
import { invalid } from "../refusal.js";
import { local } from "../time.js";
import { subFlowOf } from "./bot.js";
import { say, templateText } from "./messages.js";

/**
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("../world/person.js").Person} Person
 * @typedef {import("../world/world.js").World} World
 */

const MOST_IDS = 200;
const MOST_SEGMENTS = 10;
const PER_MINUTE = 60;

/**
 * Sends whatever is due by now.
 *
 * @param {World} world
 * @param {number} now
 */
export function settle(world, now) {
  for (const broadcast of world.broadcasts.all()) {
    if (broadcast.status !== "New" && broadcast.status !== "Scheduled") continue;
    for (const { user_ns, due } of broadcast.pending) {
      if (due > now) continue;
      const person = world.people.find(user_ns);
      if (person) say(world, person, broadcast.content, due);
      broadcast.sent += 1;
    }
    broadcast.pending = broadcast.pending.filter(({ due }) => due > now);
    if (!broadcast.pending.length) broadcast.status = "Completed";
    else if (broadcast.scheduled_time <= now) broadcast.status = "New";
  }
}

/**
 * @param {Ask} ask
 * @param {Person[]} people
 * @param {string} content
 */
function start({ world, body, now }, people, content) {
  const { name = "", scheduled_time = 0, max_per_minute = PER_MINUTE } = body;
  const from = Math.max(scheduled_time, now);
  const pace = Math.max(max_per_minute, 1);
  const pending = people.map((person, i) => ({
    user_ns: world.people.nameOf(person),
    due: from + 60 * Math.floor(i / pace),
  }));
  world.broadcasts.add((id) => ({
    id,
    name: name || `API broadcast ${id}`,
    status: from > now ? "Scheduled" : "New",
    created_at: now,
    scheduled_time,
    recipients: pending.length,
    sent: 0,
    pending,
    content,
  }));
  settle(world, now);
  return OK;
}

/**
 * The parts of a list that is written with commas.
 *
 * @param {Ask} ask
 * @param {string} field
 * @param {number} most
 */
function ids({ body }, field, most) {
  const parts = String(body[field])
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  if (parts.length > most) throw invalid({ [field]: [`The field ${field} may have ${most} ids.`] });
  return parts;
}

/** Unknown ids are passed over. @param {Ask} ask */
const byNs = (ask) =>
  ids(ask, "user_ns_list", MOST_IDS).flatMap((id) => ask.world.people.find(id) ?? []);

/** @param {Ask} ask */
const byUserId = (ask) =>
  ids(ask, "user_id_list", MOST_IDS).flatMap((id) => ask.world.people.findByUserId(id) ?? []);

/**
 * Who carries one of the tags, and none of the others. Tags go by id or by name.
 *
 * @param {Ask} ask
 */
function byTag({ world, body }) {
  const numbers = (/** @type {string[] | undefined} */ names) =>
    (names ?? []).flatMap((name) =>
      world.tags
        .all()
        .filter((tag) => tag.name === name || ns("tag", tag.id) === name)
        .map(({ id }) => id),
    );
  const [wanted, unwanted] = [numbers(body.tags), numbers(body.exclude_tags)];
  return world.people.filter(
    ({ tags }) => wanted.some((id) => tags.has(id)) && !unwanted.some((id) => tags.has(id)),
  );
}

/** @param {Ask} ask */
function bySegment(ask) {
  const wanted = ids(ask, "segment_ns", MOST_SEGMENTS).map(
    (id) => ask.world.segments.get(numberIn("segment", id)).tag,
  );
  return ask.world.people.filter(({ tags }) => wanted.some((tag) => tags.has(tag)));
}

/**
 * @param {(ask: Ask) => Person[]} whom
 * @param {(ask: Ask) => string} what
 * @returns {import("./handler.js").Handler}
 */
const broadcast = (whom, what) => (ask) => {
  const content = what(ask);
  return start(ask, whom(ask), content);
};

/** @param {Ask} ask */
const flow = ({ world, body }) => subFlowOf(world, body.sub_flow_ns).says;
/** @param {Ask} ask */
const whatsapp = ({ world, body }) => templateText("whatsappTemplates", world, body.wa_template);
/** @param {Ask} ask */
const facebook = ({ world, body }) =>
  templateText("facebookTemplates", world, body.facebook_utility_message_template);

/** @param {Ask} ask */
const asked = ({ world, params }) =>
  world.broadcasts.get(numberIn("broadcast", params.broadcast_ns));

/** @param {string} reason */
const unfit = (reason) => invalid({ broadcast_ns: [reason] });

/** @type {import("./handler.js").Handlers} */
export const broadcasts = {
  "broadcasts.send": broadcast(byNs, flow),
  "broadcasts.sendByUserId": broadcast(byUserId, flow),
  "broadcasts.sendByTag": broadcast(byTag, flow),
  "broadcasts.sendBySegment": broadcast(bySegment, flow),
  "broadcasts.sendWhatsappTemplateByTag": broadcast(byTag, whatsapp),
  "broadcasts.sendWhatsappTemplateByUserId": broadcast(byUserId, whatsapp),
  "broadcasts.sendFacebookTemplateByTag": broadcast(byTag, facebook),
  "broadcasts.sendFacebookTemplateByUserId": broadcast(byUserId, facebook),
  "broadcasts.list": ({ world, params }) =>
    list(
      world.broadcasts.all().filter(({ status }) => (params.status ?? status) === status),
      ({ id, pending: _, content: __, created_at, ...row }) => ({
        broadcast_ns: ns("broadcast", id),
        ...row,
        created_at: local(created_at),
      }),
    ),
  "broadcasts.cancel": (ask) => {
    const found = asked(ask);
    if (found.status === "Completed" || found.status === "Cancelled") {
      throw unfit(`This broadcast is ${found.status.toLowerCase()} already.`);
    }
    found.status = "Cancelled";
    found.pending = [];
    return OK;
  },
  "broadcasts.delete": (ask) => {
    const found = asked(ask);
    if (found.status !== "Cancelled") throw unfit("Only a cancelled broadcast can be deleted.");
    ask.world.broadcasts.remove(found);
    return OK;
  },
};
