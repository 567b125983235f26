import { beforeEach, describe, expect, test, vi } from "vitest";
import {
  expectNoSecretSaid,
  failure,
  freshSandbox,
  jetchatKey,
  Person,
  said,
  sandbox,
  seen,
} from "./person.js";

/** @type {Person} */
let person;
/** @type {string} */
let key;
const OURS = { "x-portaria": "1", "content-type": "application/json" };

beforeEach(async () => {
  await freshSandbox();
  said.reset();
  person = new Person();
  key = await jetchatKey();
  return async () => {
    await expectNoSecretSaid();
    for (const text of said.texts) expect(text).not.toContain(key);
    vi.restoreAllMocks();
  };
});

/** @param {object} [body] @param {object} [headers] */
const connect = (body = { apiKey: key }, headers = {}) =>
  person.ask("/connect/jetchat", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { ...OURS, ...headers },
  });

/**
 * Calls through the Worker.
 * @param {string} method @param {string} path @param {object} [body]
 */
const call = (method, path, body) =>
  person.ask(`/api/jetchat${path}`, {
    method,
    headers: OURS,
    ...(body && { body: JSON.stringify(body) }),
  });

describe("a key", () => {
  test("is proved with a cheap call, stored sealed, and never shown", async () => {
    const response = await connect();
    expect(response.status, await response.clone().text()).toBe(201);
    expect(await response.json()).toMatchObject({
      instance: "jetchat",
      provider: "jetchat",
      binding: "cookie",
      expiresAt: null,
    });
    expect((await seen("/")).map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /jetchat/api/me",
    ]);
    const [connection] = await person.connections();
    expect(connection.profile.raw).toMatchObject({ id: Number(connection.account.id) });
  });

  test.each([
    ["that is wrong", { apiKey: "wrong" }, {}, 401, "unauthorized", 1],
    ["with a line break", { apiKey: "a\nb" }, {}, 400, "invalid_argument", 0],
    ["that is missing", { key: "a" }, {}, 400, "invalid_argument", 0],
    [
      "of a partner without a workspace",
      { apiKey: "a", flowNs: "f1" },
      {},
      400,
      "invalid_argument",
      0,
    ],
    [
      "from another origin",
      { apiKey: "a" },
      { origin: "https://evil.example" },
      403,
      "forbidden",
      0,
    ],
    [
      "sent by a form of another site",
      { apiKey: "a" },
      { "sec-fetch-site": "cross-site" },
      403,
      "forbidden",
      0,
    ],
  ])("%s is refused", async (_, body, headers, status, code, asked) => {
    const response = await connect(body, headers);
    expect(await failure(response)).toMatchObject({ status, code });
    expect(await seen("/")).toHaveLength(asked);
    expect(await person.connections()).toEqual([]);
  });

  test("without our header is refused: a form of another site could send it", async () => {
    const init = {
      method: "POST",
      body: JSON.stringify({ apiKey: key }),
      headers: { "content-type": "application/json" },
    };
    expect(await failure(await person.ask("/connect/jetchat", init))).toMatchObject({
      status: 403,
      code: "forbidden",
    });
    expect(await seen("/")).toEqual([]);
  });

  test("that is revoked later asks to be connected anew", async () => {
    await connect();
    await sandbox("__apps", { provider: "jetchat", api_key: key, options: { revoked: true } });
    expect(await failure(await call("GET", "/flow/tags"))).toMatchObject({
      status: 401,
      code: "reconnect_required",
    });
  });

  test("has no login page", async () => {
    expect(await failure(await person.ask("/connect/jetchat"))).toMatchObject({
      status: 404,
      code: "not_found",
    });
    expect(await failure(await person.ask("/callback/jetchat?code=1"))).toMatchObject({
      code: expect.stringMatching(/not_found|configuration/),
    });
  });
});

describe("a call to JetChat", () => {
  test("is passed on whole, and its answer too", async () => {
    await connect();
    const created = await call("POST", "/flow/create-tag", { name: 'Vögel & "Co"' });
    expect(created.status, await created.clone().text()).toBe(200);
    const { data } = /** @type {any} */ (await created.json());
    const listed = await call("GET", "/flow/tags?limit=3&name=V%C3%B6gel");
    expect(await listed.json()).toMatchObject({ data: [data] });
    expect(listed.headers.get("x-ratelimit-remaining")).toMatch(/^\d+$/);
    const deleted = await call("DELETE", "/flow/delete-tag", { tag_ns: data.tag_ns });
    expect(await deleted.json()).toMatchObject({ status: "ok" });
    const [sent] = (await seen("delete-tag")).slice(-1);
    expect(sent.body).toEqual({ tag_ns: data.tag_ns });
    expect(Object.keys(sent.headers)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/cookie|x-portaria|origin|sec-/)]),
    );
  });

  test("that JetChat refuses comes back as JetChat worded it", async () => {
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
  ])("%s %s goes nowhere", async (method, path, status) => {
    await connect();
    expect((await call(method, path)).status).toBe(status);
    expect(await seen("/")).toHaveLength(1);
  });

  test("passes on no cookie, and no redirect", async () => {
    await connect();
    await sandbox("__fault", {
      path: "flow/tags",
      n: 1,
      status: 200,
      body: '{"data":[]}',
      headers: { "set-cookie": "a=b" },
    });
    expect((await call("GET", "/flow/tags")).headers.getSetCookie()).toEqual([]);
    await sandbox("__fault", {
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

  test("of somebody who has connected nothing says so", async () => {
    const response = await call("GET", "/flow/tags");
    expect(await failure(response)).toMatchObject({ status: 401, code: "login_required" });
  });
});
