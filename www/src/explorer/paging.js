// The pages of a list: the package knows where one goes on, the form is filled in accordingly and sent.
import { el } from "../dom.js";
import { words } from "../language.js";
import { nextOf } from "./package.js";

/**
 * @typedef {import("./answer.js").Call} Call
 * @typedef {import("./request.js").Params} Params
 */

/** What a place was asked with on the pages before. @type {WeakMap<Element, { path: string, before: Place[] }>} */
const histories = new WeakMap();

/** @typedef {{ name: string, value: string | undefined }} Place where a page begins */

/**
 * The buttons; nothing where the list is one page.
 * @param {Element} place
 * @param {Call} call
 * @param {any} method
 * @param {Params} params
 */
export async function paging(place, call, method, params) {
  const next = await nextOf(method, params, call.response);
  const found = next && placeOf(next.url, call);
  const block = place.closest(".opblock") ?? place;
  const history = histories.get(block) ?? { path: call.path, before: [] };
  histories.set(block, history);
  const here = found && askedFor(call, found.name);
  if (!found && history.before.length === 0) return undefined;
  /** @param {Place} to */
  const go = ({ name, value }) => {
    call.specActions.changeParam([call.path, call.method], name, "query", value ?? null, false);
    // Once the form has taken it over.
    setTimeout(() => {
      /** @type {HTMLElement | null} */ (block.querySelector(".execute"))?.click();
    });
  };
  const back = history.before.at(-1);
  return el(
    "div",
    { class: "actions", role: "group", "aria-label": words.pages },
    back &&
      button(words.previous, () => {
        history.before.pop();
        go(back);
      }),
    found
      ? button(words.next, () => {
          history.before.push({ name: found.name, value: here });
          go(found);
        })
      : el("p", { class: "quiet" }, words.lastPage),
  );
}

/**
 * The parameter of the query in which the next request differs.
 * @param {string} url
 * @param {Call} call
 * @returns {Place | undefined}
 */
function placeOf(url, call) {
  const query = new URLSearchParams(url.split("?")[1] ?? "");
  for (const [name, value] of query) {
    if (askedFor(call, name) !== value) return { name, value };
  }
  return undefined;
}

/** @param {Call} call @param {string} name */
const askedFor = ({ request }, name) =>
  new URLSearchParams(request.url.split("?")[1] ?? "").get(name) ?? undefined;

/** @param {string} label @param {() => unknown} press */
const button = (label, press) =>
  el("button", { type: "button", class: "small", click: press }, label);
