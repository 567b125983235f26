// The fields of subscribers and of the bot.

import { list, OK, one } from "../envelope.js";
import { ns, numberIn } from "../ids.js";
import { addNamed, called, namedLike } from "./handler.js";

/**
 * @typedef {import("../world/world.js").World} World
 * @typedef {import("../world/bot.js").Field} Field
 * @typedef {import("./handler.js").Ask} Ask
 */

/** @param {Field} field */
export const fieldView = ({ id, ...field }) => ({ ...field, var_ns: ns("field", id) });

/**
 * @param {World} world
 * @param {unknown} var_ns
 */
export const userFieldOf = (world, var_ns) =>
  world.userFields.get(numberIn("field", String(var_ns)));

/**
 * @param {World} world
 * @param {unknown} var_ns
 */
const botFieldOf = (world, var_ns) => world.botFields.get(numberIn("field", String(var_ns)));

const SIZES = new Map([["longtext", 500_000]]);
const USUAL_SIZE = 20_000;

/**
 * A value as it is stored: as text, and no longer than its field, about which nobody is told.
 *
 * @param {Pick<Field, "var_type">} field
 * @param {unknown} value
 */
export function stored({ var_type }, value) {
  return String(value).slice(0, SIZES.get(var_type) ?? USUAL_SIZE);
}

/**
 * @param {Ask} ask
 * @param {number} id
 * @returns {Field}
 */
function fieldFrom({ body }, id) {
  const { name, var_type, description = "", value } = body;
  return { id, name, var_type, description, value: stored({ var_type }, value) };
}

/**
 * @param {Field} field
 * @param {unknown} value
 */
function set(field, value) {
  field.value = stored(field, value);
  return field;
}

/** @type {import("./handler.js").Handlers} */
export const fields = {
  "userFields.list": (ask) => list(namedLike(ask.world.userFields, ask), fieldView),
  "userFields.create": (ask) =>
    one(fieldView(addNamed(ask.world.userFields, ask, (id) => fieldFrom(ask, id)))),
  "userFields.update": ({ world, body }) => {
    if (body.var_ns)
      Object.assign(userFieldOf(world, body.var_ns), body.name && { name: body.name });
    return OK;
  },
  "userFields.delete": ({ world, body }) => {
    world.userFields.remove(userFieldOf(world, body.var_ns));
    return OK;
  },
  "userFields.deleteByName": ({ world, body }) => {
    world.userFields.remove(called(world.userFields, body.name));
    return OK;
  },

  "botFields.list": (ask) => list(namedLike(ask.world.botFields, ask), fieldView),
  "botFields.create": (ask) => {
    const { is_template_field = false } = ask.body;
    const make = (/** @type {number} */ id) => ({ ...fieldFrom(ask, id), is_template_field });
    return one(fieldView(addNamed(ask.world.botFields, ask, make)));
  },
  "botFields.set": ({ world, body }) =>
    one(fieldView(set(botFieldOf(world, body.var_ns), body.value))),
  "botFields.setByName": ({ world, body }) =>
    one(fieldView(set(called(world.botFields, body.name), body.value))),
  "botFields.setMany": ({ world, body }) =>
    setAll(body.data, ({ var_ns }) => botFieldOf(world, var_ns)),
  "botFields.setManyByName": ({ world, body }) =>
    setAll(body.data, ({ name }) => called(world.botFields, name)),
  "botFields.delete": ({ world, body }) => {
    world.botFields.remove(botFieldOf(world, body.var_ns));
    return OK;
  },
  "botFields.deleteByName": ({ world, body }) => {
    world.botFields.remove(called(world.botFields, body.name));
    return OK;
  },
};

/**
 * All of them or none: every field is found before the first is set.
 *
 * @param {any[]} rows
 * @param {(row: any) => Field} find
 */
function setAll(rows, find) {
  const found = rows.map((row) => /** @type {const} */ ([find(row), row.value ?? ""]));
  for (const [field, value] of found) set(field, value);
  return OK;
}
