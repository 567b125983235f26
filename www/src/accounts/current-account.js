import { el } from "../dom.js";
import { fillWith, texts } from "../language.js";
import { moment } from "../time.js";

/**
 * What the platform just answered, and the profile in it.
 * @typedef {{ answer: unknown, profile: Record<string, unknown>, at: number }} CurrentAccount
 */

/**
 * The answer as it came, and what is new in it since the login.
 * @param {CurrentAccount} current
 * @param {Record<string, unknown>} before
 * @param {{ open: boolean, toggled: (open: boolean) => void }} fold
 */
export function currentAccount(current, before, fold) {
  const fields = Object.entries(current.profile);
  const changed = fields.filter(([name, value]) => value !== before[name]).map(([name]) => name);
  const sentence = changed.length === 0 ? texts.readSame : texts.readChanged;
  const values = {
    when: moment(current.at),
    count: String(fields.length),
    names: changed.join(", "),
  };
  const details = el(
    "details",
    { open: fold.open },
    el("summary", {}, texts.onTheWire),
    el(
      "pre",
      { tabindex: 0, role: "region", "aria-label": texts.inJson },
      JSON.stringify(current.answer, null, 2),
    ),
  );
  details.addEventListener("toggle", () => fold.toggled(details.open));
  return el("div", {}, el("p", {}, ...fillWith(sentence, values)), details);
}
