import { el } from "./dom.js";
import { language } from "./language.js";

/** The browser's own way to write times, where it is the page's language: British English, say. */
const locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;

const CLOCK = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });

/**
 * A time, written briefly: today without its date, other days without seconds.
 * @param {number} ms since 1970
 */
export function moment(ms) {
  const date = new Date(ms);
  const today = date.toDateString() === new Date().toDateString();
  return el("time", { datetime: date.toISOString() }, (today ? CLOCK : DAY).format(date));
}
