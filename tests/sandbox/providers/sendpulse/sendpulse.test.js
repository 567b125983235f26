// SendPulse's own rules: how an app gets its keys, what they open and for how long, what is refused
// how, and what odd clients may send.

import { describe, expect, test } from "vitest";
import { ACCOUNTS, APPS, DEFAULT_ACCOUNT } from "../../src/providers/sendpulse/fixtures.js";
import { createState } from "../../src/providers/sendpulse/market.js";
import { unserialize } from "../../src/providers/sendpulse/php.js";
import { spend } from "../../src/providers/sendpulse/rate.js";
import { register } from "../../src/providers/sendpulse/register.js";
import { createSandbox } from "../../src/sandbox.js";
import { APP, BASE, createClient, LIMITED, OWN, POST_APP } from "./client.js";

const UNAUTHORIZED = [401, { message: "Unauthorized!", error_code: 401 }];
const NO_CONNECT = [422, { result: false, data: null, error: "\u0421onnect not found!", code: 5 }];
const NO_CLIENT = [
  401,
  {
    error: "invalid_client",
    error_description: "Client authentication failed",
    message: "Client authentication failed",
  },
];

/** Installs the usual app, and exchanges the code. @param {ReturnType<typeof createClient>} client */
async function connected(client) {
  const [, { data }] = await client.exchange({ code: await client.code() });
  return data;
}

describe("the dashboard", () => {
  test("shows accounts, languages and apps, with buttons for what can be done", async () => {
    const client = createClient();
    const root = await client.sandbox.fetch(new Request(`${BASE}/`));
    expect([root.status, root.headers.get("location")]).toEqual([302, `${BASE}/dashboard`]);
    const look = async (query = "") =>
      (await client.sandbox.fetch(new Request(`${BASE}/dashboard${query}`))).text();
    const fresh = await look();
    for (const { name } of [...ACCOUNTS, ...APPS]) expect(fresh).toContain(name);
    expect(fresh).toContain(">Install</button>");
    expect(fresh).not.toContain("Open app");
    expect(fresh).not.toContain("<script");
    await client.code();
    expect(await look()).toMatch(/>Open app<\/button>\s*<button [^>]*>Uninstall<\/button>/);
    const other = await look("?user=1000002");
    expect(other).toContain('value="1000002" selected');
    expect(other).toContain('value="pt" selected');
    expect(other).not.toContain("Open app");
    expect(await look("?user=1&lang=xx")).toContain('value="1000001" selected');
  });

  test("asks before it installs; declining sends and changes nothing", async () => {
    const asked = /** @type {string[]} */ ([]);
    const client = createClient({
      reach: async (url) => {
        asked.push(url);
        return new Response();
      },
    });
    for (const button of ["install", "open"]) {
      const page = await (await client.press(button)).text();
      expect(page).toContain("Install Corner Shop?");
      expect(page).toContain('value="agree">Agree</button>');
      expect(page).toContain('value="decline">Decline</button>');
    }
    const declined = await client.press("consent", { decision: "decline" });
    expect(declined.headers.get("location")).toBe("/sendpulse/dashboard?user=1000001&lang=en");
    expect(asked).toEqual([]);
    expect((await client.press("uninstall")).status).toBe(400);
  });

  test.each([
    ["consent", {}, "Choose agree or decline."],
    ["consent", { decision: "perhaps" }, "Choose agree or decline."],
    ["open", { app_id: "nobody" }, "There is no app by that id."],
    ["open", { user: "7" }, "There is no account by that number"],
    ["install", { lang: "xx" }, "no such language"],
    ["uninstall", {}, "The app is not installed."],
  ])("shows what is missing: %s %j", async (button, fields, message) => {
    const response = await createClient().press(button, fields);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
  });

  test("sends the code by GET, with the language of the account or the one chosen", async () => {
    const client = createClient();
    const agreed = await client.press("consent", { decision: "agree" });
    expect(agreed.status).toBe(302);
    const at = /^http:\/\/127\.0\.0\.1:8787\/callback\/sendpulse\?code=[0-9a-f]{32}&lang=/;
    expect(agreed.headers.get("location")).toMatch(new RegExp(`${at.source}en$`));
    const opened = await client.press("open", { lang: "pt" });
    expect(opened.headers.get("location")).toMatch(new RegExp(`${at.source}pt$`));
    expect(opened.headers.get("location")).not.toBe(agreed.headers.get("location"));
  });

  test("sends it without the ampersand, or to an address with a query", async () => {
    const client = createClient();
    const at = async (/** @type {object} */ more) => {
      const { app_id, app_secret } = APP;
      await client.control("apps", { provider: "sendpulse", app_id, app_secret, ...more });
      return (await client.press("consent", { decision: "agree" })).headers.get("location");
    };
    const login_url = "http://127.0.0.1:1/in";
    expect(await at({ login_url, options: { delivery: "glued" } })).toMatch(
      /^http:\/\/127\.0\.0\.1:1\/in\?code=[0-9a-f]{32}lang=en$/,
    );
    expect(await at({ login_url: `${login_url}?shop=1` })).toMatch(
      /\/in\?shop=1&code=[0-9a-f]{32}&lang=en$/,
    );
  });

  test("sends it by POST, from a page with a button", async () => {
    const client = createClient();
    const response = await client.press("consent", {
      app_id: POST_APP.app_id,
      decision: "agree",
      lang: "de",
    });
    const page = await response.text();
    expect(page).toContain(`<form method="post" action="${POST_APP.login_url}">`);
    expect(page).toContain('name="lang" value="de"');
    expect(page).toContain(">Continue</button>");
    const [, code] = /name="code" value="([0-9a-f]{32})"/.exec(page) ?? [];
    const { app_id, app_secret: secret } = POST_APP;
    expect((await client.exchange({ app_id, secret, code }))[0]).toBe(200);
  });
});

