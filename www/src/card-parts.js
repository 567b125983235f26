// What all cards have.
import { el } from "./dom.js";
import { nameOf } from "./glance.js";
import { words } from "./language.js";

/** @typedef {import("./glance.js").Shown} Shown */

/** @param {Shown} card */
const titleId = (card) => `title-${card.instance}`;

/**
 * Who is there, and whether he is connected.
 * @param {Shown} card
 * @param {Node} state
 */
export function head(card, state) {
  card.element.setAttribute("aria-labelledby", titleId(card));
  const { connection, instance, title } = card;
  const username = connection?.profile.username;
  return el(
    "header",
    { class: "card-head" },
    picture(card),
    el(
      "div",
      { class: "card-names" },
      el("h2", { id: titleId(card), tabindex: -1, "data-part": "title" }, title, " ", state),
      connection
        ? el(
            "p",
            { class: "who" },
            el("bdi", {}, nameOf(connection)),
            username ? el("span", { class: "quiet" }, ` @${username}`) : undefined,
          )
        : el("p", { class: "quiet" }, words.instance, " ", el("code", {}, instance)),
    ),
  );
}

/** @param {Shown} card */
export function badge({ connection, ended }) {
  const [kind, text] = !connection
    ? ["off", words.notConnected]
    : ended
      ? ["ended", words.ended]
      : ["on", words.connected];
  return el("span", { class: `badge badge-${kind}` }, text);
}

/** @param {Shown} card */
function picture({ connection, title }) {
  const [initial = ""] = connection?.account.name ?? title;
  const letter = el("span", { class: "face", "aria-hidden": true }, initial);
  const address = connection?.account.picture;
  if (!address) return letter;
  const image = el("img", {
    class: "face",
    alt: "",
    width: 64,
    height: 64,
    referrerpolicy: "no-referrer",
    src: address,
  });
  image.addEventListener("error", () => image.replaceWith(letter));
  return image;
}

/** @param {Shown} card */
export const exploreLink = ({ instance, title }) =>
  el(
    "a",
    { class: "button", href: `#/explorer/${encodeURIComponent(instance)}` },
    words.explore,
    el("span", { class: "unseen" }, ` (${title})`),
  );

/**
 * @param {string} label
 * @param {string} part
 * @param {() => unknown} press
 * @param {string} [kind]
 */
export function button(label, part, press, kind) {
  return el("button", { type: "button", class: kind, "data-part": part, click: press }, label);
}
