// Bangwo8 at the Worker: accounts that are connected by name or by key, calls, and the questions of its CRM extension.
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Bangwo8 } from "portaria";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { chatLink, createPortaria, ticketTemplateLink } from "../../pkg/worker.js";
import {
  DESK,
  expectNoSecretSaid,
  failure,
  freshSandbox,
  Person,
  pass,
  said,
  sandbox,
  seen,
} from "./person.js";

const OURS = { "x-portaria": "1", "content-type": "application/json" };
const AUTHCODE = "bw8AuthcodeSandboxOnly1";

/** @type {Person} */
let person;
/** The ready-made accounts by their names. @type {Map<string, any>} */
let accounts;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  await freshSandbox();
  said.reset();
  person = new Person();
  const { apps } = await sandbox("__apps");
  accounts = new Map(
    apps
      .filter((/** @type {any} */ { provider }) => provider === "bangwo8")
      .map((/** @type {any} */ app) => [app.account, app]),
  );
  return async () => {
    await expectNoSecretSaid();
    const secrets = [...accounts.values()].flatMap((one) => [
      one.password,
      encodeURIComponent(one.password),
      one.secret,
      one.authcode,
      one.pc_key,
    ]);
    for (const text of said.texts) {
      for (const secret of secrets) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/[0-9a-f]{40}/);
    }
    vi.useRealTimers();
    vi.restoreAllMocks();
  };
});

/** @param {string} [name] */
function basic(name = "osp-demo") {
  const { account, password } = accounts.get(name);
  return { account, password };
}

/** @param {string} [name] */
function key(name = "osp-demo") {
  const { secret_id, secret } = accounts.get(name);
  return { secretId: secret_id, secret };
}

/** @param {unknown} body @param {Record<string, string>} [headers] */
const connect = (body, headers = {}, instance = "bangwo8") =>
  person.ask(`/connect/${instance}`, {
    method: "POST",
    body: body instanceof URLSearchParams ? body : JSON.stringify(body),
    headers:
      body instanceof URLSearchParams ? { "x-portaria": "1", ...headers } : { ...OURS, ...headers },
  });

/** @param {unknown} body @param {string} [instance] */
async function connected(body, instance) {
  const response = await connect(body, {}, instance);
  expect(response.status, await response.clone().text()).toBe(201);
  return /** @type {any} */ (await response.json());
}

/**
 * Calls through the Worker.
 * @param {string} method @param {string} path @param {unknown} [body] @param {Record<string, string>} [headers]
 */
