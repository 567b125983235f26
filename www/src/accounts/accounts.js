// The section of the accounts: which are connected, and how to connect the others.
import { connections, PortariaError } from "portaria";
import { announce } from "../announce.js";
import { configurationProblems } from "../configuration-problems.js";
import { byId, el } from "../dom.js";
import { asError, errorNotice } from "../error-notice.js";
import { askHealth } from "../health.js";
import { texts } from "../language.js";
import { platformConsole } from "../platform-console.js";
import { via } from "../worker-address.js";
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
  await load();
}

/** @param {...Node} children */
function show(...children) {
  content.setAttribute("aria-busy", "false");
  content.replaceChildren(...children);
}

/** Asks the Worker, and shows what it says. */
async function load() {
  cards = [];
  content.setAttribute("aria-busy", "true");
  content.replaceChildren(el("p", { class: "quiet" }, texts.asking));
  try {
    const health = await askHealth();
    byId("foot").textContent = health.version ? `Portaria ${health.version}` : "";
    if (health.status === "misconfigured")
      return show(configurationProblems(health.problems, retryButton()));
    const [known, platforms] = await Promise.all([
      connections({ via }),
      Promise.all(health.instances.map(({ provider }) => platformConsole(provider))),
    ]);
    if (health.instances.length === 0) return show(el("p", {}, texts.noInstance));
    const changed = () => overview?.update(cards);
    cards = health.instances.map((instance, at) => {
      const own = connectionsOf(instance.name, known);
      const platform = platforms[at] ?? {};
      return instance.connect === "login"
        ? new LoginCard(instance, platform, own, changed)
        : new NoLoginCard(instance, platform, own, changed);
    });
    overview = accountSummary(cards);
    const logins = cards.some((card) => card instanceof LoginCard);
    show(overview.element, ...(logins ? [modeChoice()] : []), ...cards.map((card) => card.element));
    await finishPendingLogin();
  } catch (thrown) {
    const error = asError(thrown);
    show(errorNotice(error, retryButton()));
    announce(error.message);
  }
}

/** A button that asks the Worker again. */
function retryButton() {
  const press = async () => {
    await load();
    /** @type {HTMLElement | null} */
    const first = content.querySelector("[tabindex='-1']");
    if (!content.contains(document.activeElement)) first?.focus();
  };
  return el("button", { type: "button", class: "primary", click: press }, texts.tryAgain);
}

/** Shows how a login ended that had left the page; else reads the accounts that can be read. */
async function finishPendingLogin() {
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
async function refreshConnections() {
  if (document.visibilityState !== "visible" || cards.length === 0 || !content.isConnected) return;
  // Where that fails, what is shown stays: the next thing that the person does reports the error.
  const known = await connections({ via }).catch(() => undefined);
  if (known) for (const card of cards) card.update(connectionsOf(card.instance, known));
}

/**
 * @param {string} name
 * @param {import("portaria").Connection[]} known
 */
const connectionsOf = (name, known) => known.filter(({ instance }) => instance === name);

document.addEventListener("visibilitychange", refreshConnections);
window.addEventListener("focus", refreshConnections);
window.addEventListener("pageshow", (event) => {
  // The browser shows the page as it was left in the middle of a login.
  if (event.persisted && content.isConnected) load();
});
window.addEventListener("online", () => {
  if (cards.length === 0 && content.isConnected) load();
});