describe("the exchange", () => {
  test("gives the same keys each time; only updated_at moves", async () => {
    const client = createClient();
    const first = await connected(client);
    expect(first).toEqual({
      id: "5e9d0000-0000-4000-8000-0000000000c1",
      user_id: 1000001,
      app_id: APP.app_id,
      client_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      client_secret: expect.stringMatching(/^[0-9a-f]{32}$/),
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      updated_at: first.created_at,
    });
    await client.control("clock", { advance_s: 3600 });
    const { updated_at, ...again } = await connected(client);
    expect({ ...again, updated_at: first.updated_at }).toEqual(first);
    expect(Date.parse(updated_at) - Date.parse(first.updated_at)).toBeGreaterThanOrEqual(3_600_000);
  });

  test("takes a form, too", async () => {
    const client = createClient();
    const { app_id, app_secret: secret } = APP;
    const form = new URLSearchParams({ app_id, secret, code: await client.code() });
    const [status, answer] = await client.call("POST", "/market-service/oauth/authorize", form);
    expect([status, answer.result, answer.data.user_id]).toEqual([200, true, 1000001]);
    expect((await client.call("GET", "/market-service/oauth/authorize"))[0]).toBe(405);
  });

  test("uses a code up, and one of several at once gets it", async () => {
    const client = createClient();
    const code = await client.code();
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.exchange({ code })));
    expect(answers.filter(([status]) => status === 200)).toHaveLength(1);
    expect(answers.filter(([status]) => status !== 200)).toEqual(Array(19).fill(NO_CONNECT));
  });

  test("takes a code for a minute", async () => {
    const client = createClient();
    const [early, late] = [await client.code(), await client.code()];
    await client.control("clock", { advance_s: 59 });
    expect((await client.exchange({ code: early }))[0]).toBe(200);
    await client.control("clock", { advance_s: 2 });
    expect(await client.exchange({ code: late })).toEqual(NO_CONNECT);
  });

  test.each([
    ["a wrong secret", { secret: "5ec0e7" }],
    ["another app", { app_id: POST_APP.app_id, secret: POST_APP.app_secret }],
    ["an unknown app", { app_id: "nobody" }],
    ["another code", { code: "f".repeat(32) }],
    ["no code", { code: undefined }],
  ])("refuses %s, and the code stays good", async (_, wrong) => {
    const client = createClient();
    const code = await client.code();
    expect(await client.exchange({ code, ...wrong })).toEqual(NO_CONNECT);
    expect((await client.exchange({ code }))[0]).toBe(200);
  });
});

