// A client of Bangwo8, as the sandbox plays it: both ways in, tokens, records, refusals, pages, writes, links and secrets.
import { readFileSync } from "node:fs";
import { Bangwo8, chatLink, customFields, customFieldsByKey, ticketTemplateLink } from "portaria";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BASE, DEMO, failed, played, ready, scripted } from "./bangwo8.js";

const FIRST = 4294967246;
const CHINESE = ready("示例客服");

/** @type {ReturnType<typeof played>} */
let bangwo8;
beforeEach(() => {
  bangwo8 = played();
});

/** Moves both clocks, the client's and the sandbox's, or makes the sandbox's run ahead. */
const both = {
  pass: (/** @type {number} */ seconds) => vi.setSystemTime(Date.now() + seconds * 1000),
};
const ahead = (/** @type {number} */ seconds) => bangwo8.control("clock", { advance_s: seconds });

/** Every item of a list, which must end. @template Item @param {AsyncIterable<Item>} list */
async function all(list) {
  /** @type {Item[]} */
  const found = [];
  for await (const item of list) {
    found.push(item);
    if (found.length > 1000) throw new Error("The list does not end.");
  }
  return found;
}

describe("one comes in", () => {
  test.each([[DEMO], [CHINESE]])("by $account and password", async (account) => {
    const { supports } = await bangwo8.basic(account).agents.list();
    expect(supports).toHaveLength(10);
    expect(await bangwo8.tokens()).toEqual([]);
    const [call] = await bangwo8.calls();
    expect(call.headers.authorization).toMatch(/^Basic /);
  });

  test("by a key, whose token is asked for with a form and never with JSON", async () => {
    const { supports } = await bangwo8.keyed(CHINESE).agents.list();
    expect(supports).toHaveLength(10);
    const [asked] = await bangwo8.tokens();
    expect(asked).toMatchObject({
      method: "POST",
      body: { grant_type: "client_credentials" },
      headers: { "content-type": expect.stringMatching(/^multipart\/form-data; boundary=/) },
    });
  });

  test("by a token of one's own, which is not renewed", async () => {
    const client = new Bangwo8({
      baseUrl: BASE,
      fetch: bangwo8.fetch,
      accessToken: "0".repeat(40),
    });
    expect(await failed(client.agents.list())).toMatchObject({
      code: "unauthorized",
      status: 401,
      providerCode: "invalid_token",
    });
    expect(await bangwo8.tokens()).toEqual([]);
  });

  test.each([
    ["a wrong password", { account: DEMO.account, password: "canary-wrong" }, "unauthorized", 1],
    ["a colon in the name", { account: "a:b", password: "canary-x" }, "invalid_argument", 0],
    ["a line break", { account: "a", password: "canary-x\n" }, "invalid_argument", 0],
    ["no password", { account: "a" }, "invalid_argument", 0],
    ["no secret", { secretId: "a" }, "invalid_argument", 0],
    ["no id", { secret: "canary-x" }, "configuration", 0],
    ["nothing", {}, "configuration", 0],
    ["a space in the secret", { secretId: "a", secret: "canary x" }, "invalid_argument", 0],
  ])("not with %s", async (_, options, code, asked) => {
    const client = new Bangwo8({ baseUrl: BASE, fetch: bangwo8.fetch, ...options });
    const error = await failed(client.agents.list());
    expect(error.code, error.message).toBe(code);
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain("canary");
    expect(await bangwo8.log()).toHaveLength(asked);
  });
});

