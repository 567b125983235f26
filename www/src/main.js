// The console: its frame, and the sections (accounts, explorer, logins) among which the address chooses.

import { readStored, writeStored } from "./browser-storage.js";
import { byId, el } from "./dom.js";
import { chooseLanguage, language, NAMES, texts } from "./language.js";

/**
 * A section of the console.
 * @typedef {object} Section
 * @property {string} path of its address, behind the `#/`
 * @property {string} label
 * @property {() => Promise<{ open: (view: HTMLElement, rest: string[]) => unknown }>} load
 */

/** @type {Section[]} */
const SECTIONS = [
  { path: "", label: texts.accounts, load: () => import("./accounts/accounts.js") },
  { path: "explorer", label: texts.explorer, load: () => import("./explorer/explorer.js") },
  { path: "logins", label: texts.logins, load: () => import("./logins/logins.js") },
];

const view = byId("view");

/** What is open; a section that is left stops what it does. @type {AbortController | undefined} */
let opened;

/** Shows what the address names. @param {boolean} moved whether the person came here from another section */
async function show(moved) {
  const [path = "", ...rest] = location.hash
    .replace(/^#\/?/, "")
    .split("/")
    .map(decodeURIComponent);
  const section = SECTIONS.find((one) => one.path === path) ?? SECTIONS[0];
  if (!section) return;
  opened?.abort();
  const mine = new AbortController();
  opened = mine;
  for (const link of byId("sections").querySelectorAll("a")) {
    const isHere = link.hash === `#/${section.path}`;
    if (isHere) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${section.label} · Portaria`;
  view.setAttribute("aria-busy", "true");
  view.className = `section-${section.path || "accounts"}`;
  const { open } = await section.load();
  if (mine.signal.aborted) return;
  await open(view, rest);
  view.setAttribute("aria-busy", "false");
  /** @type {HTMLElement | null} */
  const heading = view.querySelector("h1");
  if (moved && !view.contains(document.activeElement)) heading?.focus();
}

/** The texts that stand in the page from the beginning. */
function fillFrame() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : language;
  byId("motto").textContent = texts.motto;
  const skip = byId("skip");
  skip.textContent = texts.skip;
  skip.addEventListener("click", (event) => {
    event.preventDefault(); // the address is the section's
    view.focus();
  });
  const sections = byId("sections");
  sections.setAttribute("aria-label", texts.sections);
  sections.append(
    el(
      "ul",
      {},
      ...SECTIONS.map(({ path, label }) => el("li", {}, el("a", { href: `#/${path}` }, label))),
    ),
  );
  const options = Object.entries(NAMES).map(([tag, name]) =>
    el("option", { value: tag, selected: tag === language, lang: tag }, name),
  );
  const select = el("select", { id: "language" }, ...options);
  select.addEventListener("change", () => chooseLanguage(select.value));
  byId("language-choice").append(el("label", { for: "language" }, texts.language), select);
  const focused = readStored("refocus");
  writeStored("refocus", null);
  if (focused === "language") select.focus();
}

fillFrame();
window.addEventListener("hashchange", () => show(true));
show(false);
