// What the CRM keeps: pipelines with their steps, deals, contacts, tags, the team.

import { createTable } from "../../../data/table.js";
import { addressOf, PEOPLE, phoneOf } from "./people.js";
import { DAY, HOUR } from "./time.js";

/**
 * @typedef {ReturnType<typeof createCrm>} Crm
 *
 * @typedef {Object} Step
 * @property {number} id
 * @property {number} pipelineId
 * @property {string} name
 * @property {number} order
 * @property {number} status
 * @property {string} color
 * @property {number | null} addEndHours
 * @property {string} notifyIn
 *
 * @typedef {Object} Pipeline
 * @property {number} id
 * @property {string} name
 * @property {number} order
 * @property {{ name: string, value: string }[]} settings
 *
 * @typedef {{ id: number, userId: number, text: string, createdAt: number, updatedAt: number }} Comment
 *
 * @typedef {Object} Deal
 * @property {number} id
 * @property {number} pipelineId
 * @property {number} stepId
 * @property {number} status 0 deleted, 1 active, 2 lost, 3 won
 * @property {number} responsibleId
 * @property {string} name
 * @property {number} price
 * @property {string} currency
 * @property {number} sourceId
 * @property {number} order
 * @property {Set<number>} contacts
 * @property {Comment[]} comments
 * @property {{ date: string, time: string | null, notifyIn: string | null } | null} expiration
 * @property {number} createdAt
 * @property {number} updatedAt
 *
 * @typedef {{ id: number, phone: string, isMain: boolean }} Phone
 * @typedef {{ id: number, email: string, isMain: boolean }} Email
 * @typedef {{ id: number, typeId: number, login: string, isMainChatbot: boolean }} Messenger
 *
 * @typedef {Object} Contact
 * @property {number} id
 * @property {number} responsibleId
 * @property {string} firstName
 * @property {string} lastName
 * @property {string} externalContactId
 * @property {Phone[]} phones
 * @property {Email[]} emails
 * @property {Messenger[]} messengers
 * @property {Set<number>} tags
 * @property {Comment[]} comments
 * @property {number} createdAt
 * @property {number} updatedAt
 *
 * @typedef {{ id: number, name: string, colorText: string, colorBackground: string }} Tag
 */

export const TEAM = [
  { id: 501, firstname: "Olga", lastname: "Owner" },
  { id: 502, firstname: "Mel", lastname: "Member" },
];

/** Counters of the things that belong to others and are numbered through the account. */
const FIRST = {
  dealComment: 6001,
  contactComment: 6001,
  phone: 8001,
  email: 8101,
  messenger: 8201,
};

const DEALS = 25;

/** @param {number} now */
export function createCrm(now) {
  const next = { ...FIRST };
  const newId = (/** @type {keyof typeof FIRST} */ kind) => next[kind]++;
  const times = { createdAt: now - 20 * DAY, updatedAt: now - 2 * DAY };
  const comment = (
    /** @type {"dealComment" | "contactComment"} */ kind,
    /** @type {string} */ text,
  ) => ({
    id: newId(kind),
    userId: 501,
    text,
    ...times,
  });
  const ofFirstDeal = comment("dealComment", "Asked for a discount.");
  return {
    newId,
    pipelines: createTable(
      /** @type {Pipeline[]} */ ([
        { id: 1001, name: "Sales", order: 1, settings: [] },
        { id: 1002, name: "Repairs", order: 2, settings: [] },
      ]),
    ),
    steps: createTable(STEPS.map(step)),
    deals: createTable(
      Array.from(
        { length: DEALS },
        (_, i) =>
          /** @type {Deal} */ ({
            id: 4001 + i,
            pipelineId: 1001,
            stepId: [2001, 2003, 2004][i % 3] ?? 2001,
            status: 1,
            responsibleId: i % 2 ? 502 : 501,
            name: `Order ${1 + i} of bread`,
            price: 10.5 + i,
            currency: i % 5 ? "EUR" : "USD",
            sourceId: 0,
            order: i,
            contacts: new Set([5001 + (i % PEOPLE.length)]),
            comments: i ? [] : [ofFirstDeal],
            expiration: null,
            createdAt: now - 20 * DAY + i * HOUR,
            updatedAt: now - 20 * DAY + i * HOUR,
          }),
      ),
    ),
    contacts: createTable(
      PEOPLE.map(
        ([firstName, lastName], i) =>
          /** @type {Contact} */ ({
            id: 5001 + i,
            responsibleId: 501,
            firstName,
            lastName,
            externalContactId: "",
            phones: [{ id: newId("phone"), phone: phoneOf(i), isMain: true }],
            emails: [{ id: newId("email"), email: addressOf(firstName), isMain: true }],
            messengers: i
              ? []
              : [{ id: newId("messenger"), typeId: 1, login: "ada_example", isMainChatbot: false }],
            tags: new Set(i % 2 ? [] : [9001]),
            comments: i ? [] : [comment("contactComment", "Prefers email.")],
            ...times,
          }),
      ),
    ),
    tags: createTable(
      /** @type {Tag[]} */ ([
        { id: 9001, name: "regular", colorText: "#ffffff", colorBackground: "#3366cc" },
        { id: 9002, name: "wholesale", colorText: "#000000", colorBackground: "#ffcc00" },
      ]),
    ),
  };
}

/** @type {readonly [number, number, string][]} */
const STEPS = [
  [2001, 1001, "New"],
  [2002, 1002, "Received"],
  [2003, 1001, "In talks"],
  [2004, 1001, "Offer sent"],
  [2005, 1002, "On the bench"],
];

/**
 * @param {readonly [number, number, string]} row
 * @param {number} order
 * @returns {Step}
 */
function step([id, pipelineId, name], order) {
  return {
    id,
    pipelineId,
    name,
    order,
    status: 1,
    color: "#000000",
    addEndHours: null,
    notifyIn: "0",
  };
}
