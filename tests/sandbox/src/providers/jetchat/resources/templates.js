// Templates: of whole bots, and of WhatsApp's and Facebook's messages.

import { WORKSPACE } from "../auth.js";
import { list, OK, one } from "../envelope.js";
import { FLOW } from "../ids.js";
import { invalid } from "../refusal.js";
import { DAY, local } from "../time.js";
import { called, namedLike } from "./handler.js";

/**
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("./handler.js").Handlers} Handlers
 */

/** @param {Ask} ask */
const templateAsked = ({ world, params }) =>
  world.templates.only(({ template_ns }) => template_ns === params.templateNs);

/**
 * Every template was put into the bot once, when the world began.
 *
 * @param {Ask} ask
 * @param {{ id: number, template_ns: string, scope: string }[]} templates
 */
function installs({ world }, templates) {
  return list(templates, ({ id, template_ns, scope }) => ({
    id: 700 + id,
    template_ns,
    flow_ns: FLOW,
    team_id: WORKSPACE,
    scope,
    allow_republish: 0,
    can_view: 1,
    can_edit: 1,
    auto_update: 0,
    version: "1.0",
    created_at: local(world.began - 30 * DAY),
    updated_at: local(world.began - 20 * DAY),
  }));
}

/** @type {Handlers} */
const ofBots = {
  "templates.list": (ask) => list(namedLike(ask.world.templates, ask)),
  "templateInstalls.list": (ask) => installs(ask, [templateAsked(ask)]),
  "flowTemplateInstalls.list": (ask) => installs(ask, ask.world.templates.all()),
  "templates.createOneTimeLink": (ask) => {
    const { template_ns } = templateAsked(ask);
    const one_time_token = crypto.randomUUID().replaceAll("-", "");
    return one({
      expired_at: local(ask.now + (ask.params.days ?? 30) * DAY),
      one_time_token,
      url: `${ask.base}/template/${template_ns}?token=${one_time_token}`,
    });
  },
};

/**
 * @param {string} prefix
 * @param {"whatsappTemplates" | "facebookTemplates"} which
 * @returns {Handlers}
 */
function ofMessages(prefix, which) {
  /** @param {Ask} ask @returns {import("../world/table.js").Table<any>} */
  const table = ({ world }) => world[which];
  return {
    [`${prefix}.list`]: (ask) =>
      list(namedLike(table(ask), ask), ({ id: _, ...template }) => template),
    [`${prefix}.create`]: (ask) => {
      const { name = "" } = ask.body;
      if (table(ask).find((each) => each.name === name)) {
        throw invalid({ name: ["There is a template of this name already."] });
      }
      table(ask).add((id) => ({ ...ask.body, id, name }));
      return OK;
    },
    [`${prefix}.delete`]: (ask) => {
      table(ask).remove(called(table(ask), ask.body.name ?? ""));
      return OK;
    },
    [`${prefix}.sync`]: () => OK,
  };
}

/** @type {Handlers} */
export const templates = {
  ...ofBots,
  ...ofMessages("whatsappTemplates", "whatsappTemplates"),
  ...ofMessages("facebookTemplates", "facebookTemplates"),
};
