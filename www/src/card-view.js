import { badge, button, exploreLink, further, head, leaveButton } from "./card-parts.js";
import { el } from "./dom.js";
import { fill, fillWith, words } from "./language.js";
import { liveAnswer } from "./live.js";
import { notice } from "./notice.js";
import { dataList } from "./profile.js";
import { moment } from "./time.js";
import { loginName } from "./titles.js";

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
  const { connection } = card;
  const parts = [head(card, badge(card)), waiting(card), trouble(card)];
  if (connection) {
    const others = further(card, (one) => card.disconnect(one));
    parts.push(data(connection), live(card, connection), foot(card, connection), others);
  }
  if (!connection && !card.busy) parts.push(invitation(card));
  return parts.filter((part) => part !== undefined);
}

/** @param {Card} card */
function waiting(card) {
  if (card.busy === "leaving") {
    const text = fill(words.leaving, { title: card.title });
    return el("p", { tabindex: -1, "data-part": "wait" }, text);
  }
  if (card.busy !== "login") return undefined;
  return el(
    "div",
    { class: "waiting" },
    el("p", {}, words.waiting),
    button(words.cancel, "wait", () => card.cancel()),
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
    el("p", {}, fill(words.loginInvitation, { title: card.title })),
    el("p", { class: "actions" }, loginButton(card), exploreLink(card)),
  );
}

/** @param {Card} card */
function loginButton(card) {
  const label = fill(words.logIn, { name: loginName(card.instance, card.title) });
  return button(label, "login", () => card.login(), "primary");
}

/** @param {Connection} connection */
function data(connection) {
  return el(
    "section",
    {},
    el("h3", {}, words.yourData),
    el("p", { class: "quiet" }, ...fillWith(words.asOf, { when: moment(connection.connectedAt) })),
    dataList(connection.profile),
  );
}

/**
 * @param {Card} card
 * @param {Connection} connection
 */
function live(card, connection) {
  const reading = card.busy === "read";
  const label = reading ? words.reading : words.readAgain;
  const read = button(label, "read", () => card.read("notice"));
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
    el("h3", {}, fill(words.straight, { title: card.title })),
    card.live ? liveAnswer(card.live, connection.profile.raw, fold) : el("p", {}, words.askNow),
    el("p", { class: "actions" }, read, exploreLink(card, connection)),
  );
}

/**
 * @param {Card} card
 * @param {Connection} connection
 */
function foot(card, connection) {
  const { word, sentence } = words.binding[connection.binding];
  return el(
    "footer",
    { class: "card-foot" },
    el("p", {}, el("strong", {}, word), ". ", fill(sentence, { title: card.title })),
    el("p", {}, ...lasting(card, connection)),
    el(
      "p",
      { class: "actions" },
      button(words.another, "another", () => card.login()),
      leaveButton(card, connection, () => card.disconnect(connection)),
    ),
  );
}

/**
 * How long the access lasts.
 * @param {Card} card
 * @param {Connection} connection
 */
function lasting({ ended, title }, { expiresAt }) {
  if (expiresAt === null) return [fill(words.forEver, { title })];
  const when = moment(expiresAt);
  if (!ended) return fillWith(words.lasts, { when });
  if (expiresAt > Date.now()) return [fill(words.endedEarly, { title })];
  return fillWith(words.endedAt, { when });
}
