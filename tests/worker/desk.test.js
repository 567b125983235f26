// For those who run a Worker: where it is mounted, who may call, how often, what it costs, and what it tells them.
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { advanceClock } from "./clock.js";
import { createWorker } from "./create-worker.js";
import { output } from "./output.js";
import { control, jetchatKey, resetSandbox } from "./sandbox.js";
import { failure, TestBrowser } from "./test-browser.js";
import { SECRETS } from "./worker-settings.js";

const OURS = { "x-portaria": "1" };

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  await resetSandbox();
  output.record();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** @param {Response} response */
const cookies = (response) =>
  response.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");

/** @param {ReturnType<typeof createWorker>} ask @param {string} [prefix] */
async function keyConnected(ask, prefix = "") {
  const apiKey = await jetchatKey();
  const response = await ask(`${prefix}/connect/jetchat`, {
    method: "POST",
    headers: { ...OURS, "content-type": "application/json" },
    body: JSON.stringify({ apiKey }),
  });
  expect(response.status, await response.clone().text()).toBe(201);
  return cookies(response);
}

describe("mounted under a prefix", () => {
  const ask = createWorker({ prefix: "/desk", returnTo: ["https://shop.example.com"] });

  test("all its paths, and all links that it gives, are below it", async () => {
    expect((await ask("/health")).status).toBe(404);
    expect((await ask("/desk/health")).status).toBe(200);
    expect((await ask("/desktop/health")).status).toBe(404);
    const refused = await ask("/desk/api/pipichat/api/get_user_info");
    expect(await refused.json()).toMatchObject({ error: { loginUrl: "/desk/connect/pipichat" } });
    const start = await ask("/desk/connect/pipichat?return_to=https://shop.example.com/x&popup=1");
    const callback = new URL(
      await new TestBrowser().approveLogin(start.headers.get("location") ?? ""),
    );
    const back = await ask(`/desk${callback.pathname}${callback.search}`, {
      headers: { cookie: cookies(start) },
    });
    expect(back.headers.get("location")).toBe(
      "/desk/done/pipichat?to=https%3A%2F%2Fshop.example.com",
    );
    const failed = await ask("/desk/callback/pipichat?auth_key=x", {
      headers: { accept: "text/html" },
    });
    expect(await failed.text()).toContain('href="/desk/connect/pipichat?');
  });

  test("calls go through it", async () => {
    const cookie = await keyConnected(ask, "/desk");
    expect((await ask("/desk/api/jetchat/me", { headers: { cookie } })).status).toBe(200);
  });
});

test("its pages bear the name and the rules that somebody gave them, and their policy lets those through", async () => {
  const css = "body{font-family:serif}";
  const ask = createWorker({ pages: { name: "Example & Sons", css } });
  const page = await ask("/callback/pipichat", { headers: { accept: "text/html" } });
  const html = await page.text();
  expect(html).toContain(" · Example &amp; Sons</title>");
  const style = /<style>(.*)<\/style>/s.exec(html)?.[1] ?? "";
  expect(style.endsWith(css)).toBe(true);
  const digest = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style)),
  );
  const hash = btoa(String.fromCharCode(...digest));
  expect(page.headers.get("content-security-policy")).toContain(`style-src 'sha256-${hash}'`);
});

describe("row 28: pages of other origins", () => {
  const APP = "https://app.example.com";
  const ask = createWorker({}, { PORTARIA_ALLOW_ORIGINS: APP });
  const preflight = (/** @type {string} */ origin) =>
    ask("/api/jetchat/me", {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "GET",
        "access-control-request-headers": "x-portaria",
      },
    });
  const allowed = (/** @type {Response} */ response) =>
    response.headers.get("access-control-allow-origin");

  test("may call where they are listed, exactly, with the person's cookie; and never all of them", async () => {
    const yes = await preflight(APP);
    expect([yes.status, allowed(yes)]).toEqual([204, APP]);
    expect(yes.headers.get("access-control-allow-credentials")).toBe("true");
    expect(yes.headers.get("access-control-allow-headers")).toContain("x-portaria");
    expect(yes.headers.get("vary")).toBe("origin");
    const cookie = await keyConnected(ask);
    const headers = { ...OURS, cookie, origin: APP, "sec-fetch-site": "same-site" };
    const call = await ask("/api/jetchat/me", { headers });
    expect([call.status, allowed(call), call.headers.get("vary")]).toEqual([200, APP, "origin"]);
    expect(call.headers.get("access-control-expose-headers")).toContain("x-portaria-error");
    expect(allowed(await ask("/health", { headers: { origin: APP } }))).toBe(APP);
    expect(allowed(await ask("/health"))).toBeNull();
  });

  test.each([
    "https://app.example.com.evil.example",
    "https://evil.example",
    "http://app.example.com",
    "https://app.example.com:8443",
    "https://APP.example.com",
    "null",
    "*",
  ])("may not from %s", async (origin) => {
    expect(allowed(await preflight(origin))).toBeNull();
    const call = await ask("/api/jetchat/me", { headers: { ...OURS, origin } });
    expect([call.status, allowed(call)]).toEqual([403, null]);
  });

  test("are not answered at all where none is listed", async () => {
    const closed = createWorker({});
    const headers = { origin: APP, "access-control-request-method": "GET" };
    const answer = await closed("/api/jetchat/me", { method: "OPTIONS", headers });
    expect(allowed(answer)).toBeNull();
    expect((await closed("/api/jetchat/me", { headers: { ...OURS, origin: APP } })).status).toBe(
      403,
    );
  });
});

