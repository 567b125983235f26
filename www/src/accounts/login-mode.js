import { readStored, writeStored } from "../browser-storage.js";
import { el } from "../dom.js";
import { texts } from "../language.js";

/** @typedef {"auto" | "redirect"} Mode */

/** @type {Mode} */
let mode = readStored("mode") === "redirect" ? "redirect" : "auto";

/** Where logins open: in a window, where the browser allows one, or in this page. */
export const chosenMode = () => mode;

/** The choice between a window and this page. */
export function modeChoice() {
  return el(
    "fieldset",
    { class: "mode" },
    el("legend", {}, texts.openLogin),
    option("auto", texts.inWindow),
    option("redirect", texts.inPage),
  );
}

/**
 * @param {Mode} value
 * @param {string} label
 */
function option(value, label) {
  const change = () => {
    mode = value;
    writeStored("mode", value);
  };
  const checked = mode === value;
  const input = el("input", { type: "radio", name: "mode", value, checked, change });
  return el("label", {}, input, el("span", {}, label));
}
