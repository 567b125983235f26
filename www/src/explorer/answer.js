// What came back, in place of Swagger UI's own view: the same call as a command and as JavaScript, the answer, and what it
// means where it is an error.

import { announce } from "../announce.js";
import { el } from "../dom.js";
import { meaningOf } from "../error-notice.js";
import { fill, texts } from "../language.js";
import { commandOf, errorOf, lineOf, methodOf } from "./client-method.js";
import { pageButtons } from "./list-pages.js";
import { paramsOf, proxyPath } from "./request.js";

/**
 * @typedef {import("./explorer.js").Selection} Selection
 *
 * @typedef {object} Call what was sent, and what came back
 * @property {string} path
 * @property {string} method
 * @property {any} operation
 * @property {import("./request.js").Built} request
 * @property {import("./client-method.js").Recorded & { duration: number | undefined, data: unknown, failure: string | undefined }} response
 * @property {any} specActions
 * @property {any} oas3Actions
 */

/**
 * A component that shows answers of this instance.
 * @param {Selection} from
 * @param {string} base
 */
export function answerWith(from, base) {
  /** What each place shows, so that the same answer is not rendered again. @type {WeakMap<Element, unknown>} */
  const shown = new WeakMap();
  return (/** @type {any} */ React, /** @type {any} */ props) => {
    const { response } = props;
    /** @param {HTMLElement | null} place */
    const fillIn = (place) => {
      if (!place || response.equals?.(shown.get(place))) return;
      shown.set(place, response);
      show(place, callOf(props), from, base);
    };
    return React.createElement("div", { className: "answer", ref: fillIn });
  };
}

/**
 * @param {any} props
 * @returns {Call}
 */
function callOf({ response, path, method, specSelectors, specActions, oas3Actions }) {
  const request = specSelectors.requestFor(path, method);
  const error = response.get("error");
  return {
    path,
    method,
    operation: specSelectors.specJson().getIn(["paths", path, method]).toJS(),
    request: { url: request.get("url"), method: request.get("method"), body: request.get("body") },
    response: {
      status: Number(response.get("status") ?? 0),
      text: response.get("text") ?? "",
      data: response.get("data"),
      headers: /** @type {Record<string, string>} */ (response.get("headers")?.toJS() ?? {}),
      duration: response.get("duration"),
      failure: error ? String(response.get("message") ?? "") : undefined,
    },
    specActions,
    oas3Actions,
  };
}

/**
 * @param {HTMLElement} place
 * @param {Call} call
 * @param {Selection} from
 * @param {string} base
 */
async function show(place, call, from, base) {
  const { operation, request, response, path } = call;
  const id = operation.operationId;
  const method = await methodOf(from, base, id);
  let params;
  let command;
  let line;
  try {
    const [schema] = Object.values(operation.requestBody?.content ?? {}).map((one) => one.schema);
    params = paramsOf(request, base, path, operation.parameters ?? [], schema);
    command = await commandOf(method, params);
    line = lineOf(from, id, params);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    command = fill(texts.cannotShow, { message });
  }
  const meaning = await explain(method, params ?? {}, response);
  const isSafe = response.status > 0 && meaning === undefined;
  const pages =
    params && isSafe && operation["x-portaria-paging"]
      ? await pageButtons(place, call, method, params)
      : undefined;
  const heading = el("h4", { tabindex: -1 }, texts.answer);
  place.replaceChildren(
    heading,
    summary(response, isSafe),
    ...(meaning ? [meaning] : []),
    ...body(response),
    ...(pages ? [pages] : []),
    headers(response.headers),
    code(texts.requestUrl, shownUrl(command) ?? request.url, [
      fill(texts.viaWorker, {
        path: proxyPath(request.url, base, from.instance.name).split("?")[0] ?? "",
      }),
    ]),
    code(texts.curl, command, from.platform.curlNote ? [from.platform.curlNote] : []),
    ...(line ? [code(texts.javascript, line, [texts.inPlaceOfVia])] : []),
  );
  announce(`${texts.answer}: ${response.status || texts.platformFailed}`);
  // The button that was pressed may be gone with the answer before; the focus goes to the new answer.
  if (document.activeElement === document.body) heading.focus();
}

