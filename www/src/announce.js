import { byId } from "./dom.js";

/**
 * Tells those who do not see the page what has just happened.
 * @param {string} text
 */
export function announce(text) {
  const status = byId("status");
  // A screen reader reads the same text again only when it was gone in between.
  status.textContent = "";
  setTimeout(() => {
    status.textContent = text;
  }, 50);
}
