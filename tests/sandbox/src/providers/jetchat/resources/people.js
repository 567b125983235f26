// Subscribers: finding, listing, making, changing and deleting them.

import { list, OK, one } from "../envelope.js";
import { ns, numberIn } from "../ids.js";
import { invalid, missing } from "../refusal.js";
import { DAY, local } from "../time.js";
import { fieldView, stored } from "./fields.js";
import { called, matches } from "./handler.js";
import { tagView } from "./tags.js";

/**
 * @typedef {import("../world/person.js").Person} Person
 * @typedef {import("../world/world.js").World} World
 * @typedef {import("./handler.js").Ask} Ask
 */

/**
 * @param {World} world
 * @param {Person} person
 */
export function personView(world, person) {
  const { last_interaction, last_seen, messages } = person;
  const newest = messages.at(-1);
  return {
    user_ns: ns("subscriber", person.id),
    user_id: person.user_id,
    first_name: person.first_name,
    last_name: person.last_name,
    name: person.name,
    ...(person.gender && { gender: person.gender }),
    email: person.email,
    phone: person.phone,
    channel: person.channel,
    status: person.status,
    locale: person.locale,
    language: person.language,
    profile_pic: person.profile_pic,
    subscribed: moment(person.subscribed),
    opted_in_email: moment(person.opted_in_email),
    opted_in_sms: moment(person.opted_in_sms),
    opted_in_through: person.opted_in_through,
    last_interaction: moment(last_interaction),
    last_seen: moment(last_seen),
    last_message_at: moment(newest?.ts ?? last_seen),
    last_message_type: newest?.msg_type ?? "text",
    agent_id: person.agent_id,
    allow_send_message: true,
    labels: [...person.labels].filter(world.labels.has).map((id) => world.labels.get(id)),
    tags: [...person.tags].filter(world.tags.has).map((id) => tagView(world.tags.get(id))),
    user_fields: [...person.fields]
      .filter(([id]) => world.userFields.has(id))
      .map(([id, value]) => ({ ...fieldView(world.userFields.get(id)), value })),
  };
}

/** @param {number} at 0 for never */
function moment(at) {
  return at ? local(at) : "";
}

/**
 * The subscriber that the input names, by either id.
 *
 * @param {Ask} ask
 * @param {{ user_ns?: string, user_id?: string }} named
 * @returns {Person}
 */
export function personNamed({ world, options }, { user_ns, user_id }) {
  const person =
    user_ns === undefined ? world.people.findByUserId(String(user_id)) : world.people.find(user_ns);
  if (person) return person;
  if (options.unknown_subscriber === 404) throw missing("subscriber");
  const field = user_ns === undefined ? "user_id" : "user_ns";
  throw invalid({ [field]: [`The field ${field} names nobody.`] });
}

/** @param {Ask} ask */
export const personIn = (ask) => personNamed(ask, ask.body);

/**
 * Why somebody may not be on the list that is asked for. Nothing asked for is everybody, and then
 * nobody has to be looked at.
 *
 * @param {Ask} ask
 * @returns {((person: Person) => boolean)[]}
 */
function filters({ world, params, query, options, now }) {
  /** @type {((person: Person) => boolean)[]} */
  const all = [];
  /**
   * @param {string} name
   * @param {(value: any) => (person: Person) => boolean} test
   */
  const when = (name, test) => {
    if (params[name] !== undefined) all.push(test(params[name]));
  };
  /**
   * @param {string} name
   * @param {(person: Person) => boolean} holds
   */
  const whether = (name, holds) => when(name, (word) => (each) => holds(each) === (word === "yes"));
  const recent = (/** @type {number} */ at) => at > now - DAY;

  when(
    "name",
    (text) =>
      ({ name }) =>
        matches(text, name),
  );
  when(
    "email",
    (text) =>
      ({ email }) =>
        matches(text, email),
  );
  when(
    "phone",
    (text) =>
      ({ phone }) =>
        matches(text, phone),
  );
  when(
    "is_channel",
    (wanted) =>
      ({ channel }) =>
        channel === wanted,
  );
  whether("is_opt_in_email", ({ opted_in_email }) => opted_in_email > 0);
  whether("is_opt_in_sms", ({ opted_in_sms }) => opted_in_sms > 0);
  whether("is_interacted_in_last_24h", ({ last_interaction }) => recent(last_interaction));
  whether("is_bot_interacted_in_last_24h", (each) => recent(each.last_bot_interaction));
  whether("is_last_message_in_last_24h", ({ messages }) => recent(messages.at(-1)?.ts ?? 0));
  when(
    "tag_ns",
    (id) =>
      ({ tags }) =>
        tags.has(numberIn("tag", id)),
  );
  when(
    "label_id",
    (id) =>
      ({ labels }) =>
        labels.has(id),
  );
  when("segment_ns", (id) => {
    const segment = world.segments.get(numberIn("segment", id));
    return ({ tags }) => tags.has(segment.tag);
  });
  when("event_ns", (id) => {
    const records = world.eventLog.all().filter(({ event }) => event === numberIn("event", id));
    const known = new Set(records.map(({ user_ns }) => user_ns));
    return (each) => known.has(world.people.nameOf(each));
  });
  when("user_field_ns", (id) => ({ fields }) => {
    const value = fields.get(numberIn("field", id));
    return params.user_field_value === undefined
      ? value !== undefined
      : value === params.user_field_value;
  });
  const user_id = options.filters_by_user_id ? query.get("user_id") : null;
  if (user_id !== null) all.push((each) => each.user_id === user_id);
  return all;
}

