// Ids as the engine writes them: `f123t456` is tag 456 of bot 123.

/** The one bot that is played. */
export const FLOW = "f123";

const LETTERS = /** @type {const} */ ({
  subscriber: "u",
  tag: "t",
  field: "v",
  subFlow: "s",
  node: "n",
  segment: "sg",
  event: "e",
  broadcast: "b",
  aiAgent: "ag",
  aiTask: "at",
  template: "tp",
});

/** @typedef {keyof typeof LETTERS} Kind */

/**
 * @param {Kind} kind
 * @param {number} number
 */
export function ns(kind, number) {
  return `${FLOW}${LETTERS[kind]}${number}`;
}

/**
 * The number in an id of this kind and of this bot; otherwise NaN.
 *
 * @param {Kind} kind
 * @param {string} id
 */
export function numberIn(kind, id) {
  const start = FLOW + LETTERS[kind];
  const digits = id.startsWith(start) ? id.slice(start.length) : "";
  return /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : Number.NaN;
}
