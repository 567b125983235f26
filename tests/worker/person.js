// A person with a browser, as far as a Worker can tell: cookies, a site to come from, a page to go to.
import { env, exports } from "cloudflare:workers";
import { expect, vi } from "vitest";

export const DESK = "https://desk.example.com";

/** What must never be seen: the apps' secrets and the sealing key. */
export const CANARIES = [
  "0123456789abcdef0123456789abcdef",
  "13579bdf02468ace13579bdf02468ace",
  "5ec0e70123456789abcdef0123456789",
  "dGVzdHMgb25seTogbm90IGEgcmVhbCBrZXkgYXQgYWw",
];

/**
 * Asks the sandbox's controls.
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>}
 */
export async function sandbox(path, body) {
  const init = body
    ? {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }
    : {};
  const response = await env.SANDBOX.fetch(`https://sandbox.example/${path}`, init);
  expect(response.status, await response.clone().text()).toBe(200);
  return response.json();
}

/** The sandbox as at the start, with our two apps coming back to this Worker. */
export async function freshSandbox() {
  await sandbox("__reset", {});
  for (const [instance, app_id, app_secret, options] of [
    ["pipichat", "176300000012345", "0123456789abcdef0123456789abcdef", {}],
    ["somee", "88150000002468", "13579bdf02468ace13579bdf02468ace", { echo_state: true }],
  ]) {
    await sandbox("__apps", {
      provider: "pipichat",
      app_id,
      app_secret,
      redirect_url: `${DESK}/callback/${instance}`,
      options,
    });
  }
}

/** A ready-made key of JetChat's. @returns {Promise<string>} */
export async function jetchatKey() {
  const { apps } = await sandbox("__apps");
  return apps.find((/** @type {any} */ { provider }) => provider === "jetchat").api_key;
}

/**
 * The requests that the sandbox has seen whose path contains a word.
 * @param {string} word
 * @returns {Promise<any[]>}
 */
export async function seen(word) {
  const { requests } = await sandbox("__log");
  return requests.filter((/** @type {{ path: string }} */ { path }) => path.includes(word));
}

/** Everything that the Worker said, to be searched for secrets. */
export const said = {
  /** @type {string[]} */
  texts: [],
  reset() {
    this.texts = [];
    for (const method of /** @type {const} */ (["log", "info", "warn", "error", "debug"])) {
      vi.spyOn(console, method).mockImplementation(
        (...args) => void this.texts.push(args.map(String).join(" ")),
      );
    }
  },
  /** @returns {any[]} */
  lines() {
    return this.texts
      .filter((text) => /^\{.*"portaria":"\w+"/.test(text))
      .map((text) => JSON.parse(text));
  },
};

/**
 * Searches everything that was said, answers and log lines alike, for secrets: those that are configured,
 * and the keys and tokens that passed over the wire, which the sandbox's log knows by their digests.
 */
export async function expectNoSecretSaid() {
  const wire = new Set(
    JSON.stringify((await sandbox("__log")).requests).match(/sha256:[0-9a-f]{12}/g),
  );
  for (const text of said.texts) {
    for (const canary of CANARIES) expect(text).not.toContain(canary);
    for (const word of text.match(/[0-9a-f]{32}/gi) ?? [])
      expect([...wire]).not.toContain(await digest(word));
  }
}

/** @param {string} secret */
async function digest(secret) {
  const bytes = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret)),
  );
  return `sha256:${[...bytes]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, 12)}`;
}

export class Person {
  /** @type {Map<string, string>} */
  cookies = new Map();

  /**
   * Asks the Worker.
   * @param {string} path
   * @param {RequestInit & { crossSite?: boolean, headers?: Record<string, string> }} [init]
   */
  async ask(path, { crossSite = false, headers = {}, ...init } = {}) {
    const strict = (/** @type {string} */ name) => name === "__Host-Http-portaria";
    const sent = [...this.cookies].filter(([name]) => !(crossSite && strict(name)));
    const cookie = sent.map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await exports.default.fetch(
      new Request(new URL(path, DESK), {
        redirect: "manual",
        ...init,
        headers: { ...(cookie && { cookie }), ...headers },
      }),
    );
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split("; ");
      const at = pair.indexOf("=");
      if (attributes.includes("Max-Age=0")) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await response.clone().text();
    said.texts.push(
      text,
      ...[...response.headers].filter(([name]) => name !== "set-cookie").map(String),
    );
    return response;
  }

  /**
   * Presses "Log in with": where does the Worker send him?
   * @param {string} [instance]
   * @param {string} [query]
   */
  async start(instance = "pipichat", query = "return_to=/account") {
    const response = await this.ask(`/connect/${instance}?${query}`);
    expect(response.status, await response.clone().text()).toBe(303);
    return response.headers.get("location") ?? "";
  }

  /**
   * Approves on the community's page: where does the community send him?
   * @param {string} start
   * @param {string} [user]
   */
  async approve(start, user = "1") {
    const { origin, pathname, searchParams } = new URL(start);
    const form = new URLSearchParams({
      ...Object.fromEntries(searchParams),
      user,
      decision: "approve",
    });
    const response = await env.SANDBOX.fetch(origin + pathname, {
      method: "POST",
      body: form,
      redirect: "manual",
    });
    expect(response.status).toBe(302);
    return response.headers.get("location") ?? "";
  }

  /**
   * Comes back from the community, which is another site.
   * @param {string} callback
   * @param {Parameters<Person["ask"]>[1]} [init]
   */
  comeBack(callback, init) {
    return this.ask(callback, { crossSite: true, headers: { accept: "text/html" }, ...init });
  }

  /** The whole way. */
  async logIn(instance = "pipichat", user = "1") {
    const response = await this.comeBack(await this.approve(await this.start(instance), user));
    expect(response.status, await response.clone().text()).toBe(303);
    return response;
  }

  /** @returns {Promise<any[]>} */
  async connections() {
    const response = await this.ask("/connections");
    expect(response.status).toBe(200);
    return /** @type {any} */ (await response.json()).connections;
  }
}

/**
 * What an error answer says, from its page or its JSON.
 * @param {Response} response
 */
export async function failure(response) {
  return {
    status: response.status,
    code: response.headers.get("x-portaria-error"),
    text: await response.text(),
  };
}

/** Moves the Worker's clock; the sandbox has its own. @param {number} seconds */
export function pass(seconds) {
  vi.setSystemTime(Date.now() + seconds * 1000);
}
