// Calls of Bangwo8 through the Worker, by hand and by the client.
import { Bangwo8 } from "portaria";
import { describe, expect, test } from "vitest";
import { browser } from "../../fixtures.js";
import { control, platformRequests } from "../../sandbox.js";
import { failure } from "../../test-browser.js";
import { ORIGIN } from "../../worker-settings.js";
import { byKey, byPassword, call, connected, json, useBangwo8Fixtures } from "./fixtures.js";

useBangwo8Fixtures();

describe.each([
  ["a name and password", byPassword],
  ["a key", byKey],
])("a Bangwo8 call with %s", (_, credential) => {
  test("passes on the body of a call and of its answer whole, and no field of the browser's", async () => {
    await connected(credential());
    const company = { companyName: '“引号” & "Co"', servicepassword: "x" };
    const { company: made } = await json(await call("POST", "/api/v1/companies.json", { company }));
    const query = `query=${encodeURIComponent(`companyName:${company.companyName}`)}`;
    const { results } = await json(await call("GET", `/api/v1/companies/search.json?${query}`));
    expect(results).toMatchObject([{ uId: String(made.uId) }]);
    expect(await json(await call("DELETE", `/api/v1/companies/${made.uId}.json`))).toMatchObject({
      status: "0",
    });
    const sent = (await platformRequests("/api/v1/")).slice(-3);
    expect(sent[1].query).toEqual({ query: `companyName:${company.companyName}` });
    for (const { headers } of sent) {
      expect(Object.keys(headers)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/cookie|x-portaria|origin|sec-/)]),
      );
    }
  });

  test("passes on an error of Bangwo8 in its own words, without x-portaria-error", async () => {
    await connected(credential());
    const response = await call("POST", "/api/v1/companies.json", {
      company: { companyName: "示例公司" },
    });
    expect([response.status, response.headers.get("x-portaria-error")]).toEqual([400, null]);
    expect(await response.json()).toMatchObject({ status: "110026", data: { companyId: "111" } });
  });

  test("sends each write with a requestid, the caller's where that is valid and else a new one", async () => {
    await connected(credential());
    const create = (/** @type {Record<string, string>} */ headers) =>
      call("POST", "/api/v1/tickets.json", { ticket: { subject: "x" } }, headers);
    await create({ requestid: "mine-1" });
    await create({ requestid: "mine-1" });
    await create({});
    await create({});
    await create({ requestid: "no good name" });
    await call("GET", "/api/v1/supports.json", undefined, { requestid: "mine-2" });
    const sent = (await platformRequests("/api/v1/tickets")).map(
      ({ headers }) => headers.requestid,
    );
    expect(sent.slice(0, 2)).toEqual(["mine-1", "mine-1"]);
    for (const made of sent.slice(2)) expect(made).toMatch(/^[\w-]{16,64}$/);
    expect(new Set(sent).size).toBe(4);
    expect((await platformRequests("supports")).at(-1).headers).not.toHaveProperty("requestid");
    expect((await json(await call("GET", "/api/v1/tickets.json"))).count).toBe(105);
  });

  test("passes on an operation that only the setting `also` lists", async () => {
    await connected(credential());
    const path = "/api/v1/remoteassist/histories.json?per_page=5";
    expect((await json(await call("GET", path))).histories).toHaveLength(5);
    const before = (await platformRequests("/tags")).length;
    const fault = { path: "/api/v1/tags", status: 200, body: '{"tags":["甲"]}' };
    for (const [method, path, body] of /** @type {[string, string, unknown?][]} */ ([
      ["GET", "/api/v1/tags/7.json?with=anything&page=2"],
      ["POST", "/api/v1/tags.json", { name: "甲" }],
      ["PUT", "/api/v1/tags/7.json", { name: "乙" }],
    ])) {
      await control("fault", fault);
      expect(await json(await call(method, path, body))).toEqual({ tags: ["甲"] });
      const sent = (await platformRequests("/tags")).at(-1);
      expect([sent.method, sent.body]).toEqual([method, body ?? null]);
      expect(Boolean(sent.headers.requestid)).toBe(method !== "GET");
    }
    expect(await platformRequests("/tags")).toHaveLength(before + 3);
  });

  test.each([
    ["GET", "/api/v1/tags.json", 404],
    ["DELETE", "/api/v1/tags/7.json", 404],
    ["GET", "/api/v1/tags/7/8.json", 404],
    ["GET", "/api/v1/tags/.json", 404],
    ["GET", "/api/v1/tags/..%2f7.json", 404],
    ["GET", "/api/v1/tags/7%2f8.json", 404],
    ["GET", "/api/v1/tags/../tickets/7.json", 404],
    ["PATCH", "/api/v1/tickets/7.json", 404],
    ["GET", "/api/v1/tickets", 404],
    ["GET", "/api/v1/tickets.json?colour=red", 400],
    ["GET", "/api/v1/supports/1.json?per_page=1", 400],
    ["POST", "/api/token.php", 404],
    ["GET", "/osp2016/chat/pc/index.php", 404],
    ["POST", "/keys", 404],
    ["GET", "/", 404],
  ])("does not pass on %s %s", async (method, path, status) => {
    await connected(credential());
    const before = (await platformRequests("/")).length;
    const body = method === "GET" ? undefined : {};
    const answer = await failure(await call(method, path, body));
    // A path that leaves its folder may have been resolved on the way here, to an operation that is none of these.
    if (!path.includes("..")) expect(answer.status).toBe(status);
    const after = await platformRequests("/");
    if (!path.includes("..")) expect(after.length).toBe(before);
    else expect(after.filter(({ path }) => path.includes("tags"))).toEqual([]);
  });

  test("drops a cookie that Bangwo8 sets, and answers bad_response to its redirect", async () => {
    await connected(credential());
    const path = "supports";
    const headers = { "set-cookie": "a=b" };
    await control("fault", { path, status: 200, body: '{"supports":[]}', headers });
    expect((await call("GET", "/api/v1/supports.json")).headers.getSetCookie()).toEqual([]);
    await control("fault", {
      path,
      status: 302,
      headers: { location: "http://169.254.169.254/" },
    });
    expect(await failure(await call("GET", "/api/v1/supports.json"))).toMatchObject({
      status: 502,
      code: "bad_response",
    });
  });
});

