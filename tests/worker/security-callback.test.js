// Rows 10, 16 and 17 of SECURITY.md: how a callback is read, and what uses it up.
import { describe, expect, test } from "vitest";
import { browser, useFixtures } from "./fixtures.js";
import { openApp } from "./providers/sendpulse/dashboard.js";
import { exchangeRequests, jetchatKey, platformRequests } from "./sandbox.js";
import { failure } from "./test-browser.js";
import { ORIGIN } from "./worker-settings.js";

const KEY = "00112233445566778899aabbccddeeff";
const PAGE = { accept: "text/html" };
const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";

useFixtures();

describe("row 10: a callback that could be read in two ways, or not at all", () => {
  test.each([
    ["auth_key twice", `auth_key=${KEY}&auth_key=${KEY}`],
    ["auth_key twice, once encoded", `auth_key=${KEY}&auth%5Fkey=${KEY}`],
    ["auth_key twice, once behind a second question mark", `x=1?auth_key=${KEY}&auth_key=${KEY}`],
    ["a NUL after the key", `auth_key=${KEY}%00`],
    ["a NUL before the key", `auth_key=%00${KEY}`],
    ["a NUL in the name", `auth_key%00=${KEY}`],
    ["a line break", `auth_key=${KEY}%0D%0A`],
    ["bytes that are not UTF-8", `auth_key=${KEY}&x=%ff`],
    ["an overlong encoding", `auth_key=${KEY}&x=%c0%af`],
    ["an encoded surrogate", `auth_key=${KEY}&x=%ed%a0%80`],
    ["a plus sign", `auth_key=+${KEY}`],
    ["an encoded plus sign", `auth_key=%2B${KEY}`],
    ["a space after the key", `auth_key=${KEY}%20`],
    ["full-width digits", `auth_key=${"%EF%BC%90".repeat(32)}`],
    ["brackets after the name", `auth_key[]=${KEY}`],
    ["a semicolon between two fields", `x=1;auth_key=${KEY}`],
    ["the name in capitals", `AUTH_KEY=${KEY}`],
    ["a value of 2,048 characters", `auth_key=${KEY.repeat(64)}`],
    ["more than 4 KB", `auth_key=${KEY}&${"x=y&".repeat(1100)}`],
    ["percent signs alone", `auth_key=${"%".repeat(32)}`],
  ])("answers invalid_argument to a query with %s", async (_, query) => {
    await browser.startLogin();
    const response = await browser.openCallback(`/callback/pipichat?${query}`);
    expect(await failure(response)).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(await platformRequests("/")).toEqual([]);
  });

  test.each([
    ["a form that has auth_key twice", FORM, `auth_key=${KEY}&auth_key=${KEY}`],
    [
      "a JSON object that has auth_key twice",
      "application/json",
      `{"auth_key":"${KEY}","auth_key":"${KEY}"}`,
    ],
    ["a JSON object whose auth_key is a list", "application/json", `{"auth_key":["${KEY}"]}`],
    ["a JSON list", "application/json", `["${KEY}"]`],
    ["a form with bytes that are not UTF-8", FORM, `auth_key=${KEY}&x=%ff`],
  ])("answers invalid_argument to a posted callback with %s", async (_, type, body) => {
    await browser.startLogin();
    const response = await browser.openCallback("/callback/pipichat", {
      method: "POST",
      body,
      headers: { ...PAGE, "content-type": type },
    });
    expect(await failure(response)).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(await platformRequests("/")).toEqual([]);
  });

  test.each([
    ["auth_key in the query and another in a form", `?auth_key=${KEY}`, FORM, `auth_key=${KEY}`],
    [
      "auth_key in the query and another in JSON",
      `?auth_key=${KEY}`,
      JSON_TYPE,
      `{"auth_key":"${KEY}"}`,
    ],
    ["auth_key in the query and a number in JSON", `?auth_key=${KEY}`, JSON_TYPE, '{"auth_key":1}'],
    [
      "auth_key in JSON twice, once as a number",
      "",
      JSON_TYPE,
      `{"auth_key":"${KEY}","auth_key":5}`,
    ],
    [
      "auth_key in JSON twice, once as nothing",
      "",
      JSON_TYPE,
      `{"auth_key":null,"auth_key":"${KEY}"}`,
    ],
    [
      "auth_key in JSON twice, once escaped",
      "",
      JSON_TYPE,
      `{"auth\\u005fkey":[],"auth_key":"${KEY}"}`,
    ],
    ["state in the query and another in a form", "?state=a", FORM, `auth_key=${KEY}&state=b`],
    [
      "state in JSON twice, once as a number",
      "",
      JSON_TYPE,
      `{"auth_key":"${KEY}","state":"a","state":1}`,
    ],
  ])("answers invalid_argument to a posted callback with %s", async (_, query, type, body) => {
    await browser.startLogin();
    const response = await browser.openCallback(`/callback/pipichat${query}`, {
      method: "POST",
      body,
      headers: { ...PAGE, "content-type": type },
    });
    expect(await failure(response)).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(await platformRequests("/")).toEqual([]);
  });

  test("answers invalid_argument to a state that is said twice in one right callback", async () => {
    const callback = new URL(await browser.approveLogin(await browser.startLogin("somee")));
    const { auth_key, state } = Object.fromEntries(callback.searchParams);
    for (const [query, body] of [
      ["", `{"auth_key":"${auth_key}","state":"${state}","state":{}}`],
      [`?state=${state}`, `{"auth_key":"${auth_key}","state":"x"}`],
      ["?state=x", `{"auth_key":"${auth_key}","state":"${state}"}`],
    ]) {
      const response = await browser.openCallback(`/callback/somee${query}`, {
        method: "POST",
        body,
        headers: { ...PAGE, "content-type": JSON_TYPE },
      });
      expect(await failure(response)).toMatchObject({ status: 400, code: "invalid_argument" });
    }
    expect(await exchangeRequests()).toEqual([]);
  });

  test("answers invalid_argument to the opening of an app with a code in the query and another in the body", async () => {
    const fields = await openApp();
    const response = await browser.openCallback(`/callback/sendpulse?${fields}`, {
      method: "POST",
      body: `code=${KEY}`,
      headers: { ...PAGE, "content-type": FORM },
    });
    expect(await failure(response)).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(await exchangeRequests()).toEqual([]);
  });

  test.each([
    ["the answer twice", "", "answer=link&answer=no"],
    ["the answer in the address and in the form", "?answer=no", "answer=link"],
    ["the question in the address and in the form", "?question=x", "answer=link"],
  ])("answers invalid_argument to the agreement to a link with %s", async (_, query, body) => {
    const opened = await browser.openCallback(`/callback/sendpulse?${await openApp()}`);
    const location = new URL(opened.headers.get("location") ?? "", ORIGIN);
    const question = location.searchParams.get("question") ?? "";
    const response = await browser.ask(`/link/sendpulse${query}`, {
      method: "POST",
      body: `${body}&${new URLSearchParams({ question })}`,
      headers: { ...PAGE, "content-type": FORM, origin: ORIGIN, "sec-fetch-site": "same-origin" },
    });
    expect(await failure(response)).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(await browser.connections()).toEqual([]);
  });

  test.each([
    [
      "a member twice, once as a number",
      "",
      (/** @type {string} */ key) => `{"apiKey":"${key}","apiKey":1}`,
    ],
    ["a member as a number", "", () => '{"apiKey":1}'],
    [
      "a field in the query and in the body",
      "?apiKey=x",
      (/** @type {string} */ key) => `{"apiKey":"${key}"}`,
    ],
  ])("answers invalid_argument to typed credentials with %s", async (_, query, body) => {
    const before = (await platformRequests("/")).length;
    const response = await browser.ask(`/connect/jetchat${query}`, {
      method: "POST",
      body: body(await jetchatKey()),
      headers: { "x-portaria": "1", "content-type": JSON_TYPE },
    });
    expect(await failure(response)).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(await platformRequests("/")).toHaveLength(before);
  });

  test("accepts a callback whose registered address has a query of its own", async () => {
    const callback = new URL(await browser.approveLogin(await browser.startLogin()));
    const key = callback.searchParams.get("auth_key");
    expect((await browser.openCallback(`/callback/pipichat?x=1?auth_key=${key}`)).status).toBe(303);
  });
});