describe("a token", () => {
  test("is asked for once, however many callers wait", async () => {
    const client = bangwo8.keyed();
    const pages = await Promise.all(
      Array.from({ length: 200 }, () => client.agents.list({ per_page: 1 })),
    );
    expect(pages.map(({ supports }) => supports?.length)).toEqual(Array(200).fill(1));
    expect(await bangwo8.tokens()).toHaveLength(1);
    const bearers = (await bangwo8.calls()).map(({ headers }) => headers.authorization);
    expect([bearers.length, new Set(bearers).size]).toEqual([200, 1]);
  });

  describe("by the clock", () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
    afterEach(() => void vi.useRealTimers());

    test("is renewed before it ends, so that no call is refused", async () => {
      const client = bangwo8.keyed();
      await client.agents.list();
      both.pass(3539);
      await client.agents.list();
      expect(await bangwo8.tokens()).toHaveLength(1);
      both.pass(2);
      await Promise.all(Array.from({ length: 50 }, () => client.agents.list()));
      expect(await bangwo8.tokens()).toHaveLength(2);
      expect((await bangwo8.calls()).filter(({ status }) => status !== 200)).toEqual([]);
    });
  });

  test("that ended early is renewed once for all who were refused, and each call repeated", async () => {
    const client = bangwo8.keyed();
    await client.agents.list();
    await ahead(3600);
    const calls = Array.from({ length: 50 }, (_, at) =>
      client.companies.create({ company: { companyName: `Made once ${at}` } }),
    );
    expect(await Promise.all(calls)).toHaveLength(50);
    expect(await bangwo8.tokens()).toHaveLength(2);
    expect(await all(client.companies.list())).toHaveLength(55);
  });

  test("may be of any length and not say when it ends", async () => {
    const client = bangwo8.keyed(ready("osp-brief"));
    await client.agents.list();
    await ahead(60);
    await client.agents.list();
    expect((await bangwo8.calls()).map(({ status }) => status)).toEqual([200, 401, 200]);
    expect(await bangwo8.tokens()).toHaveLength(2);
  });

  test("that is refused although it is fresh is not asked for again and again", async () => {
    await bangwo8.control("fault", {
      path: "/supports",
      n: 9,
      status: 401,
      body: '{"error":"invalid_token","error_description":"no"}',
    });
    expect(await failed(bangwo8.keyed().agents.list())).toMatchObject({
      code: "unauthorized",
      operation: "agents.list",
      providerCode: "invalid_token",
    });
    expect(await bangwo8.tokens()).toHaveLength(2);
    expect(await bangwo8.calls()).toHaveLength(2);
  });

  test.each(["osp-demo", "osp-200"])(
    "for a key that is refused is never asked for again: %s",
    async (name) => {
      const client = bangwo8.keyed({ ...ready(name), secret: "canary-wrong" });
      for (let time = 0; time < 3; time++) {
        const error = await failed(client.agents.list());
        expect(error).toMatchObject({ code: "unauthorized", providerCode: "invalid_client" });
        expect(`${error.stack}${JSON.stringify(error)}`).not.toContain("canary");
      }
      expect(await bangwo8.log()).toHaveLength(1);
    },
  );

  test.each([
    ["a server that failed", { status: 503, body: "{}" }],
    ["a page instead of JSON", { status: 200, body: "html" }],
    ["an answer without a token", { status: 200, body: '{"expires_in":3600}' }],
  ])("is asked for again after %s", async (_, fault) => {
    await bangwo8.control("fault", { path: "/api/token.php", ...fault });
    const client = bangwo8.keyed();
    expect((await failed(client.agents.list())).code).toMatch(/^(provider_error|bad_response)$/);
    await client.agents.list();
    expect(await bangwo8.tokens()).toHaveLength(2);
  });
});

describe("one record", () => {
  test.each(["osp-demo", "osp-older"])(
    "is given by itself, however the wire wraps it: %s",
    async (name) => {
      const client = bangwo8.basic(ready(name));
      const ticket = await client.tickets.get({ id: FIRST });
      expect(ticket).toMatchObject({ ticketId: String(FIRST), subject: "打印机无法连接 #1" });
      const wire = await client.tickets.get.wire({ id: FIRST });
      expect(wire).toEqual({ ticket: name === "osp-older" ? ticket : [ticket] });
      expect(await client.tickets.getV2({ id: FIRST })).toMatchObject({ ticketId: String(FIRST) });
    },
  );

  /** @type {[string, (client: Bangwo8) => PromiseLike<unknown>, object][]} */
  const OTHERS = [
    ["agents", ({ agents }) => agents.get({ sId: 1 }), { sId: 1 }],
    ["contacts", ({ contacts }) => contacts.get({ cId: "5000000000001" }), { cId: 5000000000001 }],
    ["contacts, newer", ({ contacts }) => contacts.getV2({ cId: 1000001 }), { cId: 1000001 }],
    ["companies", ({ companies }) => companies.get({ uId: 4294967999 }), { uId: 4294967999 }],
    ["knowledge", ({ knowledge }) => knowledge.get({ kId: 3 }), { kId: 3 }],
  ];
  test.each(OTHERS)("of %s is given by itself, too", async (_, get, expected) => {
    expect(await get(bangwo8.basic())).toMatchObject(expected);
  });

  test.each(["osp-demo", "osp-empty", "osp-200"])(
    "that is not there is `not_found`, refused or empty: %s",
    async (name) => {
      const client = bangwo8.basic(ready(name));
      for (const call of [client.tickets.get({ id: 7 }), client.tickets.getV2({ id: 7 })]) {
        expect(await failed(call)).toMatchObject({
          code: "not_found",
          provider: "bangwo8",
          operation: expect.stringMatching(/^tickets\.get/),
        });
      }
    },
  );

  test.each([{}, { ticket: null }, { ticket: [] }, { ticket: [null] }])(
    "is not made up where the answer has none: %j",
    async (answer) => {
      const { client } = scripted(() => answer);
      const call = client.tickets.get({ id: 1 });
      if (Object.hasOwn(answer, "ticket")) expect((await failed(call)).code).toBe("not_found");
      else expect(await call).toEqual({}); // a record without its wrapping
      expect(await client.tickets.get.wire({ id: 1 })).toEqual(answer);
    },
  );
});

const HTML = "<!DOCTYPE html><html><body>系统维护</body></html>";

/**
 * A shape, an answer, the status that it comes with unless any will do, and what is made of it.
 * @type {[string, unknown, number | undefined, object][]}
 */
