import { el } from "./dom.js";
import { fillWith, words } from "./language.js";
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
  const sentence = changed.length === 0 ? words.readSame : words.readChanged;
  const values = {
    when: moment(live.at),
    count: String(fields.length),
    names: changed.join(", "),
  };
  const details = el(
    "details",
    { open: fold.open },
    el("summary", {}, words.onTheWire),
    el(
      "pre",
      { tabindex: 0, role: "region", "aria-label": words.inJson },
      JSON.stringify(live.answer, null, 2),
    ),
  );
  details.addEventListener("toggle", () => fold.toggled(details.open));
  return el("div", {}, el("p", {}, ...fillWith(sentence, values)), details);
}
