import { PortariaError } from "portaria";
import { el } from "./dom.js";
import { texts } from "./language.js";

/**
 * An error as people need it: what happened, what to do, and the codes for those who look things up.
 * @param {PortariaError} error
 * @param {(Node | undefined)} [action]
 */
export function errorNotice(error, action) {
  const { heading, advice } = meaningOf(error.code);
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

/**
 * What a code means, and what to do.
 * @param {string} code
 * @returns {{ heading: string, advice: string | undefined }}
 */
export function meaningOf(code) {
  const known = texts.error[/** @type {keyof typeof texts.error} */ (code)];
  return { heading: known?.heading ?? texts.unknownError, advice: known?.advice };
}

/** @param {PortariaError} error */
function codes(error) {
  /** @type {[string, string | number | undefined][]} */
  const all = [
    [texts.code, error.code],
    [texts.providerCode, error.providerCode],
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
 * What was thrown, as a `PortariaError`.
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