const REFUSALS = [
  [
    "errcode, errmsg",
    { errcode: "40035", errmsg: "参数不合法：主题" },
    undefined,
    { code: "rejected", providerCode: "40035", message: /参数不合法：主题/ },
  ],
  [
    "errcode as a number",
    { errcode: 40001, errmsg: "授权码错误" },
    undefined,
    { code: "rejected", providerCode: "40001", message: /授权码错误/ },
  ],
  [
    "no such resource",
    { errcode: "100047", errmsg: "Invalid resource URI" },
    undefined,
    { code: "not_found", providerCode: "100047", message: /no such resource/ },
  ],
  [
    "status, errorMsg",
    { status: "110027", errorMsg: "公司名称“示例”不能为空" },
    undefined,
    { code: "rejected", providerCode: "110027", message: /公司名称“示例”不能为空/ },
  ],
  [
    "status, message",
    { requestId: "x", status: "500", message: "系统繁忙，请稍后再试", data: null },
    undefined,
    { code: "provider_error", providerCode: "500", message: /系统繁忙，请稍后再试/ },
  ],
  [
    "state, message",
    { state: "403", message: "Bind Already exists" },
    undefined,
    { code: "rejected", providerCode: "403", message: /Bind Already exists/ },
  ],
  [
    "state, of nobody",
    { state: "403", message: "user error" },
    undefined,
    { code: "not_found", providerCode: "403", message: /no such contact/ },
  ],
  [
    "msg alone",
    { data: false, msg: "绑定失败" },
    undefined,
    { code: "rejected", providerCode: undefined, message: /绑定失败/ },
  ],
  [
    "OAuth's",
    { error: "expired_token", error_description: "The access token provided has expired" },
    undefined,
    { code: "unauthorized", providerCode: "expired_token", message: /has expired/ },
  ],
  [
    "OAuth's with an address",
    { error: "invalid_request", error_description: "须用 POST", error_uri: "http://a.example" },
    undefined,
    { code: "rejected", providerCode: "invalid_request", message: /须用 POST/ },
  ],
  ["plain HTTP: 401", HTML, 401, { code: "unauthorized", status: 401 }],
  ["plain HTTP: 403", "", 403, { code: "forbidden", status: 403 }],
  ["plain HTTP: 404", HTML, 404, { code: "not_found", status: 404 }],
  ["plain HTTP: 429", {}, 429, { code: "rate_limited", status: 429, retryable: true }],
  ["plain HTTP: 500", {}, 500, { code: "provider_error", status: 500, retryable: true }],
  ["plain HTTP: 503", HTML, 503, { code: "bad_response", status: 503, retryable: true }],
];

describe("a refusal", () => {
  test.each(REFUSALS)("is read, its code and its words kept: %s", async (_, answer, only, said) => {
    for (const status of only ? [only] : [200, 400]) {
      const text = typeof answer === "string" ? answer : JSON.stringify(answer);
      const { client } = scripted(() => new Response(text, { status }));
      const error = await failed(client.tickets.update({ id: 1, ticket: {} }));
      const { message, ...rest } = /** @type {{ message?: RegExp }} */ (said);
      expect(error).toMatchObject({ provider: "bangwo8", operation: "tickets.update", ...rest });
      if (message) expect(error.message).toMatch(message);
    }
  });

  test.each(["osp-demo", "osp-200"])("of an address that is none: %s", async (name) => {
    const client = bangwo8.basic(ready(name));
    expect(await failed(client.request({ path: "/api/v1/nothing.json" }))).toMatchObject({
      code: "not_found",
      providerCode: "100047",
      operation: "request.get",
    });
  });

  test.each(["osp-demo", "osp-200"])("of a company that exists names it: %s", async (name) => {
    const client = bangwo8.basic(ready(name));
    const company = { companyName: "示例 公司: 北京" };
    const error = await failed(client.companies.create({ company }));
    expect(error).toMatchObject({ code: "rejected", providerCode: "110026", retryable: false });
    expect(error.message).toContain(": 112.");
    // Its name has a space, a colon and Chinese letters, and is found by all of it.
    const found = await client.companies.search({ query: `companyName:${company.companyName}` });
    expect(found.results).toMatchObject([{ uId: "112" }]);
  });

  test("of what an agent may not do", async () => {
    const client = bangwo8.basic(ready("osp-agent"));
    expect(await failed(client.tickets.list())).toMatchObject({ code: "forbidden", status: 403 });
    expect(await failed(client.companies.listFields())).toMatchObject({ code: "forbidden" });
    expect((await client.agents.list()).supports).toHaveLength(10);
  });

  test("of a binding, and what becomes of one", async () => {
    const { bindings } = bangwo8.basic();
    const pair = /** @type {const} */ ({
      cId: "1000001",
      openId: "3000001",
      account_source: "wechat",
    });
    expect(await bindings.create(pair)).toEqual({ data: true, msg: "success" });
    const twice = await failed(bindings.create(pair));
    expect(twice).toMatchObject({ code: "rejected", providerCode: "403", status: 403 });
    expect(twice.message).toContain("Bind Already exists");
    expect((await bindings.find({ cId: "1000001", account_source: "wechat" })).data).toMatchObject([
      { openId: "3000001" },
    ]);
    await bindings.delete(pair);
    expect(await failed(bindings.find(pair))).toMatchObject({ code: "not_found" });
  });
});

