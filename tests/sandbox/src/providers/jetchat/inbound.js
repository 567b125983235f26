// Inbound webhooks: whoever knows the address may post JSON to it. It finds or makes a subscriber,
// and starts a sub flow for them unless the bot is paused.

import { json } from "../../http/respond.js";
import { missing } from "./refusal.js";
import { say } from "./resources/messages.js";
import { findOrCreate } from "./resources/people.js";
import { record } from "./world/world.js";

/** @typedef {import("./world/world.js").World} World */

const FIELDS = ["phone", "email", "first_name", "last_name", "name"];

/**
 * @param {string} hook_uid
 * @param {import("../../http/body.js").Body} sent
 * @param {World} world
 * @param {number} now
 */
export function receive(hook_uid, sent, world, now) {
  const webhook = world.webhooks.find((each) => each.hook_uid === hook_uid);
  if (webhook?.status !== "active") throw missing("webhook");
  const posted = /** @type {Record<string, unknown>} */ (Object(sent.json));
  const contact = Object.fromEntries(
    FIELDS.filter((name) => posted[name]).map((name) => [name, String(posted[name])]),
  );
  const person = findOrCreate(world, contact, now);
  const text = `Came in through “${webhook.name}”.`;
  record(world, person, {
    type: "in",
    content: text,
    payload: { text },
    sender_id: world.people.nameOf(person),
    ts: now,
  });
  Object.assign(person, { last_interaction: now, last_seen: now });
  const flow = world.subFlows.find(({ id }) => id === webhook.sub_flow);
  if (flow && person.paused_until <= now) say(world, person, flow.says, now);
  return json({ status: "ok" });
}
