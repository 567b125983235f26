// Deals: one stands on one step of one pipeline, and names contacts.

import { iso } from "../world/time.js";
import {
  commenting,
  compare,
  data,
  dealCommentView,
  deny,
  GONE,
  has,
  holds,
  MADE,
  number,
  pageIn,
  row,
  text,
} from "./crmAsk.js";
import { contactView } from "./crmContacts.js";
import { fields } from "./handler.js";
import { pipelineIn, stepIn } from "./pipelines.js";

/**
 * @typedef {import("../world/crm.js").Deal} Deal
 * @typedef {import("./handler.js").Ask} Ask
 */

const PUBLIC_API = { id: 8, name: "public api" };
const ACTIVE = 1;

/** @param {Ask} ask */
const dealIn = (ask) => row(ask, ask.world.crm.deals, ask.path.dealId, "deal");

/** @param {Deal} deal */
const briefView = ({ contacts: _, comments, expiration: __, createdAt, updatedAt, ...deal }) => ({
  ...deal,
  number: deal.id,
  profit: deal.price,
  hasExpense: false,
  sourceType: PUBLIC_API,
  history: [],
  comments: comments.map(dealCommentView),
  attributes: [],
  createdAt: iso(createdAt),
  updatedAt: iso(updatedAt),
});

/**
 * @param {NonNullable<Deal["expiration"]>} expiration
 * @param {number} now
 */
function expirationView({ date, time, notifyIn }, now) {
  const at = Date.parse(`${date}T${time ?? "23:59"}:00Z`);
  return {
    date,
    time,
    dateTime: iso(at),
    notificationEnabled: notifyIn !== null && notifyIn !== "0",
    notifyIn,
    expired: at < now,
    expires_within_day: at >= now && at < now + 86_400_000,
  };
}

/**
 * @param {Deal} deal
 * @param {number} now
 */
export const dealView = (deal, now) => ({
  ...briefView(deal),
  ...(deal.expiration && { expiration: expirationView(deal.expiration, now) }),
  attachments: [],
  tasks: [],
});

/**
 * Whether some contact of the deal has what is asked for.
 *
 * @param {Ask} ask
 * @param {Deal} deal
 */
function byContact({ world, body }, { contacts }) {
  const { email, phone, firstName, lastName } = body ?? {};
  if ([email, phone, firstName, lastName].every((each) => each === undefined)) return true;
  return [...contacts]
    .flatMap((id) => world.crm.contacts.get(id) ?? [])
    .some(
      (contact) =>
        has(contact.firstName, firstName) &&
        has(contact.lastName, lastName) &&
        (email === undefined || contact.emails.some((each) => has(each.email, email))) &&
        (phone === undefined || contact.phones.some((each) => has(each.phone, phone))),
    );
}

/** @param {Ask} ask */
function list(ask) {
  const { filter = [], name, pipelineIds, sortBy, unlimited } = fields(ask);
  if (!Array.isArray(filter)) throw deny(ask, 422, "filter must be a list.");
  const { limit, offset } = pageIn(ask);
  const known = (/** @type {Deal} */ deal) =>
    /** @type {Record<string, any>} */ ({ ...briefView(deal), sourceType: PUBLIC_API.id });
  const found = ask.world.crm.deals
    .all()
    .filter((deal) => filter.every((each) => holds(known(deal)[each.name], each)))
    .filter((deal) => has(deal.name, name))
    .filter((deal) => !pipelineIds?.length || pipelineIds.includes(deal.pipelineId))
    .filter((deal) => byContact(ask, deal))
    .filter((deal) => !unlimited || deal.status === ACTIVE);
  const { fieldName = "id", direction = "asc" } = sortBy ?? {};
  const sign = direction === "desc" ? -1 : 1;
  found.sort((a, b) => sign * compare(known(a)[fieldName], known(b)[fieldName]));
  const shown = unlimited ? found : found.slice(offset, offset + limit);
  return {
    body: {
      data: shown.map((deal) => dealView(deal, ask.now)),
      meta: { total: found.length, searchRequest: "" },
    },
  };
}

