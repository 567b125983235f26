// A tenant: clients that act one after the other, at instances of their own. So each answer is explained by the faults that
// its own requests met, and by nothing else.

import { randomBytes } from "node:crypto";
import { Agent } from "node:http";
import { ConnectionLost, TestBrowser } from "../test-browser.js";
import { FAULTS, LATE } from "./fault-proxy.js";

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
/** @typedef {Awaited<ReturnType<typeof import("./fault-proxy.js").serveFaultProxy>>} FaultProxy */
/** @typedef {import("../test-browser.js").Answer} Answer */
/**
 * A browser, the platforms that it has connected, and its account.
 * @typedef {{ browser: TestBrowser, connected: Set<Platform>, account: number, byKey: boolean }} Client
 */

export const PLATFORMS = /** @type {Platform[]} */ (Object.keys(CALLS));

/** More than twice as long as Portaria waits for a platform. */
const PATIENCE_MS = 80_000;

const agent = new Agent({ keepAlive: true });

let accounts = 5_000_000;
const hex = (/** @type {number} */ bytes) => randomBytes(bytes).toString("hex");

/** A tenant's apps and keys, and the Worker's settings for them. @param {number} number @param {string} platforms */
export function planTenant(number, platforms) {
  const name = `tenant-${number}`;
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
      // Without this, an engine that reads no forms would be asked twice.
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

/** @param {ReturnType<typeof planTenant>} tenant @param {FaultProxy} proxy @param {string} origin */
export async function register({ number, own }, proxy, origin) {
  const back = (/** @type {string} */ platform) => `${origin}/callback/${platform}-${number}`;
  const { control } = proxy;
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
 * @param {{ tenant: ReturnType<typeof planTenant>, proxy: FaultProxy, origin: string, random: import("./fault-proxy.js").Random,
 *   keys: { basic: object, key: object } }} options
 */
export function createTenant({ tenant, proxy, origin, random, keys }) {
  /** @type {Client[]} */
  let clients = [];
  const tally = {
    logins: 0,
    calls: 0,
    failed: 0,
    codes: /** @type {Record<string, number>} */ ({}),
  };
  const instance = (/** @type {Platform} */ platform) => `${platform}-${tenant.number}`;

  /** @param {string} what @param {Answer} answer @param {import("./fault-proxy.js").Met[]} met */
  const wrong = (what, answer, met) =>
    new Error(
      `${tenant.name}: ${what}: ${answer.status} ${answer.code} ${JSON.stringify(met)} ${answer.text.slice(0, 300)}`,
    );

  /**
   * Asks the Worker: its answer, and the faults that its requests met.
   * @param {Client} client @param {string} path @param {any} init
   */
  async function ask(client, path, init = {}) {
    proxy.met(tenant.name);
    const answer = await client.browser.ask(path, init);
    const met = proxy.met(tenant.name).filter(({ name }) => name && name !== "slow");
    if (answer.status < 400) return { answer, met };
    if (answer.code) tally.codes[answer.code] = (tally.codes[answer.code] ?? 0) + 1;
    return { answer, met };
  }

  /** The codes that a fault explains. A platform's own answer is still JSON when only its status was changed. @param {import("./fault-proxy.js").Met} met */
  const codesOf = ({ name, after }) =>
    (after && name.startsWith("50") ? ["provider_error"] : FAULTS[name]?.codes) ??
    LATE.find((late) => late.name === name)?.codes ??
    [];

  /** @param {string} what @param {Answer} answer @param {import("./fault-proxy.js").Met[]} met */
  function expectExplained(what, answer, met) {
    tally.failed++;
    if (!answer.code) throw wrong(`${what} failed without a code`, answer, met);
    const codes = met.flatMap(codesOf);
    if (!codes.includes(answer.code)) throw wrong(`${what} is not explained`, answer, met);
    if (answer.type.startsWith("application/json")) {
      const { error } = answer.json();
      if (error.code !== answer.code || !error.message)
        throw wrong(`${what} is badly worded`, answer, met);
    }
  }

  /** Logs in or connects, and believes what the Worker says of it. @param {Client} client @param {Platform} platform */
  async function logIn(client, platform) {
    tally.logins++;
    const { answer, met } = await LOGINS[platform](client);
    if (answer.status < 400) {
      client.connected.add(platform);
      await call(client, platform);
    } else expectExplained(`a login of ${platform}`, answer, met);
  }

  /** @type {Record<Platform, (client: Client) => Promise<{ answer: Answer, met: import("./fault-proxy.js").Met[] }>>} */
  const LOGINS = {
    bangwo8: (client) =>
      ask(client, `/connect/${instance("bangwo8")}`, {
        method: "POST",
        body: JSON.stringify(client.byKey ? keys.key : keys.basic),
        headers: OURS,
      }),

    jetchat: (client) =>
      ask(client, `/connect/${instance("jetchat")}`, {
        method: "POST",
        body: JSON.stringify({ apiKey: tenant.own.jetchat }),
        headers: OURS,
      }),

    async pipichat(client) {
      const begun = await ask(client, `/connect/${instance("pipichat")}?return_to=/account`);
      if (begun.answer.status !== 303)
        throw wrong("a login did not begin", begun.answer, begun.met);
      const { pathname, searchParams } = new URL(begun.answer.location);
      const callback = await proxy.press(pathname.replace(`/${tenant.name}`, ""), {
        ...Object.fromEntries(searchParams),
        user: "1",
        decision: "approve",
      });
      return arrive(client, callback);
    },

    async sendpulse(client) {
      const callback = await proxy.press("/sendpulse/dashboard/consent", {
        app_id: tenant.own.sendpulse.app_id,
        user: String(client.account),
        lang: "en",
        shown: "window",
        decision: "agree",
      });
      const opened = await arrive(client, callback);
      if (opened.answer.status !== 303) return opened;
      const page = await ask(client, opened.answer.location, { headers: PAGE });
      const question = /name="question" value="([^"]+)"/.exec(page.answer.text)?.[1] ?? "";
      return ask(client, `/link/${instance("sendpulse")}`, {
        method: "POST",
        body: String(new URLSearchParams({ question, answer: "link", lang: "en" })),
        headers: { ...PAGE, origin, "content-type": "application/x-www-form-urlencoded" },
      });
    },
  };

  /** Follows a redirect from a platform, now and then twice. @param {Client} client @param {string} callback */
  async function arrive(client, callback) {
    const init = { headers: PAGE, crossSite: true };
    const first = await ask(client, callback, init);
    if (random.next() < 0.3) {
      const again = await ask(client, callback, init);
      const spent = ["flow_replayed", "flow_mismatch"].includes(again.answer.code);
      if (!spent || again.met.length)
        throw wrong("a callback counted twice", again.answer, again.met);
    }
    return first;
  }

  /** @param {Client} client @param {Platform} platform */
  async function call(client, platform) {
    tally.calls++;
    const path = `/api/${instance(platform)}${CALLS[platform]}`;
    let done;
    try {
      done = await ask(client, path, { headers: OURS });
    } catch (error) {
      // An answer that is passed on breaks off where the platform's does.
      const met = proxy.met(tenant.name);
      if (error instanceof ConnectionLost && met.some(({ name }) => FAULTS[name]?.cuts)) return;
      throw error;
    }
    const { answer, met } = done;
    if (answer.code) return expectExplained(`a call of ${platform}`, answer, met);
    const [last] = met.slice(-1);
    if (answer.status >= 400 && !(last && String(answer.status) === last.name.slice(0, 3))) {
      throw wrong(`a call of ${platform} failed without a fault`, answer, met);
    }
    if (platform === "pipichat" && (answer.status !== 200 || !answer.json().user_info)) {
      throw wrong("an answer that the Worker must check was passed on", answer, met);
    }
    if (!met.length && answer.status !== 200)
      throw wrong(`${platform} is not callable`, answer, met);
  }

  /** Checks that the Worker lists what is connected, each once. @param {Client} client */
  async function check(client) {
    const { answer, met } = await ask(client, "/connections");
    const listed = answer.json().connections.map((/** @type {any} */ one) => one.instance);
    const known = [...client.connected].map(instance);
    if (JSON.stringify(listed.sort()) !== JSON.stringify(known.sort())) {
      throw wrong(`must be ${known}`, answer, met);
    }
  }

  /** @param {Client} client @param {Platform} platform */
  async function disconnect(client, platform) {
    const init = { method: "DELETE", headers: OURS };
    const { answer, met } = await ask(client, `/connections/${instance(platform)}`, init);
    if (answer.status !== 204) throw wrong("a connection was not deleted", answer, met);
    client.connected.delete(platform);
  }

  async function someClient() {
    const used = random.next() < 0.75 && random.one(clients);
    if (used) return used;
    const account = ++accounts;
    await proxy.control("apps", { provider: "sendpulse", user_id: account });
    const browser = new TestBrowser(origin, { patience: PATIENCE_MS, agent });
    const client = { browser, connected: new Set(), account, byKey: random.next() < 0.5 };
    clients = [client, ...clients].slice(0, 6);
    return client;
  }

  return {
    tally,

    /** Does one action, and checks what is listed where that may have changed. */
    async step() {
      const client = await someClient();
      const platform = /** @type {Platform} */ (random.one(PLATFORMS));
      const chance = random.next();
      if (!client.connected.has(platform) || chance < 0.3) await logIn(client, platform);
      else if (chance < 0.85) return call(client, platform);
      else await disconnect(client, platform);
      await check(client);
    },

    /** Checks that all connections are listed and can be called. */
    async end() {
      for (const client of clients) {
        await check(client);
        for (const platform of client.connected) await call(client, platform);
      }
    },

    forget() {
      clients = [];
    },
  };
}
