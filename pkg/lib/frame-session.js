import { CLIENT_HEADER, FRAME_HEADER } from "../dist/protocol.js";
import { PortariaError } from "./error.js";
import { knownOptions } from "./known-options.js";
import { workerOf } from "./worker-address.js";
import { requestWorker } from "./worker-request.js";

/** @typedef {{ token: string, expiresAt: number, connection: import("../index.js").Connection }} Answer of the Worker */

/** How long before its end a token is renewed, in milliseconds. */
const MARGIN_MS = 5 * 60 * 1000;

/** The page's own session: its ticket is good once. @type {Promise<import("../index.js").FrameSession> | undefined} */
let current;

/** @type {typeof import("../index.js").frameSession} */
export function frameSession(options = {}) {
  current ??= open(options).catch((error) => {
    current = undefined;
    throw error;
  });
  return current;
}

/** @param {import("../index.js").WorkerOptions} options */
async function open(options) {
  knownOptions("frameSession()", options, ["via"]);
  if (typeof window === "undefined" || window.self === window.top) {
    // In a window of its own, a stranger's link may have led here, with a ticket of his account.
    throw configuration("frameSession() is for a page in a frame of a platform's dashboard.");
  }
  const worker = workerOf(options.via);
  const fields = new URLSearchParams(location.search);
  const [instance, session] = [fields.get("instance"), fields.get("session")];
  if (!instance || !session) {
    throw configuration(
      'This page was not opened by a Worker: set "frame" of the instance to its address.',
    );
  }
  const path = `frame/${encodeURIComponent(instance)}`;
  /** @param {object} body @param {Record<string, string>} [headers] @returns {Promise<Answer>} */
  const ask = (body, headers) =>
    requestWorker(worker, path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const ticket = takeTicket();
  let answer = await ask(ticket ? { ticket } : { session });

  /** @type {Promise<void> | undefined} */
  let renewing;
  const renew = () => {
    renewing ??= ask({}, { [FRAME_HEADER]: answer.token })
      .then((renewed) => {
        answer = renewed;
      })
      .finally(() => {
        renewing = undefined;
      });
    return renewing;
  };

  const carried = ["lang", "theme", "access"].flatMap((name) =>
    fields.getAll(name).map((value) => /** @type {const} */ ([name, value])),
  );
  return Object.freeze({
    instance,
    connection: answer.connection,
    lang: fields.get("lang") ?? undefined,
    theme: fields.get("theme") === "dark" ? /** @type {const} */ ("dark") : "light",
    carried: new URLSearchParams(carried.map(([name, value]) => [name, value])).toString(),
    /** @type {typeof fetch} */
    fetch: async (input, init) => {
      const { url, headers: own } = input instanceof Request ? input : { url: input };
      checkAddress(worker, String(url));
      if (Date.now() > answer.expiresAt - MARGIN_MS) await renew();
      const headers = new Headers(init?.headers ?? own);
      headers.set(CLIENT_HEADER, "1");
      headers.set(FRAME_HEADER, answer.token);
      return fetch(input, { ...init, headers });
    },
    link: () => {
      const form = document.createElement("form");
      form.method = "post";
      form.target = "_blank";
      form.action = `${worker}/link/${encodeURIComponent(instance)}`;
      for (const [name, value] of [["session", answer.token], ...carried]) {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = /** @type {string} */ (name);
        field.value = /** @type {string} */ (value);
        form.append(field);
      }
      document.body.append(form);
      form.submit();
      form.remove();
    },
  });
}

/** The ticket, which the address and the browser's history have no longer. */
function takeTicket() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const ticket = fragment.get("portaria_ticket");
  if (ticket) history.replaceState(history.state, "", location.pathname + location.search);
  return ticket;
}

/**
 * The session is shown to the Worker only.
 * @param {string} worker
 * @param {string} url
 */
function checkAddress(worker, url) {
  const { origin, pathname } = new URL(url, location.href);
  const base = new URL(`${worker}/`, location.href);
  if (origin === base.origin && pathname.startsWith(base.pathname)) return;
  throw new PortariaError({
    code: "invalid_argument",
    message: "A frame session's fetch() is for addresses of its Worker only.",
  });
}

/** @param {string} message */
function configuration(message) {
  return new PortariaError({ code: "configuration", message });
}
