// The language of the page: the one that was chosen, else the browser's, else English.

import { readStored, writeStored } from "./browser-storage.js";

/** @typedef {import("./texts/en.js").Texts} Texts */

/** @type {Record<string, () => Promise<{ default: Texts }>>} */
const LANGUAGES = {
  en: () => import("./texts/en.js"),
  pt: () => import("./texts/pt.js"),
  fr: () => import("./texts/fr.js"),
  zh: () => import("./texts/zh.js"),
};

/** The name of each language in itself. */
export const NAMES = { en: "English", pt: "Português", fr: "Français", zh: "中文" };

/** @type {string} */
export const language = chosen() ?? preferred() ?? "en";

/** The texts of the page. */
export const texts = (await (LANGUAGES[language] ?? LANGUAGES.en)?.())?.default ?? missing();

/** @returns {never} */
function missing() {
  throw new Error("There are no texts.");
}

function chosen() {
  const tag = readStored("language", true);
  return tag !== null && tag in LANGUAGES ? tag : undefined;
}

function preferred() {
  const tags = navigator.languages.map((tag) => tag.split("-")[0]?.toLowerCase() ?? "");
  return tags.find((tag) => tag in LANGUAGES);
}

/**
 * Chooses another language, and reloads the page in it.
 * @param {string} tag
 */
export function chooseLanguage(tag) {
  writeStored("language", tag, true);
  writeStored("refocus", "language");
  location.reload();
}

/**
 * The one of these that is in the page's language; else the English one.
 * @template T
 * @param {Record<string, T> & { en: T }} all by the languages' tags
 * @returns {T}
 */
export const inLanguage = (all) => all[language] ?? all.en;

/**
 * A sentence with its gaps filled.
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export const fill = (sentence, values) =>
  sentence.replace(/\{(\w+)\}/g, (gap, name) => String(values[name] ?? gap));

/**
 * A sentence whose gaps are filled with texts or elements.
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