describe("a list", () => {
  const IDS = Array.from({ length: 101 }, (_, at) => FIRST + at);

  test.each([
    ["osp-demo", 10],
    ["osp-http", 10],
    ["osp-absent", 10],
    ["osp-older", 100],
  ])("is every ticket, whatever is said of pages: %s", async (name, perPage) => {
    const { tickets } = bangwo8.basic(ready(name));
    const found = await all(tickets.list());
    expect(found.map(({ ticketId }) => Number(ticketId))).toEqual(IDS);
    const calls = await bangwo8.calls();
    expect(calls.map(({ query }) => query.page)).toEqual([
      undefined,
      ...Array.from({ length: Math.ceil(101 / perPage) - 1 }, (_, at) => String(at + 2)),
    ]);
  });

  test("keeps its filters on every page, though `next_page` may drop them", async () => {
    const { tickets } = bangwo8.basic(ready("osp-older"));
    const found = await all(tickets.list({ per_page: 40, updated_order: "desc" }));
    expect(found).toHaveLength(101);
    expect(new Set(found.map(({ ticketId }) => ticketId)).size).toBe(101);
    expect((await bangwo8.calls()).map(({ query }) => query)).toEqual([
      { per_page: "40", updated_order: "desc" },
      { per_page: "40", updated_order: "desc", page: "2" },
      { per_page: "40", updated_order: "desc", page: "3" },
    ]);
  });

  test("starts where it is told to", async () => {
    const { tickets } = bangwo8.basic();
    const found = await all(tickets.list({ page: 3, per_page: 40 }));
    expect(found.map(({ ticketId }) => Number(ticketId))).toEqual(IDS.slice(80));
  });

  test("that goes on at another host is not followed there, nor anywhere", async () => {
    const client = bangwo8.basic(ready("osp-elsewhere"));
    /** @type {string[]} */
    const urls = [];
    const watched = bangwo8.basic(ready("osp-elsewhere"), {
      fetch: (url, init) => {
        urls.push(String(url));
        return bangwo8.fetch(url, init);
      },
    });
    for (const call of [
      all(watched.tickets.list()),
      all(watched.requestList({ path: "/api/v1/tickets.json", items: "tickets" })),
    ]) {
      const error = await failed(call);
      expect(error).toMatchObject({ code: "bad_response", provider: "bangwo8" });
      expect(error.message).toMatch(/another host/);
    }
    expect(urls.map((url) => new URL(url).host)).toEqual(Array(2).fill(new URL(BASE).host));
    // What fits on one page names no other host.
    expect((await client.tickets.listByUser({ user_id: 1000001 })).tickets).toHaveLength(4);
  });

  /** @type {[string, number, (client: Bangwo8) => AsyncIterable<unknown>, number][]} */
  const OTHERS = [
    ["agents", 3, ({ agents }) => agents.list({ per_page: 3 }), 10],
    ["contacts", 7, ({ contacts }) => contacts.list({ per_page: 7 }), 30],
    ["contacts, newer", 10, ({ contacts }) => contacts.listV2({ per_page: 10 }), 30],
    ["companies", 2, ({ companies }) => companies.list({ per_page: 2 }), 5],
    [
      "tickets of one",
      8,
      ({ tickets }) => tickets.listByCompany({ company_id: 111, per_page: 8 }),
      21,
    ],
    ["chats", 4, ({ chats }) => chats.list({ per_page: 4 }), 25],
    ["calls", 5, ({ calls }) => calls.list({ per_page: 5 }), 22],
    [
      "remote assistance",
      5,
      ({ remoteAssists }) => remoteAssists.list({ resource: "remoteassist", per_page: 5 }),
      12,
    ],
    ["knowledge", 5, ({ knowledge }) => knowledge.list({ per_page: 5 }), 12],
    ["search", 4, ({ contacts }) => contacts.search({ query: "QQ:10000000", per_page: 4 }), 30],
  ];
  test.each(OTHERS)("of %s is whole, in pages of %i", async (_, perPage, list, count) => {
    expect(await all(list(bangwo8.basic()))).toHaveLength(count);
    expect(await bangwo8.calls()).toHaveLength(Math.ceil(count / perPage));
  });

  test("without a count or a next page ends where a page is short", async () => {
    const { businessRecords, assets } = bangwo8.basic();
    const records = await all(businessRecords.list({ module: "im" }));
    expect(new Set(records.map(({ recordId }) => recordId)).size).toBe(records.length);
    expect(await bangwo8.calls()).toHaveLength(Math.floor(records.length / 10) + 1);
    expect(await all(businessRecords.list({ module: "im", per_page: 500 }))).toEqual(records);
    expect(await all(assets.list({ tableId: 101 }))).toHaveLength(45);
    const query = "owner:111 ownerType:company";
    expect(await all(assets.search({ tableId: 101, query, per_page: 4 }))).toHaveLength(6);
    expect((await bangwo8.calls()).at(-1)?.query.query).toBe(query);
  });

  test.each([
    ["a number as text", { count: "3" }, 3],
    ["a number", { count: 3 }, 3],
    ["nothing", {}, 4],
    ["null for the next page", { count: "9", next_page: null }, 2],
    [
      "a next page without TLS",
      { next_page: "http://www.bangwo8.com/api/v1/supports.json?page=2" },
      4,
    ],
    ["a next page that is this one", { next_page: "https://www.bangwo8.com/x?page=1" }, 4],
  ])("believes what is said of its end: %s", async (_, said, length) => {
    const { client, sent } = scripted((request) => {
      const page = Number(new URL(request.url).searchParams.get("page") ?? 1);
      const supports = [1, 2, 3, 4].slice((page - 1) * 2, page * 2).map((sId) => ({ sId }));
      return { supports: supports.slice(0, length - (page - 1) * 2), ...said };
    });
    expect(await all(client.agents.list({ per_page: 2 }))).toHaveLength(length);
    expect(sent.every(({ url }) => url.startsWith("https://www.bangwo8.com/"))).toBe(true);
  });

  test("of 100,000 tickets is whole, to the last one, by name and by key", async () => {
    await bangwo8.control("seed", { provider: "bangwo8", tickets: 100_000 });
    let [count, last] = [0, 0];
    const seen = new Set();
    for await (const { ticketId } of bangwo8.keyed().tickets.list({ per_page: 100 })) {
      count += 1;
      last = Number(ticketId);
      seen.add(ticketId);
    }
    expect([count, seen.size, last]).toEqual([100_000, 100_000, FIRST + 99_999]);
    expect(await bangwo8.tokens()).toHaveLength(1);
    expect(await bangwo8.calls()).toHaveLength(1000);
  });
});

