// The logs: what is in their window, and where a page of them begins.

import { list } from "../envelope.js";
import { FLOW } from "../ids.js";
import { DAY, local } from "../time.js";

/** @typedef {import("./handler.js").Ask} Ask */

const SIX_MONTHS = 183 * DAY;

/**
 * The rows whose moment lies between `start_time` and `end_time`. Nothing older than the window is
 * ever given out.
 *
 * @template {{ at: number }} Row
 * @param {Row[]} rows
 * @param {Ask} ask
 * @param {number} [window]
 */
export function within(rows, { params, now }, window = SIX_MONTHS) {
  const from = Math.max(params.start_time ?? 0, now - window);
  return rows.filter(({ at }) => at >= from && at <= (params.end_time ?? Infinity));
}

/**
 * The rows from `start_id` on, or after it.
 *
 * @template {{ id: number }} Row
 * @param {Row[]} rows
 * @param {Ask} ask
 */
export function since(rows, { params: { start_id }, options }) {
  if (start_id === undefined) return rows;
  return rows.filter(({ id }) => (options.start_id_exclusive ? id > start_id : id >= start_id));
}

/** @param {import("../world/world.js").Conversation} conversation */
function conversationView({ id, user_ns, opened_at, closed_at, agent_id }) {
  const [opened, closed, answered] = [opened_at, closed_at, opened_at + 300].map(local);
  const length = closed_at - opened_at;
  return {
    id,
    flow_ns: FLOW,
    user_ns,
    first_assign_agent_id: agent_id,
    first_reply_agent_id: agent_id,
    last_assign_agent_id: agent_id,
    first_close_agent_id: agent_id,
    last_close_agent_id: agent_id,
    is_new_bot_user: id % 2,
    created_at: opened,
    source_type: id % 2 ? "new_user" : "return_user",
    first_open_at: opened,
    first_close_at: closed,
    last_open_at: opened,
    last_close_at: closed,
    first_assign_at: opened,
    first_reply_at: answered,
    last_assign_at: opened,
    first_reply_after_last_assign_at: answered,
    first_open_to_first_assign: 0,
    first_open_to_first_reply: 300,
    first_reply_after_first_assign: 300,
    first_reply_after_last_assign: 300,
    first_assign_to_first_close: length,
    first_reply_to_first_close: length - 300,
    first_open_to_first_close: length,
    last_assign_to_last_close: length,
    first_open_to_last_close: length,
    handling_time: length,
    avg_response_time: 300,
    avg_subsequent_response_time: 0,
    in_messages: 3,
    agent_messages: 1,
    bot_messages: 1,
    number_of_agent_replies: 1,
    number_of_notes: 0,
    number_of_unique_agents: 1,
    number_of_assignments: 1,
    number_of_opens: 1,
    number_of_closes: 1,
    opened_source: "bot_user",
    closed_source: "agent",
  };
}

/** @type {import("./handler.js").Handlers} */
export const logs = {
  "agentActivity.list": (ask) => {
    const { user_ns, agent_id, action, source_type } = ask.params;
    const wanted = Object.entries({ user_ns, agent_id, action, source_type }).filter(
      ([, value]) => value !== undefined,
    );
    const rows = ask.world.activity.filter((row) =>
      wanted.every(([name, value]) =>
        Object.entries(row).some(([key, each]) => key === name && each === value),
      ),
    );
    return list(within(rows, ask).reverse(), ({ at, ...row }) => ({
      ...row,
      created_at: local(at),
    }));
  },
  "conversations.list": (ask) => {
    const { user_ns } = ask.params;
    const closed = ask.world.conversations
      .all()
      .filter((each) => (user_ns ?? each.user_ns) === each.user_ns)
      .map((each) => ({ ...each, at: each.closed_at }));
    return list(since(within(closed, ask), ask), conversationView);
  },
};
