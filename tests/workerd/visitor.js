// A person, what he does at the Worker, and what he may rely on since: of each connection, whether it must be there,
// must not, or may be either, because the Worker was gone before it answered.

import { APPS, JETCHAT_KEY } from "./desk.js";
import { Person } from "./person.js";

const OURS = { "x-portaria": "1", "content-type": "application/json" };
const PAGE = { accept: "text/html" };

/** A call of each platform's that any account can make. */
const CALLS = /** @type {const} */ ({
  pipichat: "/api/pipichat/api/get_user_info",
  jetchat: "/api/jetchat/flow/tags?limit=1",
  sendpulse: "/api/sendpulse/senders",
});

/** @typedef {keyof typeof CALLS} Instance */
/** @typedef {import("./platforms.js").Platforms} Platforms */

/** Accounts of SendPulse's that have been made; each visitor has one of his own. */
let accounts = 2_000_000;

export class Visitor extends Person {
  /** @type {Map<Instance, "there" | "gone" | "either">} */
  knows = new Map();

  /** The question whether to link the account that he opened, until it is answered. */
  question = "";

  #account = "";

  /** @param {string} origin @param {Platforms} platforms */
  constructor(origin, platforms) {
    super(origin);
    this.platforms = platforms;
  }

  /** What he is connected to, for certain. */
  connected() {
    return [...this.knows].filter(([, known]) => known === "there").map(([instance]) => instance);
  }

  /** Logs in at PipiChat, approving on its page. */
  async pipichat() {
    this.knows.set("pipichat", "either");
    const start = must(303, await this.ask("/connect/pipichat?return_to=/account"));
    const { pathname, searchParams } = new URL(start.location);
    const callback = await this.platforms.press(pathname, {
      ...Object.fromEntries(searchParams),
      user: "1",
      decision: "approve",
    });
    const back = must(303, await this.#arrive(callback));
    if (back.location !== "/account") throw new Error(`sent to ${back.location}`);
    await this.#succeeded("pipichat");
  }

  /** Connects with a key of JetChat's. */
  async jetchat() {
    this.knows.set("jetchat", "either");
    const body = JSON.stringify({ apiKey: JETCHAT_KEY });
    must(201, await this.ask("/connect/jetchat", { method: "POST", body, headers: OURS }));
    await this.#succeeded("jetchat");
  }

  /** Opens our app in SendPulse's dashboard, or answers the question that was asked when he did. */
  async sendpulse() {
    this.knows.set("sendpulse", "either");
    if (!this.question) await this.open();
    await this.link();
    await this.#succeeded("sendpulse");
  }

  /** Opens the app: from here on, its keys are ours to lose. */
  async open() {
    if (!this.#account) {
      const user_id = ++accounts;
      this.#account = String(user_id);
      await this.platforms.control("apps", { provider: "sendpulse", user_id });
    }
    const callback = await this.platforms.press("/sendpulse/dashboard/consent", {
      app_id: APPS.sendpulse.app_id,
      user: this.#account,
      lang: "en",
      decision: "agree",
    });
    this.question = must(303, await this.#arrive(callback)).location;
  }

  /** Says yes to the question. */
  async link() {
    const page = must(200, await this.ask(this.question, { headers: PAGE }));
    const ticket = /name="ticket" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    const answered = await this.ask("/link/sendpulse", {
      method: "POST",
      body: String(new URLSearchParams({ ticket, answer: "link", lang: "en" })),
      headers: { ...PAGE, origin: this.origin, "sec-fetch-site": "same-origin" },
    });
    must(303, answered);
    this.question = "";
  }

  /** Forgets a connection. @param {Instance} instance */
  async disconnect(instance) {
    this.knows.set(instance, "either");
    must(204, await this.ask(`/connections/${instance}`, { method: "DELETE", headers: OURS }));
    this.knows.set(instance, "gone");
  }

  /** Calls a platform. @param {Instance} instance */
  async call(instance) {
    must(200, await this.ask(CALLS[instance], { headers: OURS }));
  }

  /** Looks at what is there, which must be what he knows, and calls through each connection. */
  async check() {
    const { connections } = must(200, await this.ask("/connections")).json();
    const listed = new Set(connections.map((/** @type {any} */ { instance }) => instance));
    if (listed.size !== connections.length) throw new Error("a connection is listed twice");
    for (const [instance, known] of this.knows) {
      if (known !== "either" && listed.has(instance) !== (known === "there")) {
        throw new Error(`visitor ${this.number}: ${instance} must be ${known}, and is not`);
      }
      this.knows.set(instance, listed.has(instance) ? "there" : "gone");
    }
    for (const { instance, account, profile } of connections) {
      if (!this.knows.has(instance)) throw new Error(`${instance} was never connected`);
      if (!account.id || !profile.raw) throw new Error(`${instance} is half a connection`);
      await this.call(instance);
    }
  }

  /** @param {Instance} instance */
  async #succeeded(instance) {
    this.knows.set(instance, "there");
    await this.call(instance);
  }

  /** Comes back from a platform, which is another site. @param {string} callback */
  #arrive(callback) {
    return this.ask(callback, { headers: PAGE, crossSite: true });
  }
}

/** @param {number} status @param {import("./person.js").Answer} answer */
function must(status, answer) {
  if (answer.status === status) return answer;
  throw new Error(`answered ${answer.status}, not ${status}: ${answer.text.slice(0, 500)}`);
}