describe("what the description lacks", () => {
  test("is called with the same credential, and answered whole", async () => {
    for (const client of [bangwo8.basic(CHINESE), bangwo8.keyed(CHINESE)]) {
      const answer = await client.request({
        path: "/api/v1/tickets.json",
        query: { per_page: 2, updated_order: "desc" },
      });
      expect(answer).toMatchObject({ tickets: [{}, {}], count: 101 });
      const company = { companyName: `全新 公司 ${Math.random()}` };
      const made = await client.request({
        method: "POST",
        path: "/api/v1/companies.json",
        body: { company },
      });
      expect(made).toMatchObject({ company });
      const uId = /** @type {any} */ (made).company.uId;
      const path = `/api/v1/companies/${uId}.json`;
      await client.request({ method: "PUT", path, body: { company: { address: "上海" } } });
      expect(await client.companies.get({ uId })).toMatchObject({ ...company, address: "上海" });
      await client.request({ method: "DELETE", path });
      expect(await failed(client.companies.get({ uId }))).toMatchObject({ code: "not_found" });
    }
    expect(await bangwo8.tokens()).toHaveLength(1);
  });

  test("is listed to its end", async () => {
    const client = bangwo8.basic();
    const tickets = client.requestList({
      path: "/api/v1/tickets.json",
      query: { per_page: 40 },
      items: "tickets",
    });
    expect(await tickets).toMatchObject({ count: 101 });
    expect(await all(tickets)).toHaveLength(101);
    expect(await bangwo8.calls()).toHaveLength(3);
    const pages = [];
    const records = { path: "/api/v1/bizrecords.json", query: { module: "im" } };
    for await (const page of client.requestList({ ...records, items: "data.bizRecords" }).pages())
      pages.push(page);
    expect(pages.length).toBeGreaterThan(1);
    expect(await all(client.requestList({ path: "/api/v1/supports.json", items: "none" }))).toEqual(
      [],
    );
  });

  test("is repeated where that is safe, and has its time", async () => {
    const client = bangwo8.basic();
    const down = { path: "supports", n: 1, status: 503, body: "{}" };
    await bangwo8.control("fault", down);
    expect(await client.request({ path: "/api/v1/supports.json" })).toMatchObject({ count: "10" });
    expect(await bangwo8.calls()).toHaveLength(2);
    await bangwo8.control("fault", down);
    const post = client.request({ method: "POST", path: "/api/v1/supports.json", body: {} });
    expect(await failed(post)).toMatchObject({ code: "provider_error", operation: "request.post" });
    expect(await bangwo8.calls()).toHaveLength(3);
    const late = client.request({ path: "/api/v1/supports.json" }, { signal: AbortSignal.abort() });
    expect(await failed(late)).toMatchObject({ code: "aborted" });
  });

  test.each([
    "/api/v1/../../osp2016/chat/pc/index.php",
    "/api/v1/./x.json",
    "/api/v1/%2e%2e/x.json",
    "/api/v1//x.json",
    "/api/v1/x.json?a=1",
    "/api/v1/x.json#a",
    "/api\\..\\x.json",
    "/osp2016/x.php",
    "api/v1/x.json",
    "https://evil.example/api/v1/x.json",
    "//evil.example/api/v1/x.json",
    "@evil.example/api/v1/x.json",
    ".evil.example/api/v1/x.json",
    "",
    /** @type {any} */ (undefined),
  ])("stays in the API: %j is refused before anything is sent", async (path) => {
    for (const client of [bangwo8.basic(), bangwo8.keyed()]) {
      for (const call of [
        client.request({ path }),
        client.request({ method: "POST", path, body: {} }),
        client.requestList({ path, items: "x" }),
      ]) {
        expect(await failed(call)).toMatchObject({ code: "invalid_argument" });
      }
    }
    expect(await bangwo8.calls()).toEqual([]);
  });

  test.each(/** @type {any[]} */ (["PATCH", "get", "", 7, "GET /x"]))(
    "has one of four methods: %j is refused",
    async (method) => {
      const call = bangwo8.basic().request({ method, path: "/api/v1/tags.json" });
      expect(await failed(call)).toMatchObject({ code: "invalid_argument" });
      expect(await bangwo8.log()).toEqual([]);
    },
  );

  test("may not bring an authorisation of its own", async () => {
    const call = bangwo8
      .basic()
      .request({ path: "/api/v1/tags.json" }, { headers: { authorization: "Bearer canary" } });
    const error = await failed(call);
    expect(error.code).toBe("invalid_argument");
    expect(error.message).not.toContain("canary");
  });
});