describe("a token", () => {
  test("of an app's user lives two hours, of an account's own keys one", async () => {
    const client = createClient();
    const [, market] = await client.token(await connected(client));
    const [, own] = await client.token(OWN, "");
    expect(market).toEqual({
      token_type: "Bearer",
      expires_in: 7200,
      access_token: expect.stringMatching(/^eyJ0/),
    });
    expect([own.token_type, own.expires_in]).toEqual(["Bearer", 3600]);
    const ask = async () => [
      (await client.as("/balance", market.access_token))[0],
      (await client.as("/balance", own.access_token))[0],
      (await client.as("/balance", String(OWN.api_key)))[0],
    ];
    expect(await ask()).toEqual([200, 200, 200]);
    await client.control("clock", { advance_s: 3601 });
    expect(await ask()).toEqual([200, 401, 200]);
    await client.control("clock", { advance_s: 3600 });
    expect(await ask()).toEqual([401, 401, 200]);
    expect(await client.as("/balance", own.access_token)).toEqual(UNAUTHORIZED);
  });

  test("may live as long as the app or the account says, and not say so", async () => {
    const client = createClient();
    const { app_id, app_secret, login_url } = APP;
    const options = { token_ttl_s: 5, states_expiry: false };
    await client.control("apps", { provider: "sendpulse", app_id, app_secret, login_url, options });
    await client.control("apps", { provider: "sendpulse", user_id: OWN.user_id, options });
    const [, market] = await client.token(await connected(client));
    const [, own] = await client.token(OWN, "");
    for (const answer of [market, own]) {
      expect(answer).toEqual({ token_type: "Bearer", access_token: expect.any(String) });
      expect((await client.as("/senders", answer.access_token))[0]).toBe(200);
    }
    await client.control("clock", { advance_s: 5 });
    for (const { access_token } of [market, own])
      expect(await client.as("/senders", access_token)).toEqual(UNAUTHORIZED);
  });

  test("is given for the right keys at the right address only", async () => {
    const client = createClient();
    const keys = await connected(client);
    expect(await client.token(keys, "")).toEqual(NO_CLIENT);
    expect(await client.token(OWN, "/market")).toEqual(NO_CLIENT);
    expect(await client.token({ ...keys, client_secret: "0".repeat(32) })).toEqual(NO_CLIENT);
    expect(await client.token({ client_id: null, client_secret: null }, "")).toEqual(NO_CLIENT);
    const { client_id = "", client_secret = "" } = /** @type {Record<string, string>} */ (keys);
    const grant_type = "client_credentials";
    const form = new FormData();
    for (const [name, value] of Object.entries({ grant_type, client_id, client_secret }))
      form.set(name, value);
    expect((await client.call("POST", "/oauth/access_token/market", form))[0]).toBe(200);
    const password = new URLSearchParams({ grant_type: "password", client_id, client_secret });
    const [status, answer] = await client.call("POST", "/oauth/access_token/market", password);
    expect([status, answer.error]).toEqual([400, "unsupported_grant_type"]);
  });

  test.each([
    ["none", ""],
    ["another scheme", `Basic ${OWN.api_key}`],
    ["an unknown one", "Bearer nobody"],
    ["no account's", "Bearer null"],
  ])("%s is refused, at any address", async (_, authorization) => {
    const client = createClient();
    for (const path of ["/addressbooks", "/crm/v1/deals/1", "/nowhere"])
      expect(await client.call("GET", path, undefined, { authorization })).toEqual(UNAUTHORIZED);
  });

  test("opens its own account and no other", async () => {
    const client = createClient();
    const [, { access_token }] = await client.token(await connected(client));
    const headers = { authorization: `Bearer ${access_token}` };
    const bookName = "Only here";
    expect((await client.call("POST", "/addressbooks", { bookName }, headers))[0]).toBe(200);
    expect(JSON.stringify(await client.call("GET", "/addressbooks", undefined, headers))).toContain(
      bookName,
    );
    expect(JSON.stringify(await client.call("GET", "/addressbooks"))).not.toContain(bookName);
    await client.control("reset", {});
    expect((await client.call("GET", "/addressbooks", undefined, headers))[0]).toBe(401);
  });
});

