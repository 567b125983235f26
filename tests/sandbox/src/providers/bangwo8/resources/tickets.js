// Tickets. One of them is read as a list of one.

import { isObject } from "../../../data/values.js";
import { listed, wrote } from "../envelope.js";
import { filtersOf } from "../filter.js";
import { asNumber, isBlank, taken, wrapped } from "../input.js";
import { business, missing } from "../refusal.js";
import { written } from "../time.js";
import { changed, shown, TICKET_FIELDS } from "../world/fields.js";
import { forAdministrators, open } from "./rule.js";

/**
 * @typedef {import("./rule.js").Ask} Ask
 * @typedef {import("../world/table.js").Row} Row
 */

const WRITABLE = [
  "custUserId",
  "subject",
  "descript",
  "servicerUserId",
  "ccUserIdList",
  "ticketType",
  "ticketStatus",
  "priorityLevel",
  "ticketSource",
];

/** What a new ticket is unless it is said. */
const FRESH = {
  custUserId: "",
  subject: "",
  descript: "",
  servicerUserId: "",
  ccUserIdList: "",
  ticketType: 1,
  ticketStatus: 1,
  priorityLevel: 0,
  ticketSource: 1,
};

/** @type {import("./rule.js").Rules} */
export const tickets = {
  "GET /tickets.json": forAdministrators((ask) => list(ask)),
  "GET /companies/{company}/tickets.json": open((ask) => {
    const { contacts, companies } = ask.world;
    const company = companies.get(ask.values.company);
    if (!company || company.deleted) throw missing("company");
    const own = contacts.all().filter(({ said }) => said.companyId === company.id);
    return list(ask, new Set(own.map(({ id }) => id)));
  }),
  "GET /users/{contact}/tickets.json": open((ask) => {
    const contact = ask.world.contacts.get(ask.values.contact);
    if (!contact || contact.deleted) throw missing("user");
    return list(ask, new Set([contact.id]));
  }),
  "GET /tickets/{id}_v2.json": open((ask) => read(ask, true)),
  "GET /tickets/{id}.json": open((ask) => read(ask, false)),
  "POST /tickets.json": open(create),
  "PUT /tickets/{id}_v2.json": open((ask) => update(ask, true)),
  "PUT /tickets/{id}.json": open((ask) => update(ask, false)),
  "DELETE /tickets/{id}.json": open((ask) => {
    ask.world.tickets.remove(known(ask));
    return wrote(ask, "Delete");
  }),
};

/**
 * @param {Ask} ask
 * @param {Set<number>} [contacts] only their tickets
 */
function list(ask, contacts) {
  const { tickets } = ask.world;
  const form = { key: "tickets", most: 100, links: true, count: /** @type {const} */ ("number") };
  const ids = tickets.find({ ...filtersOf(ask.query), contacts });
  return listed(ask, { ...form, perPage: ask.options.tickets_per_page }, ids, (id) => {
    const row = tickets.get(id);
    return row && view(row, false);
  });
}

/**
 * @param {Row} row
 * @param {boolean} newer
 */
function view({ id, created, updated, said, custom }, newer) {
  return {
    ticketId: id,
    ...said,
    custom_fields: shown(TICKET_FIELDS, custom, newer),
    createDT: written(created),
    updateDT: written(updated),
  };
}

/**
 * Numbers are text here, other than in the list.
 *
 * @param {Ask} ask
 * @param {Row} row
 * @param {boolean} newer
 */
function single({ options }, row, newer) {
  const ticket = Object.fromEntries(
    Object.entries(view(row, newer)).map(([name, value]) => [
      name,
      typeof value === "number" ? String(value) : value,
    ]),
  );
  return { ticket: options.ticket_as === "array" ? [ticket] : ticket };
}

/** @param {Ask} ask @param {boolean} newer */
function read(ask, newer) {
  const row = ask.world.tickets.get(ask.values.id);
  if (!row && ask.options.missing_ticket === "empty") return { ticket: [] };
  return single(ask, row ?? known(ask), newer);
}

/** @param {Ask} ask @returns {Row} */
function known({ world, values }) {
  const row = world.tickets.get(values.id);
  if (!row) throw missing("ticket");
  return row;
}

/** @param {Ask} ask */
function create(ask) {
  const sent = wrapped(ask.body, "ticket");
  if (isBlank(sent.subject)) throw business(400, "subject is missing");
  const said = { ...FRESH, ...fieldsOf(ask, sent) };
  const custom = changed(TICKET_FIELDS, {}, sent.custom_fields);
  const replyMsg = replyOf(sent);
  const row = ask.world.tickets.add(said, custom, ask.now);
  if (replyMsg) ask.world.replies.push({ ticketId: row.id, replyMsg });
  return wrote(ask, "Insert", single(ask, row, false));
}

/** @param {Ask} ask @param {boolean} newer */
function update(ask, newer) {
  const row = known(ask);
  const sent = wrapped(ask.body, "ticket");
  if ("subject" in sent && isBlank(sent.subject)) throw business(400, "subject is missing");
  const said = { ...row.said, ...fieldsOf(ask, sent) };
  const custom = changed(TICKET_FIELDS, row.custom, sent.custom_fields);
  const replyMsg = replyOf(sent);
  const after = ask.world.tickets.put({ ...row, said, custom, updated: ask.now });
  if (replyMsg) ask.world.replies.push({ ticketId: row.id, replyMsg });
  return wrote(ask, "Update", single(ask, after, newer));
}

/**
 * @param {Ask} ask
 * @param {Record<string, unknown>} sent
 */
function fieldsOf({ world }, sent) {
  const given = Object.entries(taken(sent, WRITABLE));
  const fields = Object.fromEntries(
    given.map(([name, value]) => [name, keepsText(name) ? String(value) : asNumber(value)]),
  );
  for (const [name, people] of /** @type {const} */ ([
    ["custUserId", world.contacts],
    ["servicerUserId", world.agents],
  ])) {
    if (isBlank(fields[name]) || fields[name] === 0) continue;
    if (!people.get(fields[name])) throw business(400, `${name} is nobody's`);
  }
  return fields;
}

/** @param {string} name */
const keepsText = (name) => ["subject", "descript", "ccUserIdList"].includes(name);

/** @param {Record<string, unknown>} sent */
function replyOf({ ticketReply }) {
  if (isBlank(ticketReply)) return "";
  if (!isObject(ticketReply)) throw business(400, "ticketReply is not an object");
  return isBlank(ticketReply.replyMsg) ? "" : String(ticketReply.replyMsg);
}
