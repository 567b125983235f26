// One subscriber, and how a made-up one comes from a number. Brazil has no area code 00, so nobody
// has their telephone numbers.

import { DAY, HOUR } from "../time.js";

/**
 * @typedef {Object} Message
 * @property {number} id
 * @property {string} mid
 * @property {"in" | "out" | "agent" | "note" | "system"} type
 * @property {string} msg_type
 * @property {string} content
 * @property {Record<string, string>} payload
 * @property {string} sender_id
 * @property {number} ts
 *
 * @typedef {{ variant_id: number, qty: number }} Line of a cart or an order
 *
 * @typedef {Object} Person times are unix seconds, 0 for never
 * @property {number} id
 * @property {string} user_id
 * @property {string} first_name
 * @property {string} last_name
 * @property {string} name
 * @property {string} gender
 * @property {string} email
 * @property {string} phone
 * @property {string} locale
 * @property {string} language
 * @property {string} profile_pic
 * @property {string} channel
 * @property {number} subscribed
 * @property {number} opted_in_email
 * @property {number} opted_in_sms
 * @property {string} opted_in_through
 * @property {number} last_interaction
 * @property {number} last_seen
 * @property {number} last_bot_interaction
 * @property {string} status
 * @property {number | null} agent_id
 * @property {number | null} agent_group_id
 * @property {number} paused_until
 * @property {number} opened_at
 * @property {Set<number>} tags
 * @property {Set<number>} labels
 * @property {Map<number, string>} fields
 * @property {Message[]} messages oldest first
 * @property {Line[]} cart
 * @property {number} cart_since
 */

/** Tags, fields and people are numbered from here. */
export const FIRST_ID = 456;

/**
 * @param {number} id
 * @param {Partial<Person>} known
 * @returns {Person}
 */
export function createPerson(id, known) {
  const { first_name = "", last_name = "", phone = "" } = known;
  return {
    id,
    user_id: phone.replace(/\D/g, "") || String(id),
    first_name,
    last_name,
    name: `${first_name} ${last_name}`.trim(),
    gender: "",
    email: "",
    phone,
    locale: "pt_BR",
    language: "pt",
    profile_pic: "",
    channel: "whatsapp_cloud",
    subscribed: 0,
    opted_in_email: 0,
    opted_in_sms: 0,
    opted_in_through: "",
    last_interaction: 0,
    last_seen: 0,
    last_bot_interaction: 0,
    status: "open",
    agent_id: null,
    agent_group_id: null,
    paused_until: 0,
    opened_at: 0,
    tags: new Set(),
    labels: new Set(),
    fields: new Map(),
    messages: [],
    cart: [],
    cart_since: 0,
    ...known,
  };
}

const FIRST_NAMES =
  "Ada Bruno Carla Davi Elisa Fábio Graça Hugo Inês João Kátia Luís Marta Nuno".split(" ");
const LAST_NAMES = "Sample Exemplo Testa Modelo Prova Amostra Ensaio Rascunho Esboço".split(" ");
const CHANNELS = ["whatsapp_cloud", "web", "instagram", "facebook", "telegram"];
const STATUSES = ["open", "open", "pending", "done", "done", "spam"];

/**
 * @param {number} id
 * @param {number} i what everything about them follows from
 * @param {number} now when the world began
 */
export function person(id, i, now) {
  const first_name = pick(FIRST_NAMES, i);
  const last_name = pick(LAST_NAMES, i);
  const phone = `5500${String(id).padStart(9, "0")}`;
  const seen = now - HOUR - (i % 40) * (DAY / 2);
  return createPerson(id, {
    user_id: phone,
    first_name,
    last_name,
    gender: i % 2 ? "male" : "female",
    email: `subscriber.${id}@example.com`,
    phone: `+${phone}`,
    profile_pic: `https://files.example.com/avatars/${i % 12}.png`,
    channel: pick(CHANNELS, i),
    subscribed: seen - 30 * DAY,
    opted_in_email: i % 3 ? seen - 20 * DAY : 0,
    opted_in_sms: i % 4 ? 0 : seen - 20 * DAY,
    opted_in_through: i % 3 ? "web form" : "",
    last_interaction: seen,
    last_seen: seen,
    last_bot_interaction: seen,
    opened_at: seen - DAY,
    status: pick(STATUSES, i),
    tags: new Set([FIRST_ID + (i % 23), FIRST_ID + 1 + (i % 7)]),
    fields: new Map([
      [FIRST_ID, String(34 + (i % 12))],
      [FIRST_ID + 1, pick(["gold", "silver", "bronze"], i)],
    ]),
  });
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} i
 * @returns {T}
 */
function pick(list, i) {
  return /** @type {T} */ (list[i % list.length]);
}
