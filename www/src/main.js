// The console: who is at the desk, what can be called for them, and how they came in.
import { byId, el } from "./dom.js";
import { language, NAMES, speak, words } from "./language.js";
import { recall, remember } from "./memory.js";

/**
 * A section of the console.
 * @typedef {object} Section
 * @property {string} path of its address, behind the `#/`
 * @property {string} label
 * @property {() => Promise<{ open: (view: HTMLElement, rest: string[]) => unknown }>} load
 */

/** @type {Section[]} */
const SECTIONS = [
  { path: "", label: words.accounts, load: () => import("./accounts.js") },
  { path: "explorer", label: words.explorer, load: () => import("./explorer/page.js") },
  { path: "logins", label: words.logins, load: () => import("./logins/page.js") },
];

const view = byId("view");

/** What is open; a section that is left stops what it does. @type {AbortController | undefined} */
let opened;

/** Shows what the address names. @param {boolean} moved whether the person came from another section */
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
function dress() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : language;
  byId("motto").textContent = words.motto;
  const skip = byId("skip");
  skip.textContent = words.skip;
  skip.addEventListener("click", (event) => {
    event.preventDefault(); // the address is the section's
    view.focus();
  });
  const sections = byId("sections");
  sections.setAttribute("aria-label", words.sections);
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
  select.addEventListener("change", () => speak(select.value));
  byId("tongue").append(el("label", { for: "language" }, words.language), select);
  const focused = recall("refocus");
  remember("refocus", null);
  if (focused === "language") select.focus();
}

dress();
window.addEventListener("hashchange", () => show(true));
show(false);
