// Sessions and the connections in them: when they end, and what happens when a person signs in or out.
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createAccounts } from "../../pkg/worker.js";
import { advanceClock } from "./clock.js";
import { createWorker } from "./create-worker.js";
import { browser, useFixtures } from "./fixtures.js";
import { jetchatKey } from "./sandbox.js";

const OURS = { "x-portaria": "1" };
const DAY_S = 24 * 60 * 60;
const SESSION = "__Host-Http-portaria";

useFixtures();

/** @param {string} path @param {RequestInit & { headers?: Record<string, string> }} [init] */
const post = (path, init = {}) =>
  browser.ask(path, { method: "POST", ...init, headers: { ...OURS, ...init.headers } });

/** Connects a key of JetChat. */
async function connectKey() {
  const apiKey = await jetchatKey();
  const response = await post("/connect/jetchat", {
    body: JSON.stringify({ apiKey }),
    headers: { "content-type": "application/json" },
  });
  expect(response.status, await response.clone().text()).toBe(201);
  return /** @type {any} */ (await response.json()).account.id;
}

describe("a session", () => {
  test("ends a session 30 days after it began, however busy", async () => {
    await browser.logIn();
    await connectKey();
    for (let day = 0; day < 29; day++) {
      advanceClock(DAY_S);
      expect(await browser.connections(), `day ${day}`).not.toEqual([]);
    }
    advanceClock(DAY_S);
    expect(await browser.connections()).toEqual([]);
  });

  test("ends a session after seven days without a request", async () => {
    await connectKey();
    advanceClock(6.9 * DAY_S);
    expect(await browser.connections()).toHaveLength(1);
    advanceClock(6.9 * DAY_S);
    expect(await browser.connections()).toHaveLength(1);
    advanceClock(7 * DAY_S);
    expect(await browser.connections()).toEqual([]);
  });

  test("renews the session's cookie once a day, and never beyond the session's 30 days", async () => {
    await connectKey();
    const call = () => browser.ask("/api/jetchat/me");
    expect((await call()).headers.getSetCookie()).toEqual([]);
    advanceClock(1.1 * DAY_S);
    const [cookie = ""] = (await call()).headers.getSetCookie();
    expect(cookie).toMatch(
      /^__Host-Http-portaria=\S+; Path=\/; Max-Age=(\d+); Secure; HttpOnly; SameSite=Strict$/,
    );
    expect(Number(/Max-Age=(\d+)/.exec(cookie)?.[1])).toBeLessThanOrEqual(28.9 * DAY_S);
    expect((await call()).headers.getSetCookie()).toEqual([]);
  });

  test("ends a session at sign-out, and has the browser forget it", async () => {
    await connectKey();
    const response = await post("/sign-out");
    expect(response.status).toBe(204);
    expect(browser.cookies.has(SESSION)).toBe(false);
    expect(await browser.connections()).toEqual([]);
    await connectKey(); // in another session
    expect(await browser.connections()).toHaveLength(1);
  });

  test("answers 403 to another site's sign-out, and invalid_argument to a link to it", async () => {
    await connectKey();
    for (const init of [
      { method: "POST", headers: { "x-portaria": undefined } },
      { method: "POST", headers: { ...OURS, origin: "https://evil.example" } },
      { method: "POST", headers: { ...OURS, "sec-fetch-site": "cross-site" } },
    ]) {
      expect((await browser.ask("/sign-out", init)).status).toBe(403);
    }
    expect((await browser.ask("/sign-out")).headers.get("x-portaria-error")).toBe(
      "invalid_argument",
    );
    expect(await browser.connections()).toHaveLength(1);
  });
});

