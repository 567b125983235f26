// JetChat's own rules: who may ask, how often, in which shape, and what is refused how.

import { describe, expect, test } from "vitest";
import { pageOf } from "../../src/providers/jetchat/envelope.js";
import { ns, numberIn } from "../../src/providers/jetchat/ids.js";
import { DEFAULT_OPTIONS, KEYS, newKey, registerKey } from "../../src/providers/jetchat/keys.js";
import { spend } from "../../src/providers/jetchat/rate.js";
import { BASE, createClient, readyKey } from "./client.js";

/** @param {Response} response */
const statusOf = ({ status }) => status;

describe("a key", () => {
  test.each([
    ["no authorization", { authorization: "" }],
    ["another scheme", { authorization: `Basic ${readyKey("jcUsual")}` }],
    ["an unknown key", { authorization: "Bearer nobody" }],
    ["a revoked key", { authorization: `Bearer ${readyKey("jcRevoked")}` }],
  ])("a request with %s is refused with 401", async (_, headers) => {
    const response = await createClient().ask("GET", "/me", undefined, headers);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ message: "Unauthenticated." });
    expect(response.headers.get("x-ratelimit-limit")).toBeNull();
  });

  test("a key needs no scope for GET /me, and the right one for the rest", async () => {
    const bare = createClient(readyKey("jcNothing"));
    expect(await bare.get("/me")).toEqual({
      id: 77,
      name: "Olga Owner",
      email: "olga.owner@example.com",
    });
    const team = createClient(readyKey("jcTeamOnly"));
    expect(statusOf(await team.ask("GET", "/team-info"))).toBe(200);
    expect(await team.call("GET", "/flow/tags", undefined, 403)).toEqual({
      message: "This key lacks the scope Manage Flow.",
    });
  });

  test("a partner's key works in the workspace and bot that its headers name", async () => {
    const client = createClient(readyKey("jcPartner"));
    const workspace = { "x-client-workspace-id": "1001" };
    const both = { ...workspace, "x-client-flow-ns": "f123" };
    const ask = async (
      /** @type {string} */ path,
      /** @type {Record<string, string>} */ headers,
    ) => {
      const response = await client.ask("GET", path, undefined, headers);
      return response.ok ? 200 : (await response.json()).message;
    };
    expect(await ask("/me", {})).toBe(200);
    expect(await ask("/team-info", {})).toBe("Workspace not found");
    expect(await ask("/team-info", { "x-client-workspace-id": "2" })).toBe("Workspace not found");
    expect(await ask("/team-info", workspace)).toBe(200);
    expect(await ask("/flow/tags", workspace)).toBe("Flow not found");
    expect(await ask("/flow/tags", { ...workspace, "x-client-flow-ns": "f9" })).toBe(
      "Flow not found",
    );
    expect(await ask("/flow/tags", both)).toBe(200);
    expect(await ask("/subscriber/broadcasts", both)).toBe(200);
  });

  test("a key without a bot finds no flow, and an old installation demands x-team-id", async () => {
    const botless = createClient(readyKey("jcBotless"));
    expect(await botless.call("GET", "/flow/tags", undefined, 404)).toEqual({
      message: "Flow not found",
    });
    expect(statusOf(await botless.ask("GET", "/team-info"))).toBe(200);
    const old = createClient(readyKey("jcOld"));
    expect(statusOf(await old.ask("GET", "/flow/tags"))).toBe(400);
    const team = { "x-team-id": "1001" };
    expect(await (await old.ask("GET", "/flow/tags", undefined, team)).json()).not.toHaveProperty(
      "meta",
    );
    expect(statusOf(await old.ask("GET", "/flow/shortcuts", undefined, team))).toBe(404);
  });

  test("keys can be listed, registered and changed, and made and revoked in the dashboard", async () => {
    const { sandbox, control } = createClient();
    const { apps } = await control("apps");
    const listed = apps.filter((/** @type {any} */ app) => app.provider === "jetchat");
    expect(listed).toHaveLength(KEYS.length);
    expect(listed[0]).toMatchObject({ api_key: readyKey("jcUsual"), scopes: KEYS[0]?.scopes });
    const { app } = await control("apps", { provider: "jetchat", scopes: [] });
    expect(app.api_key).toMatch(/^[0-9A-Za-z]{60}$/);
    const form = (/** @type {string} */ path, /** @type {Record<string, string>} */ fields) =>
      sandbox.fetch(
        new Request(BASE + path, { method: "POST", body: new URLSearchParams(fields) }),
      );
    const page = await (await form("/keys", { name: "<Front> desk" })).text();
    expect(page).toContain("&lt;Front&gt; desk");
    const [made = ""] = /[0-9A-Za-z]{60}(?=<\/code>)/.exec(page) ?? [];
    const ask = () =>
      sandbox.fetch(
        new Request(`${BASE}/api/me`, { headers: { authorization: `Bearer ${made}` } }),
      );
    expect(statusOf(await ask())).toBe(200);
    expect(statusOf(await form("/keys/revoke", { api_key: made }))).toBe(302);
    expect(statusOf(await ask())).toBe(401);
    expect(await (await sandbox.fetch(new Request(`${BASE}/`))).text()).toContain("revoked");
  });

  test.each([
    [{ app_id: "1" }, "unknown field app_id"],
    [{ api_key: "short" }, "api_key must be 20 to 100 letters and digits"],
    [{ scopes: ["All"] }, "scopes must be a list of: Manage Flow, Manage Team, Send Message"],
    [{ note: 1 }, "name and note are text"],
    [{ options: [] }, "options must be an object"],
    [{ options: { envelopes: "both" } }, 'envelopes must be "live" or "documented"'],
    [{ options: { rate_limit: -1 } }, "rate_limit must be null or a whole number"],
  ])("a key is not registered with %j", (fields, problem) => {
    expect(registerKey(new Map(), fields, newKey())).toBe(problem);
  });

  test("a key is not registered with an option that does not exist", () => {
    expect(registerKey(new Map(), { options: { speed: 1 } }, newKey())).toMatch(
      /^unknown option speed; there are envelopes, meta, /,
    );
  });

  test("the log has no key, no integration's credentials and no webhook's address", async () => {
    const client = createClient(readyKey("jcUsual"));
    await client.post("/integration/shopify", {
      url: "https://a.example.com",
      api_key: "canary-1",
      token: "canary-2",
    });
    await client.ask("GET", `/flow/tags?name=${readyKey("jcUsual")}`);
    await client.ask("POST", "/iwh/5a0dbc0000000000000000000000c0de", { phone: "+5500999" });
    const log = JSON.stringify(await client.control("log"));
    expect(log).toContain("sha256:");
    expect(log).not.toMatch(/canary|jcUsual|5a0dbc00/);
  });
});

