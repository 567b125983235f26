import { el } from "./dom.js";
import { fill, words } from "./language.js";

/**
 * A Worker that cannot work yet: which of its variables are wrong, and how.
 * @param {import("./health.js").Problem[]} problems
 * @param {Node} again
 */
export function misconfigured(problems, again) {
  return el(
    "section",
    { class: "card" },
    el("h2", { tabindex: -1 }, fill(words.misconfigured, { count: problems.length })),
    el(
      "ul",
      { class: "problems" },
      ...problems.map(({ variable, message }) =>
        el("li", {}, el("code", {}, variable), " ", message),
      ),
    ),
    el("p", { class: "quiet" }, words.setThem),
    el("p", { class: "actions" }, again),
  );
}