describe("uninstalling", () => {
  /** @param {() => Response | Promise<Response>} answer */
  function told(answer) {
    /** @type {{ url: string, init: RequestInit }[]} */
    const seen = [];
    const client = createClient({
      reach: async (url, init) => {
        seen.push({ url, init });
        return answer();
      },
    });
    return { seen, client };
  }

  test("tells the app, and ends keys, tokens and codes", async () => {
    const { seen, client } = told(() => new Response("gone <ok>"));
    const keys = await connected(client);
    const [, { access_token }] = await client.token(keys);
    const code = await client.code();
    const page = await (await client.press("uninstall")).text();
    expect(page).toContain("200 gone &lt;ok&gt;");
    expect(seen).toHaveLength(1);
    expect([seen[0]?.url, seen[0]?.init.method]).toEqual([APP.uninstall_url, "POST"]);
    expect(new Headers(seen[0]?.init.headers).get("content-type")).toBe("application/json");
    expect(JSON.parse(String(seen[0]?.init.body))).toEqual(keys);
    expect(await client.as("/balance", access_token)).toEqual(UNAUTHORIZED);
    expect(await client.token(keys)).toEqual(NO_CLIENT);
    expect(await client.exchange({ code })).toEqual(NO_CONNECT);
    expect((await connected(client)).client_id).not.toBe(keys.client_id);
  });

  test.each([
    ["a refusal", () => new Response("no", { status: 500 }), "500 no"],
    [
      "nobody",
      () => Promise.reject(new Error("connection refused")),
      "nothing: connection refused",
    ],
  ])("happens whatever is answered: %s", async (_, answer, shown) => {
    const { client } = told(answer);
    const keys = await connected(client);
    expect(await (await client.press("uninstall")).text()).toContain(shown);
    expect(await client.token(keys)).toEqual(NO_CLIENT);
  });

  test("tells nobody when there is no address, nor anybody beyond this machine", async () => {
    const { seen, client } = told(() => new Response());
    await client.press("consent", { app_id: POST_APP.app_id, decision: "agree" });
    const page = await (await client.press("uninstall", { app_id: POST_APP.app_id })).text();
    expect(page).toContain("it has no uninstall URL");
    expect(seen).toEqual([]);
    const alone = createClient();
    const { app_id, app_secret, login_url } = APP;
    const uninstall_url = "https://apps.example.com/uninstall";
    const fields = { provider: "sendpulse", app_id, app_secret, login_url, uninstall_url };
    await alone.control("apps", fields);
    await alone.code();
    expect(await (await alone.press("uninstall")).text()).toContain("nobody but this machine");
  });
});

describe("the limits", () => {
  test("of a second and of a minute, by the clock", () => {
    const account = { user_id: 1, options: { ...DEFAULT_ACCOUNT, per_second: 2, per_minute: 5 } };
    const windows = new Map();
    const at = (/** @type {number} */ now) => spend(windows, account, now);
    expect([at(100), at(100), at(100), at(101), at(102)]).toEqual([
      ...[null, null, "second"],
      ...[null, null],
    ]);
    expect([at(103), at(159), at(160)]).toEqual(["minute", "minute", null]);
    const free = { user_id: 2, options: DEFAULT_ACCOUNT };
    expect(Array.from({ length: 2000 }, () => spend(windows, free, 100)).every((no) => !no)).toBe(
      true,
    );
  });

  test("are answered with 429, for the account that has them", async () => {
    const client = createClient();
    const burst = (/** @type {string | null} */ key) =>
      Promise.all(Array.from({ length: 25 }, () => client.as("/balance", String(key))));
    const refused = (await burst(LIMITED.api_key)).filter(([status]) => status !== 200);
    // Two seconds at most have come by, which leaves five over.
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(refused[0]).toEqual([
      429,
      { message: "More than 10 requests per second", error_code: 2020202020 },
    ]);
    expect((await burst(OWN.api_key)).every(([status]) => status === 200)).toBe(true);
    const options = { per_minute: 1 };
    await client.control("apps", { provider: "sendpulse", user_id: OWN.user_id, options });
    expect(await client.as("/balance", String(OWN.api_key))).toEqual([
      429,
      { message: "Too many requests", error_code: 429 },
    ]);
  });
});

