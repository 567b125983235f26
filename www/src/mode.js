import { el } from "./dom.js";
import { words } from "./language.js";
import { recall, remember } from "./memory.js";

/** @typedef {"auto" | "redirect"} Mode */

/** @type {Mode} */
let mode = recall("mode") === "redirect" ? "redirect" : "auto";

/** Where logins open: in a window, where the browser allows one, or in this page. */
export const chosenMode = () => mode;

/** The choice between a window and this page. */
export function modeChoice() {
  return el(
    "fieldset",
    { class: "mode" },
    el("legend", {}, words.openLogin),
    option("auto", words.inWindow),
    option("redirect", words.inPage),
  );
}

/**
 * @param {Mode} value
 * @param {string} label
 */
function option(value, label) {
  const change = () => {
    mode = value;
    remember("mode", value);
  };
  const checked = mode === value;
  const input = el("input", { type: "radio", name: "mode", value, checked, change });
  return el("label", {}, input, el("span", {}, label));
}