describe("the hourly quota", () => {
  const small = { api_key: "k", options: { rate_limit: 3, retry_after: true } };

  test("the hourly quota counts down, then blocks for the rest of the hour", () => {
    const windows = new Map();
    const at = (/** @type {number} */ now) => spend(windows, small, now);
    expect(
      [at(1000), at(1001), at(1002)].map(({ headers }) => headers["x-ratelimit-remaining"]),
    ).toEqual(["2", "1", "0"]);
    expect(at(1003)).toEqual({
      exceeded: true,
      headers: { "x-ratelimit-limit": "3", "x-ratelimit-remaining": "0", "retry-after": "3597" },
    });
    expect(at(4599).exceeded).toBe(true);
    expect(at(4600)).toMatchObject({ exceeded: false, headers: { "x-ratelimit-remaining": "2" } });
  });

  test("the hourly quota is per key, tells no Retry-After by default, and can be switched off", () => {
    const windows = new Map();
    const usual = { api_key: "a", options: { rate_limit: 0, retry_after: false } };
    expect(spend(windows, usual, 1).headers).not.toHaveProperty("retry-after");
    expect(spend(windows, small, 1).exceeded).toBe(false);
    expect(
      spend(windows, { api_key: "b", options: { rate_limit: null, retry_after: true } }, 1),
    ).toEqual({ exceeded: false, headers: {} });
  });

  test("the hourly quota's headers are on every answer to a key, and follow the sandbox's clock", async () => {
    const client = createClient(readyKey("jcSmall"));
    const left = [];
    for (const path of [
      "/me",
      "/flow/tags",
      "/subscriber/get-info",
      "/subscriber/get-info?user_ns=x",
      "/me",
    ]) {
      const { headers, status } = await client.ask("GET", path);
      left.push([status, headers.get("x-ratelimit-remaining")]);
    }
    expect(left).toEqual([
      [200, "4"],
      [200, "3"],
      [422, "2"],
      [404, "1"],
      [200, "0"],
    ]);
    const refused = await client.ask("GET", "/me");
    expect([refused.status, Number(refused.headers.get("retry-after"))]).toEqual([
      429,
      expect.closeTo(3600, -1),
    ]);
    expect(await refused.json()).toHaveProperty("message");
    await client.control("clock", { advance_s: 3601 });
    expect(statusOf(await client.ask("GET", "/me"))).toBe(200);
  });

  test("the usual key has 1,000 requests an hour", async () => {
    const response = await createClient(readyKey("jcUsual")).ask("GET", "/me");
    expect(response.headers.get("x-ratelimit-limit")).toBe("1000");
    expect(response.headers.get("x-ratelimit-reset")).toBeNull();
    expect(response.headers.get("retry-after")).toBeNull();
  });
});

