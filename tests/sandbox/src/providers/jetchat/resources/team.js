// The workspace: who works in it, in which groups, its bots, its figures and its settings.

import { WORKSPACE } from "../auth.js";
import { list, OK, one, raw } from "../envelope.js";
import { FLOW } from "../ids.js";
import { DAY, localDate } from "../time.js";
import { daysOf } from "./bot.js";
import { matches, namedLike } from "./handler.js";

/**
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("./handler.js").Handlers} Handlers
 */

/** @param {Ask} ask */
function agents({ world, params }) {
  const { name, role } = params;
  return list(
    world.agents
      .all()
      .filter((each) => matches(name, each.name) && (role ?? each.role) === each.role),
  );
}

/**
 * A row for each whole day of the range, the newest first.
 *
 * @param {Ask} ask
 * @param {(summary_date: string) => object[]} rows
 */
function daily(ask, rows) {
  const days = (ask.params.flow_ns ?? FLOW) === FLOW ? daysOf(ask) : 0;
  return list(
    Array.from({ length: days }, (_, i) => rows(localDate(ask.now - (i + 1) * DAY))).flat(),
  );
}

/** @param {Ask} ask */
function flowFigures(ask) {
  return daily(ask, (summary_date) => [
    {
      flow_ns: FLOW,
      summary_date,
      total_bot_users: ask.world.people.length,
      day_active_bot_users: 12,
      day_new_bot_users: 3,
      day_total_messages: 140,
      day_in_messages: 60,
      day_out_messages: 60,
      day_agent_messages: 20,
      day_note_messages: 2,
      day_assigned: 2,
      day_done: 1,
      day_email_sent: 0,
      day_email_open: 0,
      avg_agent_response_time: 240,
      avg_resolve_time: 5400,
    },
  ]);
}

/** @param {Ask} ask */
function agentFigures(ask) {
  return daily(ask, (summary_date) =>
    ask.world.agents.all().map(({ id }) => ({
      flow_ns: FLOW,
      summary_date,
      agent_id: id,
      day_reply_bot_users: 4,
      day_agent_messages: 9,
      day_note_messages: 1,
      day_assigned: 2,
      day_done: 1,
      avg_agent_response_time: 240,
      avg_resolve_time: 5400,
    })),
  );
}

/** @type {Handlers} */
const groups = {
  "agentGroups.list": (ask) =>
    list(namedLike(ask.world.agentGroups, ask), ({ members: _, ...group }) => group),
  "agentGroups.get": ({ world, params }) => one(world.agentGroups.get(params.id)),
  "agentGroups.create": ({ world, body }) => {
    const {
      name,
      image = "",
      assign_method = "random",
      online_first = 0,
      only_view_assigned_to_me = 0,
    } = body;
    return one(
      world.agentGroups.add((id) => ({
        id,
        name,
        image,
        assign_method,
        online_first,
        only_view_assigned_to_me,
        members: [],
      })),
    );
  },
  "agentGroups.update": ({ world, params, body }) =>
    one(Object.assign(world.agentGroups.get(params.id), body)),
  "agentGroups.delete": ({ world, params }) => {
    world.agentGroups.remove(world.agentGroups.get(params.id));
    return OK;
  },
  "agentGroups.updateMembers": ({ world, params, body }) => {
    const group = world.agentGroups.get(params.id);
    const members = (body.members ?? []).map((/** @type {number} */ id) => world.agents.get(id).id);
    group.members = members;
    return OK;
  },
};

/** @type {Handlers} */
export const team = {
  ...groups,
  "flowAgents.list": agents,
  "members.list": agents,
  "flows.list": ({ world, params }) =>
    list(
      world.flows
        .all()
        .filter(({ name, type }) => matches(params.name, name) && (params.type ?? type) === type),
      ({ id: _, ...flow }) => flow,
    ),
  "flowSummary.list": flowFigures,
  "agentSummary.list": agentFigures,
  "workspace.get": ({ world }) => {
    const [owner] = world.agents.all();
    return one({
      id: WORKSPACE,
      name: "Corner Shop Ltd",
      image: "https://files.example.com/workspace.png",
      owner_id: owner?.id ?? 0,
      owner_email: owner?.email ?? "",
    });
  },
  "me.get": ({ world }) => {
    const { id = 0, name = "", email = "" } = world.agents.all()[0] ?? {};
    return raw({ id, name, email });
  },
  "workspaceSettings.getChannels": ({ world }) => one(world.settings.channels),
  "workspaceSettings.updateChannels": ({ world, body }) => {
    Object.assign(world.settings.channels, body);
    return OK;
  },
  "workspaceSettings.getLiveChatSidebar": ({ world }) =>
    raw({ data: world.settings.sidebar, status: "ok" }),
  "workspaceSettings.updateLiveChatSidebar": ({ world, body }) => {
    world.settings.sidebar = body.data ?? [];
    return OK;
  },
};
