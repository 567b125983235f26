// What people who work with the bot keep at hand: closing notes, shortcuts, AI agents and tasks.

import { list, OK, one } from "../envelope.js";
import { ns, numberIn } from "../ids.js";
import { addNamed, matches, namedLike } from "./handler.js";

/**
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("./handler.js").Handlers} Handlers
 */

/** @type {Handlers} */
const notes = {
  "closingNotes.list": (ask) => list(namedLike(ask.world.closingNotes, ask)),
  "closingNotes.get": ({ world, params }) => one(world.closingNotes.get(params.id)),
  "closingNotes.create": (ask) => {
    const { name = "" } = ask.body;
    return one(addNamed(ask.world.closingNotes, ask, (id) => ({ id, name })));
  },
  "closingNotes.update": ({ world, body }) => change(world.closingNotes, body),
  "closingNotes.delete": ({ world, body }) => {
    world.closingNotes.remove(world.closingNotes.get(body.id));
    return OK;
  },
  "shortcuts.list": ({ world }) => list(world.shortcuts.all()),
  "shortcuts.get": ({ world, params }) => one(world.shortcuts.get(params.id)),
  "shortcuts.create": (ask) => {
    const { name = "", value = "" } = ask.body;
    return one(addNamed(ask.world.shortcuts, ask, (id) => ({ id, name, value })));
  },
  "shortcuts.update": ({ world, body }) => change(world.shortcuts, body),
  "shortcuts.delete": ({ world, body }) => {
    world.shortcuts.remove(world.shortcuts.get(body.id));
    return OK;
  },
};

/**
 * Writes over what a record has of the fields that were sent. Without an id nothing happens: the
 * description does not ask for one.
 *
 * @param {import("../world/table.js").Table<any>} table
 * @param {Record<string, any>} body
 */
function change(table, { id, ...fields }) {
  if (id === undefined) return OK;
  const row = table.get(id);
  for (const [name, value] of Object.entries(fields))
    if (Object.hasOwn(row, name)) row[name] = value;
  return OK;
}

/**
 * @param {"aiAgents" | "aiTasks"} which
 * @param {"aiAgent" | "aiTask"} kind
 * @param {string} id_name
 * @returns {Handlers}
 */
function aiHelpers(which, kind, id_name) {
  /** @param {import("../world/bot.js").AiHelper} helper */
  const view = ({ id, ...helper }) => ({ [id_name]: ns(kind, id), ...helper });
  /** @param {Ask} ask */
  const asked = ({ world, body }) => world[which].get(numberIn(kind, String(body[id_name])));
  return {
    [`${which}.list`]: ({ world, params }) =>
      list(
        world[which]
          .all()
          .filter(({ name }) => matches(params.name, name))
          .filter(({ ai_provider }) => (params.ai_provider ?? ai_provider) === ai_provider)
          .filter(({ id }) => (params[id_name] ?? ns(kind, id)) === ns(kind, id)),
        view,
      ),
    [`${which}.get`]: (ask) => one(view(asked(ask))),
    [`${which}.updateProvider`]: (ask) => {
      const { provider, model } = ask.body;
      if (!ask.body[id_name]) return OK;
      Object.assign(asked(ask), provider && { ai_provider: provider }, model && { model });
      return OK;
    },
  };
}

/** @type {Handlers} */
export const helpers = {
  ...notes,
  ...aiHelpers("aiAgents", "aiAgent", "ai_agent_ns"),
  ...aiHelpers("aiTasks", "aiTask", "ai_task_ns"),
};
