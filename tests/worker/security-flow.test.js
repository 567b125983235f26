// Rows 1 to 8 of SECURITY.md: a flow has an id, a cookie and an owner of its own.
import { describe, expect, test, vi } from "vitest";
import { createWorker } from "./create-worker.js";
import { browser, useFixtures } from "./fixtures.js";
import { openApp } from "./providers/sendpulse/dashboard.js";
import { exchangeRequests } from "./sandbox.js";
import { cookieHeader, failure, TestBrowser } from "./test-browser.js";
import { ORIGIN } from "./worker-settings.js";

/** @typedef {import("../cookie-jar.js").CookieJar} CookieJar */

const KEY = "00112233445566778899aabbccddeeff";
const SESSION = "__Host-Http-portaria";

useFixtures();

/** A browser's flow cookies. @param {TestBrowser} [of] @returns {[name: string, value: string][]} */
const flows = (of = browser) => [...of.cookies].filter(([name]) => name.includes("flow"));

test("row 1: makes ids of 256 bits from the strong source of randomness, evenly spread", async () => {
  const strong = vi.spyOn(crypto, "getRandomValues");
  const weak = vi.spyOn(Math, "random");
  /** @type {string[]} */
  const states = [];
  for (let n = 0; n < 30; n++) {
    const one = new TestBrowser();
    const url = await one.startLogin("somee");
    states.push(new URL(url).searchParams.get("state") ?? "");
  }
  expect(weak).not.toHaveBeenCalled();
  expect(strong.mock.calls.filter(([array]) => array?.byteLength === 32)).toHaveLength(90);
  expect(new Set(states).size).toBe(30);
  let ones = 0;
  for (const state of states) {
    expect(state).toMatch(/^[\w-]{43}$/);
    const bytes = atob(state.replaceAll("-", "+").replaceAll("_", "/"));
    for (const byte of bytes) ones += byte.charCodeAt(0).toString(2).replaceAll("0", "").length;
  }
  // 7,680 fair coins: six standard deviations are 263.
  expect(Math.abs(ones - 3840)).toBeLessThan(263);
}, 20_000);

test("row 2: sets a cookie for each login that is __Host-, Secure, HttpOnly and SameSite=Lax", async () => {
  const names = new Set();
  for (let n = 0; n < 3; n++) {
    const response = await browser.ask("/connect/pipichat");
    const [pair = "", ...attributes] = (response.headers.getSetCookie()[0] ?? "").split("; ");
    names.add(pair.split("=")[0]);
    expect(pair).toMatch(/^__Host-portaria-flow-[\w-]{10}=/);
    expect(attributes.sort()).toEqual([
      "HttpOnly",
      "Max-Age=600",
      "Path=/",
      "SameSite=Lax",
      "Secure",
    ]);
  }
  expect(names.size).toBe(3);
});

describe("row 3: a callback without its state or its cookie", () => {
  const STATES = {
    right: (/** @type {string} */ state) => `&state=${state}`,
    missing: () => "",
    empty: () => "&state=",
    twice: (/** @type {string} */ state) => `&state=${state}&state=${state}`,
  };
  const COOKIES = {
    right: () => {},
    missing: (/** @type {CookieJar} */ cookies) => cookies.clear(),
    empty: (/** @type {CookieJar} */ cookies) => {
      for (const [name] of cookies) cookies.set(name, "");
    },
  };
  const cases = Object.entries(STATES).flatMap(([state, fields]) =>
    Object.entries(COOKIES).map(([cookie, change]) => ({ state, cookie, fields, change })),
  );

  test.each(cases)(
    "connects only with the right state and cookie: state $state, cookie $cookie",
    async ({ state, cookie, fields, change }) => {
      const callback = new URL(await browser.approveLogin(await browser.startLogin("somee")));
      const key = callback.searchParams.get("auth_key");
      change(browser.cookies);
      const query = `auth_key=${key}${fields(callback.searchParams.get("state") ?? "")}`;
      const response = await browser.openCallback(`/callback/somee?${query}`);
      const right = state === "right" && cookie === "right";
      if (right) expect(response.status).toBe(303);
      else expect([400, 403]).toContain(response.status);
      expect(await exchangeRequests()).toHaveLength(right ? 1 : 0);
      expect(await browser.connections()).toHaveLength(right ? 1 : 0);
    },
  );

  test("answers 403 to a callback without a cookie where the community echoes no state", async () => {
    const callback = await browser.approveLogin(await browser.startLogin());
    expect((await new TestBrowser().openCallback(callback)).status).toBe(403);
    expect(await exchangeRequests()).toEqual([]);
  });
});

