// The bot itself: the flows inside it, its settings, webhooks, segments and events.

import { list, OK, one, raw } from "../envelope.js";
import { ns, numberIn } from "../ids.js";
import { DAY, local } from "../time.js";
import { matches, namedLike } from "./handler.js";
import { since, within } from "./logs.js";

/**
 * @typedef {import("../world/world.js").World} World
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("./handler.js").Handlers} Handlers
 */

/**
 * @param {World} world
 * @param {unknown} sub_flow_ns
 */
export const subFlowOf = (world, sub_flow_ns) =>
  world.subFlows.get(numberIn("subFlow", String(sub_flow_ns)));

/** @param {{ id: number, name: string }} flow */
const subFlowView = ({ id, name }) => ({ name, sub_flow_ns: ns("subFlow", id) });

/** @param {import("../world/bot.js").CustomEvent} event */
const eventView = ({ id, ...event }) => ({ ...event, event_ns: ns("event", id) });

/** @param {import("../world/bot.js").EventRecord} record */
const eventRecordView = ({ event, at, ...record }) => ({
  ...record,
  event_ns: ns("event", event),
  created_at: local(at),
});

/**
 * The word `main`, or a sub flow that there is.
 *
 * @param {Ask} ask
 */
function startFlow({ world, body }) {
  if (body.sub_flow_ns !== "main") subFlowOf(world, body.sub_flow_ns);
  return body.sub_flow_ns;
}

/** @type {Handlers} */
const flow = {
  "subFlows.list": (ask) => list(namedLike(ask.world.subFlows, ask), subFlowView),
  "subFlows.delete": ({ world, body }) => {
    world.subFlows.remove(subFlowOf(world, body.sub_flow_ns));
    return OK;
  },
  "flow.countSubscribers": ({ world }) =>
    list(
      ["open", "pending", "spam", "done"].map((status) => ({
        status,
        num: world.people.filter((person) => person.status === status).length,
      })),
    ),
  "flow.setDefaultStartFlow": (ask) => {
    ask.world.settings.start_flow = startFlow(ask);
    return OK;
  },
  "flow.setWebChatDefaultStartFlow": (ask) => {
    ask.world.settings.web_start_flow = startFlow(ask);
    return OK;
  },
  "flow.setAudioTranscription": ({ world, body }) => {
    world.settings.stt_model = body.stt_model;
    return OK;
  },
  "flow.getDefaultAiProvider": ({ world }) => one(world.settings.ai),
  "flow.setDefaultAiProvider": ({ world, body }) => {
    const { provider, model } = body;
    Object.assign(world.settings.ai, provider && { provider }, model && { model });
    return OK;
  },
  "inboundWebhooks.list": ({ world, params, base }) =>
    list(
      world.webhooks.all().filter(({ name }) => matches(params.name, name)),
      ({ name, hook_uid, sub_flow, status }) => ({
        name,
        hook_uid,
        sub_flow_ns: ns("subFlow", sub_flow),
        status,
        url: `${base}/api/iwh/${hook_uid}`,
      }),
    ),
  "segments.list": (ask) =>
    list(namedLike(ask.world.segments, ask), ({ id, name }) => ({
      name,
      segment_ns: ns("segment", id),
    })),
};

/** @param {Ask} ask */
const eventAsked = ({ world, params }) => world.events.get(numberIn("event", params.event_ns));

const RANGES = /** @type {Record<string, number>} */ ({
  yesterday: 1,
  last_7_days: 7,
  last_week: 7,
  last_30_days: 30,
  last_month: 30,
  last_3_months: 91,
});

/**
 * How many days a range has.
 *
 * @param {Ask} ask
 */
export const daysOf = ({ params }) => RANGES[params.range ?? "yesterday"] ?? 1;

/** @type {Handlers} */
const events = {
  "customEvents.list": (ask) => list(namedLike(ask.world.events, ask), eventView),
  "customEvents.summary": (ask) => {
    const event = eventAsked(ask);
    const start = ask.now - daysOf(ask) * DAY;
    const records = ask.world.eventLog
      .all()
      .filter((each) => each.event === event.id && each.at >= start);
    const texts = Map.groupBy(records, ({ text_value }) => text_value);
    const days = Map.groupBy(records, ({ at }) => local(at).slice(0, 10));
    return raw({
      data: eventView(event),
      status: "ok",
      stats: [...days].map(([start_date, each]) => ({ ...count(each), start_date })),
      total: count(records),
      start_date: local(start),
      end_date: local(ask.now),
      text_values: [...texts].map(([text_value, each]) => ({ ...count(each), text_value })),
    });
  },
  "customEventData.list": (ask) => {
    const event = eventAsked(ask);
    const records = ask.world.eventLog.all().filter((each) => each.event === event.id);
    return list(since(within(records, ask), ask), eventRecordView);
  },
};

/** @param {import("../world/bot.js").EventRecord[]} records */
function count(records) {
  return {
    num: records.length,
    unique_user_num: new Set(records.map(({ user_ns }) => user_ns)).size,
  };
}

/** @type {Handlers} */
export const bot = { ...flow, ...events };