describe("a page", () => {
  const rows = Array.from({ length: 25 }, (_, id) => id);
  /** @param {any} schema */
  const operation = (schema) =>
    /** @type {any} */ ({ parameters: [{ name: "limit", in: "query", schema }] });

  test.each([
    [
      "ten rows by default",
      {},
      {},
      {},
      [0, 10],
      { current_page: 1, last_page: 3, per_page: 10, total: 25 },
    ],
    [
      "the last rows",
      {},
      { page: 3 },
      {},
      [20, 25],
      { current_page: 3, last_page: 3, per_page: 10, total: 25 },
    ],
    [
      "nothing after the last",
      {},
      { page: 4 },
      {},
      [25, 25],
      { current_page: 4, last_page: 3, per_page: 10, total: 25 },
    ],
    [
      "the last once more",
      {},
      { page: 9 },
      { repeat_last_page: true },
      [20, 25],
      { current_page: 3, last_page: 3, per_page: 10, total: 25 },
    ],
    [
      "as many as asked for",
      {},
      { limit: 20 },
      {},
      [0, 20],
      { current_page: 1, last_page: 2, per_page: 20, total: 25 },
    ],
    [
      "at most what is documented",
      { maximum: 5 },
      { limit: 20 },
      {},
      [0, 5],
      { current_page: 1, last_page: 5, per_page: 5, total: 25 },
    ],
    [
      "at most what the option says",
      {},
      { limit: 20 },
      { most_per_page: 15 },
      [0, 15],
      { current_page: 1, last_page: 2, per_page: 15, total: 25 },
    ],
    [
      "a default of its own",
      { default: 20 },
      {},
      {},
      [0, 20],
      { current_page: 1, last_page: 2, per_page: 20, total: 25 },
    ],
  ])("paging answers with %s", (_, schema, params, options, [from, to], meta) => {
    const page = pageOf(operation(schema), rows, params, { ...DEFAULT_OPTIONS, ...options });
    expect(page).toEqual({ rows: rows.slice(from, to), meta });
  });

  test("a page of nothing is page 1 of 1", () => {
    expect(pageOf(operation({}), [], {}, DEFAULT_OPTIONS).meta).toEqual({
      current_page: 1,
      last_page: 1,
      per_page: 10,
      total: 0,
    });
  });

  test("pages after the last are empty, or repeat it where the key's options say so", async () => {
    const client = createClient();
    const names = async () => {
      const seen = [];
      for (const page of [1, 2, 3, 4]) seen.push(await client.get(`/flow/tags?page=${page}`));
      return seen;
    };
    const counted = await names();
    expect(counted.map(({ data }) => data.length)).toEqual([10, 10, 5, 0]);
    expect(counted[0].meta).toEqual({ current_page: 1, last_page: 3, per_page: 10, total: 25 });
    await client.set({ meta: false });
    expect((await names()).map((page) => [page.data.length, page.meta])).toEqual([
      [10, undefined],
      [10, undefined],
      [5, undefined],
      [0, undefined],
    ]);
    await client.set({ meta: false, repeat_last_page: true });
    const [, , third, fourth] = await names();
    expect(fourth).toEqual(third);
  });

  test("a list ignores unknown parameters, and reads its paging from the body where it is read by POST", async () => {
    const client = createClient();
    expect((await client.get("/flow/tags?per_page=3&foo=1")).data).toHaveLength(10);
    expect((await client.post("/whatsapp-template/list?limit=2")).data).toHaveLength(2);
    expect((await client.post("/whatsapp-template/list", { limit: 1 })).data).toHaveLength(1);
    expect((await client.call("GET", "/flow/tags?page=101", undefined, 422)).errors).toEqual({
      page: ["The field page must be at most 100."],
    });
  });
});

