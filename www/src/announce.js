import { byId } from "./dom.js";

/**
 * Tells those who do not see the page what has just happened.
 * @param {string} text
 */
export function announce(text) {
  const status = byId("status");
  // The same words twice are news again only when they went away in between.
  status.textContent = "";
  setTimeout(() => {
    status.textContent = text;
  }, 50);
}
