// The sandbox's controls, and the faults that they inject. PipiChat is the platform that is asked.

import { beforeEach, describe, expect, test } from "vitest";
import {
  APP,
  ask,
  BASE,
  beginSandbox,
  consent,
  control,
  cookieOf,
  exchange,
  keyOf,
  login,
  ORIGIN,
  SECRET,
} from "./providers/pipichat/client.js";
import { problemOf } from "./src/controls/fault.js";

beforeEach(beginSandbox);

describe("the controls", () => {
  test("moving the clock makes a token expire", async () => {
    const { access_token } = await login();
    const { now } = await control("clock");
    expect(Math.abs(now - Date.now() / 1000)).toBeLessThan(5);
    expect((await control("clock", { advance_s: 61 })).now - now - 61).toBeLessThanOrEqual(1);
    const late = await ask(`${BASE}/api/get_user_info?access_token=${access_token}`);
    expect(await late.json()).toMatchObject({ message: "Bad Request, expired access_token" });
    for (const advance_s of ["61", 1.5, null, 1e12]) {
      expect(await control("clock", { advance_s })).toHaveProperty("error");
    }
  });

  test("apps can be listed and registered by a control", async () => {
    const { apps } = await control("apps");
    expect(apps.length).toBeGreaterThanOrEqual(4);
    const [first] = apps.filter((/** @type {any} */ each) => each.provider === "pipichat");
    expect(first).toMatchObject({
      provider: "pipichat",
      app_id: APP,
      app_secret: SECRET,
      redirect_url: "http://127.0.0.1:8787/callback/pipichat",
      note: expect.any(String),
      options: { token_ttl_s: 60, accepts_post: false },
    });
    const ours = apps.filter((/** @type {any} */ each) => each.provider === "pipichat");
    for (const each of ours) expect(each.app_id).toMatch(/^\d{10,15}$/);
    const redirect_url = "http://127.0.0.1:4321/cb";
    const { app } = await control("apps", { provider: "pipichat", redirect_url });
    const response = await consent({ app_id: app.app_id, user: "1", decision: "approve" });
    expect(response.headers.get("location")).toMatch(/^http:\/\/127\.0\.0\.1:4321\/cb\?auth_key=/);
    expect(await control("apps", { provider: "nobody", redirect_url })).toHaveProperty("error");
    expect(await control("apps", { provider: "pipichat" })).toHaveProperty("error");
  });

  test("a reset brings back clock, log, faults, apps and members as at the start", async () => {
    const { auth_key } = await login();
    const signedIn = await consent({ app_id: APP, user: "1", decision: "approve" });
    await control("clock", { advance_s: 1000 });
    await control("fault", { path: "/", status: 500, n: 5 });
    await control("apps", { provider: "pipichat", redirect_url: `${ORIGIN}/x` });
    const before = (await control("apps")).apps.length;
    expect(await control("reset", {})).toEqual({ ok: true });
    expect((await control("apps")).apps.length).toBe(before - 1);
    expect(await control("log")).toEqual({ requests: [], dropped_entries: 0 });
    expect(await control("fault")).toEqual({ faults: [] });
    expect(Math.abs((await control("clock")).now - Date.now() / 1000)).toBeLessThan(5);
    const start = await ask(`${BASE}/api/oauth?app_id=${APP}`, {
      headers: { cookie: cookieOf(signedIn) },
    });
    expect(start.status).toBe(200);
    expect(await (await exchange({ auth_key })).json()).toHaveProperty("error");
  });

  test.each([
    ["/__nothing", "GET", 404],
    ["/__constructor", "GET", 404],
    ["/nobody/at/home", "GET", 404],
    ["/__clock", "DELETE", 405],
    ["/__log", "POST", 405],
    ["/__reset", "GET", 405],
    ["/", "POST", 405],
    ["/", "GET", 200],
  ])("the control %s answers %s with %i", async (path, method, status) => {
    expect((await ask(ORIGIN + path, { method })).status).toBe(status);
  });

  test.each(["", "nonsense", "[]", "null", "1"])("a control refuses a body of %j", async (body) => {
    for (const name of ["clock", "fault", "apps"]) {
      expect((await ask(`${ORIGIN}/__${name}`, { method: "POST", body })).status).toBe(400);
    }
  });
});

