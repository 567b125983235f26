// Rows 18 to 20 of SECURITY.md: what is asked of the platforms, and what they answer.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { advanceClock } from "./clock.js";
import { browser, useFixtures } from "./fixtures.js";
import { output } from "./output.js";
import { openApp } from "./providers/sendpulse/dashboard.js";
import { control, jetchatKey, platformRequests, resetSandbox } from "./sandbox.js";
import { failure } from "./test-browser.js";

const OURS = { "x-portaria": "1", "content-type": "application/json" };
const PAGE = { accept: "text/html" };

/** @type {string} */
let key;

useFixtures();
beforeEach(async () => {
  key = await jetchatKey();
});

afterEach(() => {
  for (const text of output.texts) expect(text).not.toContain(key);
});

const connectKey = () =>
  browser.ask("/connect/jetchat", {
    method: "POST",
    body: JSON.stringify({ apiKey: key }),
    headers: OURS,
  });

/** @param {string} path */
const call = (path) => browser.ask(`/api/${path}`, { headers: OURS });

/**
 * Every request that the Worker sends by itself or passes on: a part of its path, what has to be there before, and what
 * causes it.
 * @type {[what: string, path: string, before: () => Promise<any>, act: (before: any) => Promise<Response>][]}
 */
const REQUESTS = [
  [
    "a community's exchange",
    "api/authorize",
    async () => browser.approveLogin(await browser.startLogin()),
    (callback) => browser.openCallback(callback),
  ],
  [
    "the profile after the exchange",
    "get_user_info",
    async () => browser.approveLogin(await browser.startLogin()),
    (callback) => browser.openCallback(callback),
  ],
  [
    "the marketplace's exchange",
    "market-service",
    openApp,
    (fields) => browser.openCallback(`/callback/trusting?${fields}`),
  ],
  [
    "a token",
    "oauth/access_token",
    async () => browser.openCallback(`/callback/trusting?${await openApp()}`),
    () => call("trusting/senders"),
  ],
  [
    "a call with a token",
    "sendpulse/senders",
    async () => browser.openCallback(`/callback/trusting?${await openApp()}`),
    () => call("trusting/senders"),
  ],
  ["the proof of a key", "api/me", async () => {}, connectKey],
  ["a call with a key", "flow/tags", connectKey, () => call("jetchat/flow/tags")],
  [
    "a call with a login",
    "get_user_info",
    () => browser.logIn(),
    () => call("pipichat/api/get_user_info"),
  ],
];

describe("row 18: a redirect by a platform", () => {
  test.each(REQUESTS)(
    "answers bad_response to a redirect of %s, and does not follow it",
    async (_, path, before, act) => {
      for (const [status, location] of [
        [301, "http://169.254.169.254/latest/meta-data/"],
        [302, "http://169.254.169.254/latest/meta-data/"],
        [303, "https://evil.example/latest/meta-data/"],
        [307, "http://127.0.0.1/latest/meta-data/"],
        [308, "https://evil.example/latest/meta-data/"],
      ]) {
        const ready = await before();
        await control("fault", { path, n: 1, status, headers: { location } });
        const answer = await failure(await act(ready));
        expect(answer, `${status}`).toMatchObject({ status: 502, code: "bad_response" });
        expect(answer.text).not.toMatch(/169\.254|evil|latest/);
      }
      expect(await platformRequests("meta-data")).toEqual([]);
    },
  );
});

describe("row 18: an endless or deeply nested answer", () => {
  // What is passed on as it comes is not read at all.
  const READ = REQUESTS.filter(([what]) => !/^a call with a (token|key)$/.test(what));
  const DEEP = "[".repeat(100_000);

  test.each(READ)(
    "answers bad_response to an endless or deeply nested answer to %s",
    async (_, path, before, act) => {
      for (const body of ["huge", DEEP, `{"a":${'{"a":'.repeat(50_000)}`]) {
        const ready = await before();
        await control("fault", { path, n: 1, body });
        expect(await failure(await act(ready))).toMatchObject({
          status: 502,
          code: "bad_response",
        });
      }
      expect((await browser.ask("/health")).status).toBe(200);
    },
  );
});

