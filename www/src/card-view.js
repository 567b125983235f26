import { el } from "./dom.js";
import { liveAnswer } from "./live.js";
import { notice } from "./notice.js";
import { dataList } from "./profile.js";
import { moment } from "./time.js";
import { BINDINGS, loginLabel } from "./words.js";

/**
 * @typedef {import("./card.js").Card} Card
 * @typedef {import("portaria").Connection} Connection
 */

/**
 * Everything that a card shows.
 * @param {Card} card
 * @returns {Node[]}
 */
export function view(card) {
  card.element.setAttribute("aria-labelledby", titleId(card));
  const { connection } = card;
  const parts = [head(card), waiting(card), trouble(card)];
  if (connection) parts.push(data(connection), live(card, connection), foot(card, connection));
  else if (!card.busy) parts.push(invitation(card));
  return parts.filter((part) => part !== undefined);
}

/** @param {Card} card */
const titleId = (card) => `title-${card.instance}`;

/** @param {Card} card */
function head(card) {
  const { connection, instance, title } = card;
  const username = connection?.profile.username;
  return el(
    "header",
    { class: "card-head" },
    picture(card),
    el(
      "div",
      { class: "card-names" },
      el("h2", { id: titleId(card), tabindex: -1, "data-part": "title" }, title, badge(card)),
      connection
        ? el(
            "p",
            { class: "who" },
            el("bdi", {}, connection.account.name ?? connection.account.id),
            username ? el("span", { class: "quiet" }, ` @${username}`) : undefined,
          )
        : el("p", { class: "quiet" }, "Instance ", el("code", {}, instance)),
    ),
  );
}

/** @param {Card} card */
function badge({ connection, ended }) {
  const [kind, text] = !connection
    ? ["off", "Not connected"]
    : ended
      ? ["ended", "Access ended"]
      : ["on", "Connected"];
  return el("span", { class: `badge badge-${kind}` }, text);
}

/** @param {Card} card */
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

/** @param {Card} card */
function waiting(card) {
  if (card.busy === "leaving") {
    return el("p", { tabindex: -1, "data-part": "wait" }, `Going to ${card.title}…`);
  }
  if (card.busy !== "login") return undefined;
  return el(
    "div",
    { class: "waiting" },
    el("p", {}, "Go on in the window that has opened. This page waits for it."),
    button("Cancel", "wait", () => card.cancel()),
  );
}

/** @param {Card} card */
function trouble(card) {
  if (!card.error) return undefined;
  const again = card.error.code === "login_required" || card.error.code === "reconnect_required";
  const shown = notice(card.error, again ? loginButton(card) : undefined);
  shown.dataset.part = "notice";
  return shown;
}

/** @param {Card} card */
function invitation(card) {
  return el(
    "div",
    {},
    el(
      "p",
      {},
      `Nobody is logged in from this browser. ${card.title} will ask you whether you agree.`,
    ),
    el("p", { class: "actions" }, loginButton(card)),
  );
}

/** @param {Card} card */
function loginButton(card) {
  return button(loginLabel(card.instance), "login", () => card.login(), "primary");
}

/** @param {Connection} connection */
function data(connection) {
  return el(
    "section",
    {},
    el("h3", {}, "Your data"),
    el(
      "p",
      { class: "quiet" },
      "As it was when you logged in, ",
      moment(connection.connectedAt),
      ".",
    ),
    dataList(connection.profile),
  );
}

/**
 * @param {Card} card
 * @param {Connection} connection
 */
function live(card, connection) {
  const reading = card.busy === "read";
  const read = button(reading ? "Reading…" : "Read again", "read", () => card.read("notice"));
  read.setAttribute("aria-disabled", String(card.busy !== undefined));
  const fold = {
    open: card.unfolded,
    toggled: (/** @type {boolean} */ open) => {
      card.unfolded = open;
    },
  };
  return el(
    "section",
    {},
    el("h3", {}, "Straight from the community"),
    card.live
      ? liveAnswer(card.live, connection.profile.raw, fold)
      : el("p", {}, "Ask for the data as it is now, through this Worker."),
    el("p", { class: "actions" }, read),
  );
}

/**
 * @param {Card} card
 * @param {Connection} connection
 */
function foot(card, connection) {
  const { word, sentence } = BINDINGS[connection.binding];
  return el(
    "footer",
    { class: "card-foot" },
    el("p", {}, el("strong", {}, `${word}. `), sentence(card.title)),
    el("p", {}, ...lasting(card, connection)),
    el(
      "p",
      { class: "actions" },
      button("Disconnect", "disconnect", () => card.disconnect()),
    ),
  );
}

/**
 * How long the access lasts.
 * @param {Card} card
 * @param {Connection} connection
 */
function lasting({ ended }, { expiresAt }) {
  if (expiresAt === null) return ["The key works until it is revoked at the provider."];
  if (!ended) return ["The access lasts until ", moment(expiresAt), ", or ends earlier."];
  const later = "To read again, log in again.";
  if (expiresAt > Date.now()) return [`The community has ended the access. ${later}`];
  return ["The access ended at ", moment(expiresAt), `. ${later}`];
}

/**
 * @param {string} label
 * @param {string} part
 * @param {() => unknown} press
 * @param {string} [kind]
 */
function button(label, part, press, kind) {
  return el("button", { type: "button", class: kind, "data-part": part, click: press }, label);
}
