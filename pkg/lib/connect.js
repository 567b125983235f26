import { FLOW_TTL_S } from "../dist/protocol.js";
import { pause } from "./abort.js";
import { announceChange, watch } from "./changes.js";
import { keepProof, newProof, redeem, redeemReturned } from "./cross-site-login.js";
import { PortariaError } from "./error.js";
import { knownOptions } from "./known-options.js";
import { LoginWindow, unlessCancelled } from "./login-window.js";
import { workerOf } from "./worker-address.js";
import { requestWorker } from "./worker-request.js";

/**
 * @typedef {import("../index.js").Connection} Connection
 * @typedef {import("../index.js").ConnectOptions} ConnectOptions
 *
 * @typedef {object} LoginTerms what the Worker says before a login (src/edge/connections.rs)
 * @property {string} origin where the login ends
 * @property {"known" | "new"} session whether the browser showed a session
 * @property {boolean} crossSite whether that session is of pages on another site than the Worker
 *
 * @typedef {{ connections: Connection[], login: LoginTerms }} Before
 */

/** How often to look for the new connection while a login is under way, in milliseconds. */
const POLL_MS = 1500;

/** How long after a click a window is opened at the latest, in milliseconds: later, browsers take it for an advertisement. */
const CLICK_MS = 800;

/** @type {typeof import("../index.js").connect} */
export async function connect(instance, options = {}) {
  if (typeof window === "undefined") {
    throw new PortariaError({
      code: "configuration",
      message:
        "connect() opens a login in a browser. On a server, use startLogin() and handleRedirect().",
    });
  }
  knownOptions("connect()", options, ["credentials", "mode", "returnTo", "signal", "via"]);
  const worker = workerOf(options.via);
  if (options.credentials !== undefined) return connectWithCredentials(worker, instance, options);
  const { mode = "auto", signal } = options;
  const asking = unlessCancelled(askBefore(worker, instance), signal);
  asking.catch(() => {}); // it is waited for below
  if (mode !== "redirect") {
    // What is wrong is said before a window opens, if that is known in time.
    await Promise.race([asking, pause(CLICK_MS)]);
    const popup = window.open("", `portaria-${instance}`, "popup,width=520,height=680");
    if (popup) {
      const connection = await loginInPopup(popup, worker, instance, asking, signal);
      announceChange("connected", instance);
      return connection;
    }
    if (mode === "popup") {
      throw new PortariaError({
        code: "aborted",
        message:
          'The browser blocked the login window. Call connect() from a click, or use { mode: "redirect" }.',
        provider: instance,
      });
    }
  }
  location.assign(await addressOfRedirect(worker, instance, options, await asking));
  return new Promise(() => {}); // the page is left
}

/** @type {typeof import("../index.js").connections} */
export async function connections(options) {
  knownOptions("connections()", options, ["via"]);
  return readConnections(workerOf(options?.via));
}

/** @type {typeof import("../index.js").disconnect} */
export async function disconnect(instance, options = {}) {
  knownOptions("disconnect()", options, ["accountId", "via"]);
  const { accountId, via } = options;
  const one = accountId === undefined ? "" : `?account=${encodeURIComponent(accountId)}`;
  const path = `connections/${encodeURIComponent(instance)}${one}`;
  await requestWorker(workerOf(via), path, { method: "DELETE" });
  if (typeof window !== "undefined") announceChange("disconnected", instance);
}

/** @type {typeof import("../index.js").watchConnections} */
export function watchConnections(listener, options = {}) {
  knownOptions("watchConnections()", options, ["onError", "signal", "via"]);
  return watch(async ({ via }) => readConnections(workerOf(via)), listener, options);
}

/**
 * @param {string} worker
 * @returns {Promise<Connection[]>}
 */
async function readConnections(worker) {
  await redeemReturned(worker);
  const { connections } = await requestWorker(worker, "connections", { method: "GET" });
  return connections;
}

/**
 * Gives a credential to the Worker, where the platform has no login.
 * @param {string} worker
 * @param {string} instance
 * @param {ConnectOptions} options
 * @returns {Promise<Connection>}
 */
