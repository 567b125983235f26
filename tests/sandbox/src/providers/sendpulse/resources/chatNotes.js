// Notes that operators leave about a contact.

import { TYPE, textData } from "../world/channel.js";
import { botIn, contactIn, deny, messageView, need, ok } from "./chats.js";

/**
 * @typedef {import("../world/channel.js").ChannelName} ChannelName
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("./handler.js").Handlers} Handlers
 */

/**
 * The note that the body names.
 *
 * @param {Ask} ask
 * @param {ChannelName} name
 */
function noteIn(ask, name) {
  const contact = contactIn(ask, name);
  const id = need(ask, "note_id");
  const note = contact.notes.find((each) => each.id === id);
  if (!note) throw deny(ask, 404, "There is no such note.");
  return { contact, note };
}

/**
 * Notes about a contact, which have the form of messages. A single one comes without an envelope.
 *
 * @param {ChannelName} name
 * @returns {Handlers}
 */
export const notes = (name) => ({
  [`${name}.notes.list`]: (ask) => {
    botIn(ask, name);
    const contact = contactIn(ask, name);
    return ok(contact.notes.map((note) => messageView(note, contact, name)));
  },
  [`${name}.notes.create`]: (ask) => {
    botIn(ask, name);
    const contact = contactIn(ask, name);
    /** @type {import("../world/channel.js").Message} */
    const note = {
      id: ask.world[name].newId(),
      campaign_id: null,
      data: textData(name, need(ask, "text")),
      direction: 2,
      status: 1,
      type: TYPE.NOTE,
      unread: false,
      created_at: ask.now,
    };
    contact.notes.push(note);
    return { body: messageView(note, contact, name) };
  },
  [`${name}.notes.update`]: (ask) => {
    const { contact, note } = noteIn(ask, name);
    note.data = textData(name, need(ask, "text"));
    return { body: messageView(note, contact, name) };
  },
  [`${name}.notes.delete`]: (ask) => {
    const { contact, note } = noteIn(ask, name);
    contact.notes = contact.notes.filter((each) => each !== note);
    return { body: messageView(note, contact, name) };
  },
});
