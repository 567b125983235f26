// Telephone numbers, addresses and messengers of the CRM's contacts.

import { contactIn, data, deny, GONE, number, text } from "./crmAsk.js";
import { fields, isEmail } from "./handler.js";

/**
 * @typedef {import("../world/crm.js").Contact} Contact
 * @typedef {import("./handler.js").Ask} Ask
 */

const MESSENGERS = ["Telegram", "Facebook", "VK", "Instagram", "WhatsApp", "Viber"];

/**
 * @param {Contact["messengers"][0]} messenger
 * @param {Contact} contact
 */
export const messengerView = (messenger, { id }) => ({
  ...messenger,
  botId: "",
  contactId: String(id), // a number wherever else it stands
  status: 1,
  chatbotUrl: "",
});

/**
 * @template {"phones" | "emails" | "messengers"} Kind
 * @param {Ask} ask
 * @param {Kind} kind
 * @param {string} parameter
 * @returns {{ contact: Contact, at: number, one: Contact[Kind][0] }}
 */
function partIn(ask, kind, parameter) {
  const contact = contactIn(ask);
  const at = contact[kind].findIndex(({ id }) => id === Number(ask.path[parameter]));
  const one = contact[kind][at];
  if (!one) throw deny(ask, 404, "The contact has no such entry.");
  return { contact, at, one };
}

/**
 * @param {"phones" | "emails" | "messengers"} kind
 * @param {string} parameter
 * @returns {import("./handler.js").Handler}
 */
const removing = (kind, parameter) => (ask) => {
  const { contact, at } = partIn(ask, kind, parameter);
  contact[kind].splice(at, 1);
  return GONE;
};

/** @param {Ask} ask */
function messengerFields(ask) {
  const typeId = number(ask, "typeId");
  if (!MESSENGERS[typeId - 1]) throw deny(ask, 422, "There is no such messenger.");
  return { typeId, login: text(ask, "login"), isMainChatbot: !!fields(ask).isMainChatbot };
}

/** @param {Ask} ask */
function addEmails(ask) {
  const contact = contactIn(ask);
  const { emails } = fields(ask);
  if (!Array.isArray(emails) || !emails.every((each) => isEmail(each?.email))) {
    throw deny(ask, 422, "emails is missing or wrong.");
  }
  const made = emails.map(({ email, isMain = contact.emails.length === 0 }) => ({
    id: ask.world.crm.newId("email"),
    email,
    isMain,
  }));
  if (made.some(({ isMain }) => isMain)) for (const one of contact.emails) one.isMain = false;
  contact.emails.push(...made);
  return data(made);
}

/** @type {import("./handler.js").Handlers} */
export const contactParts = {
  "crm.contacts.addPhone": (ask) => {
    const { phones } = contactIn(ask);
    const phone = text(ask, "phone");
    const made = { id: ask.world.crm.newId("phone"), phone, isMain: phones.length === 0 };
    phones.push(made);
    return data(made);
  },
  "crm.contacts.updatePhone": (ask) => {
    const { one } = partIn(ask, "phones", "phoneId");
    one.phone = text(ask, "phone");
    return data(one);
  },
  "crm.contacts.deletePhone": removing("phones", "phoneId"),
  "crm.contacts.addEmails": addEmails,
  "crm.contacts.updateEmail": (ask) => {
    const { one } = partIn(ask, "emails", "emailId");
    const email = text(ask, "email");
    if (!isEmail(email)) throw deny(ask, 422, "email is wrong.");
    one.email = email;
    return data(one);
  },
  "crm.contacts.deleteEmail": removing("emails", "emailId"),
  "crm.contacts.addMessenger": (ask) => {
    const contact = contactIn(ask);
    const made = { id: ask.world.crm.newId("messenger"), ...messengerFields(ask) };
    contact.messengers.push(made);
    return data(messengerView(made, contact));
  },
  "crm.contacts.updateMessenger": (ask) => {
    const { contact, one } = partIn(ask, "messengers", "messengerId");
    return data(messengerView(Object.assign(one, messengerFields(ask)), contact));
  },
  "crm.contacts.deleteMessenger": removing("messengers", "messengerId"),
  "crm.messengerTypes.list": () => data(MESSENGERS.map((name, i) => ({ id: i + 1, name }))),
};