describe("a write", () => {
  const ids = async () => (await bangwo8.calls()).map(({ headers }) => headers.requestid);

  test("names itself: the same for its tries, another for the next", async () => {
    const { contacts } = bangwo8.basic();
    await bangwo8.control("fault", { path: "users", n: 2, status: 503, body: "{}", after: true });
    await contacts.update({ cId: 1000001, user: { note: "一" } });
    await contacts.update({ cId: 1000001, user: { note: "二" } });
    const [first, second, third, other, ...more] = await ids();
    expect([second, third, more]).toEqual([first, first, []]);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(other).toMatch(/^[0-9a-f-]{36}$/);
    expect(other).not.toBe(first);
  });

  test("of every method does, and no reading", async () => {
    const client = bangwo8.basic();
    await client.tickets.create({ ticket: { subject: "x" } });
    await client.request({
      method: "POST",
      path: "/api/v1/tickets.json",
      body: { ticket: { subject: "x" } },
    });
    await client.contacts.delete({ cId: 1000002 });
    await client.agents.list();
    await client.request({ path: "/api/v1/supports.json" });
    const found = await ids();
    expect(new Set(found.slice(0, 3)).size).toBe(3);
    expect(found.slice(3)).toEqual([undefined, undefined]);
  });

  test("whose answer was lost is not done twice by its repetition", async () => {
    const client = bangwo8.basic();
    await bangwo8.control("fault", { path: "companies/112", status: 502, body: "{}", after: true });
    await client.companies.delete({ uId: 112 });
    expect((await bangwo8.calls()).map(({ status }) => status)).toEqual([502, 200]);
  });

  test("may be named by the caller", async () => {
    const { tickets } = bangwo8.basic();
    const ticket = { subject: "只做一次" };
    const options = { headers: { Requestid: "mine-1" } };
    await tickets.create({ ticket }, options);
    await tickets.create({ ticket }, options);
    expect(await ids()).toEqual(["mine-1", "mine-1"]);
    expect(await tickets.list({ per_page: 1 })).toMatchObject({ count: 102 });
  });

  test("of a ticket as it was read, with custom fields by their keys", async () => {
    const { tickets } = bangwo8.basic();
    const { ticketId: _, ...read } = await tickets.get({ id: FIRST });
    const fields = customFieldsByKey(read);
    expect(fields).toMatchObject({ field_1: "SN-00000000" });
    await tickets.update({
      id: FIRST,
      ticket: {
        ...read,
        ticketStatus: 3,
        ticketReply: { replyMsg: "已处理" },
        custom_fields: customFields({ ...fields, field_1: "SN-新" }),
      },
    });
    const after = await tickets.get({ id: FIRST });
    expect(after).toMatchObject({ ticketStatus: "3", subject: read.subject });
    expect(customFieldsByKey(after)).toEqual({ ...fields, field_1: "SN-新" });
  });
});

test("custom fields are read and written by their keys", () => {
  const list = [
    { key: "field_1", value: "x" },
    { key: "field_2", value: ["a", "b"] },
  ];
  const byKey = { field_1: "x", field_2: ["a", "b"] };
  expect(customFieldsByKey({ custom_fields: list })).toEqual(byKey);
  expect(customFields(byKey)).toEqual(list);
  expect(customFieldsByKey({})).toEqual({});
  expect(customFieldsByKey(/** @type {any} */ (undefined))).toEqual({});
  expect(customFields({})).toEqual([]);
});

