// The sandbox over its HTTP face, in Node: controls, pages, and what is logged.

import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { problemOf } from "./src/controls/fault.js";
import { createLog } from "./src/controls/log.js";
import { APPS } from "./src/providers/pipichat/fixtures.js";
import { createRedactor, isSecretName } from "./src/redact.js";
import { createSandbox } from "./src/sandbox.js";

const ORIGIN = "http://127.0.0.1:8788";
const BASE = `${ORIGIN}/pipichat`;
const APP = "176300000012345";
const SECRET = "0123456789abcdef0123456789abcdef";

let sandbox = createSandbox();
beforeEach(() => {
  sandbox = createSandbox();
});

/** @param {string} url @param {RequestInit} [init] */
const ask = (url, init) => sandbox.fetch(new Request(url, init));

/** @param {string} name @param {unknown} [body] @returns {Promise<any>} */
async function control(name, body) {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return (await ask(`${ORIGIN}/__${name}`, init)).json();
}

/** @param {Record<string, string>} fields @param {Record<string, string>} [headers] */
const consent = (fields, headers = {}) =>
  ask(`${BASE}/api/oauth`, { method: "POST", body: new URLSearchParams(fields), headers });

/** @param {Response} response */
const keyOf = (response) => String(response.headers.get("location")).split("auth_key=")[1] ?? "";

/** @param {Response} response */
const cookieOf = (response) => String(response.headers.get("set-cookie")).split(";")[0] ?? "";

/** @param {Record<string, string>} fields */
const exchange = (fields) =>
  ask(
    `${BASE}/api/authorize?${new URLSearchParams({ app_id: APP, app_secret: SECRET, ...fields })}`,
  );

/** @param {string} value */
const digest = (value) => `sha256:${createHash("sha256").update(value).digest("hex").slice(0, 12)}`;

async function login(user = "1") {
  const auth_key = keyOf(await consent({ app_id: APP, user, decision: "approve" }));
  const { access_token } = /** @type {any} */ (await (await exchange({ auth_key })).json());
  return { auth_key, access_token };
}

