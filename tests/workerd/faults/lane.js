// A lane: one thing after the other, by people of its own, at instances of its own. So each answer is explained by what
// the requests behind it met, and by nothing else.

import { randomBytes } from "node:crypto";
import { Agent } from "node:http";
import { Cut, Person } from "../person.js";
import { FAULTS, LATE } from "./front.js";

const OURS = { "x-portaria": "1", "content-type": "application/json" };
const PAGE = { accept: "text/html" };

/** A call of each platform's that any account can make. */
const CALLS = /** @type {const} */ ({
  bangwo8: "/api/v1/supports.json?per_page=1",
  jetchat: "/flow/tags?limit=1",
  pipichat: "/api/get_user_info",
  sendpulse: "/senders",
});

/** @typedef {keyof typeof CALLS} Platform */
/** @typedef {Awaited<ReturnType<typeof import("./front.js").serveFront>>} Front */
/** @typedef {import("../person.js").Answer} Answer */
/** @typedef {{ person: Person, knows: Set<Platform>, account: number, byKey: boolean }} Visitor */

export const PLATFORMS = /** @type {Platform[]} */ (Object.keys(CALLS));

/** Longer than Portaria waits for a platform, twice. */
const PATIENCE_MS = 80_000;

const agent = new Agent({ keepAlive: true });

let accounts = 5_000_000;
const hex = (/** @type {number} */ bytes) => randomBytes(bytes).toString("hex");

/** What a lane needs: its apps and keys, and the Worker's settings for them. @param {number} number @param {string} platforms */
export function plan(number, platforms) {
  const name = `lane-${number}`;
  const at = `${platforms}/${name}`;
  const own = {
    pipichat: { app_id: String(176_300_000_000_000 + number), app_secret: hex(16) },
    sendpulse: {
      app_id: `5e9d0000-0000-4000-8000-${String(number).padStart(12, "0")}`,
      app_secret: hex(16),
    },
    jetchat: hex(30),
  };
  const instances = {
    [`bangwo8-${number}`]: { provider: "bangwo8", base_url: `${at}/bangwo8` },
    [`jetchat-${number}`]: { provider: "jetchat", base_url: `${at}/jetchat/api` },
    [`pipichat-${number}`]: {
      provider: "pipichat",
      base_url: `${at}/pipichat`,
      app_id: own.pipichat.app_id,
      token_ttl_s: 3600,
      // In turn, as is usual, an engine that does not read forms would be asked twice.
      authorize_method: "get",
    },
    [`sendpulse-${number}`]: {
      provider: "sendpulse",
      base_url: `${at}/sendpulse`,
      app_id: own.sendpulse.app_id,
    },
  };
  const secrets = {
    [`PIPICHAT_${number}_APP_SECRET`]: own.pipichat.app_secret,
    [`SENDPULSE_${number}_APP_SECRET`]: own.sendpulse.app_secret,
  };
  return { number, name, own, instances, secrets };
}

/** @param {ReturnType<typeof plan>} lane @param {Front} front @param {string} origin */
export async function register({ number, own }, front, origin) {
  const back = (/** @type {string} */ platform) => `${origin}/callback/${platform}-${number}`;
  const { control } = front;
  const options = { token_ttl_s: 7200 };
  const redirect_url = back("pipichat");
  await control("apps", { provider: "pipichat", redirect_url, options, ...own.pipichat });
  await control("apps", {
    provider: "jetchat",
    api_key: own.jetchat,
    options: { rate_limit: null },
  });
  await control("apps", {
    provider: "sendpulse",
    login_url: back("sendpulse"),
    ...own.sendpulse,
  });
}

/**
 * @param {{ lane: ReturnType<typeof plan>, front: Front, origin: string, random: import("./front.js").Random,
 *   keys: { basic: object, key: object } }} options
 */