async function connectWithCredentials(worker, instance, options) {
  const connection = await requestWorker(worker, `connect/${encodeURIComponent(instance)}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(options.credentials),
    signal: options.signal ?? null,
  });
  announceChange("connected", instance);
  return connection;
}

/**
 * Asks the Worker before a login: whether there can be one, and whether this browser keeps its session.
 * @param {string} worker
 * @param {string} instance
 * @returns {Promise<Before>}
 */
async function askBefore(worker, instance) {
  await redeemReturned(worker);
  const ask = () =>
    requestWorker(worker, `connections?login=${encodeURIComponent(instance)}`, { method: "GET" });
  let before = await ask();
  // Asked again, the browser shows the session that has just begun, unless it keeps no cookie.
  if (before.login.session === "new") {
    before = await ask();
    if (before.login.session === "new") throw noCookie(instance);
  }
  return before;
}

/**
 * Waits for the end of the login in the window: for its message and, in case that gets lost, by reading the connections.
 * @param {Window} popup
 * @param {string} worker
 * @param {string} instance
 * @param {Promise<Before>} asking
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<Connection>}
 */
async function loginInPopup(popup, worker, instance, asking, signal) {
  const { origin } = new URL(`${worker}/`, location.href);
  const login = new LoginWindow(popup, origin, instance);
  try {
    const { connections: before, login: terms } = await asking;
    if (terms.origin !== origin) throw otherOrigin(terms.origin, origin, instance);
    const proof = terms.crossSite ? await newProof() : undefined;
    const returnTo = origin === location.origin ? "/" : location.origin;
    login.open(loginAddress(worker, instance, { return_to: returnTo, popup: "1" }, proof));
    const giveUpAt = Date.now() + FLOW_TTL_S * 1000;
    while (!login.isClosed && Date.now() < giveUpAt) {
      const ended = await unlessCancelled(Promise.race([login.ended, pause(POLL_MS)]), signal);
      if (ended?.portaria === "connected" && proof && ended.code)
        await redeem(worker, instance, ended.code, proof.verifier);
      const found = await findNewConnection(worker, instance, before);
      if (found) return found;
      if (ended?.portaria === "failed") throw failed(ended);
      if (ended) {
        await pause(POLL_MS); // a request may have failed for a passing reason
        const late = await findNewConnection(worker, instance, before);
        if (late) return late;
        throw noCookie(instance);
      }
    }
    throw new PortariaError({
      code: "aborted",
      message:
        "The login window was closed, or left alone, before the login was finished. If it is still open, the platform's page has cut " +
        "its tie to this page: watchConnections() tells when the login is finished.",
      provider: instance,
    });
  } finally {
    login.close();
  }
}

/**
 * @param {string} worker
 * @param {string} instance
 * @param {ConnectOptions} options
 * @param {Before} before
 */
async function addressOfRedirect(worker, instance, options, { login }) {
  const { returnTo = location.pathname + location.search + location.hash } = options;
  if (!login.crossSite) return loginAddress(worker, instance, { return_to: returnTo });
  const proof = await newProof();
  keepProof(worker, instance, proof);
  const { href } = new URL(returnTo, location.href);
  return loginAddress(worker, instance, { return_to: href }, proof);
}

/**
 * @param {string} worker
 * @param {string} instance
 * @param {Record<string, string>} fields
 * @param {import("./cross-site-login.js").Proof} [proof]
 */
function loginAddress(worker, instance, fields, proof) {
  const query = new URLSearchParams(fields);
  if (proof) query.set("code_challenge", proof.challenge);
  return `${worker}/connect/${encodeURIComponent(instance)}?${query}`;
}

/**
 * The connection that was not there before. A request that fails is repeated by the next poll.
 * @param {string} worker
 * @param {string} instance
 * @param {Connection[]} before
 */
async function findNewConnection(worker, instance, before) {
  const now = await readConnections(worker).catch((error) => {
    if (error.retryable) return [];
    throw error;
  });
  const isOld = (/** @type {Connection} */ one) =>
    before.some((old) => old.connectedAt === one.connectedAt && old.account.id === one.account.id);
  return now.find((one) => one.instance === instance && !isOld(one));
}

/** @param {import("./login-window.js").Failed} said */
const failed = ({ code, message, instance }) =>
  new PortariaError({
    code: /** @type {import("../index.js").PortariaErrorCode} */ (code),
    message,
    provider: instance,
  });

/** @param {string} configured @param {string} asked @param {string} instance */
const otherOrigin = (configured, asked, instance) =>
  new PortariaError({
    code: "configuration",
    message: `The Worker is asked at ${asked}, but its PORTARIA_ORIGIN is ${configured}: a login ends there, where this page cannot see it. Open the page at ${configured}, or change PORTARIA_ORIGIN.`,
    provider: instance,
  });

/** @param {string} instance */
function noCookie(instance) {
  const why =
    window.top === window
      ? "cookies are blocked for it"
      : "this page is in a frame, and browsers keep no such cookie in another site's frame";
  return new PortariaError({
    code: "configuration",
    message: `The browser does not keep the cookie of the Worker's session here: ${why}. A login would not be seen by this page. Allow the cookie, or open the page in a window of its own.`,
    provider: instance,
  });
}
