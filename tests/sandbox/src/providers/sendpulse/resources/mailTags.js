// Tags of addresses and telephone numbers. The vendor queues every change; here it is made at once.

import { pin } from "./bookEmails.js";
import { fields, isText } from "./handler.js";
import { no, wrong } from "./mail.js";

/** @typedef {import("./handler.js").Ask} Ask */

const VERSION = "1.0";

/** @param {Ask} ask */
function queued({ world, account }) {
  world.mail.queued += 1;
  return {
    body: {
      code: "request_sended_to_queue",
      description: "Request sended to queue", // the vendor's spelling
      failure: false,
      http_code: 200,
      queue_id: `q${String(world.mail.queued).padStart(8, "0")}`,
      success: true,
      user_id: account.user_id,
      version: VERSION,
    },
  };
}

/** @param {Ask} ask */
function tagIn(ask) {
  const tag = ask.world.mail.tags.get(ask.path.id);
  if (!tag) throw no(ask, 8, "There is no such tag.", 404);
  return tag;
}

/**
 * @param {Ask} ask
 * @returns {{ name: string, color: string }}
 */
function look(ask) {
  const { name, color } = fields(ask);
  if (!isText(name)) throw wrong(ask, "name", "is missing");
  if (!/^#[0-9a-f]{6}$/i.test(color)) throw wrong(ask, "color");
  return { name, color };
}

/**
 * @param {"email" | "phone"} kind
 * @param {(tagged: Map<string, Set<number>>, whom: string, tags: number[]) => void} change
 * @returns {import("./handler.js").Handler}
 */
function onTagged(kind, change) {
  return (ask) => {
    const { [kind]: whom, tags } = fields(ask);
    if (!isText(whom)) throw wrong(ask, kind, "is missing");
    if (!Array.isArray(tags) || tags.length === 0) throw wrong(ask, "tags", "is missing");
    if (!tags.every((id) => ask.world.mail.tags.get(id))) {
      throw no(ask, 8, "There is no such tag.", 404);
    }
    change(ask.world.mail[kind === "email" ? "emailTags" : "phoneTags"], whom, tags);
    return queued(ask);
  };
}

/** @type {Parameters<typeof onTagged>[1]} */
function unpin(tagged, whom, tags) {
  for (const tag of tags) tagged.get(whom)?.delete(tag);
}

/** @type {import("./handler.js").Handlers} */
export const mailTags = {
  "tags.list": ({ world, account }) => ({
    body: { tags: world.mail.tags.all(), user_id: account.user_id, version: VERSION },
  }),
  "tags.create": (ask) => {
    const made = look(ask);
    ask.world.mail.tags.add((id) => ({ id, ...made }));
    return queued(ask);
  },
  "tags.update": (ask) => {
    Object.assign(tagIn(ask), look(ask));
    return queued(ask);
  },
  "tags.delete": (ask) => {
    const tag = tagIn(ask);
    ask.world.mail.tags.remove(tag);
    for (const tagged of [ask.world.mail.emailTags, ask.world.mail.phoneTags]) {
      for (const tags of tagged.values()) tags.delete(tag.id);
    }
    return queued(ask);
  },
  "tags.addToEmail": onTagged("email", pin),
  "tags.addToPhone": onTagged("phone", pin),
  "tags.removeFromEmail": onTagged("email", unpin),
  "tags.removeFromPhone": onTagged("phone", unpin),
};