describe("an envelope", () => {
  test.each([
    ["GET", "/subscriber/get-info?user_ns=f123u456", undefined, "user_ns"],
    ["POST", "/flow/create-tag", { name: "fresh" }, "tag_ns"],
    ["PUT", "/flow/set-bot-field", { var_ns: "f123v556", value: "x" }, "var_ns"],
    ["POST", "/subscriber/create", { phone: "+5500999" }, "user_ns"],
    ["GET", "/subscriber/cart?user_ns=f123u456", undefined, "num_of_items"],
  ])(
    "the envelope of %s %s is the live one or the documented one",
    async (method, path, body, id) => {
      const client = createClient();
      const live = await client.call(method, path, body);
      expect(live).toMatchObject({ data: { [id]: expect.anything() }, status: "ok" });
      await client.set({ envelopes: "documented" });
      expect(await client.call(method, path, body)).toEqual(live.data);
    },
  );

  test("the envelopes of lists and of writes are the same, live and documented", async () => {
    const client = createClient(readyKey("jcDocumented"));
    expect(await client.get("/team/labels")).toHaveProperty("data");
    expect(await client.post("/subscriber/resume-bot", { user_ns: "f123u456" })).toEqual({
      status: "ok",
    });
    const comment = await client.call(
      "POST",
      "/team/ticket-lists/12/items/345/comments",
      { content: "x" },
      201,
    );
    expect(comment.status).toBe("ok");
  });
});

