// Tags, and the labels of the team.

import { list, OK, one } from "../envelope.js";
import { ns, numberIn } from "../ids.js";
import { addNamed, called, namedLike } from "./handler.js";

/** @typedef {import("../world/world.js").World} World */

/** @param {{ id: number, name: string }} tag */
export const tagView = ({ id, name }) => ({ name, tag_ns: ns("tag", id) });

/**
 * @param {World} world
 * @param {unknown} tag_ns
 */
export const tagOf = (world, tag_ns) => world.tags.get(numberIn("tag", String(tag_ns)));

/**
 * Nobody carries a tag that is gone.
 *
 * @param {World} world
 * @param {{ id: number, name: string }} tag
 */
function dropTag(world, tag) {
  world.tags.remove(tag);
  return OK;
}

/** @type {import("./handler.js").Handlers} */
export const tags = {
  "flowTags.list": (ask) => list(namedLike(ask.world.tags, ask), tagView),
  "flowTags.create": (ask) => {
    const { name } = ask.body;
    return one(tagView(addNamed(ask.world.tags, ask, (id) => ({ id, name }))));
  },
  "flowTags.delete": ({ world, body }) => dropTag(world, tagOf(world, body.tag_ns)),
  "flowTags.deleteByName": ({ world, body }) => dropTag(world, called(world.tags, body.name)),

  "labels.list": (ask) => list(namedLike(ask.world.labels, ask)),
  "labels.create": (ask) => {
    const { name } = ask.body;
    return one(addNamed(ask.world.labels, ask, (id) => ({ id, name })));
  },
  "labels.delete": ({ world, body }) => {
    world.labels.remove(world.labels.get(body.id));
    return OK;
  },
  "labels.deleteByName": ({ world, body }) => {
    world.labels.remove(called(world.labels, body.name));
    return OK;
  },
};
