import { el } from "./dom.js";

const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/**
 * A moment, in words as short as they can be.
 * @param {number} ms since 1970
 */
export function moment(ms) {
  const date = new Date(ms);
  const today = date.toDateString() === new Date().toDateString();
  return el("time", { datetime: date.toISOString() }, (today ? CLOCK : DAY).format(date));
}
