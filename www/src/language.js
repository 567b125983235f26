// The language of the page: what was chosen, else the browser's own, else English.

import { recall, remember } from "./memory.js";

/** @typedef {import("./words/en.js").Words} Words */

/** @type {Record<string, () => Promise<{ default: Words }>>} */
const LANGUAGES = {
  en: () => import("./words/en.js"),
  pt: () => import("./words/pt.js"),
  fr: () => import("./words/fr.js"),
  zh: () => import("./words/zh.js"),
};

/** What each calls itself. */
export const NAMES = { en: "English", pt: "Português", fr: "Français", zh: "中文" };

/** @type {string} */
export const language = chosen() ?? preferred() ?? "en";

/** All that the page says. */
export const words = (await (LANGUAGES[language] ?? LANGUAGES.en)?.())?.default ?? missing();

/** @returns {never} */
function missing() {
  throw new Error("There are no words.");
}

function chosen() {
  const tag = recall("language", true);
  return tag !== null && tag in LANGUAGES ? tag : undefined;
}

function preferred() {
  const tags = navigator.languages.map((tag) => tag.split("-")[0]?.toLowerCase() ?? "");
  return tags.find((tag) => tag in LANGUAGES);
}

/**
 * Another language: the page begins anew in it.
 * @param {string} tag
 */
export function speak(tag) {
  remember("language", tag, true);
  remember("refocus", "language");
  location.reload();
}

/**
 * A sentence with its gaps filled.
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export const fill = (sentence, values) =>
  sentence.replace(/\{(\w+)\}/g, (gap, name) => String(values[name] ?? gap));

/**
 * A sentence of which the gaps may hold elements.
 * @param {string} sentence
 * @param {Record<string, Node | string>} values
 * @returns {(Node | string)[]}
 */
export const fillWith = (sentence, values) =>
  sentence.split(/(\{\w+\})/).flatMap((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const value = name === undefined ? part : (values[name] ?? part);
    return value === "" ? [] : [value];
  });
