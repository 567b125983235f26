// The section of the logins: how each went, step by step, and why one failed.
import { PortariaError } from "portaria";
import { CLIENT_HEADER } from "../../../pkg/dist/protocol.js";
import { announce } from "../announce.js";
import { el } from "../dom.js";
import { asError, errorNotice, meaningOf } from "../error-notice.js";
import { askHealth } from "../health.js";
import { titleOf } from "../instance-title.js";
import { texts } from "../language.js";
import { moment } from "../time.js";
import { worker } from "../worker-address.js";

/**
 * @typedef {object} Step
 * @property {keyof typeof texts.step} step
 * @property {number} at
 * @property {Record<string, unknown>} [saw]
 * @property {{ code: string, message: string, providerCode?: string, status?: number }} [error]
 *
 * @typedef {object} Flow
 * @property {string} id
 * @property {string} instance
 * @property {keyof typeof texts.outcome} outcome
 * @property {Step[]} steps
 */

/** @param {HTMLElement} view */
export async function open(view) {
  const list = el("div", { class: "logins" });
  const refresh = async () => {
    await fillIn(list);
    announce(texts.refreshed);
  };
  view.replaceChildren(
    el("h1", { tabindex: -1 }, texts.loginsHeading),
    el("p", { class: "lead" }, texts.loginsLead),
    el("p", { class: "actions" }, el("button", { type: "button", click: refresh }, texts.refresh)),
    list,
  );
  await fillIn(list);
}

/** @param {HTMLElement} list */
async function fillIn(list) {
  try {
    const [health, flows] = await Promise.all([askHealth(), askFlows()]);
    const instances = health.status === "ok" ? health.instances : [];
    const title = (/** @type {string} */ name) => {
      const found = instances.find((one) => one.name === name);
      return found ? titleOf(found) : name;
    };
    list.replaceChildren(
      ...(flows.length === 0
        ? [el("p", { class: "card" }, texts.noLogins)]
        : flows.map((flow) => card(flow, title(flow.instance)))),
    );
  } catch (thrown) {
    const error = asError(thrown);
    list.replaceChildren(errorNotice(error));
    announce(error.message);
  }
}

/** @returns {Promise<Flow[]>} */
async function askFlows() {
  const response = await fetch(`${worker}/flows`, { headers: { [CLIENT_HEADER]: "1" } });
  const answer = await response.json();
  if (!response.ok) throw new PortariaError({ status: response.status, ...answer.error });
  return answer.flows;
}

/** @param {Flow} flow @param {string} title */
function card({ id, outcome, steps }, title) {
  const heading = `login-${id}`;
  const kind = { done: "on", failed: "ended", waiting: "off" }[outcome];
  return el(
    "article",
    { class: "card", "aria-labelledby": heading },
    el(
      "h2",
      { id: heading },
      title,
      " ",
      el("span", { class: `badge badge-${kind}` }, texts.outcome[outcome]),
    ),
    el("ol", { class: "login-steps" }, ...steps.map(item)),
    el("p", { class: "quiet" }, el("code", {}, id)),
  );
}

/** @param {Step} step */
function item({ step, at, saw = {}, error }) {
  const seen = Object.entries(saw).filter(([, value]) => value !== null && value !== undefined);
  return el(
    "li",
    { class: `login-step-${step}` },
    el(
      "p",
      {},
      el("strong", {}, texts.step[step] ?? step),
      " ",
      el("span", { class: "quiet" }, moment(at)),
    ),
    error ? why(error) : el("p", {}, texts.stepMeans[step] ?? ""),
    seen.length > 0
      ? el(
          "dl",
          { class: "saw" },
          ...seen.map(([name, value]) =>
            el("div", {}, el("dt", {}, labelOf(step, name)), el("dd", {}, shown(name, value))),
          ),
        )
      : undefined,
  );
}

/**
 * The label of something that was seen; what a platform sent keeps the platform's own name.
 * @param {string} step
 * @param {string} name
 */
function labelOf(step, name) {
  const own =
    step === "returned" ? undefined : texts.saw[/** @type {keyof typeof texts.saw} */ (name)];
  return own ?? el("code", {}, name);
}

/** @param {string} name @param {unknown} value */
function shown(name, value) {
  if (name === "expiresAt" && typeof value === "number") return moment(value);
  if (typeof value === "boolean") return value ? texts.yes : texts.no;
  return el("code", {}, value === "" ? "—" : String(value));
}

/** @param {NonNullable<Step["error"]>} error */
function why({ code, message, providerCode }) {
  const { heading, advice } = meaningOf(code);
  // The message of this error says already what to do.
  const more = code === "login_required" ? undefined : advice;
  return el(
    "div",
    { class: "notice" },
    el("p", { class: "notice-heading" }, heading),
    el("p", {}, message),
    more === undefined ? undefined : el("p", {}, more),
    el("p", { class: "quiet" }, el("code", {}, [code, providerCode].filter(Boolean).join(" · "))),
  );
}
