// What the AI was taught: short texts under headings, no two of which are the same.

import { list, OK, one, raw } from "../envelope.js";
import { invalid } from "../refusal.js";
import { matches } from "./handler.js";

/** @typedef {import("../world/world.js").World} World */

/**
 * @param {World} world
 * @param {string | undefined} wanted
 * @param {number} [own] the row that may keep it
 */
function free(world, wanted, own) {
  if (world.embeddings.find(({ id, heading }) => heading === wanted && id !== own)) {
    throw invalid({ heading: ["This heading is in use already."] });
  }
}

/**
 * Rows without a heading or a text are skipped; a heading that is known gets its text renewed.
 *
 * @param {World} world
 * @param {{ type?: string, heading?: string, text?: string }[]} rows
 */
function importRows(world, rows) {
  const counts = { inserted: 0, updated: 0, skipped: 0 };
  for (const { type = "", heading, text } of rows) {
    const known = world.embeddings.find((each) => each.heading === heading);
    if (!heading || !text) counts.skipped += 1;
    else if (known) {
      Object.assign(known, { type, text });
      counts.updated += 1;
    } else {
      world.embeddings.add((id) => ({ id, type, heading, text }));
      counts.inserted += 1;
    }
  }
  return raw({ status: "ok", ...counts });
}

/** @type {import("./handler.js").Handlers} */
export const knowledge = {
  "embeddings.list": ({ world, params }) =>
    list(
      world.embeddings
        .all()
        .filter(
          ({ heading, text }) => matches(params.heading, heading) && matches(params.text, text),
        ),
    ),
  "embeddings.get": ({ world, params }) => one(world.embeddings.get(params.id)),
  "embeddings.create": ({ world, body }) => {
    const { type = "", heading, text } = body;
    free(world, heading);
    return one(world.embeddings.add((id) => ({ id, type, heading, text })));
  },
  "embeddings.update": ({ world, params, body }) => {
    const found = world.embeddings.get(params.id);
    free(world, body.heading, found.id);
    return one(Object.assign(found, body));
  },
  "embeddings.delete": ({ world, params }) => {
    world.embeddings.remove(world.embeddings.get(params.id));
    return OK;
  },
  "embeddings.import": ({ world, body }) => importRows(world, body.rows),
  "embeddings.generate": () => OK,
};
