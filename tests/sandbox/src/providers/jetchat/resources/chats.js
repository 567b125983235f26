// Who has a chat in hand, whether the bot is in it, and what its person agreed to.

import { OK } from "../envelope.js";
import { personIn } from "./people.js";

/**
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("../world/person.js").Person} Person
 */

/**
 * @param {Ask} ask
 * @param {Person} person
 * @param {string} action
 */
function log({ world, now }, person, action) {
  const user_ns = world.people.nameOf(person);
  const agent_id = person.agent_id ?? 0;
  world.activity.push({ agent_id, user_ns, at: now, source_type: "api", action });
}

/**
 * @param {string | null} action as the log calls it
 * @param {(person: Person, ask: Ask) => void} apply
 * @returns {import("./handler.js").Handler}
 */
function onChat(action, apply) {
  return (ask) => {
    const person = personIn(ask);
    apply(person, ask);
    if (action) log(ask, person, action);
    return OK;
  };
}

const ACTIONS = /** @type {Record<string, string>} */ ({ done: "close" });

/**
 * A chat that is done becomes a conversation on record.
 *
 * @param {Person} person
 * @param {Ask} ask
 */
function move(person, ask) {
  const { world, body, now } = ask;
  if (body.status === person.status) return;
  if (body.status === "done") {
    const user_ns = world.people.nameOf(person);
    const agent_id = person.agent_id ?? 0;
    const opened_at = person.opened_at || now;
    world.conversations.add((id) => ({ id, user_ns, opened_at, closed_at: now, agent_id }));
  } else if (person.status === "done") person.opened_at = now;
  person.status = body.status;
  log(ask, person, ACTIONS[body.status] ?? body.status);
}

/** @type {import("./handler.js").Handlers} */
export const chats = {
  "subscribers.pauseBot": onChat(null, (person, { body, now }) => {
    person.paused_until = now + body.minutes * 60;
  }),
  "subscribers.resumeBot": onChat(null, (person) => {
    person.paused_until = 0;
  }),
  "subscribers.moveChat": onChat(null, move),
  "subscribers.assignAgent": onChat("assign", (person, { world, body }) => {
    person.agent_id = world.agents.get(body.agent_id).id;
  }),
  "subscribers.assignAgentGroup": onChat("assign", (person, { world, body }) => {
    const group = world.agentGroups.get(body.agent_group_id);
    person.agent_group_id = group.id;
    person.agent_id = group.members[0] ?? null;
  }),
  "subscribers.unassignAgent": onChat(null, (person) => {
    person.agent_id = null;
    person.agent_group_id = null;
  }),
  "subscribers.subscribe": onChat("subscribe_to_bot", (person, { now }) => {
    person.subscribed = now;
  }),
  "subscribers.unsubscribe": onChat("unsubscribe_from_bot", (person) => {
    person.subscribed = 0;
  }),
  "subscribers.optInSms": onChat("opt_in_sms", (person, { now }) => {
    person.opted_in_sms = now;
    person.opted_in_through = "api";
  }),
  "subscribers.optOutSms": onChat("opt_out_sms", (person) => {
    person.opted_in_sms = 0;
  }),
  "subscribers.optInEmail": onChat("opt_in_email", (person, { now }) => {
    person.opted_in_email = now;
    person.opted_in_through = "api";
  }),
  "subscribers.optOutEmail": onChat("opt_out_email", (person) => {
    person.opted_in_email = 0;
  }),
};
