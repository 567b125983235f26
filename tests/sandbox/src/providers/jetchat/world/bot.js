// What the ready-made bot has: tags, fields, flows, events, notes. Numbers start where the
// examples of the description do, so those can be tried as they are.

import { FLOW, ns } from "../ids.js";
import { FIRST_ID } from "./person.js";

/**
 * @typedef {{ id: number, name: string }} Named
 * @typedef {Named & { var_type: string, description: string, value: string, is_template_field?: boolean }} Field
 * @typedef {Named & { says: string }} SubFlow `says`: what its first node sends
 * @typedef {Named & { tag: number }} Segment the people who carry a tag
 * @typedef {Named & { description: string, text_label: string, price_label: string, number_label: string }} CustomEvent
 * @typedef {{ id: number, user_ns: string, event: number, text_value: string, price_value: string, number_value: string, at: number }} EventRecord
 * @typedef {{ id: number, ai_provider: string, model: string, name: string }} AiHelper
 * @typedef {Named & { hook_uid: string, sub_flow: number, status: string }} Webhook
 */

export const TAGS =
  "vip newsletter asked-for-a-demo new returning wholesale student press partner trial paid overdue birthday summer-sale winter-sale city-north city-south no-calls survey-2025 survey-2026 referred beta café 贵宾 🎉"
    .split(" ")
    .map((name, i) => ({ id: FIRST_ID + i, name }));

const TYPES = ["text", "text", "number", "boolean", "date", "datetime", "array", "longtext"];
const VALUES = ["", "", "0", "false", "2026-01-31", "2026-01-31 09:30:00", '["a","b"]', ""];

/** @type {Field[]} */
export const USER_FIELDS = [
  ["shoe size", "European sizes"],
  ["loyalty level", "gold, silver or bronze"],
  ["visits", ""],
  ["is member", ""],
  ["birthday", "without the year when it is not known"],
  ["next appointment", ""],
  ["interests", "a JSON list"],
  ["remarks", "as long as it takes"],
].map(([name = "", description = ""], i) => ({
  id: FIRST_ID + i,
  name,
  var_type: String(TYPES[i]),
  description,
  value: String(VALUES[i]),
}));

/** @type {Field[]} */
export const BOT_FIELDS = [
  ["shop name", "Corner Shop"],
  ["greeting", "Olá! Como podemos ajudar?"],
  ["open orders", "12"],
  ["closed for holidays", "false"],
  ["season begins", "2026-03-01"],
  ["last import", "2026-03-09 14:05:00"],
  ["couriers", '["bike","van"]'],
  ["terms", "Made up for this sandbox."],
].map(([name = "", value = ""], i) => ({
  id: FIRST_ID + 100 + i,
  name,
  var_type: String(TYPES[i]),
  description: "",
  value,
  is_template_field: false,
}));

/** @type {SubFlow[]} */
export const SUB_FLOWS = [
  "Welcome",
  "Opening hours",
  "Order status",
  "Ask for a review",
  "Goodbye",
].map((name, i) => ({ id: FIRST_ID + i, name, says: `This is the flow “${name}”.` }));

/** @type {Segment[]} */
export const SEGMENTS = [
  { id: 34, name: "Best customers", tag: FIRST_ID },
  { id: 35, name: "Readers", tag: FIRST_ID + 1 },
];

/** @type {CustomEvent[]} */
export const EVENTS = ["order placed", "page visited", "table booked"].map((name, i) => ({
  id: FIRST_ID + i,
  name,
  description: `recorded when there was a ${name}`,
  text_label: "what",
  price_label: "price",
  number_label: "how many",
}));

/** @type {Webhook[]} */
export const WEBHOOKS = [
  {
    id: 1,
    name: "From the web shop",
    hook_uid: "5a0dbc0000000000000000000000c0de",
    sub_flow: FIRST_ID,
    status: "active",
  },
  {
    id: 2,
    name: "From the till",
    hook_uid: "5a0dbc00000000000000000000000ff0",
    sub_flow: FIRST_ID + 1,
    status: "inactive",
  },
];

/** @type {AiHelper[]} */
export const AI_AGENTS = [
  { id: FIRST_ID, name: "Concierge", ai_provider: "openai", model: "model-small" },
  { id: FIRST_ID + 1, name: "Night watch", ai_provider: "claude", model: "model-large" },
];

/** @type {AiHelper[]} */
export const AI_TASKS = [
  { id: FIRST_ID, name: "Summarise a chat", ai_provider: "openai", model: "model-small" },
  { id: FIRST_ID + 1, name: "Guess the language", ai_provider: "groq", model: "model-tiny" },
];

/** @type {Named[]} */
export const CLOSING_NOTES = [
  { id: 11, name: "Solved" },
  { id: 12, name: "Solved by phone" },
  { id: 13, name: "No answer" },
];

export const SHORTCUTS = [
  { id: 21, name: "thanks", value: "Thank you for writing to us." },
  { id: 22, name: "hours", value: "We are open from 9 to 18." },
];

export const WHATSAPP_TEMPLATES = ["visit_tomorrow", "order_shipped", "table_ready"].map(
  (name, i) => ({
    id: i + 1,
    namespace: "0c0ffee0_0000_4000_8000_00000000cafe",
    name,
    language: "pt_BR",
    category: i === 1 ? "UTILITY" : "MARKETING",
    components: [
      { type: "BODY", text: "Olá {{1}}, até {{2}}!" },
      { type: "FOOTER", text: "Corner Shop" },
    ],
    params: { "BODY_{{1}}": "name", "BODY_{{2}}": "day" },
  }),
);

export const FACEBOOK_TEMPLATES = ["table_ready", "parcel_waiting"].map((name, i) => ({
  id: i + 1,
  name,
  lang: "pt_BR",
}));

export const FLOWS = [
  {
    id: 123,
    name: "Corner Shop",
    flow_ns: FLOW,
    type: "whatsapp_cloud",
    linked_label: "5500000000001",
  },
  { id: 124, name: "Corner Shop on the web", flow_ns: "f124", type: "web", linked_label: "" },
  {
    id: 125,
    name: "Corner Shop pictures",
    flow_ns: "f125",
    type: "instagram",
    linked_label: "178000000000001",
  },
];

export const TEMPLATES = [
  {
    id: 31,
    name: "Bakery",
    description: "Orders bread",
    image: "",
    price: 0,
    type: "free",
    scope: "bot",
    status: "published",
  },
  {
    id: 32,
    name: "Hairdresser",
    description: "Books a chair",
    image: "",
    price: 12.5,
    type: "paid",
    scope: "sub_flow",
    status: "draft",
  },
].map((row) => ({ ...row, template_ns: ns("template", row.id) }));