const call = (method, path, body, headers = {}, instance = "bangwo8") =>
  person.ask(`/api/${instance}${path}`, {
    method,
    headers: { ...OURS, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

/** @param {Response} response @returns {Promise<any>} */
async function json(response) {
  expect(response.status, await response.clone().text()).toBe(200);
  return response.json();
}

const tokens = () => seen("/api/token.php");

describe("an account", () => {
  test.each(["osp-demo", "示例客服"])(
    "is connected by name and password, proved with one agent, and stored sealed: %s",
    async (name) => {
      const connection = await connected(basic(name));
      expect(connection).toMatchObject({
        instance: "bangwo8",
        provider: "bangwo8",
        account: { id: name, name },
        binding: "cookie",
        expiresAt: null,
      });
      const [asked, ...more] = await seen("/");
      expect([asked.method, asked.path, asked.query, more]).toEqual([
        "GET",
        "/bangwo8/api/v1/supports.json",
        { per_page: "1" },
        [],
      ]);
      expect(await person.connections()).toEqual([connection]);
      expect((await json(await call("GET", "/api/v1/supports.json"))).supports).toHaveLength(10);
      expect(await tokens()).toEqual([]);
    },
  );

  test.each(["osp-demo", "osp-brief"])(
    "is connected by a key, which is exchanged and proved: %s",
    async (name) => {
      const connection = await connected(key(name));
      expect(connection.account.id).toBe(key(name).secretId);
      expect((await seen("/")).map(({ method, path }) => `${method} ${path}`)).toEqual([
        "POST /bangwo8/api/token.php",
        "GET /bangwo8/api/v1/supports.json",
      ]);
      expect((await json(await call("GET", "/api/v1/supports.json"))).supports).toHaveLength(10);
    },
  );

  test("is connected by a form, too", async () => {
    expect((await connected(new URLSearchParams(basic("示例客服")))).account.id).toBe("示例客服");
    await connected(new URLSearchParams(key()));
    expect(await person.connections()).toHaveLength(2);
  });

  test.each([
    ["a wrong password", () => ({ ...basic(), password: "canary" }), 401, "unauthorized", 1],
    ["a wrong secret", () => ({ ...key(), secret: "canary" }), 401, "unauthorized", 1],
    [
      "a wrong secret, where that has another status",
      () => ({ ...key("osp-200"), secret: "canary" }),
      401,
      "unauthorized",
      1,
    ],
    ["an unknown key", () => ({ ...key(), secretId: "canary" }), 401, "unauthorized", 1],
    ["a password where none is taken", () => basic("osp-brief"), 401, "unauthorized", 1],
    ["both", () => ({ ...basic(), ...key() }), 400, "invalid_argument", 0],
    ["half of each", () => ({ account: "a", secret: "canary" }), 400, "invalid_argument", 0],
    ["a name alone", () => ({ account: "a" }), 400, "invalid_argument", 0],
    ["an id alone", () => ({ secretId: "a" }), 400, "invalid_argument", 0],
    ["an empty password", () => ({ account: "a", password: "" }), 400, "invalid_argument", 0],
    [
      "a colon in the name",
      () => ({ account: "a:b", password: "canary" }),
      400,
      "invalid_argument",
      0,
    ],
    ["a line break", () => ({ account: "a", password: "canary\n" }), 400, "invalid_argument", 0],
    [
      "a space in the secret",
      () => ({ secretId: "a", secret: "canary 1" }),
      400,
      "invalid_argument",
      0,
    ],
    ["a number", () => ({ account: "a", password: 4711 }), 400, "invalid_argument", 0],
    ["something more", () => ({ ...basic(), token: "canary" }), 400, "invalid_argument", 0],
    [
      "an address of its own",
      () => ({ ...basic(), base_url: "https://evil.example" }),
      400,
      "invalid_argument",
      0,
    ],
    ["nothing", () => ({}), 400, "invalid_argument", 0],
    ["a list", () => ["canary"], 400, "invalid_argument", 0],
    ["too much", () => ({ account: "a", password: "x".repeat(5000) }), 400, "invalid_argument", 0],
  ])("is not connected, and nothing stored, with %s", async (_, body, status, code, asked) => {
    const answer = await failure(await connect(body()));
    expect(answer).toMatchObject({ status, code });
    expect(answer.text).not.toMatch(/canary|4711/);
    expect(await seen("/")).toHaveLength(asked);
    expect(await person.connections()).toEqual([]);
  });

  test.each([
    ["from another origin", { origin: "https://evil.example" }],
    ["sent by a form of another site", { "sec-fetch-site": "cross-site" }],
  ])("is not connected by a page that is not ours: %s", async (_, headers) => {
    for (const body of [basic(), new URLSearchParams(basic())]) {
      expect(await failure(await connect(body, headers))).toMatchObject({ code: "forbidden" });
    }
    const form = { method: "POST", body: new URLSearchParams(basic()) };
    expect(await failure(await person.ask("/connect/bangwo8", form))).toMatchObject({
      code: "forbidden",
    });
    expect(await seen("/")).toEqual([]);
  });

  test.each([
    ["a server that failed", { status: 503, body: "{}" }, 502],
    ["a page", { status: 200, body: "html" }, 502],
    ["a redirect", { status: 302, headers: { location: "https://evil.example/" } }, 502],
  ])("is not connected by %s", async (_, fault, status) => {
    for (const [path, body] of /** @type {[string, object][]} */ ([
      ["supports", basic()],
      ["token.php", key()],
      ["supports", key()],
    ])) {
      await sandbox("__fault", { path, ...fault });
      expect((await connect(body)).status).toBe(status);
    }
    expect(await person.connections()).toEqual([]);
  });

  test("has no login page", async () => {
    expect(await failure(await person.ask("/connect/bangwo8"))).toMatchObject({ status: 404 });
  });

  test("whose password is changed later asks to be connected anew", async () => {
    await connected(basic());
    await sandbox("__apps", { provider: "bangwo8", account: "osp-demo", password: "another-one" });
    expect(await failure(await call("GET", "/api/v1/supports.json"))).toMatchObject({
      status: 401,
      code: "reconnect_required",
    });
  });

  test("is forgotten when it is told to be", async () => {
    await connected(basic());
    const response = await person.ask("/connections/bangwo8", { method: "DELETE", headers: OURS });
    expect(response.status).toBe(204);
    expect(await failure(await call("GET", "/api/v1/supports.json"))).toMatchObject({
      status: 401,
      code: "login_required",
    });
  });
});

describe("a token", () => {
  const many = async () => {
    const calls = Array.from({ length: 200 }, () =>
      call("GET", "/api/v1/supports.json?per_page=1"),
    );
    return new Set((await Promise.all(calls)).map(({ status }) => status));
  };

  test("is asked for once, however many calls wait", async () => {
    await connected(key());
    const proved = (await tokens()).length;
    expect(await many()).toEqual(new Set([200]));
    expect(await tokens()).toHaveLength(proved + 1);
  }, 30_000);

  test("is renewed once before it ends, however many calls wait", async () => {
    await connected(key());
    await call("GET", "/api/v1/supports.json");
    const before = (await tokens()).length;
    pass(3541);
    await sandbox("__clock", { advance_s: 3541 });
    expect(await many()).toEqual(new Set([200]));
    expect(await tokens()).toHaveLength(before + 1);
    expect((await seen("supports")).filter(({ status }) => status !== 200)).toEqual([]);
  }, 30_000);

  test("that ended early is renewed once for all, and each call repeated with its body", async () => {
    await connected(key());
    await call("GET", "/api/v1/supports.json");
    const before = (await tokens()).length;
    await sandbox("__clock", { advance_s: 3600 });
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        const body = { company: { companyName: `只此一次 ${at}` } };
        const length = String(new TextEncoder().encode(JSON.stringify(body)).length);
        const headers = { "content-length": length };
        return (await call("POST", "/api/v1/companies.json", body, headers)).status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await tokens()).toHaveLength(before + 1);
    expect((await json(await call("GET", "/api/v1/companies.json"))).count).toBe("25");
  });

  test("that does not say when it ends is renewed when it is refused", async () => {
    await connected(key("osp-brief"));
    await call("GET", "/api/v1/supports.json");
    await sandbox("__clock", { advance_s: 61 });
    await json(await call("GET", "/api/v1/supports.json"));
    const statuses = (await seen("supports")).map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 401, 200]);
  });

  test("for a key that was deleted is not asked for again, until the account is connected again", async () => {
    await connected(key());
    await sandbox("__apps", { provider: "bangwo8", account: "osp-demo", secret: "another-secret" });
    const before = (await tokens()).length;
    for (let time = 0; time < 3; time++) {
      expect(await failure(await call("GET", "/api/v1/supports.json"))).toMatchObject({
        status: 401,
        code: "reconnect_required",
      });
    }
    expect(await tokens()).toHaveLength(before + 1);
    await connected({ ...key(), secret: "another-secret" });
    await json(await call("GET", "/api/v1/supports.json"));
  });

  test("is asked for again where Bangwo8 only failed", async () => {
    await connected(key());
    await sandbox("__fault", { path: "token.php", n: 1, status: 503, body: "{}" });
    expect((await call("GET", "/api/v1/supports.json")).status).toBe(502);
    expect((await call("GET", "/api/v1/supports.json")).status).toBe(200);
  });
});

