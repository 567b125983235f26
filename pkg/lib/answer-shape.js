import {
  FLAG_LIST,
  FLAG_LIST_IN_DATA,
  FLAG_ONE,
  FLAG_ONE_IN_DATA,
  LIST_ITEMS,
} from "../dist/protocol.js";
import { PortariaError } from "./error.js";

/**
 * Brings answers to the one shape that their types have. Installations of one platform send the same answer bare or within `data`,
 * with its rows a level deeper, or with a list as an object whose members are numbers, which is what PHP makes of a list with gaps.
 * What is none of these is a `bad_response`: a list whose rows were not found must not look empty.
 */

/**
 * @typedef {object} Named whose answer it is, for the error
 * @property {string} provider
 * @property {string} operation
 * @property {boolean} isOne whether one thing was asked for, which a parameter names
 * @property {boolean} isRead whether nothing was changed: what a write did is done, whatever its answer is like
 */

/** Where rows were seen when they were not where they are described. */
const ROW_PLACES = ["data", "data.data", "data.messages"];

/** What answers say of themselves, beside what was asked for. */
const ENVELOPE = ["status", "success", "message", "code", "http_code", "version"];

/**
 * An answer that is no page of a list.
 * @param {any} answer
 * @param {string} flags of the operation
 * @param {Named} named
 */
export function shaped(answer, flags, named) {
  if (answer === undefined) return answer; // a write's, which said nothing
  if (flags.includes(FLAG_LIST)) {
    return listOf(answer) ?? listOf(answer?.data) ?? (named.isRead ? refuse(named) : answer);
  }
  if (flags.includes(FLAG_LIST_IN_DATA)) return withList(answer, named);
  const isInData = flags.includes(FLAG_ONE_IN_DATA);
  if (!isInData && !flags.includes(FLAG_ONE)) return answer;
  const asksForOne = named.isOne;
  if (asksForOne && isEmpty(answer)) return refuse(named);
  if (!isInData) return answer;
  if (Object.hasOwn(Object(answer), LIST_ITEMS)) {
    if (asksForOne && isEmpty(answer.data)) throw nothingThere(named);
    return answer;
  }
  const says = Object.keys(Object(answer)).filter((name) => !ENVELOPE.includes(name));
  if (says.length) return { [LIST_ITEMS]: answer };
  return asksForOne ? refuse(named) : answer;
}

/**
 * A page of a list, with its items where they are described: at a place, or as the answer itself.
 * @param {any} page
 * @param {string} place names joined by dots
 * @param {boolean} isBare whether the list is described as the answer itself
 * @param {Named} named
 */
export function shapedPage(page, place, isBare, named) {
  if (isBare) {
    return listOf(page) ?? rowsIn(page, place)?.rows ?? refuse(named);
  }
  if (Array.isArray(page)) return atPlace({}, place, page);
  const found = rowsIn(page, place);
  if (!found) return refuse(named);
  if (found.rows === found.value && found.at === place) return page;
  if (found.at === place) return atPlace(page, place, found.rows);
  // Laravel's own pages have their numbers beside the rows.
  const { data: _, messages: __, ...numbers } = found.at.includes(".") ? page.data : {};
  const meta = page.meta ?? (Object.keys(numbers).length ? numbers : undefined);
  return atPlace(meta ? { ...page, meta } : page, place, found.rows);
}

/**
 * The list at a place, also where it is an object with numbers for names; `undefined` where there is none.
 * @param {any} page
 * @param {string} place
 */
export const listAt = (page, place) => listOf(valueAt(page, place));

/** The error where a list's rows, or the thing that was asked for, were not found. @param {Named} named @returns {never} */
export function refuse({ provider, operation }) {
  const message =
    "The answer does not hold what was asked for, or not where it is described. Look at it with onResponse, or with request().";
  throw new PortariaError({ code: "bad_response", message, provider, operation });
}

/** The error where a platform says that there is nothing. @param {Named} named */
export const nothingThere = ({ provider, operation }) =>
  new PortariaError({
    code: "not_found",
    message: "There is no such thing.",
    provider,
    operation,
  });

/** Whether it is null, or has no members: PHP writes an empty object as an empty list. @param {unknown} value */
export const isEmpty = (value) =>
  value === null ||
  value === undefined ||
  (typeof value === "object" && Object.keys(value).length === 0);

/** @param {any} answer @param {Named} named */
function withList(answer, named) {
  if (Array.isArray(answer)) return { [LIST_ITEMS]: answer };
  const rows = listOf(answer?.data) ?? listOf(answer?.data?.data);
  if (rows === answer?.data) return answer;
  if (rows) return { ...answer, [LIST_ITEMS]: rows };
  if (!named.isRead) return answer;
  if (!isEmpty(answer) && isEmpty(answer.data) && Object.hasOwn(answer, LIST_ITEMS)) {
    return { ...answer, [LIST_ITEMS]: [] };
  }
  return refuse(named);
}

/**
 * The rows of a page, and where they are.
 * @param {any} page
 * @param {string} place
 */
function rowsIn(page, place) {
  for (const at of new Set([place, ...ROW_PLACES])) {
    const value = valueAt(page, at);
    const rows = listOf(value);
    if (rows) return { at, value, rows };
  }
  // A list with nothing in it, as null or as an object without members: no rows can be elsewhere.
  const value = valueAt(page, place);
  return value !== undefined && isEmpty(value) ? { at: place, value, rows: [] } : undefined;
}

/** A list, also as an object whose members are numbers; `undefined` for what is none. @param {any} value */
function listOf(value) {
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return undefined;
  const names = Object.keys(value);
  return names.length && names.every((name) => /^\d+$/.test(name))
    ? Object.values(value)
    : undefined;
}

/** @param {any} page @param {string} place */
const valueAt = (page, place) => place.split(".").reduce((found, name) => found?.[name], page);

/**
 * A page with a list at a place.
 * @param {any} page
 * @param {string} place
 * @param {unknown[]} rows
 * @returns {any}
 */
function atPlace(page, place, rows) {
  const [name = "", ...rest] = place.split(".");
  const inner = Array.isArray(page?.[name]) ? {} : page?.[name];
  return { ...page, [name]: rest.length ? atPlace(inner, rest.join("."), rows) : rows };
}
