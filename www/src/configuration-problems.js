import { el } from "./dom.js";
import { fill, texts } from "./language.js";

/**
 * A Worker that cannot work yet: which of its variables are wrong, and how.
 * @param {import("./health.js").Problem[]} problems
 * @param {Node} again
 */
export function configurationProblems(problems, again) {
  return el(
    "section",
    { class: "card" },
    el("h2", { tabindex: -1 }, fill(texts.misconfigured, { count: problems.length })),
    el(
      "ul",
      { class: "problems" },
      ...problems.map(({ variable, message }) =>
        el("li", {}, el("code", {}, variable), " ", message),
      ),
    ),
    el("p", { class: "quiet" }, texts.setThem),
    el("p", { class: "actions" }, again),
  );
}