describe("row 16: a posted callback", () => {
  test("reads a posted callback to its limit and no further", async () => {
    let given = 0;
    const endless = new ReadableStream({
      pull(controller) {
        given += 1024;
        controller.enqueue(new TextEncoder().encode("x".repeat(1024)));
      },
    });
    const response = await browser.openCallback("/callback/pipichat", {
      method: "POST",
      body: endless,
      headers: { "content-type": FORM },
    });
    expect(response.status).toBe(400);
    expect(given).toBeLessThan(64 * 1024);
  });

  test("answers 303 to a posted callback, whatever its Origin", async () => {
    for (const origin of ["null", "https://evil.example", ORIGIN]) {
      const callback = new URL(await browser.approveLogin(await browser.startLogin()));
      const response = await browser.openCallback("/callback/pipichat", {
        method: "POST",
        body: callback.search.slice(1),
        headers: { "content-type": FORM, origin },
      });
      expect(response.status).toBe(303);
    }
  });

  test.each(["text/plain", "multipart/form-data; boundary=x", "application/xml", ""])(
    "answers 400 to a posted callback of type %j",
    async (type) => {
      const callback = new URL(await browser.approveLogin(await browser.startLogin()));
      const response = await browser.openCallback("/callback/pipichat", {
        method: "POST",
        body: new TextEncoder().encode(callback.search.slice(1)),
        headers: type ? { "content-type": type } : {},
      });
      expect(response.status).toBe(400);
      expect(await exchangeRequests()).toEqual([]);
    },
  );
});