describe.each([
  ["name and password", basic],
  ["a key", key],
])("a call, by %s", (_, credential) => {
  test("is passed on whole, and its answer too", async () => {
    await connected(credential());
    const company = { companyName: '“引号” & "Co"', servicepassword: "x" };
    const { company: made } = await json(await call("POST", "/api/v1/companies.json", { company }));
    const query = `query=${encodeURIComponent(`companyName:${company.companyName}`)}`;
    const { results } = await json(await call("GET", `/api/v1/companies/search.json?${query}`));
    expect(results).toMatchObject([{ uId: String(made.uId) }]);
    expect(await json(await call("DELETE", `/api/v1/companies/${made.uId}.json`))).toMatchObject({
      status: "0",
    });
    const sent = (await seen("/api/v1/")).slice(-3);
    expect(sent[1].query).toEqual({ query: `companyName:${company.companyName}` });
    for (const { headers } of sent) {
      expect(Object.keys(headers)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/cookie|x-portaria|origin|sec-/)]),
      );
    }
  });

  test("that Bangwo8 refuses comes back as Bangwo8 worded it", async () => {
    await connected(credential());
    const response = await call("POST", "/api/v1/companies.json", {
      company: { companyName: "示例公司" },
    });
    expect([response.status, response.headers.get("x-portaria-error")]).toEqual([400, null]);
    expect(await response.json()).toMatchObject({ status: "110026", data: { companyId: "111" } });
  });

  test("names its writes, by the caller's name or one of its own", async () => {
    await connected(credential());
    const create = (/** @type {Record<string, string>} */ headers) =>
      call("POST", "/api/v1/tickets.json", { ticket: { subject: "x" } }, headers);
    await create({ requestid: "mine-1" });
    await create({ requestid: "mine-1" });
    await create({});
    await create({});
    await create({ requestid: "no good name" });
    await call("GET", "/api/v1/supports.json", undefined, { requestid: "mine-2" });
    const sent = (await seen("/api/v1/tickets")).map(({ headers }) => headers.requestid);
    expect(sent.slice(0, 2)).toEqual(["mine-1", "mine-1"]);
    for (const made of sent.slice(2)) expect(made).toMatch(/^[\w-]{16,64}$/);
    expect(new Set(sent).size).toBe(4);
    expect((await seen("supports")).at(-1).headers).not.toHaveProperty("requestid");
    expect((await json(await call("GET", "/api/v1/tickets.json"))).count).toBe(105);
  });

  test("that the description lacks is passed on where it is allowed", async () => {
    await connected(credential());
    const path = "/api/v1/remoteassist/histories.json?per_page=5";
    expect((await json(await call("GET", path))).histories).toHaveLength(5);
    const before = (await seen("/tags")).length;
    const fault = { path: "/api/v1/tags", status: 200, body: '{"tags":["甲"]}' };
    for (const [method, path, body] of /** @type {[string, string, unknown?][]} */ ([
      ["GET", "/api/v1/tags/7.json?with=anything&page=2"],
      ["POST", "/api/v1/tags.json", { name: "甲" }],
      ["PUT", "/api/v1/tags/7.json", { name: "乙" }],
    ])) {
      await sandbox("__fault", fault);
      expect(await json(await call(method, path, body))).toEqual({ tags: ["甲"] });
      const sent = (await seen("/tags")).at(-1);
      expect([sent.method, sent.body]).toEqual([method, body ?? null]);
      expect(Boolean(sent.headers.requestid)).toBe(method !== "GET");
    }
    expect(await seen("/tags")).toHaveLength(before + 3);
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
  ])("%s %s goes nowhere", async (method, path, status) => {
    await connected(credential());
    const before = (await seen("/")).length;
    const body = method === "GET" ? undefined : {};
    const answer = await failure(await call(method, path, body));
    // A path that leaves its folder may have been resolved on the way here, to an operation that is none of these.
    if (!path.includes("..")) expect(answer.status).toBe(status);
    const after = await seen("/");
    if (!path.includes("..")) expect(after.length).toBe(before);
    else expect(after.filter(({ path }) => path.includes("tags"))).toEqual([]);
  });

  test("passes on no cookie, and no redirect", async () => {
    await connected(credential());
    const path = "supports";
    const headers = { "set-cookie": "a=b" };
    await sandbox("__fault", { path, status: 200, body: '{"supports":[]}', headers });
    expect((await call("GET", "/api/v1/supports.json")).headers.getSetCookie()).toEqual([]);
    await sandbox("__fault", {
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

describe("the CRM extension", () => {
  const IMPORT = "/api/apiImportUser.php?vendorID=100001";
  const COMPANIES = [{ companyid: 21, custmers: { 321: "100000002" } }];

  test("is told with the Worker's code, which no page needs", async () => {
    await connected(basic());
    const done = { errcode: 0, errmsg: "ok" };
    expect(await json(await call("POST", IMPORT, COMPANIES))).toEqual(done);
    const groups = "/api/apiImportUserGroup.php?vendorID=100001";
    expect(await json(await call("POST", groups, [{ id: 1, name: "华东" }]))).toEqual(done);
    const body = { vendorID: "100001", companyid: "22" };
    expect(await json(await call("POST", "/api/apiCRMUserSync.php?action=add", body))).toEqual(
      done,
    );
    const [first, ...others] = await seen("/api/api");
    expect(first.query.authcode).toMatch(/^sha256:/);
    for (const { query } of others) expect(query.authcode).toBe(first.query.authcode);
    expect(first.body).toEqual(COMPANIES);
  });

  test("is told with the caller's code, where he has one, and that alone", async () => {
    await connected(basic());
    const answer = await json(await call("POST", `${IMPORT}&authcode=canary-mine`, COMPANIES));
    expect(answer).toMatchObject({ errcode: 403 });
    const [{ query }] = await seen("/api/api");
    expect(query.authcode).toMatch(/^sha256:/); // one, no list
  });

  test("is not told by an instance that has no code", async () => {
    await connected(basic(), "bare-desk");
    const response = await call("POST", IMPORT, COMPANIES, {}, "bare-desk");
    const answer = await failure(response);
    expect(answer).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(answer.text).toContain("authcode");
    expect(await seen("/api/api")).toEqual([]);
  });

  test("has its code in nothing else", async () => {
    await connected(basic());
    await call("GET", "/api/v1/supports.json");
    expect((await seen("supports")).at(-1).query).toEqual({});
  });
});

describe("two accounts of one owner", () => {
  const count = async (/** @type {Record<string, string>} */ headers = {}) =>
    (await json(await call("GET", "/api/v1/companies.json", undefined, headers))).count;
  const of = (/** @type {string} */ id) => ({ "x-portaria-account": encodeURIComponent(id) });

  test("are told apart by a header, by name and by key", async () => {
    await connected(basic());
    pass(1);
    await connected(basic("示例客服"));
    pass(1);
    await connected(key("osp-older"));
    const made = { company: { companyName: "只在示例客服" } };
    await json(await call("POST", "/api/v1/companies.json", made, of("示例客服")));
    expect(await count(of("示例客服"))).toBe("6");
    expect(await count(of("osp-demo"))).toBe("5");
    expect(await count(of(key("osp-older").secretId))).toBe("5");
    expect(await count()).toBe("5"); // the newest
    expect(await person.connections()).toHaveLength(3);
    const unknown = await call("GET", "/api/v1/companies.json", undefined, of("nobody"));
    expect(await failure(unknown)).toMatchObject({ status: 401, code: "login_required" });
    const garbled = await call("GET", "/api/v1/companies.json", undefined, {
      "x-portaria-account": "%E7%A4",
    });
    expect(await failure(garbled)).toMatchObject({ status: 400, code: "invalid_argument" });
  });

  test("are nobody else's", async () => {
    await connected(basic());
    person = new Person();
    const response = await call("GET", "/api/v1/companies.json", undefined, of("osp-demo"));
    expect(await failure(response)).toMatchObject({ status: 401, code: "login_required" });
  });
});

describe("a client through the Worker", () => {
  /** @param {import("portaria").Bangwo8Options} [options] */
  const client = (options) =>
    new Bangwo8({
      via: `${DESK}/api`,
      fetch: (url, init) => {
        const { method = "GET", headers, body = null } = init ?? {};
        const fields = Object.fromEntries(new Headers(headers));
        return person.ask(String(url), { method, headers: fields, ...(body ? { body } : {}) });
      },
      ...options,
    });

  test.each(["osp-demo", "osp-http", "osp-elsewhere", "osp-absent", "osp-older"])(
    "lists every ticket, whatever the account says of its pages: %s",
    async (name) => {
      await connected(basic(name));
      const found = await Array.fromAsync(client().tickets.list());
      const ids = new Set(found.map(({ ticketId }) => ticketId));
      expect([found.length, ids.size]).toEqual([101, 101]);
      for (const { path } of await seen("/tickets"))
        expect(path).toBe("/bangwo8/api/v1/tickets.json");
    },
  );

  test("gives one ticket, and errors with their codes", async () => {
    await connected(key("示例客服"));
    const { tickets, companies, request } = client({ accountId: key("示例客服").secretId });
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
    expect(await seen("secrets")).toEqual([]);
  });
});

describe("a question of the CRM extension", () => {
  /** @type {any[]} */
  let asked = [];
  beforeEach(() => {
    asked = [];
  });

  /**
   * A Worker of somebody's own, which answers so.
   * @param {import("../../pkg/worker.js").PortariaOptions["onCrmQuery"]} onCrmQuery
   */
  function worker(onCrmQuery) {
    const portaria = createPortaria({
      onCrmQuery: (query, ...rest) => {
        asked.push(query);
        return onCrmQuery?.(query, ...rest);
      },
    });
    return async (
      /** @type {string | undefined} */ authcode,
      /** @type {unknown} */ body = { type: "get", companyid: "12" },
      path = "/crm/bangwo8/companyinfo",
      method = "POST",
    ) => {
      const query = new URLSearchParams({ supportname: "客服 1", ...(authcode && { authcode }) });
      const ctx = createExecutionContext();
      const response = await portaria.fetch(
        new Request(`${DESK}${path}?${query}`, {
          method,
          ...(method === "POST"
            ? { body: typeof body === "string" ? body : JSON.stringify(body) }
            : {}),
        }),
        /** @type {any} */ (env),
        ctx,
      );
      await waitOnExecutionContext(ctx);
      const answer = /** @type {any} */ (await response.json());
      said.texts.push(JSON.stringify(answer));
      return { status: response.status, code: response.headers.get("x-portaria-error"), answer };
    };
  }

  const COMPANY = { companyid: "12", companyname: "示例公司" };

  test.each([
    [
      { type: "get", companyid: "12" },
      { type: "get", companyIds: ["12"] },
    ],
    [
      { type: "get", companyid: 12 },
      { type: "get", companyIds: ["12"] },
    ],
    [
      { type: "get", companyid: "12, 13,14" },
      { type: "get", companyIds: ["12", "13", "14"] },
    ],
    [
      { type: "querycompany", querycontent: "示例 公司" },
      { type: "queryCompany", content: "示例 公司" },
    ],
    [
      { type: "querycontact", querycontent: "小明" },
      { type: "queryContact", content: "小明" },
    ],
    [
      { type: "querymobile", querycontent: "10000000001" },
      { type: "queryMobile", content: "10000000001" },
    ],
    [
      { type: "querynote", querycontent: "x" },
      { type: "queryNote", content: "x" },
    ],
  ])("reaches the app, and its answer goes back: %j", async (body, query) => {
    const ask = worker(async () => [COMPANY]);
    expect(await ask(AUTHCODE, body)).toEqual({
      status: 200,
      code: null,
      answer: { errcode: 0, errmsg: "ok", data: [COMPANY] },
    });
    expect(asked).toEqual([{ instance: "bangwo8", supportName: "客服 1", ...query }]);
  });

  test.each([
    undefined,
    "",
    "canary",
    `${AUTHCODE}x`,
    AUTHCODE.slice(0, -1),
    AUTHCODE.toUpperCase(),
  ])("is not heard without the code: %s", async (authcode) => {
    const ask = worker(() => [COMPANY]);
    const { status, code, answer } = await ask(authcode);
    expect([status, code]).toEqual([401, "unauthorized"]);
    expect(answer).toEqual({ errcode: 401, errmsg: expect.any(String) });
    expect(JSON.stringify(answer)).not.toContain("canary");
    expect(asked).toEqual([]);
  });

  test.each([
    "{",
    "",
    [],
    {},
    { type: "get" },
    { type: "delete", querycontent: "x" },
    { type: "querynote", querycontent: { $ne: 1 } },
    { type: "querynote", querycontent: "x".repeat(70_000) },
  ])("that is none is refused: %#", async (body) => {
    const { status, answer } = await worker(() => [])(AUTHCODE, body);
    expect([status, answer.errcode]).toEqual([400, 400]);
    expect(asked).toEqual([]);
  });

  test.each([
    ["a list of nothing", [], { errcode: 0, errmsg: "ok", data: [] }],
    ["a record", COMPANY, { errcode: 0, errmsg: "ok", data: COMPANY }],
    [
      "a whole answer",
      { errcode: 7, errmsg: "无", list: [] },
      { errcode: 7, errmsg: "无", list: [] },
    ],
    ["a text", "示例", { errcode: 0, errmsg: "ok", data: "示例" }],
    ["a time", [new Date(0)], { errcode: 0, errmsg: "ok", data: ["1970-01-01T00:00:00.000Z"] }],
  ])("is answered by %s", async (_, given, answer) => {
    expect(await worker(() => given)(AUTHCODE)).toEqual({ status: 200, code: null, answer });
  });

  test.each([
    ["nothing", () => undefined, 404],
    ["null", async () => null, 404],
    [
      "an error",
      () => {
        throw new Error(`canary ${AUTHCODE}`);
      },
      503,
    ],
    ["a rejection", () => Promise.reject(new Error(`canary ${AUTHCODE}`)), 503],
  ])("to which the app gives %s is answered as unanswered", async (_, hook, status) => {
    const { status: found, answer } = await worker(hook)(AUTHCODE);
    expect([found, answer.errcode]).toEqual([status, status]);
    const problems = said.lines().filter(({ portaria }) => portaria === "problem");
    expect(problems).toHaveLength(status === 503 ? 1 : 0);
    for (const text of said.texts) expect(text).not.toContain("canary");
  });

  const circle = () => {
    const company = /** @type {any} */ ({ ...COMPANY, name: "canary" });
    company.parent = { subsidiaries: [company] };
    return company;
  };
  const deep = (/** @type {number} */ levels) => {
    let list = /** @type {unknown[]} */ (["canary"]);
    for (let level = 0; level < levels; level++) list = [list];
    return list;
  };

  test.each([
    ["a record that leads back to itself", circle],
    ["a list with such a record", async () => [COMPANY, circle()]],
    ["a BigInt", () => 12n],
    ["a BigInt within", () => [{ ...COMPANY, companyid: 2n ** 70n }]],
    ["a function", () => () => "canary"],
    ["a symbol", () => Symbol("canary")],
    ["lists within lists, too many", () => deep(500)],
    ["lists within lists, without end", () => deep(100_000)],
    [
      "what cannot be looked at",
      () => ({
        get name() {
          throw new Error("canary");
        },
      }),
    ],
    [
      "what fails to say what it is",
      () => ({
        toJSON() {
          throw new Error("canary");
        },
      }),
    ],
  ])(
    "to which the app gives %s is refused, and the log says that it is no JSON",
    async (_, hook) => {
      const { status, code, answer } = await worker(hook)(AUTHCODE);
      const errmsg = expect.stringMatching(/onCrmQuery.* cannot be written as JSON/);
      expect([status, code, answer]).toEqual([503, "configuration", { errcode: 503, errmsg }]);
      const problem = { portaria: "problem", code: "configuration", message: errmsg };
      expect(said.lines()).toContainEqual(problem);
      expect(said.lines()).not.toContainEqual(expect.objectContaining({ portaria: "panic" }));
      for (const text of said.texts) expect(text).not.toContain("canary");
      expect((await worker(() => [COMPANY])(AUTHCODE)).status, "the next one").toBe(200);
    },
  );

  test.each([
    ["another function", "/crm/bangwo8/other", "POST", 404],
    ["an instance without a code", "/crm/bare-desk/companyinfo", "POST", 404],
    ["another provider's instance", "/crm/jetchat/companyinfo", "POST", 404],
    ["no instance", "/crm/nobody/companyinfo", "POST", 404],
    ["a link", "/crm/bangwo8/companyinfo", "GET", 400],
  ])("is not one by %s", async (_, path, method, status) => {
    expect((await worker(() => [])(AUTHCODE, undefined, path, method)).status).toBe(status);
    expect(asked).toEqual([]);
  });

  test("is not answered by a Worker that says nothing of it", async () => {
    const response = await person.ask(`/crm/bangwo8/companyinfo?authcode=${AUTHCODE}`, {
      method: "POST",
      body: '{"type":"get","companyid":"1"}',
    });
    expect(response.status).toBe(404);
  });
});

test("links are signed in the Worker, and open", async () => {
  const { pc_key: privateKey, vendor_id: vendorID } = accounts.get("osp-demo");
  const baseUrl = "https://bw.example/bangwo8";
  const chat = chatLink({ baseUrl, privateKey, vendorID, uid: "u6_100001_小明" });
  const url = `${baseUrl}/osp2016/ticket/template.php`;
  const template = ticketTemplateLink({ url, privateKey, mobile: "1", params: { vendorID } });
  for (const link of [chat, template]) {
    expect(link).not.toContain(privateKey);
    expect((await env.SANDBOX.fetch(link)).status).toBe(200);
    expect((await env.SANDBOX.fetch(link.replace("nonce=", "nonce=0"))).status).toBe(403);
  }
  expect(() => chatLink({ baseUrl, privateKey: "", vendorID })).toThrow(/privateKey/);
});