describe("row 29: who asks too often", () => {
  const from = (/** @type {string} */ address) => ({ "cf-connecting-ip": address });

  test("is refused by address where flows begin and end, and let in again a minute later", async () => {
    const ask = createWorker({}, { PORTARIA_LIMITS: { address: 5 } });
    const start = async (/** @type {Record<string, string>} */ headers) =>
      (await ask("/connect/pipichat", { headers })).status;
    const burst = await Promise.all(Array.from({ length: 12 }, () => start(from("192.0.2.1"))));
    expect(burst.filter((status) => status === 303)).toHaveLength(5);
    expect(burst.filter((status) => status === 429)).toHaveLength(7);
    expect(await start(from("192.0.2.2"))).toBe(303);
    for (const [path, init] of /** @type {[string, RequestInit][]} */ ([
      ["/callback/pipichat?auth_key=0123456789abcdef0123456789abcdef", {}],
      ["/callback/sendpulse?code=x", {}],
      ["/link/sendpulse?ticket=x", {}],
      ["/uninstall/sendpulse", { method: "POST", body: "{}" }],
      ["/crm/bangwo8/companyinfo?authcode=x", { method: "POST", body: "{}" }],
      ["/connect/jetchat", { method: "POST", body: "{}" }],
    ])) {
      const answer = await ask(path, { ...init, headers: { ...OURS, ...from("192.0.2.1") } });
      expect(await failure(answer), path).toMatchObject({ status: 429, code: "rate_limited" });
      expect(answer.headers.get("retry-after")).toBe("60");
    }
    expect((await ask("/health", { headers: from("192.0.2.1") })).status).toBe(200);
    advanceClock(61);
    expect(await start(from("192.0.2.1"))).toBe(303);
  });

  test("is refused by owner where calls are passed on, without asking the platform", async () => {
    const ask = createWorker({}, { PORTARIA_LIMITS: { owner: 20 } });
    const cookie = await keyConnected(ask);
    const call = async () => (await ask("/api/jetchat/me", { headers: { cookie } })).status;
    const burst = await Promise.all(Array.from({ length: 30 }, call));
    expect([
      burst.filter((status) => status === 200).length,
      burst.filter((status) => status === 429).length,
    ]).toEqual([20, 10]);
    const { requests } = await control("log");
    expect(requests.filter((/** @type {any} */ { path }) => path.endsWith("/me"))).toHaveLength(21);
    const other = await keyConnected(ask);
    expect((await ask("/api/jetchat/me", { headers: { cookie: other } })).status).toBe(200);
    advanceClock(61);
    expect(await call()).toBe(200);
  });

  test("is counted by the platform's limiter where there is one, and by nobody where there is no limit", async () => {
    /** @type {string[]} */
    const keys = [];
    const limit = async (/** @type {{ key: string }} */ { key }) => ({
      success: keys.push(key) < 3,
    });
    const ask = createWorker({}, { PORTARIA_LIMITER: { limit } });
    const statuses = [];
    for (let time = 0; time < 3; time++)
      statuses.push((await ask("/connect/pipichat", { headers: from("192.0.2.9") })).status);
    expect(statuses).toEqual([303, 303, 429]);
    expect(new Set(keys)).toEqual(new Set(["address/192.0.2.9"]));
    const free = createWorker({}, { PORTARIA_LIMITS: { address: 0, owner: 0 } });
    const many = await Promise.all(
      Array.from({ length: 80 }, () => free("/connect/pipichat", { headers: from("192.0.2.1") })),
    );
    expect(many.every(({ status }) => status === 303)).toBe(true);
  });
});