describe("row 17: a request that only looks", () => {
  const LOOKS = /** @type {[string, RequestInit & { headers?: Record<string, string> }][]} */ ([
    ["HEAD", { method: "HEAD" }],
    ["OPTIONS", { method: "OPTIONS" }],
    ["Sec-Purpose: prefetch", { headers: { "sec-purpose": "prefetch" } }],
    ["Sec-Purpose: prerender", { headers: { "sec-purpose": "prefetch;prerender" } }],
    [
      "Sec-Purpose: prefetch;anonymous-client-ip",
      { headers: { "sec-purpose": "prefetch;anonymous-client-ip" } },
    ],
    ["Purpose: prefetch", { headers: { purpose: "prefetch" } }],
    ["Purpose: preview", { headers: { purpose: "preview" } }],
    ["X-Moz: prefetch", { headers: { "x-moz": "prefetch" } }],
  ]);

  test.each(LOOKS)("exchanges no code of a community for %s", async (_, init) => {
    const callback = await browser.approveLogin(await browser.startLogin());
    expect((await browser.openCallback(callback, init)).status).not.toBe(303);
    expect(await exchangeRequests()).toEqual([]);
    expect((await browser.openCallback(callback)).status).toBe(303);
  });

  test.each(LOOKS)("exchanges no code of an opened app for %s", async (_, init) => {
    const callback = `/callback/sendpulse?${await openApp()}`;
    expect((await browser.openCallback(callback, init)).status).not.toBe(303);
    expect(await exchangeRequests()).toEqual([]);
    expect((await browser.openCallback(callback)).status).toBe(303);
  });

  test.each(LOOKS)("starts no login for %s", async (_, init) => {
    const response = await browser.ask("/connect/pipichat", init);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(response.headers.get("location")).toBeNull();
  });

  test("answers 403 to a callback without a flow, and asks no platform", async () => {
    const response = await browser.openCallback(`/callback/pipichat?auth_key=${KEY}`);
    expect(response.status).toBe(403);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await platformRequests("/")).toEqual([]);
  });
});
