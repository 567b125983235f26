// The accounts: which are connected, and how the others come to be.
import { connections, PortariaError } from "portaria";
import { announce } from "../announce.js";
import { configurationProblems } from "../configuration-problems.js";
import { byId, el } from "../dom.js";
import { asError, errorNotice } from "../error-notice.js";
import { askHealth } from "../health.js";
import { texts } from "../language.js";
import { worker } from "../worker-address.js";
import { accountSummary } from "./account-summary.js";
import { LoginCard } from "./login-card.js";
import { modeChoice } from "./login-mode.js";
import { NoLoginCard } from "./no-login-card.js";
import { takePendingLogin } from "./pending-login.js";

/** @type {HTMLElement} */
let content;
/** @type {(LoginCard | NoLoginCard)[]} */
let cards = [];
/** @type {ReturnType<typeof accountSummary> | undefined} */
let overview;

/** @param {HTMLElement} view */
export async function open(view) {
  content = el("div", { "aria-busy": true });
  view.replaceChildren(
    el("h1", { tabindex: -1 }, texts.accountsHeading),
    el("p", { class: "lead" }, texts.accountsLead),
    content,
  );
  await begin();
}

/** @param {...Node} children */
function show(...children) {
  content.setAttribute("aria-busy", "false");
  content.replaceChildren(...children);
}

/** Asks the Worker, and shows what it says. */
async function begin() {
  cards = [];
  content.setAttribute("aria-busy", "true");
  content.replaceChildren(el("p", { class: "quiet" }, texts.asking));
  try {
    const health = await askHealth();
    byId("foot").textContent = health.version ? `Portaria ${health.version}` : "";
    if (health.status === "misconfigured")
      return show(configurationProblems(health.problems, again()));
    const known = await connections({ worker });
    if (health.instances.length === 0) return show(el("p", {}, texts.noInstance));
    const changed = () => overview?.update(cards);
    cards = health.instances.map((instance) => {
      const own = of(instance.name, known);
      return instance.connect === "login"
        ? new LoginCard(instance, own, changed)
        : new NoLoginCard(instance, own, changed);
    });
    overview = accountSummary(cards);
    const logins = cards.some((card) => card instanceof LoginCard);
    show(overview.element, ...(logins ? [modeChoice()] : []), ...cards.map((card) => card.element));
    await welcome();
  } catch (thrown) {
    const error = asError(thrown);
    show(errorNotice(error, again()));
    announce(error.message);
  }
}

/** The way to ask once more. */
function again() {
  const press = async () => {
    await begin();
    /** @type {HTMLElement | null} */
    const first = content.querySelector("[tabindex='-1']");
    if (!content.contains(document.activeElement)) first?.focus();
  };
  return el("button", { type: "button", class: "primary", click: press }, texts.tryAgain);
}

/** Tells how a login ended that had left the page; else reads what can be read. */
async function welcome() {
  const pending = takePendingLogin();
  const logins = cards.filter((card) => card instanceof LoginCard);
  const card = logins.find(({ instance }) => instance === pending?.instance);
  if (!card) {
    await Promise.all(logins.filter(({ ended }) => !ended).map((each) => each.read()));
  } else if (card.connection && card.connection.connectedAt !== pending?.connectedAt) {
    await card.connected(card.connection);
  } else {
    card.failed(
      new PortariaError({ code: "aborted", message: texts.cameBack, provider: card.instance }),
    );
  }
}

/** Another tab or window may have changed what this page shows. */
async function lookAgain() {
  if (document.visibilityState !== "visible" || cards.length === 0 || !content.isConnected) return;
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
  if (event.persisted && content.isConnected) begin();
});
window.addEventListener("online", () => {
  if (cards.length === 0 && content.isConnected) begin();
});
