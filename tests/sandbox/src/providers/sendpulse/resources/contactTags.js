// Tags to sort the CRM's contacts by.

import { contactIn, data, deny, GONE, has, MADE, row, text } from "./crmAsk.js";
import { fields } from "./handler.js";

/**
 * @typedef {import("../world/crm.js").Tag} Tag
 * @typedef {import("./handler.js").Ask} Ask
 */

/**
 * @param {Ask} ask
 * @param {Tag} tag
 */
export const tagView = ({ world }, tag) => ({
  ...tag,
  contactCount: world.crm.contacts.all().filter(({ tags }) => tags.has(tag.id)).length,
  taskCount: 0,
});

/** @param {Ask} ask */
const tagIn = (ask) => row(ask, ask.world.crm.tags, ask.path.tagId, "tag");

/**
 * @param {Ask} ask
 * @param {number} longest
 * @param {Tag} [known]
 */
function tagFields(ask, longest, known) {
  const {
    colorText = known?.colorText ?? "#000000",
    colorBackground = known?.colorBackground ?? "#ffffff",
  } = fields(ask);
  return { name: text(ask, "name", longest), colorText, colorBackground };
}

/** @type {import("./handler.js").Handlers} */
export const contactTags = {
  "crm.contactTags.list": (ask) => {
    const { name, search } = ask.query;
    const found = ask.world.crm.tags
      .all()
      .filter((tag) => name === undefined || tag.name === name)
      .filter((tag) => has(tag.name, search));
    return data(found.map((tag) => tagView(ask, tag)));
  },
  "crm.contactTags.create": (ask) => {
    const sent = tagFields(ask, 64);
    return data(
      tagView(
        ask,
        ask.world.crm.tags.add((id) => ({ id, ...sent })),
      ),
    );
  },
  "crm.contactTags.update": (ask) => {
    const tag = tagIn(ask);
    return data(tagView(ask, Object.assign(tag, tagFields(ask, 255, tag))));
  },
  "crm.contactTags.delete": (ask) => {
    const tag = tagIn(ask);
    ask.world.crm.tags.remove(tag);
    for (const contact of ask.world.crm.contacts.all()) contact.tags.delete(tag.id);
    return GONE;
  },
  "crm.contactTags.addToContact": (ask) => {
    contactIn(ask).tags.add(tagIn(ask).id);
    return MADE;
  },
  "crm.contactTags.removeFromContact": (ask) => {
    if (!contactIn(ask).tags.delete(tagIn(ask).id)) {
      throw deny(ask, 404, "The contact has no such tag.");
    }
    return GONE;
  },
};