describe("a signed link", () => {
  const { vendor_id: vendorID, pc_key, h5_key } = DEMO;
  const UID = `u6_${vendorID}_小明 & co`;
  const TEMPLATE = `${BASE}/osp2016/ticket/template.php?vendorID=${vendorID}`;

  /** @param {string} url */
  async function enter(url) {
    const response = await bangwo8.fetch(url);
    return [response.status, await response.text()];
  }

  test.each([
    ["a chat", () => chatLink({ baseUrl: BASE, privateKey: pc_key, vendorID, uid: UID }), "小明"],
    [
      "a chat on a telephone",
      () => chatLink({ baseUrl: BASE, privateKey: h5_key, vendorID, uid: UID, device: "h5" }),
      "小明",
    ],
    [
      "a chat with more in it",
      () =>
        chatLink({
          baseUrl: BASE,
          privateKey: pc_key,
          vendorID: Number(vendorID),
          uid: UID,
          params: { customSource: "官网", number: 7 },
        }),
      "小明",
    ],
    ["a chat of nobody", () => chatLink({ baseUrl: BASE, privateKey: pc_key, vendorID }), ""],
    [
      "a chat, by the client",
      () => new Bangwo8().links.chat({ baseUrl: BASE, privateKey: pc_key, vendorID, uid: UID }),
      "小明",
    ],
    [
      "a ticket's template",
      () =>
        ticketTemplateLink({
          url: `${BASE}/osp2016/ticket/template.php`,
          privateKey: pc_key,
          authaccount: "小明",
          mobile: "10000000000",
          params: { vendorID },
        }),
      "小明",
    ],
  ])("to %s opens", async (_, make, who) => {
    const url = await make();
    expect(url).not.toMatch(new RegExp(`${pc_key}|${h5_key}`));
    const [status, page] = await enter(url);
    expect([status, page]).toEqual([200, expect.stringContaining(who)]);
  });

  test("does not open once it is changed, signed by another key, or old", async () => {
    const options = { baseUrl: BASE, privateKey: pc_key, vendorID, uid: UID };
    const url = new URL(await chatLink(options));
    const other = new URL(url);
    other.searchParams.set("uid", `u6_${vendorID}_bob`);
    const later = new URL(url);
    later.searchParams.set("timestamp", String(Date.now() + 1000));
    for (const forged of [
      other.href,
      later.href,
      await chatLink({ ...options, privateKey: h5_key }),
      await chatLink({ ...options, privateKey: ready("osp-200").pc_key }),
      await chatLink({ ...options, device: "h5" }),
    ]) {
      expect((await enter(forged))[0], forged).toBe(403);
    }
    expect((await enter(url.href))[0]).toBe(200);
    await ahead(602);
    expect((await enter(url.href))[0]).toBe(403);
  });

  test("is made anew for each visit", async () => {
    const options = { privateKey: pc_key, vendorID };
    const nonces = await Promise.all([chatLink(options), chatLink(options)]);
    expect(new Set(nonces.map((url) => new URL(url).searchParams.get("nonce"))).size).toBe(2);
    expect(nonces[0]).toMatch(
      /^https:\/\/www\.bangwo8\.com\/osp2016\/chat\/pc\/index\.php\?vendorID=/,
    );
  });

  test.each(
    /** @type {[string, () => Promise<string>][]} */ ([
      ["no key", () => chatLink(/** @type {any} */ ({ vendorID }))],
      ["an empty key", () => chatLink({ privateKey: " ", vendorID })],
      [
        "an address without TLS",
        () => ticketTemplateLink({ url: "http://a.example/", privateKey: "canary" }),
      ],
      ["no address", () => ticketTemplateLink(/** @type {any} */ ({ privateKey: "canary" }))],
      [
        "a signature of one's own",
        () => chatLink({ privateKey: "canary", vendorID, params: { signature: "x" } }),
      ],
      ["an object", () => chatLink({ privateKey: "canary", vendorID: /** @type {any} */ ({}) })],
    ]),
  )("is not made with %s", async (_, make) => {
    const error = await failed(make());
    expect(error).toMatchObject({ code: "invalid_argument", provider: "bangwo8" });
    expect(error.message).not.toContain("canary");
  });

  test("keeps what its address says already", async () => {
    const link = await ticketTemplateLink({ url: TEMPLATE, privateKey: pc_key, mobile: "1" });
    expect(link.startsWith(`${TEMPLATE}&mobile=1&timestamp=`)).toBe(true);
  });
});

test("a page has no way to sign, nor to use a password or a key", async () => {
  const page = await import("../../pkg/browser.js");
  expect(Object.keys(page)).toContain("Bangwo8");
  expect(Object.keys(page)).not.toEqual(expect.arrayContaining([expect.stringMatching(/Link$/)]));
  const client = new page.Bangwo8({ via: "/api" });
  expect(client).not.toHaveProperty("links");
  for (const file of ["browser_bg.wasm", "browser.js"]) {
    const text = readFileSync(new URL(`../../pkg/dist/${file}`, import.meta.url), "latin1");
    for (const word of ["signLink", "privateKey", "token.php", "client_credentials"]) {
      expect(text.includes(word), `${word} in ${file}`).toBe(false);
    }
  }
});

