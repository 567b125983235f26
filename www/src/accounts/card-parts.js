// The parts that both kinds of cards have.

import { isExpired, nameOf } from "../connection-list.js";
import { button, el } from "../dom.js";
import { fill, texts } from "../language.js";
import { moment } from "../time.js";

/**
 * @typedef {import("./account-summary.js").Shown} Shown
 * @typedef {import("portaria").Connection} Connection
 */

/** @param {Shown} card */
const titleId = (card) => `title-${card.instance}`;

/**
 * The head of a card: whose account it is, and whether it is connected.
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
        : el("p", { class: "quiet" }, texts.instance, " ", el("code", {}, instance)),
    ),
  );
}

/** @param {Shown} card */
export function badge({ connection, ended }) {
  const [kind, text] = !connection
    ? ["off", texts.notConnected]
    : ended
      ? ["ended", texts.ended]
      : ["on", texts.connected];
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

/**
 * The link to the operations in the explorer; where several accounts are connected, to call them as this one.
 * @param {Shown} card
 * @param {Connection} [connection]
 */
export function exploreLink({ instance, title, connections }, connection) {
  const isOne = connections.length < 2 || !connection;
  const account = isOne ? "" : `//${encodeURIComponent(connection.account.id)}`;
  const name = isOne ? title : `${title}, ${nameOf(connection)}`;
  return el(
    "a",
    { class: "button", href: `#/explorer/${encodeURIComponent(instance)}${account}` },
    texts.explore,
    el("span", { class: "unseen" }, ` (${name})`),
  );
}

/**
 * The button that disconnects an account.
 * @param {Shown} card
 * @param {Connection} connection
 * @param {() => unknown} leave
 */
export function leaveButton({ connection: newest, connections }, connection, leave) {
  const part = connection === newest ? "disconnect" : `disconnect-${connection.account.id}`;
  const element = button(texts.disconnect, part, leave);
  if (connections.length > 1) {
    element.append(el("span", { class: "unseen" }, ` (${nameOf(connection)})`));
  }
  return element;
}

/**
 * The accounts besides the newest, each with its link to the explorer and its button to disconnect.
 * @param {Shown} card
 * @param {(connection: Connection) => unknown} leave
 */
export function further(card, leave) {
  const [newest, ...others] = card.connections;
  if (!newest || others.length === 0) return undefined;
  return el(
    "section",
    { class: "further" },
    el("h3", {}, texts.furtherAccounts),
    el("p", { class: "quiet" }, fill(texts.newestCounts, { who: nameOf(newest) })),
    el(
      "ul",
      {},
      ...others.map((connection) =>
        el(
          "li",
          {},
          el(
            "p",
            { class: "who" },
            el("bdi", {}, nameOf(connection)),
            " ",
            el(
              "span",
              { class: "quiet" },
              ...(isExpired(connection) ? [texts.ended] : [moment(connection.connectedAt)]),
            ),
          ),
          exploreLink(card, connection),
          leaveButton(card, connection, () => leave(connection)),
        ),
      ),
    ),
  );
}