describe("the start", () => {
  test("asks a member whom to be, by a plain form", async () => {
    const response = await ask(`${BASE}/api/oauth?app_id=${APP}&state="><script>`);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/html/);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(page).toContain("Corner Shop");
    expect(page).toContain(">Approve</button>");
    expect(page).toContain(">Deny</button>");
    expect(page).toContain("Seán O&#39;Brien &quot;Café&quot;");
    expect(page).not.toContain("<script");
  });

  test("redirects with a key when approved, and to the site's home when denied", async () => {
    const approved = await consent({ app_id: APP, user: "ada_example", decision: "approve" });
    expect(approved.status).toBe(302);
    expect(approved.headers.get("location")).toMatch(
      /^http:\/\/127\.0\.0\.1:8787\/callback\/pipichat\?auth_key=[0-9a-f]{32}$/,
    );
    expect(approved.headers.get("set-cookie")).toMatch(
      /^sandbox_pipichat=[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const denied = await consent({ app_id: APP, user: "1", decision: "deny" });
    expect([denied.status, denied.headers.get("location")]).toEqual([302, `${BASE}/`]);
    expect((await ask(`${BASE}/`)).status).toBe(200);
  });

  test("redirects at once a member who approved before, with a new key each time", async () => {
    const first = await consent({ app_id: APP, user: "1", decision: "approve" });
    const cookie = cookieOf(first);
    const again = await ask(`${BASE}/api/oauth?app_id=${APP}`, { headers: { cookie } });
    expect(again.status).toBe(302);
    expect(keyOf(again)).not.toBe(keyOf(first));
    expect(await (await exchange({ auth_key: keyOf(first) })).json()).toMatchObject({
      message: "Bad Request, invalid auth_key",
    });
    const other = await ask(`${BASE}/api/oauth?app_id=${APPS[1]?.app_id}`, { headers: { cookie } });
    expect(other.status).toBe(200);
    const out = await ask(`${BASE}/signout`, { method: "POST", headers: { cookie } });
    expect(out.headers.get("set-cookie")).toContain("Max-Age=0");
    const after = await ask(`${BASE}/api/oauth?app_id=${APP}`, { headers: { cookie } });
    expect(after.status).toBe(200);
  });

  test.each([
    ["", 404, "nothing at this address"],
    ["?app_id=", 404, "nothing at this address"],
    ["?app_id=9999999999", 200, "doesn&#39;t exist or has been disabled"],
    ["?app_id=70520000003141", 200, "doesn&#39;t exist or has been disabled"],
  ])("shows a page when it cannot go on: %s", async (query, status, text) => {
    const response = await ask(`${BASE}/api/oauth${query}`);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toMatch(/^text\/html/);
    expect(await response.text()).toContain(text);
  });

  test("passes a state back only where the app's site does", async () => {
    const fork = String(APPS[1]?.app_id);
    const fields = { user: "1", decision: "approve", state: "a b" };
    const echoed = await consent({ app_id: fork, ...fields });
    expect(echoed.headers.get("location")).toMatch(/\?auth_key=[0-9a-f]{32}&state=a%20b$/);
    const cookie = cookieOf(echoed);
    const again = await ask(`${BASE}/api/oauth?app_id=${fork}&state=z`, { headers: { cookie } });
    expect(again.headers.get("location")).toMatch(/&state=z$/);
    const stock = await consent({ app_id: APP, ...fields });
    expect(stock.headers.get("location")).not.toContain("state");
  });

  test("appends the key to a redirect URL that has a query", async () => {
    const response = await consent({ app_id: "352600000099", user: "1", decision: "approve" });
    expect(response.headers.get("location")).toMatch(/\/pipichat\?shop=1\?auth_key=[0-9a-f]{32}$/);
  });

  test("forgets the login on the way in an older engine", async () => {
    const app_id = "17630000001";
    const signIn = await (await ask(`${BASE}/api/oauth?app_id=${app_id}`)).text();
    expect(signIn).toContain('action="/pipichat/signin"');
    expect(signIn).not.toContain(app_id);
    const user = new URLSearchParams({ user: "1" });
    const signedIn = await ask(`${BASE}/signin`, { method: "POST", body: user });
    expect(signedIn.headers.get("location")).toBe(`${BASE}/`);
    const cookie = cookieOf(signedIn);
    const second = await ask(`${BASE}/api/oauth?app_id=${app_id}`, { headers: { cookie } });
    expect(await second.text()).toContain("Approve");
    const script = { app_id, user: "2", decision: "approve" };
    expect((await consent(script)).headers.get("location")).toBe(`${BASE}/`);
    expect(keyOf(await consent(script, { cookie }))).toMatch(/^[0-9a-f]{32}$/);
  });

  test("is where the app's site has it", async () => {
    const french = "1763000000";
    expect((await ask(`${BASE}/api/oauth2?app_id=${french}`)).status).toBe(200);
    for (const elsewhere of [`oauth?app_id=${french}`, `oauth2?app_id=${APP}`, "other", ""]) {
      const response = await ask(`${BASE}/api/${elsewhere}`);
      expect([response.status, await response.json()]).toEqual([
        200,
        { error: true, message: "Bad Request, invalid parameters" },
      ]);
    }
  });

  test("says what a form lacks", async () => {
    expect((await consent({ app_id: APP, user: "nobody", decision: "approve" })).status).toBe(400);
    expect((await consent({ app_id: APP, decision: "approve" })).status).toBe(400);
    expect((await consent({ app_id: APP, user: "1" })).status).toBe(400);
  });
});

describe("the API", () => {
  test("answers JSON with status 200, uncached, without CORS", async () => {
    for (const address of [`${BASE}/api/authorize`, `${BASE}/api/get_user_info`, `${BASE}/api/x`]) {
      const response = await ask(address, { headers: { origin: "http://127.0.0.1:1" } });
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("application/json");
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect([...response.headers.keys()].join()).not.toContain("access-control");
      expect(await response.json()).toMatchObject({ error: true });
    }
  });

  test("logs in", async () => {
    const { access_token } = await login("2");
    const response = await ask(`${BASE}/api/get_user_info?access_token=${access_token}`);
    expect(await response.json()).toHaveProperty("user_info.user_firstname", "Se&aacute;n");
  });

  test("reads the query whatever the method, the last of two, and a form only where told", async () => {
    const auth_key = keyOf(await consent({ app_id: APP, user: "1", decision: "approve" }));
    const form = new URLSearchParams({ app_id: APP, app_secret: SECRET, auth_key });
    const post = await ask(`${BASE}/api/authorize`, { method: "POST", body: form });
    expect(await post.json()).toMatchObject({ message: "Bad Request, invalid app_id" });
    const query = `${BASE}/api/authorize?auth_key=x&${form}`;
    expect(await (await ask(query, { method: "POST" })).json()).toHaveProperty("access_token");

    const office = { app_id: "5289000000777", app_secret: "fedcba9876543210fedcba9876543210" };
    for (const Body of [URLSearchParams, FormData]) {
      const key = keyOf(await consent({ ...office, user: "1", decision: "approve" }));
      const body = new Body();
      for (const [name, value] of Object.entries({ ...office, auth_key: key })) {
        body.append(name, value);
      }
      const answer = await ask(`${BASE}/api/authorize`, { method: "POST", body });
      expect(await answer.json()).toHaveProperty("access_token");
    }
  });

  test("has the pictures that it speaks of", async () => {
    const { access_token } = await login("1");
    const response = await ask(`${BASE}/api/get_user_info?access_token=${access_token}`);
    const { user_info } = /** @type {any} */ (await response.json());
    const picture = await ask(user_info.profile_picture);
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
    expect((await ask(`${BASE}/content/uploads/photos/none.svg`)).status).toBe(404);
  });

  test("fails where an app's options say so", async () => {
    const app = {
      provider: "pipichat",
      app_id: APP,
      app_secret: SECRET,
      redirect_url: `${ORIGIN}/cb`,
    };
    const { auth_key, access_token } = await login();
    await control("apps", { ...app, options: { developers_disabled: true } });
    const page = await ask(`${BASE}/api/oauth?app_id=${APP}`);
    expect(await page.text()).toContain("developers module has been disabled");
    for (const path of [
      `authorize?app_id=${APP}&app_secret=${SECRET}&auth_key=${auth_key}`,
      `get_user_info?access_token=${access_token}`,
      `other?app_id=${APP}`,
    ]) {
      expect(await (await ask(`${BASE}/api/${path}`)).json()).toEqual({
        error: true,
        message: "The developers module has been disabled by the admin",
      });
    }
    await control("apps", { ...app, options: { database_error: "get_user_info" } });
    const profile = await ask(`${BASE}/api/get_user_info?access_token=${access_token}`);
    expect(await profile.json()).toMatchObject({ message: expect.stringContaining("database") });
    await control("apps", { ...app, options: { database_error: "oauth" } });
    const failed = await consent({ app_id: APP, user: "1", decision: "approve" });
    expect([failed.status, await failed.text()]).toEqual([
      200,
      expect.stringContaining("database"),
    ]);
  });
});

describe("the controls", () => {
  test("the clock moves, and with it the token's life", async () => {
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

  test("apps are listed and registered", async () => {
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

  test("a reset is as the start", async () => {
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
  ])("%s %s → %i", async (path, method, status) => {
    expect((await ask(ORIGIN + path, { method })).status).toBe(status);
  });

  test.each(["", "nonsense", "[]", "null", "1"])("a body of %j is refused", async (body) => {
    for (const name of ["clock", "fault", "apps"]) {
      expect((await ask(`${ORIGIN}/__${name}`, { method: "POST", body })).status).toBe(400);
    }
  });
});

describe("faults", () => {
  const address = `${BASE}/api/authorize`;

  test("hit the next n requests whose path matches, oldest fault first", async () => {
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
  ])("%j", async (fault, status, type, body) => {
    await control("fault", { path: "authorize", ...fault });
    const response = await ask(address);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toMatch(type);
    expect(await response.text()).toMatch(body);
  });

  test("a redirect leads where it is told", async () => {
    const headers = { location: "http://169.254.169.254/" };
    await control("fault", { path: "authorize", status: 302, headers });
    const response = await ask(address, { redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([302, headers.location]);
  });

  test("a huge body is valid JSON of more than 2 MB", async () => {
    await control("fault", { path: "authorize", body: "huge" });
    const text = await (await ask(address)).text();
    expect(text.length).toBeGreaterThan(2 * 1024 * 1024);
    expect(Object.keys(JSON.parse(text))).toEqual(["padding"]);
  });

  test("a dropped connection breaks in the body", async () => {
    await control("fault", { path: "authorize", drop: true });
    const response = await ask(address);
    await expect(response.text()).rejects.toThrow("dropped");
    expect((await control("log")).requests[0].status).toBe(0);
  });

  test("replace the rules, run after them, or only delay them", async () => {
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
  ])("%j is refused", async (fault, reason) => {
    expect(problemOf(fault)).toMatch(reason);
    const init = { method: "POST", body: JSON.stringify(fault) };
    expect((await ask(`${ORIGIN}/__fault`, init)).status).toBe(400);
  });
});

describe("the log", () => {
  test("tells what was asked, oldest first, and not the controls", async () => {
    await control("clock", { advance_s: 5 });
    await consent({ app_id: APP, user: "1", decision: "deny" });
    await ask(`${BASE}/api/x?a=1&a=2&b=`, { headers: { "X-Note": "Seen" } });
    const { requests } = await control("log");
    expect(requests).toEqual([
      {
        at: expect.any(Number),
        method: "POST",
        path: "/pipichat/api/oauth",
        query: {},
        headers: expect.objectContaining({ "content-type": expect.any(String) }),
        body: { app_id: APP, user: "1", decision: "deny" },
        status: 302,
      },
      expect.objectContaining({
        method: "GET",
        query: { a: ["1", "2"], b: "" },
        headers: { "x-note": "Seen" },
        body: null,
        status: 200,
      }),
    ]);
    expect(requests[0].at - Date.now() / 1000).toBeGreaterThan(3);
  });

  test("shows no secret anywhere, only equal digests for equal ones", async () => {
    const { auth_key, access_token } = await login();
    const canaries = [
      SECRET,
      auth_key,
      access_token,
      "hunter2hunter2",
      "dXNlcjpwYXNz",
      "session-1",
    ];
    await ask(`${BASE}/api/get_user_info?access_token=${access_token}&x=1?auth_key=${auth_key}`, {
      headers: {
        authorization: `Bearer ${access_token}`,
        "proxy-authorization": "Basic dXNlcjpwYXNz",
        cookie: "one=session-1; two=session-1",
        referer: `http://127.0.0.1:8787/callback?auth_key=${auth_key}`,
        "x-api-key": "hunter2hunter2",
      },
    });
    await ask(`${BASE}/api/${SECRET}/${auth_key.toUpperCase()}`);
    const json = JSON.stringify({ list: [{ password: "hunter2hunter2" }], note: `see ${SECRET}` });
    for (const type of ["application/json", "text/plain"]) {
      await ask(`${BASE}/api/x`, { method: "POST", body: json, headers: { "content-type": type } });
    }
    const log = JSON.stringify(await control("log"));
    for (const canary of canaries) expect(log.toLowerCase()).not.toContain(canary.toLowerCase());

    const { requests } = JSON.parse(log);
    const [, exchanged, profile, , parsed, text] = requests;
    expect(exchanged.query).toEqual({
      app_id: APP,
      app_secret: digest(SECRET),
      auth_key: digest(auth_key),
    });
    expect(profile.query).toEqual({
      access_token: digest(access_token),
      x: `1?auth_key=${digest(auth_key)}`,
    });
    expect(profile.headers).toMatchObject({
      authorization: `Bearer ${digest(access_token)}`,
      cookie: `one=${digest("session-1")}; two=${digest("session-1")}`,
      referer: `http://127.0.0.1:8787/callback?auth_key=${digest(auth_key)}`,
      "x-api-key": digest("hunter2hunter2"),
    });
    expect(parsed.body.list[0].password).toBe(digest("hunter2hunter2"));
    expect(text.body).toContain(`"password":"${digest("hunter2hunter2")}"`);
  });

  test("hides a registered app's secret too, wherever it stands", async () => {
    const { app } = await control("apps", { provider: "pipichat", redirect_url: `${ORIGIN}/x` });
    await ask(`${BASE}/api/x`, { method: "POST", body: `see ${app.app_secret}x` });
    expect((await control("log")).requests[0].body).toBe(`see ${digest(app.app_secret)}x`);
  });

  test("is bounded, and says so", () => {
    const redactor = createRedactor(() => []);
    const log = createLog(redactor);
    const url = new URL(`${BASE}/x`);
    for (let i = 0; i < 10_003; i += 1) log.open(new Request(url), url, i);
    const { requests, dropped_entries } = log.read();
    expect([requests.length, dropped_entries, requests[0]?.at]).toEqual([10_000, 3, 3]);

    const entry = log.open(new Request(url), url, 1);
    log.setBody(entry, { text: "y".repeat(100_000), form: null, json: undefined });
    expect(String(entry.body)).toMatch(/^y{65536}… and 34464 characters more$/);
  });

  test.each([
    ["app_secret", true],
    ["access_token", true],
    ["X-Api-Key", true],
    ["clientSecret", true],
    ["Password", true],
    ["code", true],
    ["app_id", false],
    ["error_code", false],
    ["keyword", false],
  ])("%s is a secret's name: %s", (name, secret) => {
    expect(isSecretName(name)).toBe(secret);
  });

  test.each(["y", '"y', "y=", '"y":"', "f"])("is quick with a million of %j", (piece) => {
    const began = performance.now();
    createRedactor(() => [SECRET]).text(piece.repeat(1_000_000 / piece.length));
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test("survives a deep body", async () => {
    const body = `${"[".repeat(5000)}${"]".repeat(5000)}`;
    const headers = { "content-type": "application/json" };
    const response = await ask(`${BASE}/api/x`, { method: "POST", body, headers });
    expect(response.status).toBe(200);
  });
});
