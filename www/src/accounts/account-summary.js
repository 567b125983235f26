import { nameOf } from "../connection-list.js";
import { el } from "../dom.js";
import { texts } from "../language.js";

/**
 * @typedef {object} Shown
 * @property {string} instance
 * @property {string} title
 * @property {boolean} ended
 * @property {import("portaria").Connection[]} connections newest first
 * @property {import("portaria").Connection | undefined} connection the newest
 * @property {HTMLElement} element
 */

/**
 * Which accounts are connected, in a line each.
 * @param {Shown[]} cards
 */
export function accountSummary(cards) {
  const element = el("ul", { class: "account-summary", "aria-label": texts.accountSummary });
  /** @param {Shown[]} cards */
  const update = (cards) => element.replaceChildren(...cards.map(line));
  update(cards);
  return { element, update };
}

/** @param {Shown} card */
function line({ title, connections, connection, ended, element }) {
  const [kind, text] = !connection
    ? ["off", texts.notConnected]
    : ended
      ? ["ended", texts.ended]
      : ["on", nameOf(connection)];
  const more = connections.length > 1 ? ` +${connections.length - 1}` : "";
  const go = () => {
    element.scrollIntoView({ block: "start" });
    /** @type {HTMLElement | null} */ (element.querySelector("h2"))?.focus();
  };
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: `summary-line badge-${kind}`, click: go },
      el("strong", {}, title),
      el("span", {}, text + more),
    ),
  );
}
