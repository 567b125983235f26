// The console: who is at the desk, and what can be done for them.
import { connections, PortariaError } from "portaria";
import { Card } from "./card.js";
import { byId, el } from "./dom.js";
import { askHealth } from "./health.js";
import { returned } from "./journey.js";
import { misconfigured } from "./misconfigured.js";
import { modeChoice } from "./mode.js";
import { asError, notice } from "./notice.js";
import { OpenedCard } from "./opened-card.js";
import { announce } from "./status.js";

const desk = byId("desk");

/** @type {Card[]} */
let cards = [];
/** @type {OpenedCard[]} */
let opened = [];

/** @param {...Node} content */
function show(...content) {
  desk.setAttribute("aria-busy", "false");
  desk.replaceChildren(...content);
}

/** Asks the Worker, and shows what it says. */
async function begin() {
  cards = [];
  opened = [];
  desk.setAttribute("aria-busy", "true");
  desk.replaceChildren(el("p", { class: "quiet" }, "Asking the Worker…"));
  try {
    const health = await askHealth();
    byId("foot").textContent = health.version ? `Portaria ${health.version}` : "";
    if (health.status === "misconfigured") return show(misconfigured(health.problems, again()));
    const known = await connections();
    // A provider that wants a key is connected by the app that has it.
    const ofProvider = (/** @type {string} */ provider) =>
      health.instances.filter((instance) => instance.provider === provider);
    cards = ofProvider("pipichat").map(({ name }) => new Card(name, of(name, known)));
    opened = ofProvider("sendpulse").map(({ name }) => new OpenedCard(name, of(name, known)));
    const all = [...cards, ...opened].map((card) => card.element);
    if (all.length === 0) return show(el("p", {}, "No instance is configured at this Worker."));
    show(...(cards.length > 0 ? [modeChoice()] : []), ...all);
    await welcome();
  } catch (thrown) {
    const error = asError(thrown);
    const shown = notice(error, again());
    show(shown);
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
  return el("button", { type: "button", class: "primary", click: press }, "Try again");
}

/** Tells how a login ended that had left the page; else reads what can be read. */
async function welcome() {
  const journey = returned();
  const card = cards.find(({ instance }) => instance === journey?.instance);
  if (!card) {
    await Promise.all(cards.filter(({ ended }) => !ended).map((each) => each.read()));
  } else if (card.connection && card.connection.connectedAt !== journey?.connectedAt) {
    await card.connected(card.connection);
  } else {
    const message = "You came back without having logged in.";
    card.failed(new PortariaError({ code: "aborted", message, provider: card.instance }));
  }
}

/** Another tab or window may have changed what this page shows. */
async function lookAgain() {
  const all = [...cards, ...opened];
  if (document.visibilityState !== "visible" || all.length === 0) return;
  // Where that fails, what is shown stays; whatever is done next tells of the trouble.
  const known = await connections().catch(() => undefined);
  if (known) for (const card of all) card.update(of(card.instance, known));
}

/**
 * @param {string} name
 * @param {import("portaria").Connection[]} known
 */
const of = (name, known) => known.find(({ instance }) => instance === name);

document.addEventListener("visibilitychange", lookAgain);
window.addEventListener("focus", lookAgain);
window.addEventListener("pageshow", (event) => {
  // The browser kept the page as it was left, in the middle of a login.
  if (event.persisted) begin();
});
window.addEventListener("online", () => {
  if (cards.length + opened.length === 0) begin();
});

begin();