/** @param {Ask} ask */
function listPeople(ask) {
  const { people } = ask.world;
  const tests = filters(ask);
  const found = tests.length ? people.filter((each) => tests.every((test) => test(each))) : people;
  return list(found, (person) => personView(ask.world, person));
}

const PROFILE = ["first_name", "last_name", "phone", "email", "gender"];

/**
 * What of a profile was sent.
 *
 * @param {Record<string, any>} sent
 * @returns {Partial<Person>}
 */
function profileOf(sent) {
  const known = Object.fromEntries(
    PROFILE.filter((name) => sent[name] !== undefined).map((name) => [name, sent[name]]),
  );
  return {
    ...known,
    ...(sent.name && { name: sent.name }),
    ...(sent.image && { profile_pic: sent.image }),
  };
}

/**
 * Somebody new; or who has this telephone number or this address already.
 *
 * @param {World} world
 * @param {Record<string, any>} sent
 * @param {number} now
 */
export function findOrCreate(world, sent, now) {
  const { phone, email } = sent;
  if (!phone && !email) {
    const reason = "One of phone and email is needed.";
    throw invalid({ phone: [reason], email: [reason] });
  }
  const known = world.people.findByContact(sent);
  if (known) return known;
  return world.people.add({ ...profileOf(sent), subscribed: now, last_seen: now, opened_at: now });
}

/** @type {import("./handler.js").Handlers} */
export const people = {
  "subscribers.list": listPeople,
  "workspaceSubscribers.list": listPeople,
  "subscribers.get": (ask) => one(personView(ask.world, personNamed(ask, ask.params))),
  "subscribers.getByUserId": (ask) => one(personView(ask.world, personNamed(ask, ask.params))),
  "subscribers.create": ({ world, body, now }) =>
    one(personView(world, findOrCreate(world, body, now))),
  "subscribers.createMany": ({ world, body, now }) => {
    for (const sent of body.users) {
      const person = findOrCreate(world, sent, now);
      for (const { tag_name } of sent.tags ?? []) {
        const tag = world.tags.find(({ name }) => name === tag_name);
        if (tag) person.tags.add(tag.id); // others are not made on the way
      }
      for (const { var_ns, value } of sent.user_fields ?? []) {
        const field = world.userFields.find(({ id }) => id === numberIn("field", String(var_ns)));
        if (field) person.fields.set(field.id, stored(field, value));
      }
    }
    return OK;
  },
  "subscribers.update": (ask) => {
    const person = Object.assign(personIn(ask), profileOf(ask.body));
    const { first_name, last_name, name } = ask.body;
    if (!name && (first_name || last_name)) {
      person.name = `${person.first_name} ${person.last_name}`.trim();
    }
    return one(personView(ask.world, person));
  },
  "subscribers.delete": (ask) => {
    ask.world.people.remove(personIn(ask));
    return OK;
  },
  "subscribers.logEvent": (ask) => {
    const { world, body, now } = ask;
    const user_ns = world.people.nameOf(personIn(ask));
    const event = called(world.events, body.event_name).id;
    const { text_value = "", price_value = "", number_value = "" } = body;
    const values = {
      text_value,
      price_value: String(price_value),
      number_value: String(number_value),
    };
    world.eventLog.add((id) => ({ id, user_ns, event, ...values, at: now }));
    return OK;
  },
};
