// The pages of a list: the package knows where the next one begins; the form is filled in with that, and sent.
import { el } from "../dom.js";
import { texts } from "../language.js";
import { nextRequest } from "./client-method.js";

/**
 * @typedef {import("./answer.js").Call} Call
 * @typedef {import("./request.js").Params} Params
 */

/** Where the pages before began, for each operation on the screen. @type {WeakMap<Element, { path: string, before: PageStart[] }>} */
const histories = new WeakMap();

/** @typedef {{ name: string, value: unknown, isInBody: boolean }} PageStart the parameter that says where a page begins */

/**
 * The buttons for the next page and the previous one; nothing where the list is one page.
 * @param {Element} place
 * @param {Call} call
 * @param {any} method
 * @param {Params} params
 */
export async function pageButtons(place, call, method, params) {
  const next = await nextRequest(method, params, call.response);
  const found = next && (inQuery(next.url, call) ?? inBody(next.body, call));
  const block = place.closest(".opblock") ?? place;
  const history = histories.get(block) ?? { path: call.path, before: [] };
  histories.set(block, history);
  const here = found && { ...found, value: askedFor(call, found) };
  if (!found && history.before.length === 0) return undefined;
  /** @param {PageStart} to */
  const go = ({ name, value, isInBody }) => {
    const pathMethod = [call.path, call.method];
    if (isInBody) {
      const body = JSON.stringify({ ...bodyOf(call), [name]: value }, null, 2);
      call.oas3Actions.setRequestBodyValue({ value: body, pathMethod });
    } else {
      call.specActions.changeParam(pathMethod, name, "query", value ?? null, false);
    }
    // When the form has taken it over.
    setTimeout(() => {
      /** @type {HTMLElement | null} */ (block.querySelector(".execute"))?.click();
    });
  };
  const back = history.before.at(-1);
  return el(
    "div",
    { class: "actions", role: "group", "aria-label": texts.pages },
    back &&
      button(texts.previous, () => {
        history.before.pop();
        go(back);
      }),
    found && here
      ? button(texts.next, () => {
          history.before.push(here);
          go(found);
        })
      : el("p", { class: "quiet" }, texts.lastPage),
  );
}

/**
 * The parameter of the query in which the next request differs.
 * @param {string} url
 * @param {Call} call
 * @returns {PageStart | undefined}
 */
function inQuery(url, call) {
  for (const [name, value] of queryOf(url)) {
    const begin = { name, value, isInBody: false };
    if (askedFor(call, begin) !== value) return begin;
  }
  return undefined;
}

/**
 * The same, where a list is asked for by a body.
 * @param {string | undefined} body
 * @param {Call} call
 * @returns {PageStart | undefined}
 */
function inBody(body, call) {
  for (const [name, value] of Object.entries(JSON.parse(body ?? "{}"))) {
    const begin = { name, value, isInBody: true };
    if (JSON.stringify(askedFor(call, begin)) !== JSON.stringify(value)) return begin;
  }
  return undefined;
}

/**
 * @param {Call} call
 * @param {PageStart} begin
 * @returns {unknown}
 */
const askedFor = (call, { name, isInBody }) =>
  isInBody ? bodyOf(call)[name] : (queryOf(call.request.url).get(name) ?? undefined);

/** @param {string} url */
const queryOf = (url) => new URLSearchParams(url.split("?")[1] ?? "");

/** @param {Call} call @returns {Record<string, unknown>} */
const bodyOf = ({ request: { body } }) => (typeof body === "string" ? JSON.parse(body) : {});

/** @param {string} label @param {() => unknown} press */
const button = (label, press) =>
  el("button", { type: "button", class: "small", click: press }, label);