describe("a refusal", () => {
  const id = "64a1b2c3d4e5f60718293a4b";
  /** @type {[method: string, path: string, body: unknown, status: number, answer: unknown][]} */
  const refusals = [
    ["POST", "/addressbooks", {}, 422, { message: "Argument bookName missing", error_code: 422 }],
    [
      "POST",
      "/addressbooks",
      { bookName: 1 },
      422,
      { message: "Argument bookName must be string", error_code: 422 },
    ],
    [
      "GET",
      "/addressbooks?limit=101",
      undefined,
      422,
      { message: "Argument limit may not be greater than 100", error_code: 422 },
    ],
    [
      "GET",
      "/addressbooks?limit=0",
      undefined,
      422,
      { message: "Argument limit must be at least 1", error_code: 422 },
    ],
    [
      "GET",
      "/addressbooks?offset=x",
      undefined,
      422,
      { message: "Argument offset must be integer", error_code: 422 },
    ],
    [
      "POST",
      "/smtp/emails",
      { email: {} },
      422,
      { message: "Argument subject missing", error_code: 12 },
    ],
    [
      "POST",
      "/smtp/emails/info",
      {},
      400,
      { message: "Emails param empty or incorrect", error_code: 832 },
    ],
    [
      "DELETE",
      "/smtp/unsubscribe",
      {},
      422,
      { message: "Argument emails missing", error_code: 422 },
    ],
    ["POST", "/sms/send", {}, 400, { message: expect.stringMatching(/missing$/), error_code: 422 }],
    [
      "GET",
      "/v2/pop-ups/public/api/popups/list/7803a6ea",
      undefined,
      400,
      { result: false, errors: { widgetId: "Invalid id {{'7803a6ea'}}" } },
    ],
    [
      "POST",
      "/v2/pop-ups/public/api/popups/af1b0e2a/set-state",
      { is_enabled: "23" },
      400,
      {
        result: false,
        errors: { id: "Invalid id {{'af1b0e2a'}}", isEnabled: "Invalid boolean value '23'" },
      },
    ],
    [
      "POST",
      "/messenger/contacts/setTag",
      { contact_id: id },
      400,
      {
        success: false,
        data: {
          code: 400,
          message: "Argument tags missing",
          errors: { tags: "Argument tags missing" },
        },
      },
    ],
    [
      "POST",
      "/telegram/contacts/setVariable",
      { contact_id: id, variables: [{}] },
      400,
      {
        success: false,
        data: { code: 400, message: expect.any(String), errors: expect.any(Object) },
      },
    ],
    [
      "GET",
      "/crm/v1/deals/first",
      undefined,
      404,
      { success: false, data: { code: 404, message: "Not found" } },
    ],
    ["GET", "/addressbooks/first", undefined, 404, { message: "Not found", error_code: 404 }],
    ["GET", "/nowhere", undefined, 404, { message: "Not found", error_code: 404 }],
    ["PUT", "/addressbooks", {}, 405, { message: "Method not allowed", error_code: 405 }],
  ];

  test.each(refusals)("of %s %s with %j", async (method, path, body, status, answer) => {
    expect(await createClient().call(method, path, body)).toEqual([status, answer]);
  });
});

