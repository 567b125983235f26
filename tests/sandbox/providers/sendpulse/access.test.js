// SendPulse's tokens and limits, what its services refuse with, and how official clients write requests.

import { describe, expect, test } from "vitest";
import { DEFAULT_ACCOUNT } from "../../src/providers/sendpulse/fixtures.js";
import { unserialize } from "../../src/providers/sendpulse/php.js";
import { spend } from "../../src/providers/sendpulse/rate.js";
import { APP, connected, createClient, LIMITED, OWN, UNAUTHORIZED } from "./client.js";

const NO_CLIENT = [
  401,
  {
    error: "invalid_client",
    error_description: "Client authentication failed",
    message: "Client authentication failed",
  },
];

describe("a token", () => {
  test("a token of an app's user lives two hours, and one of an account's own keys one hour", async () => {
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

  test("a token lives as long as the app or the account says, and expires_in may be left out", async () => {
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

  test("a token is given for the right keys at the right address only", async () => {
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
    ["no authorization", ""],
    ["another scheme", `Basic ${OWN.api_key}`],
    ["an unknown token", "Bearer nobody"],
    ["the key of an account without one", "Bearer null"],
  ])("a request with %s is refused at any address", async (_, authorization) => {
    const client = createClient();
    for (const path of ["/addressbooks", "/crm/v1/deals/1", "/nowhere"])
      expect(await client.call("GET", path, undefined, { authorization })).toEqual(UNAUTHORIZED);
  });

  test("a token opens its own account and no other", async () => {
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

describe("the limits", () => {
  test("the limits of a second and of a minute follow the clock", () => {
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

  test("requests beyond a limit are answered with 429, for the account that has it", async () => {
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

  test.each(refusals)(
    "%s %s with %j is refused in its service's own form",
    async (method, path, body, status, answer) => {
      expect(await createClient().call(method, path, body)).toEqual([status, answer]);
    },
  );
});

describe("the official clients' ways", () => {
  test.each([
    ["a query", "/addressbooks?limit=1&offset=0", undefined],
    ["a query that is one JSON text", '/addressbooks?{"limit": 1, "offset": 0}', undefined],
    ["a body of GET", "/addressbooks", { limit: 1, offset: 0 }],
  ])("the page of a list can be asked for by %s", async (_, path, body) => {
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
  ])("PHP's text %s is read as %j", (text, value) => expect(unserialize(text)).toEqual(value));

  test("PHP's lists in a query, its empty list for an object, and digits for numbers are understood", async () => {
    const client = createClient();
    for (const query of ["status[]=0&status[]=1", "status=0&status=1", "status=0"]) {
      const [status, answer] = await client.call("GET", `/campaigns?${query}`);
      const isList = query.includes("[]");
      expect([status, Array.isArray(answer) || answer]).toEqual([
        isList ? 200 : 422,
        isList || { message: "Argument status must be array", error_code: 422 },
      ]);
    }
    expect((await client.call("GET", "/addressbooks?limit=5"))[0]).toBe(200);
    const tagged = { emails: [{ email: "ada@example.com", variables: [] }], tags: ["41"] };
    expect((await client.call("POST", "/addressbooks/1001/emails", tagged))[0]).toBe(200);
  });

  test("files of a form are taken, and asked for where they are missing", async () => {
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

  test("a list that is answered from its schema has one page", async () => {
    const client = createClient();
    const sizes = async (/** @type {string} */ path) => {
      const [, answer] = await client.call("GET", path);
      return (Array.isArray(answer) ? answer : answer.data).length;
    };
    expect([await sizes("/push/tasks"), await sizes("/push/tasks?offset=1")]).toEqual([1, 0]);
  });
});