export function createLane({ lane, front, origin, random, keys }) {
  /** @type {Visitor[]} */
  let visitors = [];
  const tally = {
    flows: 0,
    calls: 0,
    failed: 0,
    codes: /** @type {Record<string, number>} */ ({}),
  };
  const instance = (/** @type {Platform} */ platform) => `${platform}-${lane.number}`;

  /** @param {string} what @param {Answer} answer @param {import("./front.js").Met[]} met */
  const wrong = (what, answer, met) =>
    new Error(
      `${lane.name}: ${what}: ${answer.status} ${answer.code} ${JSON.stringify(met)} ${answer.text.slice(0, 300)}`,
    );

  /**
   * Asks the Worker, and holds that an error is one of ours, explained by what its requests met.
   * @param {Visitor} visitor @param {string} path @param {any} init
   */
  async function ask(visitor, path, init = {}) {
    front.met(lane.name);
    const answer = await visitor.person.ask(path, init);
    const met = front.met(lane.name).filter(({ name }) => name && name !== "slow");
    if (answer.status < 400) return { answer, met };
    if (answer.code) tally.codes[answer.code] = (tally.codes[answer.code] ?? 0) + 1;
    return { answer, met };
  }

  /** The platform's own answer, under a status that says otherwise, is JSON still. @param {import("./front.js").Met} met */
  const codesOf = ({ name, after }) =>
    (after && name.startsWith("50") ? ["provider_error"] : FAULTS[name]?.codes) ??
    LATE.find((late) => late.name === name)?.codes ??
    [];

  /** @param {string} what @param {Answer} answer @param {import("./front.js").Met[]} met */
  function explained(what, answer, met) {
    tally.failed++;
    if (!answer.code) throw wrong(`${what} failed without a code`, answer, met);
    const codes = met.flatMap(codesOf);
    if (!codes.includes(answer.code)) throw wrong(`${what} is not explained`, answer, met);
    if (answer.type.startsWith("application/json")) {
      const { error } = answer.json();
      if (error.code !== answer.code || !error.message)
        throw wrong(`${what} is worded ill`, answer, met);
    }
  }

  /** Logs in, or connects; whether it succeeded is what the Worker says. @param {Visitor} visitor @param {Platform} platform */
  async function flow(visitor, platform) {
    tally.flows++;
    const { answer, met } = await FLOWS[platform](visitor);
    if (answer.status < 400) {
      visitor.knows.add(platform);
      await call(visitor, platform);
    } else explained(`a flow of ${platform}`, answer, met);
  }

  /** @type {Record<Platform, (visitor: Visitor) => Promise<{ answer: Answer, met: import("./front.js").Met[] }>>} */
  const FLOWS = {
    bangwo8: (visitor) =>
      ask(visitor, `/connect/${instance("bangwo8")}`, {
        method: "POST",
        body: JSON.stringify(visitor.byKey ? keys.key : keys.basic),
        headers: OURS,
      }),

    jetchat: (visitor) =>
      ask(visitor, `/connect/${instance("jetchat")}`, {
        method: "POST",
        body: JSON.stringify({ apiKey: lane.own.jetchat }),
        headers: OURS,
      }),

    async pipichat(visitor) {
      const begun = await ask(visitor, `/connect/${instance("pipichat")}?return_to=/account`);
      if (begun.answer.status !== 303)
        throw wrong("a login did not begin", begun.answer, begun.met);
      const { pathname, searchParams } = new URL(begun.answer.location);
      const callback = await front.press(pathname.replace(`/${lane.name}`, ""), {
        ...Object.fromEntries(searchParams),
        user: "1",
        decision: "approve",
      });
      return arrive(visitor, callback);
    },

    async sendpulse(visitor) {
      const callback = await front.press("/sendpulse/dashboard/consent", {
        app_id: lane.own.sendpulse.app_id,
        user: String(visitor.account),
        lang: "en",
        decision: "agree",
      });
      const opened = await arrive(visitor, callback);
      if (opened.answer.status !== 303) return opened;
      const page = await ask(visitor, opened.answer.location, { headers: PAGE });
      const ticket = /name="ticket" value="([^"]+)"/.exec(page.answer.text)?.[1] ?? "";
      return ask(visitor, `/link/${instance("sendpulse")}`, {
        method: "POST",
        body: String(new URLSearchParams({ ticket, answer: "link", lang: "en" })),
        headers: { ...PAGE, origin, "sec-fetch-site": "same-origin" },
      });
    },
  };

  /** Comes back from a platform, now and then twice. @param {Visitor} visitor @param {string} callback */
  async function arrive(visitor, callback) {
    const init = { headers: PAGE, crossSite: true };
    const first = await ask(visitor, callback, init);
    if (random.next() < 0.3) {
      const again = await ask(visitor, callback, init);
      const spent = ["flow_replayed", "flow_mismatch"].includes(again.answer.code);
      if (!spent || again.met.length)
        throw wrong("a callback counted twice", again.answer, again.met);
    }
    return first;
  }

  /** @param {Visitor} visitor @param {Platform} platform */
  async function call(visitor, platform) {
    tally.calls++;
    const path = `/api/${instance(platform)}${CALLS[platform]}`;
    let done;
    try {
      done = await ask(visitor, path, { headers: OURS });
    } catch (error) {
      // Passed on as it came, and then no more.
      const met = front.met(lane.name);
      if (error instanceof Cut && met.some(({ name }) => FAULTS[name]?.cuts)) return;
      throw error;
    }
    const { answer, met } = done;
    if (answer.code) return explained(`a call of ${platform}`, answer, met);
    const [last] = met.slice(-1);
    if (answer.status >= 400 && !(last && String(answer.status) === last.name.slice(0, 3))) {
      throw wrong(`a call of ${platform} failed by itself`, answer, met);
    }
    if (platform === "pipichat" && (answer.status !== 200 || !answer.json().user_info)) {
      throw wrong("what is judged was passed on", answer, met);
    }
    if (!met.length && answer.status !== 200)
      throw wrong(`${platform} is not callable`, answer, met);
  }

  /** What is listed is what is known, once each. @param {Visitor} visitor */
  async function check(visitor) {
    const { answer, met } = await ask(visitor, "/connections");
    const listed = answer.json().connections.map((/** @type {any} */ one) => one.instance);
    const known = [...visitor.knows].map(instance);
    if (JSON.stringify(listed.sort()) !== JSON.stringify(known.sort())) {
      throw wrong(`must be ${known}`, answer, met);
    }
  }

  /** @param {Visitor} visitor @param {Platform} platform */
  async function disconnect(visitor, platform) {
    const init = { method: "DELETE", headers: OURS };
    const { answer, met } = await ask(visitor, `/connections/${instance(platform)}`, init);
    if (answer.status !== 204) throw wrong("a connection stays", answer, met);
    visitor.knows.delete(platform);
  }

  async function somebody() {
    const known = random.next() < 0.75 && random.one(visitors);
    if (known) return known;
    const account = ++accounts;
    await front.control("apps", { provider: "sendpulse", user_id: account });
    const person = new Person(origin, { patience: PATIENCE_MS, agent });
    const visitor = { person, knows: new Set(), account, byKey: random.next() < 0.5 };
    visitors = [visitor, ...visitors].slice(0, 6);
    return visitor;
  }

  return {
    tally,

    /** One deed, and a look at what is there where it may have changed. */
    async step() {
      const visitor = await somebody();
      const platform = /** @type {Platform} */ (random.one(PLATFORMS));
      const chance = random.next();
      if (!visitor.knows.has(platform) || chance < 0.3) await flow(visitor, platform);
      else if (chance < 0.85) return call(visitor, platform);
      else await disconnect(visitor, platform);
      await check(visitor);
    },

    /** Everybody's connections are there and can be called. */
    async end() {
      for (const visitor of visitors) {
        await check(visitor);
        for (const platform of visitor.knows) await call(visitor, platform);
      }
    },

    forget() {
      visitors = [];
    },
  };
}
