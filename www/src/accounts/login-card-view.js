import { button, el } from "../dom.js";
import { errorNotice } from "../error-notice.js";
import { fill, fillWith, texts } from "../language.js";
import { moment } from "../time.js";
import { badge, exploreLink, further, head, leaveButton } from "./card-parts.js";
import { currentAccount } from "./current-account.js";
import { dataList } from "./profile.js";

/**
 * @typedef {import("./login-card.js").LoginCard} LoginCard
 * @typedef {import("portaria").Connection} Connection
 */

/**
 * Everything that a card shows.
 * @param {LoginCard} card
 * @returns {Node[]}
 */
export function view(card) {
  const { connection } = card;
  const parts = [head(card, badge(card)), waiting(card), failure(card)];
  if (connection) {
    const others = further(card, (one) => card.disconnect(one));
    parts.push(data(connection), current(card, connection), card.platformView);
    parts.push(foot(card, connection), others);
  }
  if (!connection && !card.busy) parts.push(invitation(card));
  return parts.filter((part) => part !== undefined);
}

/** @param {LoginCard} card */
function waiting(card) {
  if (card.busy === "leaving") {
    const text = fill(texts.leaving, { title: card.title });
    return el("p", { tabindex: -1, "data-part": "wait" }, text);
  }
  if (card.busy !== "login") return undefined;
  return el(
    "div",
    { class: "waiting" },
    el("p", {}, texts.waiting),
    button(texts.cancel, "wait", () => card.cancel()),
  );
}

/** @param {LoginCard} card */
function failure(card) {
  if (!card.error) return undefined;
  const mustLogIn =
    card.error.code === "login_required" || card.error.code === "reconnect_required";
  const shown = errorNotice(card.error, mustLogIn ? loginButton(card) : undefined);
  shown.dataset.part = "notice";
  return shown;
}

/** @param {LoginCard} card */
function invitation(card) {
  return el(
    "div",
    {},
    el("p", {}, fill(texts.loginInvitation, { title: card.title })),
    el("p", { class: "actions" }, loginButton(card), exploreLink(card)),
  );
}

/** @param {LoginCard} card */
function loginButton(card) {
  const label = fill(texts.logIn, { name: card.loginName });
  return button(label, "login", () => card.login(), "primary");
}

/** @param {Connection} connection */
function data(connection) {
  return el(
    "section",
    {},
    el("h3", {}, texts.yourData),
    el("p", { class: "quiet" }, ...fillWith(texts.asOf, { when: moment(connection.connectedAt) })),
    dataList(connection.profile),
  );
}

/**
 * @param {LoginCard} card
 * @param {Connection} connection
 */
function current(card, connection) {
  if (!card.isReadable) return el("p", { class: "actions" }, exploreLink(card, connection));
  const reading = card.busy === "read";
  const label = reading ? texts.reading : texts.readAgain;
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
    el("h3", {}, fill(texts.straight, { title: card.title })),
    card.current
      ? currentAccount(card.current, connection.profile.raw, fold)
      : el("p", {}, texts.askNow),
    el("p", { class: "actions" }, read, exploreLink(card, connection)),
  );
}

/**
 * @param {LoginCard} card
 * @param {Connection} connection
 */
function foot(card, connection) {
  const { word, sentence } = texts.binding[connection.binding];
  return el(
    "footer",
    { class: "card-foot" },
    el("p", {}, el("strong", {}, word), ". ", fill(sentence, { title: card.title })),
    el("p", {}, ...lasting(card, connection)),
    el(
      "p",
      { class: "actions" },
      button(texts.another, "another", () => card.login()),
      leaveButton(card, connection, () => card.disconnect(connection)),
    ),
  );
}

/**
 * How long the access lasts.
 * @param {LoginCard} card
 * @param {Connection} connection
 */
function lasting({ ended, title }, { expiresAt }) {
  if (expiresAt === null) return [fill(texts.forEver, { title })];
  const when = moment(expiresAt);
  if (!ended) return fillWith(texts.lasts, { when });
  if (expiresAt > Date.now()) return [fill(texts.endedEarly, { title })];
  return fillWith(texts.endedAt, { when });
}