describe("through a Worker", () => {
  test("the account is named where there are several, and no credential is sent", async () => {
    const { client, sent } = scripted(() => ({ supports: [] }), {
      via: "https://desk.example.com/api",
      accountId: "示例客服",
    });
    await client.agents.list();
    await client.tickets.create({ ticket: { subject: "x" } });
    expect(sent.map(({ url }) => url)).toEqual([
      "https://desk.example.com/api/bangwo8/api/v1/supports.json",
      "https://desk.example.com/api/bangwo8/api/v1/tickets.json",
    ]);
    for (const { headers } of sent) {
      expect(headers["x-portaria-account"]).toBe(encodeURIComponent("示例客服"));
      expect(headers).not.toHaveProperty("authorization");
    }
    expect(sent[1]?.headers.requestid).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("the next page is asked of the Worker, whatever host is named", async () => {
    const { client, sent } = scripted(
      (_, number) => ({
        tickets: [{ ticketId: number }],
        next_page: number === 1 ? "https://www.bangwo8.com/api/v1/tickets.json?page=2" : null,
      }),
      { via: "https://desk.example.com/api" },
    );
    expect(await all(client.tickets.list())).toHaveLength(2);
    expect(sent[1]?.url).toBe("https://desk.example.com/api/bangwo8/api/v1/tickets.json?page=2");
  });
});

describe("a secret", () => {
  const AUTHCODE = "canary-authcode";
  const SECRETS = /canary/;

  /** @type {[string, import("portaria").Bangwo8Options][]} */
  const CLIENTS = [
    ["a password", { account: "示例", password: "canary-密码" }],
    ["a key", { account: undefined, password: undefined, secretId: "id", secret: "canary-secret" }],
    ["a token", { account: undefined, password: undefined, accessToken: "canary-token" }],
  ];

  /** Quotes everything that it is sent, as a careless server might. @param {Request} request */
  const echo = async (request) => {
    if (request.url.endsWith("/api/token.php")) return { access_token: "canary-token" };
    const quoted = "密码 canary-密码, canary-secret canary-token";
    return Response.json({ errcode: "40001", errmsg: quoted }, { status: 400 });
  };

  test.each(CLIENTS)("is in no error, no event and no command: %s", async (_, options) => {
    /** @type {unknown[]} */
    const events = [];
    const { client, sent } = scripted(
      async (request) => {
        const answer = await echo(request);
        if (!(answer instanceof Response)) return answer;
        const own = options.password ?? "canary-token"; // the others' are not this client's to know
        return Response.json({ errcode: "40001", errmsg: `密码 ${own}` }, { status: 400 });
      },
      {
        ...options,
        onRequest: (event) => void events.push(event),
        onResponse: (event) => void events.push(event),
      },
    );
    const crm = { vendorID: 1, authcode: AUTHCODE, companies: [] };
    /** @type {unknown[]} */
    const shown = [];
    for (const call of [
      client.agents.list(),
      client.tickets.get({ id: 1 }),
      client.crm.importContacts(crm),
      client.request({ path: "/api/v1/tags.json", query: { authcode: AUTHCODE } }),
      client.requestList({ path: "/api/v1/tags.json", items: "x" }),
    ]) {
      const error = await failed(call);
      expect(error.message).toContain("密码 [secret]");
      shown.push(error.stack, { ...error });
    }
    shown.push(
      await client.agents.list.curl(),
      await client.tickets.get.curl({ id: 1 }),
      await client.crm.importContacts.curl(crm),
      await client.agents.create.curl({
        support: { sPassportName: "a", sNum: "1", password: "canary-agent" },
      }),
      await client.companies.create.curl({
        company: { companyName: "示例", servicepassword: "canary-service" },
      }),
    );
    const { inspect } = await import("node:util");
    shown.push(inspect(client, { depth: 9, showHidden: true }), JSON.stringify(client));
    expect(events.length).toBeGreaterThan(8);
    expect(JSON.stringify([shown, events])).not.toMatch(SECRETS);
    expect(JSON.stringify(sent)).toMatch(AUTHCODE);
  });

  test("that the provider quotes of the query is masked, too", async () => {
    const { client } = scripted((request) => ({
      errcode: 403,
      errmsg: `错误: ${new URL(request.url).searchParams.get("authcode")}`,
    }));
    for (const call of [
      client.crm.importContacts({ vendorID: 1, authcode: AUTHCODE, companies: [] }),
      client.crm.syncCompany({ action: "add", authcode: AUTHCODE, vendorID: 1, companyid: "1" }),
      client.request({ path: "/api/v1/tags.json", query: { authcode: AUTHCODE } }),
    ]) {
      const error = await failed(call);
      expect(error.message).toContain("错误: [secret]");
      expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(SECRETS);
    }
  });

  test("that is a token is asked for by a command only where it is to be seen", async () => {
    const client = bangwo8.keyed();
    expect(await client.agents.list.curl()).toMatch(/authorization: Bearer \W*\w+\W*'/);
    expect(await bangwo8.log()).toEqual([]);
    const command = await client.agents.list.curl({}, { showSecrets: true });
    expect(command).toMatch(/authorization: Bearer [0-9a-f]{40}'/);
    expect(await bangwo8.log()).toHaveLength(1);
  });

  test("is in a command that is asked for with its secrets, which then says what is sent", async () => {
    const { client, sent } = scripted(() => ({ errcode: 0, errmsg: "ok" }));
    const crm = { vendorID: 1, authcode: AUTHCODE, companies: [{ companyid: 12 }] };
    await client.crm.importContacts(crm);
    const command = await client.crm.importContacts.curl(crm, { showSecrets: true });
    const [{ url = "", headers = {}, body = "" } = {}] = sent;
    for (const part of [url, body, `authorization: ${headers.authorization}`]) {
      expect(command).toContain(part);
    }
    const masked = await client.crm.importContacts.curl(crm);
    expect(masked).toMatch(/authcode=(\[secret\]|%5Bsecret%5D)/);
    expect(masked).toContain(body);
    expect(masked).toMatch(/authorization: Basic /);
    const company = { companyName: "示例", servicepassword: "canary-service" };
    const whole = await client.companies.create.curl({ company }, { showSecrets: true });
    expect(whole).toContain("canary-service");
    const hidden = await client.companies.create.curl({ company });
    expect(hidden).toContain('"companyName":"示例","servicepassword":"[secret]"');
  });
});