describe("faults", () => {
  const address = `${BASE}/api/authorize`;

  test("faults hit the next n requests whose path matches, the oldest fault first", async () => {
    await control("fault", { path: "authorize", n: 2, status: 503 });
    await control("fault", { path: "/pipichat", status: 429, headers: { "retry-after": "3" } });
    const statuses = [];
    for (const path of ["get_user_info", "authorize", "authorize", "authorize"]) {
      statuses.push((await ask(`${BASE}/api/${path}`)).status);
    }
    expect(statuses).toEqual([429, 503, 503, 200]);
    expect(await control("fault")).toEqual({ faults: [] });
  });

  test.each([
    [{ status: 503 }, 503, /^text\/html/, /503/],
    [{ status: 500, body: '{"a":1}' }, 500, /json/, /^\{"a":1\}$/],
    [{ body: "html" }, 200, /^text\/html/, /<html>/],
    [{ body: "empty" }, 200, /json/, /^$/],
    [{ body: "malformed" }, 200, /json/, /^\{"data"/],
    [{ body: "<x>", headers: { "content-type": "text/xml" } }, 200, /^text\/xml$/, /^<x>$/],
    [{ status: 204 }, 204, /html/, /^$/],
  ])("a fault of %j is answered as it says", async (fault, status, type, body) => {
    await control("fault", { path: "authorize", ...fault });
    const response = await ask(address);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toMatch(type);
    expect(await response.text()).toMatch(body);
  });

  test("a fault that redirects leads where its header says", async () => {
    const headers = { location: "http://169.254.169.254/" };
    await control("fault", { path: "authorize", status: 302, headers });
    const response = await ask(address, { redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([302, headers.location]);
  });

  test("a fault's huge body is valid JSON of more than 2 MB", async () => {
    await control("fault", { path: "authorize", body: "huge" });
    const text = await (await ask(address)).text();
    expect(text.length).toBeGreaterThan(2 * 1024 * 1024);
    expect(Object.keys(JSON.parse(text))).toEqual(["padding"]);
  });

  test("a fault's dropped connection breaks in the body", async () => {
    await control("fault", { path: "authorize", drop: true });
    const response = await ask(address);
    await expect(response.text()).rejects.toThrow("dropped");
    expect((await control("log")).requests[0].status).toBe(0);
  });

  test("faults replace the rules, run after them, or only delay them", async () => {
    const consented = { app_id: APP, user: "1", decision: "approve" };
    const used = { error: true, message: "Bad Request, invalid auth_key" };

    let auth_key = keyOf(await consent(consented));
    await control("fault", { path: "authorize", status: 500 });
    expect((await exchange({ auth_key })).status).toBe(500);
    expect(await (await exchange({ auth_key })).json()).toHaveProperty("access_token");

    auth_key = keyOf(await consent(consented));
    await control("fault", { path: "authorize", status: 502, after: true });
    const lost = await exchange({ auth_key });
    expect([lost.status, await lost.json()]).toEqual([502, { access_token: expect.any(String) }]);
    expect(await (await exchange({ auth_key })).json()).toEqual(used);

    auth_key = keyOf(await consent(consented));
    await control("fault", { path: "authorize", delay_ms: 60 });
    const began = Date.now();
    const late = exchange({ auth_key });
    expect(await (await exchange({ auth_key })).json()).toHaveProperty("access_token");
    expect(await (await late).json()).toEqual(used);
    expect(Date.now() - began).toBeGreaterThanOrEqual(55);

    auth_key = keyOf(await consent(consented));
    await control("fault", { path: "authorize", delay_ms: 60, after: true });
    const slow = exchange({ auth_key });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await (await exchange({ auth_key })).json()).toEqual(used);
    expect(await (await slow).json()).toHaveProperty("access_token");
  });

  test("a late request leaves nothing in a world that was reset meanwhile", async () => {
    await control("fault", { path: "oauth", delay_ms: 40 });
    const late = consent({ app_id: APP, user: "1", decision: "approve" });
    await control("reset", {});
    const auth_key = keyOf(await late);
    expect(await (await exchange({ auth_key })).json()).toHaveProperty("error");
    expect((await control("log")).requests).toHaveLength(1);
  });

  test.each([
    [{ status: 500 }, /path/],
    [{ path: "", status: 500 }, /path/],
    [{ path: "x" }, /nothing to do/],
    [{ path: "x", n: 0, status: 500 }, /n must/],
    [{ path: "x", status: 99 }, /status/],
    [{ path: "x", status: "500" }, /status/],
    [{ path: "x", delay_ms: -1 }, /delay_ms/],
    [{ path: "x", drop: false }, /drop/],
    [{ path: "x", drop: true, status: 500 }, /dropped/],
    [{ path: "x", body: 1 }, /body/],
    [{ path: "x", headers: { a: 1 } }, /headers/],
    [{ path: "x", headers: { "a b": "1" } }, /headers/],
    [{ path: "x", headers: [["a", "b"]] }, /headers/],
    [{ path: "x", status: 204, body: "text" }, /no body/],
    [{ path: "x", delay: 5 }, /unknown field delay/],
    [{ path: "x", constructor: 5 }, /unknown field/],
  ])("a fault of %j is refused with a reason", async (fault, reason) => {
    expect(problemOf(fault)).toMatch(reason);
    const init = { method: "POST", body: JSON.stringify(fault) };
    expect((await ask(`${ORIGIN}/__fault`, init)).status).toBe(400);
  });
});