describe("the official clients' ways", () => {
  test.each([
    ["a query", "/addressbooks?limit=1&offset=0", undefined],
    ["a query that is one JSON text", '/addressbooks?{"limit": 1, "offset": 0}', undefined],
    ["a body of GET", "/addressbooks", { limit: 1, offset: 0 }],
  ])("the page of a list is asked for by %s", async (_, path, body) => {
    const client = createClient();
    await client.call("POST", "/addressbooks", { bookName: "A second one" });
    const [status, books] = await client.call("GET", path, body);
    expect([status, books.length]).toEqual([200, 1]);
    const wrong = JSON.parse(JSON.stringify({ body }).replace("1", "101")).body;
    const beyond = await client.call("GET", path.replace(/(limit"?[=:] ?)1/, "$1101"), wrong);
    expect(beyond[1]).toMatchObject({ message: "Argument limit may not be greater than 100" });
  });

  test("what PHP serialised counts as what it stands for", async () => {
    const client = createClient();
    const emails = 'a:1:{i:0;a:1:{s:5:"email";s:20:"serialised@example.com";}}';
    const fixed = emails.replace("s:20", "s:22");
    expect((await client.call("POST", "/addressbooks/1001/emails", { emails: fixed }))[0]).toBe(
      200,
    );
    const [status] = await client.call("GET", "/addressbooks/1001/emails/serialised@example.com");
    expect(status).toBe(200);
    const [, refused] = await client.call("POST", "/addressbooks/1001/emails", { emails });
    expect(refused).toEqual({ message: "Argument emails must be array", error_code: 422 });
  });

  test.each([
    ["a:2:{i:0;i:7;i:1;d:0.5;}", [7, 0.5]],
    ['a:2:{s:3:"olá";N;s:1:"b";b:1;}', undefined],
    ['a:2:{s:4:"olá";N;s:1:"b";b:1;}', { olá: null, b: true }],
    ['a:1:{i:5;s:0:"";}', { 5: "" }],
    ["a:0:{}", []],
    ["a:1:{i:0;i:7;}x", undefined],
    ["a:1:{i:0;O:1:", undefined],
    ["a:1:", undefined],
    ["", undefined],
  ])("%s is read as %j", (text, value) => expect(unserialize(text)).toEqual(value));

  test("PHP's lists in a query, its empty list for an object, and digits for numbers", async () => {
    const client = createClient();
    for (const query of ["status[]=0&status[]=1", "status=0&status=1", "status=0"]) {
      const [status, answer] = await client.call("GET", `/campaigns?${query}`);
      expect([status, Array.isArray(answer) || answer]).toEqual([
        ...(query === "status=0" ? [422] : [200]),
        query === "status=0" ? { message: "Argument status must be array", error_code: 422 } : true,
      ]);
    }
    expect((await client.call("GET", "/addressbooks?limit=5"))[0]).toBe(200);
    const tagged = { emails: [{ email: "ada@example.com", variables: [] }], tags: ["41"] };
    expect((await client.call("POST", "/addressbooks/1001/emails", tagged))[0]).toBe(200);
  });

  test("files of a form are taken, and missed", async () => {
    const client = createClient();
    const form = new FormData();
    form.set("pathToStore", "/reports");
    const [status, answer] = await client.call("POST", "/fm/public/v1/file", form);
    expect([status, answer.data?.errors]).toEqual([
      400,
      { "content[]": "Argument content[] missing" },
    ]);
    form.append("content[]", new Blob(["a"]), "a.txt");
    expect((await client.call("POST", "/fm/public/v1/file", form))[0]).toBe(200);
  });

  test("a list without anything behind it has one page", async () => {
    const client = createClient();
    const sizes = async (/** @type {string} */ path) => {
      const [, answer] = await client.call("GET", path);
      return (Array.isArray(answer) ? answer : answer.data).length;
    };
    expect([await sizes("/push/tasks"), await sizes("/push/tasks?offset=1")]).toEqual([1, 0]);
  });
});

describe("the apps", () => {
  test("are listed with the accounts that have keys, registered, and changed without losing what is installed", async () => {
    const client = createClient();
    const { apps } = await client.control("apps");
    const own = apps.filter((/** @type {any} */ app) => app.provider === "sendpulse");
    expect(own.map((/** @type {any} */ app) => app.app_id ?? app.user_id)).toEqual([
      ...APPS.map(({ app_id }) => app_id),
      ...[OWN.user_id, LIMITED.user_id],
    ]);
    expect(own[0]).toMatchObject({ app_id: APP.app_id, redirect_url: APP.login_url });
    const keys = await connected(client);
    const redirect_url = "http://127.0.0.1:9000/callback/sendpulse";
    const { app } = await client.control("apps", { ...own[0], redirect_url });
    expect([app.login_url, app.redirect_url]).toEqual([redirect_url, redirect_url]);
    const opened = await client.press("open");
    expect(opened.headers.get("location")).toContain(`${redirect_url}?code=`);
    expect((await connected(client)).client_id).toBe(keys.client_id);
    const made = await client.control("apps", {
      provider: "sendpulse",
      login_url: "http://localhost:1/in",
    });
    expect(made.app).toMatchObject({ uninstall_url: null, options: { delivery: "get" } });
    expect(made.app.app_secret).toMatch(/^[0-9a-f]{32}$/);
    const { app: account } = await client.control("apps", {
      provider: "sendpulse",
      user_id: 42,
      api_key: "a-key-of-a-test",
      options: { size: 3 },
    });
    expect(account.options).toMatchObject({ size: 3, per_second: null });
    const [, emails] = await client.as("/addressbooks/1001/emails", "a-key-of-a-test");
    expect(emails).toHaveLength(3);
  });

  test.each([
    [{}, "login_url must be an absolute http or https address"],
    [{ login_url: "/in" }, "login_url must be an absolute http or https address"],
    [{ app_id: "a b" }, "app_id must be letters, digits and hyphens"],
    [{ speed: 1 }, "unknown field speed"],
    [{ options: [] }, "options must be an object"],
    [{ options: { delivery: "mail" } }, 'delivery must be "get", "post" or "glued"'],
    [
      { options: { speed: 1 } },
      "unknown option speed; there are delivery, token_ttl_s, states_expiry",
    ],
    [{ user_id: "7" }, "user_id must be a whole number, 1 or more"],
    [
      { user_id: 7, api_key: "short" },
      "api_key must be null, or 8 to 200 characters without spaces",
    ],
    [{ user_id: 7, options: { per_second: -1 } }, "per_second must be null or a whole number"],
  ])("are not registered with %j", (fields, problem) => {
    const isApp = !("user_id" in fields) && Object.keys(fields).length > 0;
    const known = isApp ? { login_url: "http://127.0.0.1/" } : {};
    expect(register(createState([], []), { ...known, ...fields })).toBe(problem);
  });

  test("keep their secrets out of the log", async () => {
    const client = createClient({ reach: async () => new Response() });
    const code = await client.code();
    const [, { data }] = await client.exchange({ code });
    const [, market] = await client.token(data);
    const [, own] = await client.token(OWN, "");
    await client.as("/balance", market.access_token);
    await client.as(`/balance?note=${OWN.api_key}`, own.access_token);
    await client.call("GET", `/addressbooks?{"client_secret": "${data.client_secret}"}`);
    const page = await client.press("consent", { app_id: POST_APP.app_id, decision: "agree" });
    await page.text();
    await client.press("uninstall");
    const log = JSON.stringify(await client.control("log"));
    const secrets = [APP.app_secret, OWN.client_secret, OWN.api_key, code, data.client_secret];
    for (const secret of [...secrets, market.access_token, own.access_token])
      expect(log).not.toContain(secret);
    for (const part of market.access_token.split(".").slice(1)) expect(log).not.toContain(part);
    expect(log).toContain("sha256:");
  });
});

test("the front page names it", async () => {
  const page = await createSandbox().fetch(new Request("http://127.0.0.1:8788/"));
  const text = await page.text();
  expect(text).toContain("<code>/sendpulse</code>");
  expect(text).not.toContain("<code></code>");
});
