// What is put on subscribers and taken off again: tags, labels, field values.

import { OK } from "../envelope.js";
import { stored, userFieldOf } from "./fields.js";
import { called } from "./handler.js";
import { personIn } from "./people.js";
import { tagOf } from "./tags.js";

/**
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("./handler.js").Handler} Handler
 * @typedef {import("../world/person.js").Person} Person
 * @typedef {import("../world/world.js").World} World
 */

/**
 * Finds whatever is named before it changes anything: all of it happens, or nothing.
 *
 * @template Thing
 * @param {(world: World, named: any) => Thing} find
 * @param {(person: Person, thing: Thing, named: any) => void} apply
 * @returns {{ single: Handler, many: Handler }}
 */
function onPerson(find, apply) {
  /**
   * @param {Ask} ask
   * @param {any[]} rows
   */
  const run = (ask, rows) => {
    const person = personIn(ask);
    const things = rows.map((row) => /** @type {const} */ ([find(ask.world, row), row]));
    for (const [thing, row] of things) apply(person, thing, row);
    return OK;
  };
  return { single: (ask) => run(ask, [ask.body]), many: (ask) => run(ask, ask.body.data) };
}

const byId = (/** @type {World} */ world, /** @type {any} */ { tag_ns }) => tagOf(world, tag_ns);
const byName = (/** @type {World} */ world, /** @type {any} */ { tag_name }) =>
  called(world.tags, tag_name);
const addTag = (/** @type {Person} */ { tags }, /** @type {{ id: number }} */ { id }) =>
  void tags.add(id);
const removeTag = (/** @type {Person} */ { tags }, /** @type {{ id: number }} */ { id }) =>
  void tags.delete(id);

const add = onPerson(byId, addTag);
const addByName = onPerson(byName, addTag);
const remove = onPerson(byId, removeTag);
const removeByName = onPerson(byName, removeTag);

const label = (/** @type {World} */ world, /** @type {any} */ { label_name }) =>
  called(world.labels, label_name);

const field = (/** @type {World} */ world, /** @type {any} */ { var_ns }) =>
  userFieldOf(world, var_ns);
const namedField = (
  /** @type {World} */ world,
  /** @type {any} */ { field_name, name = field_name },
) => called(world.userFields, name);

/**
 * @param {Person} person
 * @param {import("../world/bot.js").Field} found
 * @param {any} row
 */
function setValue(person, found, { value = "" }) {
  person.fields.set(found.id, stored(found, value));
}

/**
 * @param {Person} person
 * @param {{ id: number }} found
 */
function clearValue(person, { id }) {
  person.fields.delete(id);
}

const set = onPerson(field, setValue);
const setByName = onPerson(namedField, setValue);
const clear = onPerson(field, clearValue);
const clearByName = onPerson(namedField, clearValue);

/** @type {import("./handler.js").Handlers} */
export const marks = {
  "subscribers.addTag": add.single,
  "subscribers.addTags": add.many,
  "subscribers.addTagByName": addByName.single,
  "subscribers.addTagsByName": addByName.many,
  "subscribers.removeTag": remove.single,
  "subscribers.removeTags": remove.many,
  "subscribers.removeTagByName": removeByName.single,
  "subscribers.removeTagsByName": removeByName.many,
  "subscribers.addLabelsByName": onPerson(label, ({ labels }, { id }) => void labels.add(id)).many,
  "subscribers.removeLabelsByName": onPerson(label, ({ labels }, { id }) => void labels.delete(id))
    .many,
  "subscribers.setField": set.single,
  "subscribers.setFields": set.many,
  "subscribers.setFieldByName": setByName.single,
  "subscribers.setFieldsByName": setByName.many,
  "subscribers.clearField": clear.single,
  "subscribers.clearFields": clear.many,
  "subscribers.clearFieldByName": clearByName.single,
  "subscribers.clearFieldsByName": clearByName.many,
};
