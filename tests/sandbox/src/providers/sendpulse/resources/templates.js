// Templates: saved message designs, the account's own and the vendor's.

import { slugOf } from "../world/mail.js";
import { plain } from "../world/time.js";
import { asked, decoded, fields, isText } from "./handler.js";
import { DONE, listed, no, wrong } from "./mail.js";

/**
 * @typedef {import("../world/mail.js").Template} Template
 * @typedef {import("./handler.js").Ask} Ask
 */

const LANGUAGES = ["en", "ru", "ua", "tr", "es", "pt"];

/**
 * @param {Ask} ask
 * @param {string | undefined} named by id or by slug
 * @param {number} code that this call has for one that there is not
 * @param {number} [status]
 * @returns {Template}
 */
export function templateOf(ask, named, code, status = 422) {
  const { templates } = ask.world.mail;
  const { owner } = asked(ask);
  const found = templates.get(named) ?? templates.find(({ name_slug }) => name_slug === named);
  if (!found || (owner !== undefined && found.owner !== owner)) {
    throw no(ask, code, "There is no such template.", status);
  }
  return found;
}

/** @param {Ask} ask */
function content(ask) {
  const { body, lang = "en" } = fields(ask);
  if (!isText(body)) throw wrong(ask, "body", "is missing");
  if (decoded(body) === null) throw wrong(ask, "body", "is no Base64");
  if (!LANGUAGES.includes(lang)) throw wrong(ask, "lang");
  return { body, lang };
}

/** @param {Template} template */
const fullView = ({ id, name, name_slug, lang, body, created_at, owner }) => ({
  id: String(id),
  name,
  name_slug,
  lang,
  body,
  owner,
  created: plain(created_at),
});

/** @type {import("./handler.js").Handlers} */
export const templates = {
  "templates.create": (ask) => {
    const all = ask.world.mail.templates;
    const known = content(ask);
    const { name = `Template ${all.size() + 1}` } = fields(ask);
    if (typeof name !== "string") throw wrong(ask, "name", "must be text");
    if (all.find((each) => each.owner === "me" && each.name === name)) {
      throw no(ask, 573, "Another template has this name.");
    }
    const { id } = all.add((made) => ({
      ...known,
      id: made,
      name,
      name_slug: slugOf(name),
      owner: "me",
      editor: "html",
      created_at: ask.now,
    }));
    return { body: { result: true, real_id: id } };
  },
  "templates.update": (ask) => {
    const template = ask.world.mail.templates.get(ask.path.id);
    if (template?.owner !== "me") throw no(ask, 31, "There is no such template.", 404);
    if (template.editor === "layout") throw no(ask, 2900, "The layout editor made this template.");
    Object.assign(template, content(ask));
    return DONE;
  },
  "templates.get": (ask) => ({ body: fullView(templateOf(ask, ask.path.template_id, 290, 404)) }),
  "templates.getBySlug": (ask) => ({
    body: fullView(templateOf(ask, ask.path.name_slug, 290, 404)),
  }),
  "templates.list": (ask) => {
    const { owner = "sendpulse" } = asked(ask);
    if (owner !== "me" && owner !== "sendpulse") throw wrong(ask, "owner");
    const rows = ask.world.mail.templates.all().filter((each) => each.owner === owner);
    return listed(ask, rows, ({ id, name }) => ({ id: String(id), name }));
  },
};