describe("a call of Bangwo8's CRM extension", () => {
  const IMPORT = "/api/apiImportUser.php?vendorID=100001";
  const COMPANIES = [{ companyid: 21, custmers: { 321: "100000002" } }];

  test("adds the configured authcode to a call of the CRM extension", async () => {
    await connected(byPassword());
    const done = { errcode: 0, errmsg: "ok" };
    expect(await json(await call("POST", IMPORT, COMPANIES))).toEqual(done);
    const groups = "/api/apiImportUserGroup.php?vendorID=100001";
    expect(await json(await call("POST", groups, [{ id: 1, name: "华东" }]))).toEqual(done);
    const body = { vendorID: "100001", companyid: "22" };
    expect(await json(await call("POST", "/api/apiCRMUserSync.php?action=add", body))).toEqual(
      done,
    );
    const [first, ...others] = await platformRequests("/api/api");
    expect(first.query.authcode).toMatch(/^sha256:/);
    for (const { query } of others) expect(query.authcode).toBe(first.query.authcode);
    expect(first.body).toEqual(COMPANIES);
  });

  test("sends the caller's authcode alone where the call has one", async () => {
    await connected(byPassword());
    const answer = await json(await call("POST", `${IMPORT}&authcode=canary-mine`, COMPANIES));
    expect(answer).toMatchObject({ errcode: 403 });
    const [{ query }] = await platformRequests("/api/api");
    expect(query.authcode).toMatch(/^sha256:/); // one, no list
  });

  test("answers invalid_argument when the instance has no authcode", async () => {
    await connected(byPassword(), "bare-desk");
    const response = await call("POST", IMPORT, COMPANIES, {}, "bare-desk");
    const answer = await failure(response);
    expect(answer).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(answer.text).toContain("authcode");
    expect(await platformRequests("/api/api")).toEqual([]);
  });

  test("sends no authcode with any other operation", async () => {
    await connected(byPassword());
    await call("GET", "/api/v1/supports.json");
    expect((await platformRequests("supports")).at(-1).query).toEqual({});
  });
});

describe("a Bangwo8 client through the Worker", () => {
  /** @param {import("portaria").ClientOptions} [options] */
  const client = (options) =>
    new Bangwo8({
      via: `${ORIGIN}/api`,
      fetch: (url, init) => {
        const { method = "GET", headers, body = null } = init ?? {};
        const fields = Object.fromEntries(new Headers(headers));
        return browser.ask(String(url), { method, headers: fields, ...(body ? { body } : {}) });
      },
      .../** @type {any} */ (options),
    });

  test.each(["osp-demo", "osp-http", "osp-elsewhere", "osp-absent", "osp-older"])(
    "lists all 101 tickets of account %s, in whatever way it links its pages",
    async (name) => {
      await connected(byPassword(name));
      const found = await Array.fromAsync(client().tickets.list());
      const ids = new Set(found.map(({ ticketId }) => ticketId));
      expect([found.length, ids.size]).toEqual([101, 101]);
      for (const { path } of await platformRequests("/tickets"))
        expect(path).toBe("/bangwo8/api/v1/tickets.json");
    },
  );

  test("returns one ticket, and rejects with the code of each error", async () => {
    await connected(byKey("示例客服"));
    const { tickets, companies, request } = client({ accountId: byKey("示例客服").secretId });
    expect(await tickets.get({ id: 4294967246 })).toMatchObject({ ticketId: "4294967246" });
    await expect(tickets.get({ id: 7 })).rejects.toMatchObject({ code: "not_found" });
    const company = { companyName: "示例公司" };
    await expect(companies.create({ company })).rejects.toMatchObject({
      code: "rejected",
      providerCode: "110026",
      message: expect.stringContaining("111"),
    });
    expect(request).toBeDefined();
    await expect(client().request({ path: "/api/v1/secrets.json" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(client({ accountId: "nobody" }).agents.list()).rejects.toMatchObject({
      code: "login_required",
    });
    expect(await platformRequests("secrets")).toEqual([]);
  });
});
