// What the rules of the CRM share: how they answer and refuse, and conditions on what is listed.

import { iso } from "../world/time.js";
import { deny, fields, isText } from "./handler.js";

export { deny };

/** @typedef {import("./handler.js").Ask} Ask */

const PAGE = 10;
const MOST = 100;

/** @param {unknown} value */
export const data = (value) => ({ body: { data: value } });
export const GONE = { status: 204 };
export const MADE = { status: 201 };

/**
 * @template {{ id: number }} Row
 * @param {Ask} ask
 * @param {import("../../../data/table.js").Table<Row>} table
 * @param {unknown} id
 * @param {string} what
 * @returns {Row}
 */
export function row(ask, table, id, what) {
  const found = table.get(id);
  if (!found) throw deny(ask, 404, `There is no such ${what}.`);
  return found;
}

/** @param {Ask} ask */
export const contactIn = (ask) => row(ask, ask.world.crm.contacts, ask.path.contactId, "contact");

/**
 * @param {Ask} ask
 * @param {string} name
 * @param {number} [longest]
 * @returns {string}
 */
export function text(ask, name, longest = 255) {
  const value = fields(ask)[name];
  if (!isText(value)) throw deny(ask, 422, `${name} is missing.`);
  if (value.length > longest) throw deny(ask, 422, `${name} is longer than ${longest}.`);
  return value;
}

/**
 * @param {Ask} ask
 * @param {string} name
 * @returns {number}
 */
export function number(ask, name) {
  const value = fields(ask)[name];
  if (typeof value !== "number") throw deny(ask, 422, `${name} is missing, or no number.`);
  return value;
}

/** @param {Ask} ask */
export function pageIn(ask) {
  const { limit = PAGE, offset = 0 } = fields(ask);
  const fine = Number.isInteger(limit) && Number.isInteger(offset) && offset >= 0;
  if (!fine || limit < 1 || limit > MOST) throw deny(ask, 422, "limit or offset is wrong.");
  return { limit, offset };
}

/** @type {Record<string, (own: any, wanted: any) => boolean>} */
const TESTS = {
  eq: (own, wanted) => String(own) === String(wanted),
  neq: (own, wanted) => String(own) !== String(wanted),
  gt: (own, wanted) => compare(own, wanted) > 0,
  gte: (own, wanted) => compare(own, wanted) >= 0,
  lt: (own, wanted) => compare(own, wanted) < 0,
  lte: (own, wanted) => compare(own, wanted) <= 0,
  like: (own, wanted) => has(String(own), wanted),
  in: (own, wanted) => [wanted].flat().map(String).includes(String(own)),
};

/** @param {any} one @param {any} other numbers as numbers, all else as text */
export function compare(one, other) {
  const difference = Number(one) - Number(other);
  return Number.isNaN(difference) ? String(one).localeCompare(String(other)) : difference;
}

/** @param {string} own @param {unknown} part no part is in every text */
export function has(own, part) {
  return part === undefined || own.toLowerCase().includes(String(part).toLowerCase());
}

/**
 * Whether a condition holds.
 *
 * @param {any} own
 * @param {{ expression?: string, value?: unknown }} condition
 */
export function holds(own, { expression = "eq", value }) {
  return [own].flat().some((each) => TESTS[expression]?.(each, value) ?? false);
}

/** @param {import("../world/crm.js").Comment} comment */
const times = ({ createdAt, updatedAt }) => ({
  createdAt: iso(createdAt),
  updatedAt: iso(updatedAt),
});

const NO_ANSWERS = { attachments: [], childCount: 0, childUsers: [] };

/** @param {import("../world/crm.js").Comment} comment as a deal has it */
export const dealCommentView = (comment) => ({
  id: comment.id,
  userId: comment.userId,
  eventData: { text: comment.text },
  status: 1,
  eventTime: iso(comment.createdAt),
  ...times(comment),
  ...NO_ANSWERS,
});

/** @param {import("../world/crm.js").Comment} comment as a contact has it */
export const contactCommentView = (comment) => ({
  id: comment.id,
  userId: comment.userId,
  text: comment.text,
  ...times(comment),
  ...NO_ANSWERS,
});

/**
 * Adding, changing and deleting comments, which is alike for all that bear them.
 *
 * @param {"dealComment" | "contactComment"} kind
 * @param {(ask: Ask) => { comments: import("../world/crm.js").Comment[] }} owner
 * @param {(comment: import("../world/crm.js").Comment) => unknown} view
 */
export function commenting(kind, owner, view) {
  /** @param {Ask} ask */
  const asked = (ask) => {
    const { comments } = owner(ask);
    const at = comments.findIndex(({ id }) => id === Number(ask.path.commentId));
    const comment = comments[at];
    if (!comment) throw deny(ask, 404, "There is no such comment.");
    return { comments, comment, at };
  };
  return {
    /** @param {Ask} ask */
    add: (ask) => {
      const { comments } = owner(ask);
      const said = text(ask, "message", 65_535);
      const moment = { createdAt: ask.now, updatedAt: ask.now };
      const comment = { id: ask.world.crm.newId(kind), userId: 501, text: said, ...moment };
      comments.push(comment);
      return data(view(comment));
    },
    /** @param {Ask} ask */
    update: (ask) => {
      const { comment } = asked(ask);
      Object.assign(comment, { text: text(ask, "message", 65_535), updatedAt: ask.now });
      return data(view(comment));
    },
    /** @param {Ask} ask */
    remove: (ask) => {
      const { comments, at } = asked(ask);
      comments.splice(at, 1);
      return GONE;
    },
  };
}