describe("a refusal", () => {
  test("a 422 names every field that does not fit, the way Laravel does", async () => {
    const { call } = createClient();
    expect(await call("POST", "/flow/create-user-field", { name: ["x"] }, 422)).toEqual({
      message: "The field var_type is missing. (and 2 more)",
      errors: {
        var_type: ["The field var_type is missing."],
        value: ["The field value is missing."],
        name: ["The field name must be text."],
      },
    });
    const user_ns = "f123u456";
    expect(
      (await call("POST", "/subscriber/add-tags", { user_ns, data: ["vip"] }, 422)).errors,
    ).toEqual({
      "data.0": ["The field data.0 must be an object."],
    });
    expect(
      (await call("POST", "/subscriber/add-tags", { user_ns, data: Array(21).fill({}) }, 422))
        .errors,
    ).toEqual({
      data: ["The field data may have 20 items."],
    });
    expect(
      (await call("POST", "/subscriber/pause-bot", { subscriber_id: 1, minutes: "x" }, 422)).errors,
    ).toEqual({
      user_ns: ["The field user_ns is missing."],
      minutes: ["The field minutes must be a whole number."],
    });
  });

  test("digits count as numbers, 0 and 1 as flags, and a form as a body, as in Laravel", async () => {
    const client = createClient();
    await client.post("/subscriber/pause-bot", { user_ns: "f123u456", minutes: "30" });
    await client.post("/flow/create-bot-field", {
      name: "f",
      var_type: "text",
      value: "v",
      is_template_field: 1,
    });
    const response = await client.sandbox.fetch(
      new Request(`${BASE}/api/flow/create-tag`, {
        method: "POST",
        headers: { authorization: `Bearer ${readyKey("jcUsual")}` },
        body: new URLSearchParams({ name: "by form" }),
      }),
    );
    expect((await response.json()).data.name).toBe("by form");
  });

  test("rows under a wrong name are refused with 400", async () => {
    const { call } = createClient();
    const rows = [{ name: "greeting", value: "x" }];
    expect(await call("PUT", "/flow/set-bot-fields-by-name", { bot_fields: rows }, 400)).toEqual({
      message: "The rows have to be sent as data.",
    });
    expect((await call("PUT", "/flow/set-bot-fields-by-name", {}, 422)).errors).toHaveProperty(
      "data",
    );
  });

  test("an unknown subscriber is refused with 404, or with 422 where the key's options say so", async () => {
    const { call, set } = createClient();
    await call("GET", "/subscriber/get-info?user_ns=f9u9", undefined, 404);
    await call("POST", "/subscriber/add-tag", { user_ns: "f123u1", tag_ns: "f123t456" }, 404);
    await set({ unknown_subscriber: 422 });
    expect(
      (await call("GET", "/subscriber/get-info-by-user-id?user_id=1", undefined, 422)).errors,
    ).toEqual({
      user_id: ["The field user_id names nobody."],
    });
  });

  test("an unknown route or method is refused as the key's options say", async () => {
    const client = createClient();
    await client.call("GET", "/flow/nothing", undefined, 404);
    await client.call("GET", "/flow/tags/", undefined, 404);
    await client.call("GET", "/shop/products/abc/get-info", undefined, 404);
    expect((await client.call("POST", "/flow/set-bot-field", {}, 405)).message).toBe(
      "The POST method is not supported for route /flow/set-bot-field. Supported methods: PUT.",
    );
    await client.set({ wrong_method: 200, unknown_route: "html" });
    expect(Object.keys(await client.call("POST", "/flow/set-bot-field", {}))).toEqual(["message"]);
    const page = await client.ask("GET", "/flow/nothing");
    expect([page.status, page.headers.get("content-type")]).toEqual([
      404,
      "text/html; charset=utf-8",
    ]);
    expect(statusOf(await client.ask("GET", ""))).toBe(404);
  });

  test("a request that does not accept JSON gets a page, where the key's options say so", async () => {
    const client = createClient();
    const ask = async () =>
      (await client.ask("GET", "/me", undefined, { accept: "*/*" })).headers.get("content-type");
    expect(await ask()).toBe("application/json");
    await client.set({ html_without_accept: true });
    expect(await ask()).toBe("text/html; charset=utf-8");
    expect(await client.get("/me")).toHaveProperty("id");
  });

  test("an integration can be read only under its misspelt path, where the key's options say so", async () => {
    const client = createClient();
    await client.get("/integration/claude");
    await client.call("GET", "/integration/calude", undefined, 405);
    await client.set({ misspelt_claude: true });
    await client.get("/integration/calude");
    await client.call("GET", "/integration/claude", undefined, 404);
  });
});

test("ids are made and read back for their own kind and bot only", () => {
  expect(ns("tag", 7)).toBe("f123t7");
  expect(numberIn("tag", "f123t7")).toBe(7);
  for (const id of ["f124t7", "f123u7", "f123at7", "f123t", "f123t07", "f123t7x", ""]) {
    expect(numberIn("tag", id)).toBeNaN();
  }
});

test("the description is served with this address, and the index page shows keys", async () => {
  const { sandbox } = createClient();
  const docs = await (await sandbox.fetch(new Request(`${BASE}/api-docs`))).json();
  expect(docs.servers).toEqual([{ url: `${BASE}/api` }]);
  expect(await (await sandbox.fetch(new Request("http://127.0.0.1:8788/"))).text()).toContain(
    readyKey("jcUsual"),
  );
  expect(statusOf(await sandbox.fetch(new Request(`${BASE}/elsewhere`)))).toBe(404);
});