test("row 4: answers flow_mismatch to a callback whose flow cookie has a changed bit", async () => {
  const callback = await browser.approveLogin(await browser.startLogin());
  const [[name, value] = ["", ""]] = flows();
  const changed = [];
  for (let at = 0; at < value.length; at++) {
    for (const bit of [1, 2, 4, 8, 16, 32, 64]) {
      const other = String.fromCharCode(value.charCodeAt(at) ^ bit);
      if (/[\w.-]/.test(other)) changed.push(value.slice(0, at) + other + value.slice(at + 1));
    }
  }
  expect(changed.length).toBeGreaterThan(1000);
  // Each alone and under the flow's own name, as under another it would not count in any case. All of them are tried natively.
  for (const one of changed.filter((_, at) => at % 13 === 0)) {
    const response = await browser.ask(callback, { headers: { cookie: `${name}=${one}` } });
    expect(response.headers.get("x-portaria-error")).toBe("flow_mismatch");
  }
  expect(await exchangeRequests()).toEqual([]);
  expect((await browser.openCallback(callback)).status).toBe(303);
});

describe("row 5: a sealed text at another instance or for another purpose", () => {
  test.each([
    ["pipichat", "somee"],
    ["somee", "pipichat"],
  ])("answers flow_mismatch to a login that began at %s and comes back at %s", async (from, to) => {
    const callback = new URL(await browser.approveLogin(await browser.startLogin(from)));
    const response = await browser.openCallback(`/callback/${to}${callback.search}`);
    expect(response.headers.get("x-portaria-error")).toBe("flow_mismatch");
    expect(await exchangeRequests()).toEqual([]);
  });

  test("takes no link ticket of another instance, and no sealed text for one of another kind", async () => {
    const asked = await browser.openCallback(`/callback/sendpulse?${await openApp()}`);
    const address = new URL(asked.headers.get("location") ?? "", ORIGIN);
    const question = `__Host-portaria-link-${address.searchParams.get("question")}`;
    const ticket = browser.cookies.get(question) ?? "";
    expect((await browser.ask(`/link/sendpulse${address.search}`)).status).toBe(200);
    await browser.startLogin();
    const [[, flow] = ["", ""]] = flows();
    const session = browser.cookies.get(SESSION) ?? "";
    for (const [path, name, wrong] of [
      ["/link/trusting", question, ticket],
      ["/link/sendpulse", question, flow],
      ["/link/sendpulse", question, session],
      ["/link/sendpulse", "__Host-portaria-link-another", ticket],
    ]) {
      const search = `?question=${String(name).slice("__Host-portaria-link-".length)}`;
      const response = await browser.ask(`${path}${search}`, {
        headers: { cookie: `${name}=${wrong}` },
      });
      expect(response.headers.get("x-portaria-error"), path).toBe("flow_mismatch");
    }
    const stranger = new TestBrowser();
    for (const wrong of [ticket, flow]) {
      stranger.cookies.set(SESSION, wrong);
      const response = await stranger.ask("/connections/sendpulse");
      expect(response.status).toBe(404);
    }
    for (const wrong of [ticket, session]) {
      const [[name] = [""]] = flows();
      const cookie = `${name}=${wrong}`;
      const response = await browser.ask(`/callback/pipichat?auth_key=${KEY}`, {
        headers: { cookie },
      });
      expect(response.headers.get("x-portaria-error")).toBe("flow_mismatch");
    }
  });
});

test("row 6: answers flow_mismatch when another user finishes a login", async () => {
  const send = createWorker({ identify: (request) => request.headers.get("x-user") });
  const ask = (/** @type {string} */ path, /** @type {Record<string, string>} */ headers) =>
    send(path, { headers });
  const start = await ask("/connect/pipichat", { "x-user": "u1" });
  const cookie = cookieHeader(start);
  const callback = await browser.approveLogin(start.headers.get("location") ?? "");
  const other = await ask(callback, { "x-user": "u2", cookie });
  expect(await failure(other)).toMatchObject({ status: 403, code: "flow_mismatch" });
  expect(await exchangeRequests()).toEqual([]);
  expect((await ask(callback, { "x-user": "u1", cookie })).status).toBe(303);
});

test("row 8: offers a new start when a callback is repeated, and keeps the connection", async () => {
  const callback = await browser.approveLogin(await browser.startLogin());
  const before = browser.cookies.copy();
  await browser.openCallback(callback);
  const [connection] = await browser.connections();
  const session = browser.cookies.get(SESSION);
  for (const cookies of [browser.cookies.copy(), before]) {
    const again = new TestBrowser();
    again.cookies = cookies;
    const response = await again.openCallback(callback);
    expect([403, 409]).toContain(response.status);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await response.text()).toContain('href="/connect/pipichat?return_to=%2F"');
  }
  expect(browser.cookies.get(SESSION)).toBe(session);
  expect(await browser.connections()).toEqual([connection]);
  expect(await exchangeRequests()).toHaveLength(1);
});
