// A browser that remembers of each connection whether the Worker must list it, must not, or may do either, because the Worker
// was gone before it answered.

import { TestBrowser } from "./test-browser.js";
import { APPS, JETCHAT_KEY } from "./worker-settings.js";

const OURS = { "x-portaria": "1", "content-type": "application/json" };
const PAGE = { accept: "text/html" };
const FORM = { ...PAGE, "content-type": "application/x-www-form-urlencoded" };

/** A call of each platform's that any account can make. */
const CALLS = /** @type {const} */ ({
  pipichat: "/api/pipichat/api/get_user_info",
  jetchat: "/api/jetchat/flow/tags?limit=1",
  sendpulse: "/api/sendpulse/senders",
});

/** @typedef {keyof typeof CALLS} Instance */
/** @typedef {import("./sandbox-server.js").SandboxServer} SandboxServer */

/** The number of the newest SendPulse account; each browser has one of its own. */
let accounts = 2_000_000;

export class TrackedBrowser extends TestBrowser {
  /** @type {Map<Instance, "present" | "absent" | "unknown">} */
  expected = new Map();

  /** The address of the question whether to link the account, until it is answered. */
  question = "";

  #account = "";

  /** @param {string} origin @param {SandboxServer} sandbox */
  constructor(origin, sandbox) {
    super(origin);
    this.sandbox = sandbox;
  }

  /** The instances that are connected for certain. */
  connected() {
    return [...this.expected]
      .filter(([, state]) => state === "present")
      .map(([instance]) => instance);
  }

  /** Logs in at PipiChat, approving on its page. */
  async pipichat() {
    this.expected.set("pipichat", "unknown");
    const start = expectStatus(303, await this.ask("/connect/pipichat?return_to=/account"));
    const { pathname, searchParams } = new URL(start.location);
    const callback = await this.sandbox.press(pathname, {
      ...Object.fromEntries(searchParams),
      user: "1",
      decision: "approve",
    });
    const back = expectStatus(303, await this.#arrive(callback));
    if (back.location !== "/account") throw new Error(`sent to ${back.location}`);
    await this.#succeeded("pipichat");
  }

  /** Connects with a key of JetChat's. */
  async jetchat() {
    this.expected.set("jetchat", "unknown");
    const body = JSON.stringify({ apiKey: JETCHAT_KEY });
    expectStatus(201, await this.ask("/connect/jetchat", { method: "POST", body, headers: OURS }));
    await this.#succeeded("jetchat");
  }

  /** Opens our app in SendPulse's dashboard unless it was opened before, and agrees to the link. */
  async sendpulse() {
    this.expected.set("sendpulse", "unknown");
    if (!this.question) await this.open();
    await this.link();
    await this.#succeeded("sendpulse");
  }

  /** Opens the app: from here on, the Worker must not lose the account's keys. */
  async open() {
    if (!this.#account) {
      const user_id = ++accounts;
      this.#account = String(user_id);
      await this.sandbox.control("apps", { provider: "sendpulse", user_id });
    }
    const callback = await this.sandbox.press("/sendpulse/dashboard/consent", {
      app_id: APPS.sendpulse.app_id,
      user: this.#account,
      lang: "en",
      shown: "window",
      decision: "agree",
    });
    this.question = expectStatus(303, await this.#arrive(callback)).location;
  }

  /** Agrees to the link. */
  async link() {
    const page = expectStatus(200, await this.ask(this.question, { headers: PAGE }));
    const question = /name="question" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    this.question = ""; // it takes one answer, whatever becomes of that
    const answered = await this.ask("/link/sendpulse", {
      method: "POST",
      body: String(new URLSearchParams({ question, answer: "link", lang: "en" })),
      headers: { ...FORM, origin: this.origin },
    });
    expectStatus(303, answered);
  }

  /** Deletes a connection. @param {Instance} instance */
  async disconnect(instance) {
    this.expected.set(instance, "unknown");
    expectStatus(
      204,
      await this.ask(`/connections/${instance}`, { method: "DELETE", headers: OURS }),
    );
    this.expected.set(instance, "absent");
  }

  /** Calls a platform. @param {Instance} instance */
  async call(instance) {
    expectStatus(200, await this.ask(CALLS[instance], { headers: OURS }));
  }

  /** Checks that the Worker lists what it must, and calls through each connection. */
  async check() {
    const { connections } = expectStatus(200, await this.ask("/connections")).json();
    const listed = new Set(connections.map((/** @type {any} */ { instance }) => instance));
    if (listed.size !== connections.length) throw new Error("a connection is listed twice");
    for (const [instance, state] of this.expected) {
      if (state !== "unknown" && listed.has(instance) !== (state === "present")) {
        throw new Error(`browser ${this.number}: ${instance} must be ${state}, and is not`);
      }
      this.expected.set(instance, listed.has(instance) ? "present" : "absent");
    }
    for (const { instance, account, profile } of connections) {
      if (!this.expected.has(instance)) throw new Error(`${instance} was never connected`);
      if (!account.id || !profile.raw) throw new Error(`${instance} is half a connection`);
      await this.call(instance);
    }
  }

  /** @param {Instance} instance */
  async #succeeded(instance) {
    this.expected.set(instance, "present");
    await this.call(instance);
  }

  /** Follows a redirect from a platform, which is another site. @param {string} callback */
  #arrive(callback) {
    return this.ask(callback, { headers: PAGE, crossSite: true });
  }
}

/** @param {number} status @param {import("./test-browser.js").Answer} answer */
function expectStatus(status, answer) {
  if (answer.status === status) return answer;
  throw new Error(`answered ${answer.status}, not ${status}: ${answer.text.slice(0, 500)}`);
}