/** The URL in a command: the one that the vendor sees, masked. @param {string} command */
const shownUrl = (command) => /'(https?:[^']*)'/.exec(command)?.[1];

/**
 * @param {Call["response"]} response
 * @param {boolean} isGood
 */
function summary({ status, duration }, isGood) {
  const rows = [
    [texts.status, status === 0 ? "—" : String(status)],
    [texts.time, duration === undefined ? "—" : `${duration} ms`],
  ];
  return el(
    "dl",
    { class: `answer-summary ${isGood ? "answer-good" : "answer-bad"}` },
    ...rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
    ...(isGood ? [el("div", { class: "answer-word" }, el("dd", {}, texts.succeeded))] : []),
  );
}

/**
 * An error in words.
 * @param {any} method
 * @param {import("./request.js").Params} params
 * @param {Call["response"]} response
 */
async function explain(method, params, response) {
  if (response.status === 0) {
    const { heading, advice } = meaningOf("network");
    return notice(heading, [response.failure, advice], [[texts.code, "network"]]);
  }
  const error = await errorOf(method, params, response).catch(() => undefined);
  if (!error || (error.code === "invalid_argument" && response.status < 300)) return undefined;
  const { heading, advice } = meaningOf(error.code);
  return notice(
    heading,
    [error.message, advice],
    [
      [texts.code, error.code],
      [texts.providerCode, error.providerCode],
    ],
  );
}

/**
 * @param {string} heading
 * @param {(string | undefined)[]} sentences
 * @param {[string, string | undefined][]} codes
 */
function notice(heading, sentences, codes) {
  const known = codes.filter(([, value]) => value !== undefined);
  return el(
    "div",
    { class: "notice" },
    el("p", { class: "notice-heading" }, heading),
    ...sentences.filter((one) => one !== undefined).map((one) => el("p", {}, one)),
    el(
      "dl",
      { class: "codes" },
      ...known.map(([name, value]) =>
        el("div", {}, el("dt", {}, name), el("dd", {}, el("code", {}, value))),
      ),
    ),
  );
}

/** @param {Call["response"]} response */
function body({ text, data, headers }) {
  if (data instanceof Blob) {
    const type = headers["content-type"] ?? data.type;
    const address = URL.createObjectURL(data);
    return [
      el("p", {}, fill(texts.binaryBody, { type, size: data.size })),
      el("p", {}, el("a", { href: address, download: "answer" }, texts.save)),
    ];
  }
  if (text === "") return [el("p", { class: "quiet" }, texts.emptyBody)];
  return [code(texts.body, pretty(text), [], "answer-body")];
}

/** @param {string} text */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** @param {Record<string, string>} headers */
function headers(headers) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return el(
    "details",
    {},
    el("summary", {}, texts.headers),
    el("pre", { tabindex: 0, role: "region", "aria-label": texts.headers }, lines.join("\n")),
  );
}

/**
 * A text to be read and copied.
 * @param {string} label
 * @param {string} text
 * @param {string[]} [notes]
 * @param {string} [kind]
 */
function code(label, text, notes = [], kind = "") {
  const pre = el("pre", { tabindex: 0, role: "region", "aria-label": label }, text);
  const face = el("span", {}, texts.copy);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection()?.selectAllChildren(pre); // to be copied by hand, where the browser lets no page do it
      return;
    }
    announce(texts.copied);
    face.textContent = texts.copied;
    setTimeout(() => {
      face.textContent = texts.copy;
    }, 1500);
  };
  return el(
    "section",
    { class: `code ${kind}` },
    el(
      "div",
      { class: "code-head" },
      el("h5", {}, label, ...notes.map((note) => el("small", {}, ` ${note}`))),
      el(
        "button",
        { type: "button", class: "small", click: copy },
        face,
        el("span", { class: "unseen" }, ` (${label})`),
      ),
    ),
    pre,
  );
}
