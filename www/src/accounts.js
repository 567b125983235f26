// The accounts: which are connected, and how the others come to be.
import { connections, PortariaError } from "portaria";
import { Card } from "./card.js";
import { byId, el } from "./dom.js";
import { glance } from "./glance.js";
import { askHealth } from "./health.js";
import { worker } from "./home.js";
import { returned } from "./journey.js";
import { words } from "./language.js";
import { misconfigured } from "./misconfigured.js";
import { modeChoice } from "./mode.js";
import { asError, notice } from "./notice.js";
import { PlainCard } from "./plain-card.js";
import { announce } from "./status.js";

/** @type {HTMLElement} */
let desk;
/** @type {(Card | PlainCard)[]} */
let cards = [];
/** @type {ReturnType<typeof glance> | undefined} */
let overview;

/** @param {HTMLElement} view */
export async function open(view) {
  desk = el("div", { "aria-busy": true });
  view.replaceChildren(
    el("h1", { tabindex: -1 }, words.accountsHeading),
    el("p", { class: "lead" }, words.accountsLead),
    desk,
  );
  await begin();
}

/** @param {...Node} content */
function show(...content) {
  desk.setAttribute("aria-busy", "false");
  desk.replaceChildren(...content);
}

/** Asks the Worker, and shows what it says. */
async function begin() {
  cards = [];
  desk.setAttribute("aria-busy", "true");
  desk.replaceChildren(el("p", { class: "quiet" }, words.asking));
  try {
    const health = await askHealth();
    byId("foot").textContent = health.version ? `Portaria ${health.version}` : "";
    if (health.status === "misconfigured") return show(misconfigured(health.problems, again()));
    const known = await connections({ worker });
    if (health.instances.length === 0) return show(el("p", {}, words.noInstance));
    const changed = () => overview?.update(cards);
    cards = health.instances.map((instance) => {
      const own = of(instance.name, known);
      return instance.connect === "login"
        ? new Card(instance, own, changed)
        : new PlainCard(instance, own, changed);
    });
    overview = glance(cards);
    const logins = cards.some((card) => card instanceof Card);
    show(overview.element, ...(logins ? [modeChoice()] : []), ...cards.map((card) => card.element));
    await welcome();
  } catch (thrown) {
    const error = asError(thrown);
    show(notice(error, again()));
    announce(error.message);
  }
}

/** The way to ask once more. */
function again() {
  const press = async () => {
    await begin();
    /** @type {HTMLElement | null} */
    const first = desk.querySelector("[tabindex='-1']");
    if (!desk.contains(document.activeElement)) first?.focus();
  };
  return el("button", { type: "button", class: "primary", click: press }, words.tryAgain);
}

/** Tells how a login ended that had left the page; else reads what can be read. */
async function welcome() {
  const journey = returned();
  const logins = cards.filter((card) => card instanceof Card);
  const card = logins.find(({ instance }) => instance === journey?.instance);
  if (!card) {
    await Promise.all(logins.filter(({ ended }) => !ended).map((each) => each.read()));
  } else if (card.connection && card.connection.connectedAt !== journey?.connectedAt) {
    await card.connected(card.connection);
  } else {
    card.failed(
      new PortariaError({ code: "aborted", message: words.cameBack, provider: card.instance }),
    );
  }
}

/** Another tab or window may have changed what this page shows. */
async function lookAgain() {
  if (document.visibilityState !== "visible" || cards.length === 0 || !desk.isConnected) return;
  // Where that fails, what is shown stays; whatever is done next tells of the trouble.
  const known = await connections({ worker }).catch(() => undefined);
  if (known) for (const card of cards) card.update(of(card.instance, known));
}

/**
 * @param {string} name
 * @param {import("portaria").Connection[]} known
 */
const of = (name, known) => known.filter(({ instance }) => instance === name);

document.addEventListener("visibilitychange", lookAgain);
window.addEventListener("focus", lookAgain);
window.addEventListener("pageshow", (event) => {
  // The browser kept the page as it was left, in the middle of a login.
  if (event.persisted && desk.isConnected) begin();
});
window.addEventListener("online", () => {
  if (cards.length === 0 && desk.isConnected) begin();
});
