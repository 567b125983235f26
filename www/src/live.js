import { el } from "./dom.js";
import { moment } from "./time.js";

/**
 * What a call to the community just answered.
 * @typedef {{ answer: { user_info: import("portaria").PipiChatTypes.UserInfo }, at: number }} Live
 */

/**
 * The answer as it came, and what is new in it since the login.
 * @param {Live} live
 * @param {Record<string, unknown>} before
 * @param {{ open: boolean, toggled: (open: boolean) => void }} fold
 */
export function liveAnswer(live, before, fold) {
  const fields = Object.entries(live.answer.user_info);
  const changed = fields.filter(([name, value]) => value !== before[name]).map(([name]) => name);
  const news =
    changed.length === 0
      ? ", the same as when you logged in."
      : `. Changed since you logged in: ${changed.join(", ")}.`;
  const details = el(
    "details",
    { open: fold.open },
    el("summary", {}, "The answer as it came over the wire"),
    el(
      "pre",
      { tabindex: 0, role: "region", "aria-label": "The answer in JSON" },
      JSON.stringify(live.answer, null, 2),
    ),
  );
  details.addEventListener("toggle", () => fold.toggled(details.open));
  return el(
    "div",
    {},
    el("p", {}, "Read at ", moment(live.at), `: ${fields.length} fields${news}`),
    details,
  );
}