describe("what is kept of the configuration", () => {
  test("is not asked once a variable is another; what is wrong is told then as ever", async () => {
    /** @type {Record<string, unknown>} */
    const variables = { PORTARIA_INSTANCES: { somee: { provider: "pipichat", app_id: "1" } } };
    const ask = createWorker({}, variables);
    const health = async () => {
      const { instances, problems } = await (await ask("/health")).json();
      return (instances ?? problems).map((/** @type {any} */ one) => one.name ?? one.variable);
    };
    expect([await health(), await health()]).toEqual([["somee"], ["somee"]]);
    variables.SOMEE_APP_SECRET = " ";
    expect([await health(), await health()]).toEqual([["SOMEE_APP_SECRET"], ["SOMEE_APP_SECRET"]]);
    delete variables.SOMEE_APP_SECRET;
    variables.PORTARIA_PREFIX = "/desk";
    expect((await ask("/health")).status).toBe(404);
    variables.PORTARIA_PREFIX = "/";
    variables.PORTARIA_INSTANCES = { jetchat: { base_url: "https://jet.example.com/api" } };
    expect(await health()).toEqual(["jetchat"]);
  });

  test("is nothing of a key that has left the ring", async () => {
    /** @type {Record<string, unknown>} */
    const variables = {};
    const ask = createWorker({}, variables);
    const cookie = await keyConnected(ask);
    const status = async () => (await ask("/api/jetchat/me", { headers: { cookie } })).status;
    expect([await status(), await status()]).toEqual([200, 200]);
    const fresh = btoa("f".repeat(32));
    const { PORTARIA_KEY: usual } = /** @type {any} */ (env);
    for (const [ring, expected] of /** @type {[string, number][]} */ ([
      [fresh, 401],
      [`${fresh},${usual}`, 200],
      [`${usual},${fresh}`, 200],
      [fresh, 401],
      [usual, 200],
    ])) {
      variables.PORTARIA_KEY = ring;
      expect(await status(), ring).toBe(expected);
    }
  });
});

describe("what a request costs", () => {
  const costs = async (/** @type {Promise<Response>} */ asked) => {
    await asked;
    const { vault, calls } = output.logLines().at(-1);
    return { vault, calls };
  };

  test("in Vaults and in requests to the platform is what the docs say; a call with a warm token costs no Vault", async () => {
    const ask = createWorker({});
    const start = await ask("/connect/pipichat", { headers: { accept: "text/html" } });
    expect(output.logLines().at(-1)).toMatchObject({ route: "connect", vault: 0, calls: 0 });
    const callback = await new TestBrowser().approveLogin(start.headers.get("location") ?? "");
    expect(await costs(ask(callback, { headers: { cookie: cookies(start) } }))).toEqual({
      vault: 2, // the claim; the connection, and how it went
      calls: 2,
    });

    const cookie = await keyConnected(ask);
    expect(output.logLines().at(-1)).toMatchObject({
      route: "connect",
      vault: 1, // the connection, and how it went
      calls: 1,
    });
    const call = () => ask("/api/jetchat/me", { headers: { cookie } });
    expect(await costs(call())).toEqual({ vault: 1, calls: 1 });
    expect(await costs(call())).toEqual({ vault: 0, calls: 1 });
    const warm = await call();
    expect(warm.headers.get("server-timing")).toMatch(/^total;dur=\d+, upstream;dur=\d+;desc="1"$/);
    advanceClock(31);
    expect(await costs(call())).toEqual({ vault: 1, calls: 1 });
  });

  test("what is forgotten is forgotten at once here, though it was remembered", async () => {
    const ask = createWorker({});
    const cookie = await keyConnected(ask);
    const call = async () => (await ask("/api/jetchat/me", { headers: { cookie } })).status;
    expect([await call(), await call()]).toEqual([200, 200]);
    await ask("/connections/jetchat", { method: "DELETE", headers: { ...OURS, cookie } });
    expect(await call()).toBe(401);
  });
});

describe("the metrics", () => {
  test("are for whoever knows the token, in Prometheus' format, without secrets or people", async () => {
    const token = "canary-metrics-token";
    const ask = createWorker({}, { PORTARIA_METRICS_TOKEN: token });
    const cookie = await keyConnected(ask);
    await ask("/api/jetchat/me", { headers: { cookie } });
    for (const authorization of ["", "Bearer ", "Bearer canary-metrics-tokeX", token]) {
      expect((await ask("/metrics", { headers: { authorization } })).status).toBe(401);
    }
    const page = await ask("/metrics", { headers: { authorization: `Bearer ${token}` } });
    expect(page.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const text = await page.text();
    expect(text).toMatch(
      /^portaria_requests_total\{route="api",instance="jetchat",outcome="ok"\} \d+$/m,
    );
    expect(text).toMatch(
      /^portaria_upstream_requests_total\{instance="jetchat",status="200"\} \d+$/m,
    );
    for (const secret of [token, ...SECRETS]) expect(text).not.toContain(secret);
    expect((await createWorker({})("/metrics")).status).toBe(404);
  });
});
