// Rows 26 and 31 of SECURITY.md: what a call passes on, and what it brings back. (Row 27 is native: src/http/base_url.rs.)
import { exports } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { browser, useFixtures } from "./fixtures.js";
import { output } from "./output.js";
import { control, jetchatKey, platformRequests } from "./sandbox.js";
import { failure, TestBrowser } from "./test-browser.js";
import { ORIGIN } from "./worker-settings.js";

const OURS = { "x-portaria": "1", "content-type": "application/json" };

/** @type {string} */
let key;

useFixtures();
beforeEach(async () => {
  key = await jetchatKey();
  const response = await browser.ask("/connect/jetchat", {
    method: "POST",
    body: JSON.stringify({ apiKey: key }),
    headers: OURS,
  });
  expect(response.status, await response.clone().text()).toBe(201);
});

afterEach(() => {
  for (const text of output.texts) expect(text).not.toContain(key);
});

describe("row 26: the path, method and query of a call", () => {
  const PATHS = [
    "",
    "/",
    "//flow/tags",
    "/flow//tags",
    "/flow/tags/",
    "/flow/tags;x=1",
    "/FLOW/TAGS",
    "/flow/x/../nothing",
    "/../flow/nothing",
    "/../../jetchat/flow/nothing",
    "/..%2fflow/tags",
    "/%2e%2e/%2e%2e/flow/nothing",
    "/%2e%2e%2fflow/tags",
    "/..%5cflow/tags",
    "/..\\flow\\tags",
    "/flow%2ftags",
    "/flow%2Ftags",
    "/flow%5ctags",
    "/flow%252ftags",
    "/flow/tags%00",
    "/flow/tags%0d%0ax-header:%20y",
    "/flow/tags%23",
    "/flow/tags%3flimit=1",
    "/flow/t%61gs",
    "/@evil.example/flow/tags",
    "/user:pw@evil.example/flow/tags",
    "/https://evil.example/flow/tags",
    "/http:%2f%2fevil.example/flow/tags",
    "//evil.example/flow/tags",
    "/%2f%2fevil.example/flow/tags",
    "/\\evil.example/flow/tags",
    "/:8080/flow/tags",
    "/shop/orders/1%2f..%2f..%2fflow%2ftags/get-info",
    "/shop/orders/%2e%2e/get-info",
    "/shop/orders/..%00/get-info",
    "/shop/orders/a%20b/get-info",
    "/shop/orders//get-info",
    "/shop/orders/\u00e9/get-info",
    "/team/nothing",
    "/openapi.json",
  ];

  test("answers 404 to a path that is not described, however it is written, and sends nothing", async () => {
    const before = (await platformRequests("/")).length;
    for (const path of PATHS) {
      const response = await browser.ask(`/api/jetchat${path}`, { headers: OURS });
      expect(response.status, path).toBe(404);
    }
    expect(await platformRequests("/")).toHaveLength(before);
    // What a URL means is settled before it is looked at: these are the described path, and that is what is sent.
    for (const path of ["/flow/./tags", "/flow/%2e/tags", "/flow/x/../tags"]) {
      await browser.ask(`/api/jetchat${path}`, { headers: OURS });
    }
    const sent = (await platformRequests("/")).slice(before).map((request) => request.path);
    expect(sent).toEqual(Array(3).fill("/jetchat/api/flow/tags"));
  });

  test("passes on no method that is not described, and no field that overrides one", async () => {
    const before = (await platformRequests("/")).length;
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "HEAD", "PROPFIND"]) {
      const response = await browser.ask("/api/jetchat/flow/tags", { method, headers: OURS });
      expect([400, 404], method).toContain(response.status);
    }
    // What would override it does not.
    for (const name of ["x-http-method-override", "x-method-override", "x-http-method"]) {
      const headers = { ...OURS, [name]: "DELETE" };
      await browser.ask("/api/jetchat/flow/tags", { headers });
    }
    const sent = (await platformRequests("/")).slice(before);
    expect(sent.map(({ method }) => method)).toEqual(["GET", "GET", "GET"]);
    expect(JSON.stringify(sent)).not.toMatch(/override|http-method/);
  });

  test("answers 400 to a query parameter that is not described, or given twice", async () => {
    const before = (await platformRequests("/")).length;
    for (const query of [
      "api_key=x",
      "access_token=x",
      "limit=1&_method=DELETE",
      "a[b]=1",
      "%00=1",
      // Said twice, so that which one counts would depend on who reads it.
      "limit=1&limit=2",
      "limit=1&limi%74=2",
      "page=1&limit=1&page=1",
    ]) {
      const response = await browser.ask(`/api/jetchat/flow/tags?${query}`, { headers: OURS });
      expect(response.status, query).toBe(400);
    }
    expect(await platformRequests("/")).toHaveLength(before);
  });
});

