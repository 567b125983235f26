// Collections that are all alike: listed, read, made, changed and deleted by number.

import { list, OK, one } from "../envelope.js";
import { addNamed, namedLike } from "./handler.js";

/**
 * @typedef {import("./handler.js").Handlers} Handlers
 * @typedef {import("../world/world.js").World} World
 */

/**
 * @param {string} prefix of the operations
 * @param {string} id_name the parameter of the path
 * @param {(world: World) => import("../world/table.js").Table<any>} tableOf
 * @returns {Handlers}
 */
function collection(prefix, id_name, tableOf) {
  return {
    [`${prefix}.list`]: (ask) => list(namedLike(tableOf(ask.world), ask)),
    [`${prefix}.get`]: ({ world, params }) => one(tableOf(world).get(params[id_name])),
    [`${prefix}.create`]: (ask) =>
      one(addNamed(tableOf(ask.world), ask, (id) => ({ id, ...ask.body }))),
    [`${prefix}.update`]: ({ world, params, body }) =>
      one(Object.assign(tableOf(world).get(params[id_name]), body)),
    [`${prefix}.delete`]: ({ world, params }) => {
      const table = tableOf(world);
      table.remove(table.get(params[id_name]));
      return OK;
    },
  };
}

/** @type {Handlers} */
export const catalogue = {
  ...collection("shop.productTags", "tagId", (world) => world.productTags),
  ...collection("shop.productTypes", "typeId", (world) => world.productTypes),
  ...collection("shop.productVendors", "vendorId", (world) => world.productVendors),
  ...collection("shop.locations", "locationId", (world) => world.locations),
};
