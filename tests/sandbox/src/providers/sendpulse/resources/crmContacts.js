// The CRM's contacts: making, listing, changing and deleting them, and comments on them.

import { iso } from "../world/time.js";
import { messengerView } from "./contactParts.js";
import { tagView } from "./contactTags.js";
import {
  commenting,
  compare,
  contactCommentView,
  contactIn,
  data,
  GONE,
  has,
  number,
  pageIn,
  row,
  text,
} from "./crmAsk.js";
import { fields } from "./handler.js";

/**
 * @typedef {import("../world/crm.js").Contact} Contact
 * @typedef {import("./handler.js").Ask} Ask
 */

/**
 * @param {Ask} ask
 * @param {Contact} contact
 */
export function contactView(ask, contact) {
  const { deals, tags } = ask.world.crm;
  const { comments, messengers, createdAt, updatedAt, ...known } = contact;
  return {
    ...known,
    userId: ask.account.user_id,
    sourceType: "manually",
    dealsQty: deals.all().filter(({ contacts }) => contacts.has(contact.id)).length,
    comments: comments.map(contactCommentView),
    tags: [...contact.tags].flatMap((id) => tags.get(id) ?? []).map((tag) => tagView(ask, tag)),
    messengers: messengers.map((messenger) => messengerView(messenger, contact)),
    attributes: [],
    history: [],
    tasks: [],
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
    attachments: [],
  };
}

/**
 * @param {Ask} ask
 * @param {Partial<Contact>} [details]
 */
function add(ask, details) {
  const { firstName = "", lastName = "", externalContactId = "" } = fields(ask);
  const responsibleId = number(ask, "responsibleId");
  const made = ask.world.crm.contacts.add((id) => ({
    id,
    responsibleId,
    firstName,
    lastName,
    externalContactId,
    phones: [],
    emails: [],
    messengers: [],
    tags: new Set(),
    comments: [],
    createdAt: ask.now,
    updatedAt: ask.now,
    ...details,
  }));
  return data(contactView(ask, made));
}

/** @param {Ask} ask */
function createWithDetails(ask) {
  const { crm } = ask.world;
  const { phones = [], emails = [], tags = [], messengers = [] } = fields(ask);
  const isMain = (/** @type {number} */ i) => i === 0;
  return add(ask, {
    phones: phones.map((/** @type {string} */ phone, /** @type {number} */ i) => ({
      id: crm.newId("phone"),
      phone,
      isMain: isMain(i),
    })),
    emails: emails.map((/** @type {string} */ email, /** @type {number} */ i) => ({
      id: crm.newId("email"),
      email,
      isMain: isMain(i),
    })),
    messengers: messengers.map((/** @type {any} */ { typeId, login }) => ({
      id: crm.newId("messenger"),
      typeId,
      login,
      isMainChatbot: false,
    })),
    tags: new Set(tags.map((/** @type {number} */ id) => row(ask, crm.tags, id, "tag").id)),
  });
}

const SORTS = /** @type {Record<string, (contact: Contact) => unknown>} */ ({
  id: ({ id }) => id,
  created_at: ({ createdAt }) => createdAt,
  first_name: ({ firstName }) => firstName,
  responsible_id: ({ responsibleId }) => responsibleId,
});

/** @param {Ask} ask */
function list(ask) {
  const wanted = fields(ask);
  const { firstName, lastName, phone, email, ids, tagIds, responsibleIds, sortBy } = wanted;
  const { limit, offset } = pageIn(ask);
  const among = (/** @type {number[] | undefined} */ some, /** @type {number} */ one) =>
    !some?.length || some.includes(one);
  const day = (/** @type {number} */ at) => iso(at).slice(0, 10);
  const between = (/** @type {number} */ at, /** @type {any} */ from, /** @type {any} */ to) =>
    (!from || day(at) >= from) && (!to || day(at) <= to);
  const found = ask.world.crm.contacts
    .all()
    .filter((each) => has(each.firstName, firstName) && has(each.lastName, lastName))
    .filter(({ phones }) => phone === undefined || phones.some((one) => has(one.phone, phone)))
    .filter(({ emails }) => email === undefined || emails.some((one) => has(one.email, email)))
    .filter(({ id, responsibleId }) => among(ids, id) && among(responsibleIds, responsibleId))
    .filter(
      ({ tags }) => !tagIds?.length || tagIds.some((/** @type {number} */ id) => tags.has(id)),
    )
    .filter(({ createdAt }) => between(createdAt, wanted.from, wanted.to))
    .filter(({ updatedAt }) => between(updatedAt, wanted.updateFrom, wanted.updateTo));
  const key = SORTS[sortBy?.fieldName ?? "id"] ?? SORTS.id;
  const sign = sortBy?.direction === "desc" ? -1 : 1;
  found.sort((one, other) => sign * compare(key?.(one), key?.(other)));
  return data({
    list: found.slice(offset, offset + limit).map((contact) => contactView(ask, contact)),
    total: found.length,
    searchRequest: "",
  });
}

/** @param {Ask} ask */
function findByEmail(ask) {
  const { isEmailFullSearch = false } = fields(ask);
  const email = text(ask, "email").toLowerCase();
  const found = ask.world.crm.contacts
    .all()
    .filter(({ emails }) =>
      emails.some((one) =>
        isEmailFullSearch ? one.email.toLowerCase() === email : has(one.email, email),
      ),
    );
  const views = found.map((contact) => contactView(ask, contact));
  return data({ list: views, total: found.length });
}

const comments = commenting("contactComment", contactIn, contactCommentView);

/** @type {import("./handler.js").Handlers} */
export const crmContacts = {
  "crm.contacts.list": list,
  "crm.contacts.findByEmail": findByEmail,
  "crm.contacts.create": (ask) => add(ask),
  "crm.contacts.createWithDetails": createWithDetails,
  "crm.contacts.get": (ask) => data(contactView(ask, contactIn(ask))),
  "crm.contacts.update": (ask) => {
    const contact = contactIn(ask);
    const responsibleId = number(ask, "responsibleId");
    const { firstName = contact.firstName, lastName = contact.lastName } = fields(ask);
    Object.assign(contact, { responsibleId, firstName, lastName, updatedAt: ask.now });
    return data(contactView(ask, contact));
  },
  "crm.contacts.delete": (ask) => {
    const contact = contactIn(ask);
    ask.world.crm.contacts.remove(contact);
    for (const deal of ask.world.crm.deals.all()) deal.contacts.delete(contact.id);
    return GONE;
  },
  "crm.contacts.addComment": comments.add,
  "crm.contacts.updateComment": comments.update,
  "crm.contacts.deleteComment": comments.remove,
};