describe("row 26: the header fields of a call", () => {
  /** What a page could send, and a server in between might add. */
  const SENT = {
    authorization: "Bearer canary-of-the-caller",
    "proxy-authorization": "Basic canary-of-the-caller",
    cookie2: "canary-of-the-caller",
    forwarded: "for=canary-of-the-caller",
    "x-forwarded-for": "canary-of-the-caller",
    "x-forwarded-host": "canary-of-the-caller",
    "x-forwarded-proto": "canary-of-the-caller",
    "x-forwarded-port": "canary-of-the-caller",
    "x-real-ip": "canary-of-the-caller",
    "true-client-ip": "canary-of-the-caller",
    via: "canary-of-the-caller",
    connection: "close, x-canary-of-the-caller",
    "keep-alive": "canary-of-the-caller",
    te: "trailers, canary-of-the-caller",
    trailer: "canary-of-the-caller",
    upgrade: "canary-of-the-caller",
    "proxy-connection": "canary-of-the-caller",
    origin: ORIGIN,
    referer: `${ORIGIN}/canary-of-the-caller`,
    "accept-language": "canary-of-the-caller",
    "user-agent": "canary-of-the-caller",
    "x-user-id": "canary-of-the-caller",
    "x-team-id": "canary-of-the-caller",
    "x-workspace-id": "canary-of-the-caller",
    range: "bytes=canary-of-the-caller",
    "if-none-match": "canary-of-the-caller",
    expect: "canary-of-the-caller",
  };

  test("sends no header field of the caller's to the platform", async () => {
    const cookie = browser.cookies.header();
    for (const [name, value] of Object.entries(SENT)) {
      const response = await browser.ask("/api/jetchat/flow/tags", {
        headers: { ...OURS, cookie, [name]: value },
      });
      expect(response.status, name).toBe(200);
    }
    const sent = (await platformRequests("flow/tags")).map(({ headers }) => headers);
    expect(sent).toHaveLength(Object.keys(SENT).length);
    const text = JSON.stringify(sent);
    expect(text).not.toMatch(/canary-of-the-caller|portaria|cookie|origin|referer/i);
    for (const headers of sent) expect(headers.authorization).toMatch(/^Bearer /);
  });

  test("returns no header field of the platform's that a page could be harmed by", async () => {
    const RECEIVED = {
      "set-cookie": "session=canary; Path=/",
      "access-control-allow-origin": "*",
      "access-control-allow-credentials": "true",
      "cache-control": "public, max-age=31536000",
      "clear-site-data": '"*"',
      "content-disposition": "inline",
      "content-security-policy": "default-src *",
      "cross-origin-resource-policy": "cross-origin",
      etag: '"canary"',
      link: "<https://evil.example/x.css>; rel=stylesheet",
      location: "https://evil.example",
      nel: "{}",
      "proxy-authenticate": "Basic",
      refresh: "0; url=https://evil.example",
      "referrer-policy": "unsafe-url",
      "report-to": "{}",
      server: "canary",
      "service-worker-allowed": "/",
      sourcemap: "https://evil.example/x.map",
      "strict-transport-security": "max-age=0",
      "timing-allow-origin": "*",
      "www-authenticate": "Basic",
      "x-content-type-options": "none",
      "x-frame-options": "ALLOWALL",
      "x-portaria-error": "forbidden",
      "x-powered-by": "canary",
    };
    for (const [name, value] of Object.entries(RECEIVED)) {
      await control("fault", { path: "flow/tags", n: 1, body: "{}", headers: { [name]: value } });
      const response = await browser.ask("/api/jetchat/flow/tags", { headers: OURS });
      expect(response.status, name).toBe(200);
      expect(response.headers.get(name), name).not.toBe(value);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
  });

  const HTML = "<form action=/link/sendpulse method=post><button>Win";

  test.each([
    "text/html",
    "text/html; charset=utf-8",
    "TEXT/HTML",
    "image/svg+xml",
    "application/xhtml+xml",
    "text/xml",
    "application/xml",
    "text/javascript",
    "text/css",
    "multipart/x-mixed-replace",
    "application/json, text/html",
    "application/json;x=1, text/html",
    "text/html;application/json",
    "application/pdf, text/html",
    "image/png;x=1,text/html",
    "x",
    "*/*",
  ])(
    "returns a platform's answer of type %s as a file without a type, which no browser shows",
    async (type) => {
      await control("fault", {
        path: "flow/tags",
        n: 1,
        body: HTML,
        headers: { "content-type": type },
      });
      const response = await browser.ask("/api/jetchat/flow/tags", { headers: OURS });
      const { headers } = response;
      expect(await response.text()).toBe(HTML);
      expect(headers.get("content-type")).toBe("application/octet-stream");
      expect(headers.get("content-disposition")).toBe("attachment");
      expect(headers.get("content-security-policy")).toBe(
        "sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    },
  );

  test.each([
    ["application/json", null],
    ["application/json; charset=utf-8", null],
    ["Application/Problem+JSON", null],
    ["image/png", "attachment"],
    ["text/csv; charset=utf-8", "attachment"],
    ["application/pdf", "attachment"],
  ])("returns a platform's answer of type %s with its type, as %s", async (type, disposition) => {
    await control("fault", {
      path: "flow/tags",
      n: 1,
      body: "{}",
      headers: { "content-type": type },
    });
    const { headers } = await browser.ask("/api/jetchat/flow/tags", { headers: OURS });
    expect(headers.get("content-type")).toBe(type);
    expect(headers.get("content-disposition")).toBe(disposition);
    expect(headers.get("content-security-policy")).toMatch(/^sandbox; /);
  });
});

test("row 26: answers login_required to a call without the session's cookie, whatever else it has", async () => {
  for (const headers of [
    { authorization: `Bearer ${key}` },
    { cookie: "__Host-Http-portaria=" },
    { "x-portaria-account": "1" },
  ]) {
    const response = await new TestBrowser().ask("/api/jetchat/flow/tags", {
      headers: { ...OURS, .../** @type {any} */ (headers) },
    });
    expect(await failure(response)).toMatchObject({ status: 401, code: "login_required" });
  }
  expect(await platformRequests("flow/tags")).toEqual([]);
});

describe("row 18: a long body", () => {
  const MEGABYTE = new Uint8Array(1024 * 1024).fill(120);

  test("is not passed on beyond 32 MB, though no Content-Length says how long it is", async () => {
    let given = 0;
    const endless = new ReadableStream({
      pull(controller) {
        given += 1;
        if (given > 100) controller.close();
        else controller.enqueue(MEGABYTE);
      },
    });
    const response = await browser.ask("/api/jetchat/flow/create-tag", {
      method: "POST",
      body: endless,
      headers: OURS,
    });
    expect(await failure(response)).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(given).toBeLessThan(40);
  });

  test("is passed on up to 32 MB", async () => {
    let left = 32;
    const body = new ReadableStream({
      pull(controller) {
        if (left === 0) controller.close();
        else controller.enqueue(MEGABYTE);
        left -= 1;
      },
    });
    await control("fault", { path: "create-tag", n: 1, body: '{"data":1}' });
    const response = await browser.ask("/api/jetchat/flow/create-tag", {
      method: "POST",
      body,
      headers: OURS,
    });
    expect(response.status, await response.clone().text()).toBe(200);
  });
});

describe("row 28: a request that changes something", () => {
  test.each([
    ["no x-portaria header", { "x-portaria": undefined }],
    ["another Origin", { "x-portaria": "1", origin: "https://evil.example" }],
    ["the Origin null, as in a sandboxed frame", { "x-portaria": "1", origin: "null" }],
    ["Sec-Fetch-Site: cross-site", { "x-portaria": "1", "sec-fetch-site": "cross-site" }],
    ["Sec-Fetch-Site: same-site", { "x-portaria": "1", "sec-fetch-site": "same-site" }],
    ["an Origin on another port", { "x-portaria": "1", origin: `${ORIGIN}:8443` }],
    [
      "an Origin with another scheme",
      { "x-portaria": "1", origin: ORIGIN.replace("https", "http") },
    ],
  ])("answers forbidden to a change with %s", async (_, headers) => {
    const before = (await platformRequests("/")).length;
    for (const [method, path] of [
      ["POST", "/api/jetchat/flow/create-tag"],
      ["DELETE", "/connections/jetchat"],
      ["POST", "/connect/jetchat"],
    ]) {
      const response = await browser.ask(path ?? "", {
        method,
        headers: /** @type {any} */ (headers),
        ...(method === "POST" && { body: JSON.stringify({ name: "x", apiKey: key }) }),
      });
      expect(await failure(response), path).toMatchObject({ status: 403, code: "forbidden" });
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    }
    expect(await platformRequests("/")).toHaveLength(before);
    expect(await browser.connections()).toHaveLength(1);
  });
});

describe("row 31: a platform that repeats a secret in the profile", () => {
  const CANARY = "0dd5ec7e70dd5ec7e70dd5ec7e7abcde";

  test("masks a key that JetChat repeats in the profile", async () => {
    const me = { id: 1, name: `Ana ${CANARY}`, api_key: CANARY, teams: [{ [CANARY]: [CANARY] }] };
    await control("fault", { path: "api/me", n: 1, body: JSON.stringify(me) });
    const response = await browser.ask("/connect/jetchat", {
      method: "POST",
      body: JSON.stringify({ apiKey: CANARY }),
      headers: OURS,
    });
    expect(response.status).toBe(201);
    expect(await response.text()).toContain("[secret]");
    expect(JSON.stringify(await browser.connections())).not.toContain(CANARY);
  });

  test("masks a token that a community repeats in the profile", async () => {
    const callback = await browser.approveLogin(await browser.startLogin());
    const granted = JSON.stringify({ access_token: CANARY });
    await control("fault", { path: "api/authorize", n: 1, body: granted });
    const body = JSON.stringify({ user_info: { user_id: "7", user_name: "ana", x: [CANARY] } });
    await control("fault", { path: "get_user_info", n: 1, body });
    expect((await browser.openCallback(callback)).status).toBe(303);
    const text = JSON.stringify(await browser.connections());
    expect(text).toContain("[secret]");
    expect(text).not.toContain(CANARY);
  });

  test("answers bad_response to a profile that is no JSON object", async () => {
    for (const body of ["[]", `["${CANARY}"]`, '"x"', "1", "null", "true"]) {
      await control("fault", { path: "api/me", n: 1, body });
      const response = await browser.ask("/connect/jetchat", {
        method: "POST",
        body: JSON.stringify({ apiKey: CANARY }),
        headers: OURS,
      });
      expect(await failure(response), body).toMatchObject({ status: 502, code: "bad_response" });
    }
  });
});

test("row 26: returns an answer that the Worker checked with the same policy", async () => {
  await browser.logIn("pipichat", "2");
  const { headers, status } = await browser.ask("/api/pipichat/api/get_user_info", {
    headers: OURS,
  });
  expect([status, headers.get("content-type")]).toEqual([200, "application/json"]);
  expect(headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'; /);
});

test("row 31: lists connections with seven known fields, none of which holds a secret", async () => {
  await browser.logIn("pipichat", "2");
  for (const connection of await browser.connections()) {
    expect(Object.keys(connection).sort()).toEqual(
      ["account", "binding", "connectedAt", "expiresAt", "instance", "profile", "provider"].sort(),
    );
    expect(Object.keys(connection.account).sort()).toEqual(["id", "name", "picture"]);
    const text = JSON.stringify(connection);
    expect(text).not.toContain(key);
    expect(text).not.toMatch(/[0-9a-f]{32}|v1\.[0-9a-f]{8}\.|token"|secret|sealed|access":/i);
  }
  // Texts of the profile are decoded once, and are texts.
  const [{ profile }] = await browser.connections();
  expect(profile.name).not.toMatch(/&#?\w+;/);
  const cookie = browser.cookies.header();
  const response = await exports.default.fetch(
    new Request(`${ORIGIN}/connections`, {
      headers: { cookie, accept: "text/html", "x-portaria": "1" },
    }),
  );
  expect(response.headers.get("content-type")).toBe("application/json");
});
