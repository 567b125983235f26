// Ticket lists, their tickets, what changed in those and what was said about them.

import { list, OK, one, raw } from "../envelope.js";
import { FLOW } from "../ids.js";
import { missing } from "../refusal.js";
import { DAY, local } from "../time.js";
import { TICKET_FIELDS } from "../world/team.js";
import { matches, namedLike } from "./handler.js";
import { within } from "./logs.js";
import { personIn } from "./people.js";

/**
 * @typedef {import("../world/world.js").Ticket} Ticket
 * @typedef {import("../world/world.js").World} World
 * @typedef {import("./handler.js").Ask} Ask
 */

/** @param {Ticket} ticket */
const ticketView = ({ list_id: _, ...ticket }) => ({ flow_ns: FLOW, ...ticket });

/** @param {import("../world/world.js").Comment} comment */
const commentView = ({ at, ...comment }) => ({
  ...comment,
  created_at: local(at),
  updated_at: local(at),
});

/** @param {import("../world/world.js").TicketChange} change */
const changeView = ({ id, ticket, at, ...change }) => ({
  id,
  list_id: ticket.list_id,
  list_item_id: ticket.id,
  flow_ns: FLOW,
  user_ns: ticket.user_ns,
  ...change,
  created_at: local(at),
});

/** @param {Ask} ask */
const listAsked = ({ world, params }) => world.ticketLists.get(params.listId);

/** @param {Ask} ask */
function ticketAsked(ask) {
  const ticket = ask.world.tickets.get(ask.params.listItemId);
  if (ticket.list_id !== listAsked(ask).id) throw missing("ticket");
  return ticket;
}

/**
 * An option of a select goes by its key or its code.
 *
 * @param {unknown} given
 */
function optionKey(given) {
  const options = TICKET_FIELDS.find(({ column_name }) => column_name === "select1")?.options ?? [];
  const known = options.find(({ option_code }) => option_code === given)?.option_key;
  return known ?? (Number.parseInt(String(given), 10) || 0);
}

/**
 * @param {Ask} ask
 * @param {Ticket} ticket
 * @param {"create" | "update"} action
 */
function logSelects({ world, body, now: at }, ticket, action) {
  for (const [column_name, given] of Object.entries(body)) {
    if (!/^select[1-5]$/.test(column_name)) continue;
    world.ticketLog.add((id) => ({ id, ticket, action, column_name, value: optionKey(given), at }));
  }
}

/**
 * @param {Ask} ask
 * @param {Ticket} ticket
 * @param {string} content
 * @param {string | null} file
 */
function comment({ world, now: at }, ticket, content, file) {
  const [agent] = world.agents.all();
  const agent_id = agent?.id ?? 0;
  return world.comments.add((id) => ({
    id,
    list_item_id: ticket.id,
    list_id: ticket.list_id,
    agent_id,
    content,
    file,
    at,
  }));
}

const SIX_MONTHS = 183 * DAY;

/** @type {import("./handler.js").Handlers} */
export const tickets = {
  "ticketLists.list": (ask) => list(namedLike(ask.world.ticketLists, ask)),
  "ticketLists.getFields": (ask) => {
    listAsked(ask);
    return raw({ data: TICKET_FIELDS, status: "ok" });
  },
  "tickets.list": (ask) => {
    const { title, flow_ns = FLOW, user_ns } = ask.params;
    const { id } = listAsked(ask);
    const found = ask.world.tickets
      .all()
      .filter((each) => each.list_id === id && flow_ns === FLOW && matches(title, each.title))
      .filter((each) => (user_ns ?? each.user_ns) === each.user_ns);
    return list(found, ticketView);
  },
  "tickets.create": (ask) => {
    const { world, body } = ask;
    const list_id = listAsked(ask).id;
    const user_ns = world.people.nameOf(personIn(ask));
    const ticket = world.tickets.add((id) => ({
      ...body,
      id,
      list_id,
      user_ns,
      title: body.title,
    }));
    logSelects(ask, ticket, "create");
    return OK;
  },
  "tickets.update": (ask) => {
    const ticket = ticketAsked(ask);
    const { comment: said, ...changes } = ask.body;
    Object.assign(ticket, changes);
    logSelects(ask, ticket, "update");
    if (said) comment(ask, ticket, said.content ?? "", said.url ?? null);
    return OK;
  },
  "tickets.delete": (ask) => {
    ask.world.tickets.remove(ticketAsked(ask));
    return OK;
  },
  "ticketLog.list": (ask) => {
    const { user_ns, list_item_id, column_name, flow_ns = FLOW } = ask.params;
    const { id } = listAsked(ask);
    const found = ask.world.ticketLog
      .all()
      .filter(({ ticket }) => ticket.list_id === id && flow_ns === FLOW)
      .filter(({ ticket }) => (user_ns ?? ticket.user_ns) === ticket.user_ns)
      .filter(({ ticket }) => (list_item_id ?? ticket.id) === ticket.id)
      .filter((change) => (column_name ?? change.column_name) === change.column_name);
    return list(within(found, ask, SIX_MONTHS).reverse(), changeView);
  },
  "ticketComments.list": (ask) => {
    const ticket = ticketAsked(ask);
    return list(
      ask.world.comments.all().filter(({ list_item_id }) => list_item_id === ticket.id),
      commentView,
    );
  },
  "ticketComments.create": (ask) => {
    const { content, file = null } = ask.body;
    return one(commentView(comment(ask, ticketAsked(ask), content, file)));
  },
};