/** @param {Ask} ask */
function place(ask) {
  const pipeline = pipelineIn(ask, number(ask, "pipelineId"));
  const step = stepIn(ask, pipeline, number(ask, "stepId"));
  return { pipelineId: pipeline.id, stepId: step.id };
}

/** @param {Ask} ask */
function create(ask) {
  const at = place(ask);
  const { crm } = ask.world;
  const {
    responsibleId = 501,
    name = "Deal",
    price = 0,
    currency = "USD",
    sourceId = 0,
    contact = [],
  } = fields(ask);
  const contacts = [contact].flat().map((id) => row(ask, crm.contacts, id, "contact").id);
  const made = crm.deals.add((id) => ({
    id,
    ...at,
    status: ACTIVE,
    responsibleId,
    name,
    price,
    currency,
    sourceId,
    order: 0,
    contacts: new Set(contacts),
    comments: [],
    expiration: null,
    createdAt: ask.now,
    updatedAt: ask.now,
  }));
  return data(dealView(made, ask.now));
}

/** @param {Ask} ask */
function update(ask) {
  const deal = dealIn(ask);
  const { responsibleId, currency, sourceId, order } = fields(ask);
  const sent = { responsibleId, currency, sourceId, order };
  Object.assign(deal, place(ask), {
    status: number(ask, "status"),
    name: text(ask, "name"),
    price: number(ask, "price"),
    ...Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)),
    updatedAt: ask.now,
  });
  return data(dealView(deal, ask.now));
}

const comments = commenting("dealComment", dealIn, dealCommentView);

/** @param {Ask} ask */
const contactOf = (ask) => row(ask, ask.world.crm.contacts, ask.path.contactId, "contact");

/** @type {import("./handler.js").Handlers} */
export const deals = {
  "crm.deals.list": list,
  "crm.deals.create": create,
  "crm.deals.get": (ask) => data(briefView(dealIn(ask))),
  "crm.deals.update": update,
  "crm.deals.delete": (ask) => {
    ask.world.crm.deals.remove(dealIn(ask));
    return GONE;
  },
  "crm.deals.changePipeline": (ask) => {
    Object.assign(dealIn(ask), place(ask), { updatedAt: ask.now });
    return {};
  },
  "crm.deals.listComments": (ask) => data(dealIn(ask).comments.map(dealCommentView)),
  "crm.deals.addComment": comments.add,
  "crm.deals.updateComment": comments.update,
  "crm.deals.deleteComment": comments.remove,
  "crm.deals.listContacts": (ask) => {
    const { contacts } = ask.world.crm;
    const named = [...dealIn(ask).contacts].flatMap((id) => contacts.get(id) ?? []);
    return data(named.map((contact) => contactView(ask, contact)));
  },
  "crm.deals.addContact": (ask) => {
    dealIn(ask).contacts.add(contactOf(ask).id);
    return MADE;
  },
  "crm.deals.removeContact": (ask) => {
    if (!dealIn(ask).contacts.delete(contactOf(ask).id)) {
      throw deny(ask, 404, "The deal does not name this contact.");
    }
    return GONE;
  },
  "crm.deals.setExpiration": (ask) => {
    const deal = dealIn(ask);
    const { time = null, notifyIn = null } = fields(ask);
    const date = text(ask, "date");
    if (Number.isNaN(Date.parse(`${date}T${time ?? "23:59"}:00Z`))) {
      throw deny(ask, 422, "date or time is written wrong.");
    }
    deal.expiration = { date, time, notifyIn };
    return data(expirationView(deal.expiration, ask.now));
  },
  "crm.deals.removeExpiration": (ask) => {
    dealIn(ask).expiration = null;
    return GONE;
  },
  "crm.contacts.listDeals": (ask) => {
    const { id } = contactOf(ask);
    const named = ask.world.crm.deals.all().filter(({ contacts }) => contacts.has(id));
    return data(named.map((deal) => dealView(deal, ask.now)));
  },
};
