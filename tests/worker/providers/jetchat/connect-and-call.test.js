// JetChat at the Worker: a key that is connected, and calls with it.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { browser, useFixtures } from "../../fixtures.js";
import { output } from "../../output.js";
import { control, jetchatKey, platformRequests } from "../../sandbox.js";
import { failure } from "../../test-browser.js";

const OURS = { "x-portaria": "1", "content-type": "application/json" };

/** @type {string} */
let key;

useFixtures();
beforeEach(async () => {
  key = await jetchatKey();
});
afterEach(() => {
  for (const text of output.texts) expect(text).not.toContain(key);
});

/** @param {object} [body] @param {object} [headers] */
const connect = (body = { apiKey: key }, headers = {}) =>
  browser.ask("/connect/jetchat", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { ...OURS, ...headers },
  });

/**
 * Calls through the Worker.
 * @param {string} method @param {string} path @param {object} [body]
 */
const call = (method, path, body) =>
  browser.ask(`/api/jetchat${path}`, {
    method,
    headers: OURS,
    ...(body && { body: JSON.stringify(body) }),
  });

describe("a JetChat key", () => {
  test("connects a key that one call of /me proves, and shows the key nowhere", async () => {
    const response = await connect();
    expect(response.status, await response.clone().text()).toBe(201);
    expect(await response.json()).toMatchObject({
      instance: "jetchat",
      provider: "jetchat",
      binding: "cookie",
      expiresAt: null,
    });
    expect((await platformRequests("/")).map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /jetchat/api/me",
    ]);
    const [connection] = await browser.connections();
    expect(connection.profile.raw).toMatchObject({ id: Number(connection.account.id) });
  });

  test.each([
    ["a key that JetChat refuses", { apiKey: "wrong" }, {}, 401, "unauthorized", 1],
    ["a line break in the key", { apiKey: "a\nb" }, {}, 400, "invalid_argument", 0],
    ["no apiKey", { key: "a" }, {}, 400, "invalid_argument", 0],
    [
      "a flowNs without a workspaceId",
      { apiKey: "a", flowNs: "f1" },
      {},
      400,
      "invalid_argument",
      0,
    ],
    [
      "the Origin of another site",
      { apiKey: "a" },
      { origin: "https://evil.example" },
      403,
      "forbidden",
      0,
    ],
    [
      "Sec-Fetch-Site: cross-site",
      { apiKey: "a" },
      { "sec-fetch-site": "cross-site" },
      403,
      "forbidden",
      0,
    ],
  ])(
    "refuses to connect with %s, and stores nothing",
    async (_, body, headers, status, code, asked) => {
      const response = await connect(body, headers);
      expect(await failure(response)).toMatchObject({ status, code });
      expect(await platformRequests("/")).toHaveLength(asked);
      expect(await browser.connections()).toEqual([]);
    },
  );

  test("answers forbidden to a key without the x-portaria header, which a form of another site could send", async () => {
    const init = {
      method: "POST",
      body: JSON.stringify({ apiKey: key }),
      headers: { "content-type": "application/json", "x-portaria": undefined },
    };
    expect(await failure(await browser.ask("/connect/jetchat", init))).toMatchObject({
      status: 403,
      code: "forbidden",
    });
    expect(await platformRequests("/")).toEqual([]);
  });

  test("answers reconnect_required once the key was revoked", async () => {
    await connect();
    await control("apps", { provider: "jetchat", api_key: key, options: { revoked: true } });
    expect(await failure(await call("GET", "/flow/tags"))).toMatchObject({
      status: 401,
      code: "reconnect_required",
    });
  });

  test("answers not_found to GET /connect/jetchat, because JetChat has no login page", async () => {
    expect(await failure(await browser.ask("/connect/jetchat"))).toMatchObject({
      status: 404,
      code: "not_found",
    });
    expect(await failure(await browser.ask("/callback/jetchat?code=1"))).toMatchObject({
      code: expect.stringMatching(/not_found|configuration/),
    });
  });
});

describe("a call to JetChat", () => {
  test("passes on the body of a call and of its answer whole, and no field of the browser's", async () => {
    await connect();
    const created = await call("POST", "/flow/create-tag", { name: 'Vögel & "Co"' });
    expect(created.status, await created.clone().text()).toBe(200);
    const { data } = /** @type {any} */ (await created.json());
    const listed = await call("GET", "/flow/tags?limit=3&name=V%C3%B6gel");
    expect(await listed.json()).toMatchObject({ data: [data] });
    expect(listed.headers.get("x-ratelimit-remaining")).toMatch(/^\d+$/);
    const deleted = await call("DELETE", "/flow/delete-tag", { tag_ns: data.tag_ns });
    expect(await deleted.json()).toMatchObject({ status: "ok" });
    const [sent] = (await platformRequests("delete-tag")).slice(-1);
    expect(sent.body).toEqual({ tag_ns: data.tag_ns });
    expect(Object.keys(sent.headers)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/cookie|x-portaria|origin|sec-/)]),
    );
  });

  test("passes on an error of JetChat in its own words, without x-portaria-error", async () => {
    await connect();
    const response = await call("POST", "/flow/create-tag", {});
    expect(response.status).toBe(422);
    expect(response.headers.get("x-portaria-error")).toBeNull();
    expect(await response.json()).toMatchObject({ errors: { name: expect.anything() } });
  });

  test.each([
    ["GET", "/flow/tags?colour=red", 400],
    ["GET", "/flow/nothing", 404],
    ["PUT", "/flow/tags", 404],
    ["GET", "/shop/orders/../../me/get-info", 404],
    ["GET", "/shop/orders/1%2f2/get-info", 404],
  ])("does not pass on %s %s", async (method, path, status) => {
    await connect();
    expect((await call(method, path)).status).toBe(status);
    expect(await platformRequests("/")).toHaveLength(1);
  });

  test("drops a cookie that JetChat sets, and answers bad_response to its redirect", async () => {
    await connect();
    await control("fault", {
      path: "flow/tags",
      n: 1,
      status: 200,
      body: '{"data":[]}',
      headers: { "set-cookie": "a=b" },
    });
    expect((await call("GET", "/flow/tags")).headers.getSetCookie()).toEqual([]);
    await control("fault", {
      path: "flow/tags",
      n: 1,
      status: 302,
      headers: { location: "http://169.254.169.254/" },
    });
    expect(await failure(await call("GET", "/flow/tags"))).toMatchObject({
      status: 502,
      code: "bad_response",
    });
  });

  test("answers login_required to a call without a connection", async () => {
    const response = await call("GET", "/flow/tags");
    expect(await failure(response)).toMatchObject({ status: 401, code: "login_required" });
  });
});