describe("several accounts of one platform", () => {
  test("keeps several accounts, calls each by its id, and disconnects one or all", async () => {
    await browser.logIn("pipichat", "1");
    advanceClock(1);
    await browser.logIn("pipichat", "2");
    const ids = (await browser.connections()).map(({ account }) => account.id);
    expect(ids.sort()).toEqual(["1", "2"]);
    const me = async (/** @type {string | undefined} */ account = undefined) => {
      const named = account === undefined ? undefined : encodeURIComponent(account);
      const headers = { "x-portaria-account": named };
      const response = await browser.ask("/api/pipichat/api/get_user_info", { headers });
      if (!response.ok) return response.headers.get("x-portaria-error");
      return /** @type {any} */ (await response.json()).user_info.user_id;
    };
    expect(await me(""), "nothing is cached yet").toBe("invalid_argument");
    expect([await me("1"), await me("2"), await me()]).toEqual(["1", "2", "2"]);
    expect(await me("")).toBe("invalid_argument");
    expect(await me("nobody")).toBe("login_required");
    const forget = (/** @type {string} */ path) =>
      browser.ask(path, { method: "DELETE", headers: OURS });
    expect((await forget("/connections/pipichat?account=1")).status).toBe(204);
    expect([await me("1"), await me("2")]).toEqual(["login_required", "2"]);
    await browser.logIn("pipichat", "1");
    await connectKey();
    expect((await forget("/connections")).status).toBe(204);
    expect(await browser.connections()).toEqual([]);
    expect([await me("1"), await me("2")]).toEqual(["login_required", "login_required"]);
  });
});

describe("an app that knows its users", () => {
  const send = createWorker({ identify: (request) => request.headers.get("x-user") });
  const ask = (/** @type {string} */ path, /** @type {RequestInit} */ init = {}) =>
    send(path, { ...init, headers: { cookie: browser.cookies.header(), ...init.headers } });
  const list = async (/** @type {Record<string, string>} */ headers) =>
    /** @type {any} */ (await (await ask("/connections", { headers })).json()).connections;
  const ana = { "x-user": `ana-${crypto.randomUUID()}` };

  test("moves a browser's connections to the user who signs in when /claim asks for it", async () => {
    const account = await connectKey();
    expect(await list(ana)).toEqual([]);
    const claimed = await ask("/claim", { method: "POST", headers: { ...OURS, ...ana } });
    expect(claimed.status).toBe(200);
    expect(await claimed.json()).toMatchObject({ connections: [{ instance: "jetchat" }] });
    expect((await list(ana)).map((/** @type {any} */ one) => one.account.id)).toEqual([account]);
    const call = await ask("/api/jetchat/me", { headers: ana });
    expect(call.status, await call.clone().text()).toBe(200);
    // The browser's session has nothing left, and another user gets nothing.
    expect(await browser.connections()).toEqual([]);
    const again = await ask("/claim", { method: "POST", headers: { ...OURS, "x-user": "bia" } });
    expect(await again.json()).toEqual({ connections: [] });
  });

  test("moves no connections without a user, nor for another site", async () => {
    await connectKey();
    expect(
      (await ask("/claim", { method: "POST", headers: OURS })).headers.get("x-portaria-error"),
    ).toBe("unauthorized");
    const forged = { ...OURS, ...ana, origin: "https://evil.example" };
    expect((await ask("/claim", { method: "POST", headers: forged })).status).toBe(403);
    expect(await browser.connections()).toHaveLength(1);
  });

  test("lists and disconnects a user's connections for another Worker", async () => {
    await connectKey();
    const user = `cara-${crypto.randomUUID()}`;
    await ask("/claim", { method: "POST", headers: { ...OURS, "x-user": user } });
    const Accounts = /** @type {any} */ (createAccounts());
    const accounts = new Accounts(createExecutionContext(), env);
    expect(await accounts.connections(user)).toMatchObject([{ instance: "jetchat" }]);
    expect(await accounts.connections("nobody")).toEqual([]);
    await accounts.disconnect(user, "jetchat", "another");
    expect(await accounts.connections(user)).toHaveLength(1);
    await accounts.disconnect(user);
    expect(await accounts.connections(user)).toEqual([]);
  });
});
