import { PortariaError } from "portaria";
import { el } from "./dom.js";
import { wordsFor } from "./words.js";

/**
 * An error as people need it: what happened, what to do, and the codes for those who look things up.
 * @param {PortariaError} error
 * @param {(Node | undefined)} [action]
 */
export function notice(error, action) {
  const { heading, advice } = wordsFor(error.code);
  return el(
    "div",
    { class: "notice", tabindex: -1 },
    el("p", { class: "notice-heading" }, heading),
    el("p", {}, error.message),
    advice === undefined ? undefined : el("p", {}, advice),
    action && el("p", { class: "actions" }, action),
    codes(error),
  );
}

/** @param {PortariaError} error */
function codes(error) {
  /** @type {[string, string | number | undefined][]} */
  const all = [
    ["Code", error.code],
    ["Provider’s code", error.providerCode],
    ["HTTP", error.status],
  ];
  const known = all.filter(([, value]) => value !== undefined);
  return el(
    "dl",
    { class: "codes" },
    ...known.map(([label, value]) =>
      el("div", {}, el("dt", {}, label), el("dd", {}, el("code", {}, String(value)))),
    ),
  );
}

/**
 * Whatever was thrown, as an error of ours.
 * @param {unknown} thrown
 * @returns {PortariaError}
 */
export function asError(thrown) {
  if (thrown instanceof PortariaError) return thrown;
  console.error(thrown);
  return new PortariaError({
    code: "bad_response",
    message: "This page met something that it was not prepared for. Reload it.",
  });
}
