import { el } from "./dom.js";

/**
 * A Worker that cannot work yet: which of its variables are wrong, and how.
 * @param {import("./health.js").Problem[]} problems
 * @param {Node} again
 */
export function misconfigured(problems, again) {
  const count = problems.length === 1 ? "One setting needs" : `${problems.length} settings need`;
  return el(
    "section",
    { class: "card" },
    el("h2", { tabindex: -1 }, `This Worker is not set up yet: ${count} attention`),
    el(
      "ul",
      { class: "problems" },
      ...problems.map(({ variable, message }) =>
        el("li", {}, el("code", {}, variable), " ", message),
      ),
    ),
    el("p", { class: "quiet" }, "Set them where the Worker runs, then try again."),
    el("p", { class: "actions" }, again),
  );
}