test("row 18: answers timeout after at most 30 seconds when a platform does not answer", async () => {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  /** @type {number[]} */
  const asked = [];
  vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    asked.push(ms);
    return timeout(50); // or the test would take as long
  });
  for (const [, path, before, act] of REQUESTS) {
    advanceClock(1); // so that each login is newer than the one before, whose cookie is still there
    const ready = await before();
    asked.length = 0;
    // Twice, because a profile is read again.
    await control("fault", { path, n: 2, delay_ms: 600 });
    expect(await failure(await act(ready))).toMatchObject({ status: 504, code: "timeout" });
    expect(asked.length).toBeGreaterThan(0);
    expect(Math.max(...asked)).toBeLessThanOrEqual(30_000);
    await control("reset", {});
    await resetSandbox();
  }
}, 30_000);

describe("row 19: a request that spends a one-time code", () => {
  const SPENT = REQUESTS.slice(0, 1).concat(REQUESTS.slice(2, 3));

  test.each(SPENT)("sends %s once, whatever the platform answers", async (_, path, before, act) => {
    for (const fault of [
      { drop: true },
      { status: 500, body: "{}" },
      { status: 503, body: "html", headers: { "retry-after": "0" } },
      { status: 429, body: "{}", headers: { "retry-after": "0" } },
      { body: "empty" },
      { status: 200, body: "malformed", after: true },
    ]) {
      const ready = await before();
      const sent = (await platformRequests(path)).length;
      await control("fault", { path, n: 1, ...fault });
      const response = await act(ready);
      expect(response.status, JSON.stringify(fault)).toBeGreaterThanOrEqual(400);
      expect((await platformRequests(path)).length - sent, JSON.stringify(fault)).toBe(1);
    }
  });

  test.each(SPENT)("sends %s once when its answer is lost", async (_, path, prepare, act) => {
    const ready = await prepare();
    const sent = (await platformRequests(path)).length;
    const fetch = globalThis.fetch.bind(globalThis);
    vi.spyOn(globalThis, "fetch").mockImplementation(async (...request) => {
      await fetch(...request); // it arrives; its answer does not
      throw new TypeError("The connection was lost.");
    });
    expect(await failure(await act(ready))).toMatchObject({ status: 502, code: "network" });
    expect((await platformRequests(path)).length - sent).toBe(1);
  });
});

describe("row 20: a platform's errors", () => {
  test.each([
    [
      "api/authorize",
      200,
      '{"error":true,"message":"Bad Request, invalid auth_key"}',
      "login_required",
    ],
    ["api/authorize", 200, '\ufeff{"error":true,"message":"Something new"}', "provider_error"],
    ["api/authorize", 200, "[]", "bad_response"],
    ["api/authorize", 200, "null", "bad_response"],
    ["api/authorize", 200, "empty", "bad_response"],
    ["api/authorize", 200, "html", "bad_response"],
    ["api/authorize", 200, "<br /><b>Warning</b>: x in {y} on line 3", "bad_response"],
    ["get_user_info", 200, "[]", "not_found"],
    ["market-service", 200, "{}", "bad_response"],
    ["market-service", 200, "[]", "bad_response"],
    ["market-service", 422, '{"result":false,"code":1,"message":"no"}', "rejected"],
    ["market-service", 400, '\ufeff{"error":"invalid_request"}', "rejected"],
    ["market-service", 500, "html", "bad_response"],
    ["oauth/access_token", 200, "{}", "bad_response"],
    ["oauth/access_token", 200, "html", "bad_response"],
    ["oauth/access_token", 401, '{"error":"invalid_client"}', "reconnect_required"],
    ["oauth/access_token", 503, "empty", "bad_response"],
    ["api/me", 401, '{"message":"Unauthenticated."}', "unauthorized"],
    ["api/me", 403, "html", "forbidden"],
    ["api/me", 422, '{"errors":{"name":["x"]}}', "rejected"],
    ["api/me", 429, "empty", "rate_limited"],
    ["api/me", 200, "malformed", "bad_response"],
  ])(
    "turns the answer to %s with status %i and body %s into the error %s",
    async (path, status, body, code) => {
      const [, , before, act] = REQUESTS.find((request) => request[1] === path) ?? [];
      const ready = await before?.();
      await control("fault", { path, n: 2, status, body });
      const response = await /** @type {any} */ (act)(ready);
      expect(response.headers.get("x-portaria-error")).toBe(code);
    },
  );

  test("shows a page to a browser when the exchange fails", async () => {
    const callback = await browser.approveLogin(await browser.startLogin());
    await control("fault", { path: "api/authorize", n: 1, body: "[]" });
    const response = await browser.openCallback(callback, { headers: PAGE });
    expect(response.headers.get("content-type")).toMatch(/^text\/html/);
  });
});
