// What platforms answer: shapes, refusals with a good status, answers without a body, charsets, and why a message did not go out.
import { Bangwo8, base64, JetChat, PipiChat, SendPulse } from "portaria";
import { describe, expect, test } from "vitest";
import { rejectionOf } from "./promises.js";

/**
 * A `fetch` that gives the answers one after the other; the last again and again. It keeps the requests.
 * @param {...(() => Response | Promise<Response>)} answers
 */
function answering(...answers) {
  /** @type {{ url: string, method: string, headers: Record<string, string>, body: any }[]} */
  const sent = [];
  const fetch = /** @type {any} */ (
    async (/** @type {string} */ url, /** @type {any} */ init) => {
      const { method, headers, body } = init;
      sent.push({ url, method, headers, body: body ? JSON.parse(body) : undefined });
      return answers[Math.min(sent.length, answers.length) - 1]?.();
    }
  );
  return { fetch, sent };
}

/** @param {unknown} body @param {number} [status] @param {Record<string, string>} [headers] */
const json =
  (body, status = 200, headers) =>
  () =>
    Response.json(body, { status, headers });

const BASE = "https://chat.example.com/api";

/** @param {any} fetch @param {object} [options] */
const jetchat = (fetch, options) =>
  new JetChat({ baseUrl: BASE, apiKey: "k", fetch, retries: 0, ...options });

/** @param {any} fetch @param {object} [options] */
const sendpulse = (fetch, options) =>
  new SendPulse({ apiKey: "k", fetch, retries: 0, requestsPerSecond: 0, ...options });

describe("an answer with status 200 that says that it failed", () => {
  test.each([
    { status: "error", message: "User not found" },
    { status: "error" },
    { status: "error", message: "x", data: null },
    { success: false, message: "x" },
    { ok: false },
    { error: "x" },
  ])("is an error of JetChat's: %j", async (body) => {
    const { fetch } = answering(json(body));
    const call = jetchat(fetch).subscribers.addTag({ user_ns: "f1u2", tag_ns: "f1t1" });
    expect(await rejectionOf(call)).toMatchObject({ code: "rejected", status: 200 });
  });
});

describe("JetChat's answers, bare or within `data`,", () => {
  const ada = { user_ns: "f1u2", name: "Ada" };

  test.each([[ada], [{ data: ada }], [{ data: ada, status: "ok" }]])(
    "have the shape of the type where one thing was asked for: %j",
    async (body) => {
      const { fetch } = answering(json(body));
      const got = await jetchat(fetch).subscribers.get({ user_ns: "f1u2" });
      expect(got.data).toEqual(ada);
      const made = await jetchat(fetch).subscribers.create({ phone: "1" });
      expect(made.data).toEqual(ada);
    },
  );

  test.each([
    [[ada]],
    [{ data: [ada] }],
    [{ data: { data: [ada], current_page: 1, last_page: 1 } }],
    [{ data: { messages: [ada] } }],
    [{ data: { 0: ada } }],
    [{ data: { 7: ada }, status: "ok" }],
  ])("have their rows where the type has them: %j", async (body) => {
    const { fetch } = answering(json(body), json({ data: [] }));
    const list = jetchat(fetch).subscribers.list();
    expect((await list).data).toEqual([ada]);
    expect(await Array.fromAsync(list)).toEqual([ada]);
  });

  test("are read page by page where the rows lie a level deeper, as far as the answer tells", async () => {
    const page = (/** @type {number} */ at) =>
      json({ data: { data: [{ ...ada, at }], current_page: at, last_page: 2 } });
    const { fetch, sent } = answering(page(1), page(2));
    expect(await Array.fromAsync(jetchat(fetch).subscribers.list())).toHaveLength(2);
    expect(sent).toHaveLength(2);
  });

  test.each([[{}], [{ status: "ok" }], [{ data: { total: 3 } }], [{ rows: [ada] }], [null], ["x"]])(
    "are no empty list where no rows are found: %j",
    async (body) => {
      const { fetch } = answering(json(body));
      const list = jetchat(fetch).subscribers.list();
      expect(await rejectionOf(list)).toMatchObject({ code: "bad_response" });
      expect(await rejectionOf(Array.fromAsync(list))).toMatchObject({ code: "bad_response" });
    },
  );

  test.each([[[]], [{ data: [] }], [{ data: null }], [{ data: {} }]])(
    "are an empty list where there is nothing in the list: %j",
    async (body) => {
      const { fetch } = answering(json(body));
      expect(await Array.fromAsync(jetchat(fetch).subscribers.list())).toEqual([]);
    },
  );
});

test("numbered members at SendPulse are a list", async () => {
  const { fetch } = answering(json({ 0: { id: 1 }, 2: { id: 3 } }), json([]));
  expect(await Array.fromAsync(sendpulse(fetch).addressBooks.list())).toEqual([
    { id: 1 },
    { id: 3 },
  ]);
  const { fetch: odd } = answering(json({ result: true }));
  const list = sendpulse(odd).addressBooks.list();
  expect(await rejectionOf(list)).toMatchObject({ code: "bad_response" });
});

describe("nothing where one thing was asked for", () => {
  const bangwo8 = (/** @type {any} */ fetch) =>
    new Bangwo8({ account: "a", password: "b", fetch, retries: 0 });

  test.each([
    ["jetchat, {}", (/** @type {any} */ f) => jetchat(f).subscribers.get({ user_ns: "x" }), {}],
    ["jetchat, []", (/** @type {any} */ f) => jetchat(f).subscribers.get({ user_ns: "x" }), []],
    [
      "jetchat, data null",
      (/** @type {any} */ f) => jetchat(f).subscribers.get({ user_ns: "x" }),
      { data: null },
    ],
    [
      "jetchat, data {}",
      (/** @type {any} */ f) => jetchat(f).subscribers.get({ user_ns: "x" }),
      { data: {} },
    ],
    [
      "jetchat, ok alone",
      (/** @type {any} */ f) => jetchat(f).subscribers.get({ user_ns: "x" }),
      { status: "ok" },
    ],
    [
      "sendpulse, []",
      (/** @type {any} */ f) => sendpulse(f).whatsapp.contacts.get({ id: "x" }),
      [],
    ],
    [
      "sendpulse, data []",
      (/** @type {any} */ f) => sendpulse(f).whatsapp.contacts.get({ id: "x" }),
      { success: true, data: [] },
    ],
    ["bangwo8, {}", (/** @type {any} */ f) => bangwo8(f).tickets.get({ id: 1 }), {}],
    [
      "bangwo8, [{}]",
      (/** @type {any} */ f) => bangwo8(f).tickets.get({ id: 1 }),
      { ticket: [{}] },
    ],
    ["bangwo8, []", (/** @type {any} */ f) => bangwo8(f).tickets.get({ id: 1 }), { ticket: [] }],
    [
      "pipichat, {}",
      (/** @type {any} */ f) => new PipiChat({ accessToken: "t", fetch: f, retries: 0 }).users.me(),
      {},
    ],
  ])("is an error: %s", async (_, call, body) => {
    const error = await rejectionOf(call(answering(json(body)).fetch));
    expect(["bad_response", "not_found"]).toContain(error.code);
  });
});

describe("a success without a body", () => {
  const empty = (/** @type {number} */ status) => () =>
    new Response(status === 204 ? null : "", { status });

  test.each([200, 201, 202, 204])("of a write resolves, with status %d", async (status) => {
    const { fetch, sent } = answering(empty(status));
    expect(await jetchat(fetch).subscribers.addTag({ user_ns: "a", tag_ns: "b" })).toBeUndefined();
    expect(await jetchat(fetch).subscribers.update({ user_ns: "a", name: "b" })).toBeUndefined();
    expect(await jetchat(fetch).subscribers.delete({ user_ns: "a" })).toBeUndefined();
    expect(await jetchat(fetch).subscribers.create({ phone: "1" })).toBeUndefined();
    expect(await sendpulse(fetch).addressBooks.create({ bookName: "a" })).toBeUndefined();
    expect(
      await sendpulse(fetch).request({ method: "POST", path: "/x", body: {} }),
    ).toBeUndefined();
    expect(sent).toHaveLength(6);
  });

  test("of a read is a `bad_response`", async () => {
    const { fetch } = answering(empty(200));
    expect(await rejectionOf(jetchat(fetch).me.get())).toMatchObject({ code: "bad_response" });
    expect(await rejectionOf(jetchat(fetch).flowTags.list())).toMatchObject({
      code: "bad_response",
    });
    const deals = sendpulse(fetch).crm.deals.list();
    expect(await rejectionOf(deals)).toMatchObject({ code: "bad_response" });
  });
});

describe("a 429", () => {
  const waits = async (/** @type {Record<string, string>} */ headers) => {
    const { fetch } = answering(json({ message: "Too Many Attempts" }, 429, headers));
    const client = jetchat(fetch);
    const error = await rejectionOf(client.me.get());
    expect(error.code).toBe("rate_limited");
    return ((client.quota.blockedUntil ?? 0) - Date.now()) / 1000;
  };

  test.each([
    [{ "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "57" }, 1, 3],
    [{}, 1, 3],
    [{ "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "0" }, 3500, 3601],
    [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "40" }, 38, 41],
    [{ "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + 90) }, 60, 92],
    [{ "x-ratelimit-reset": String(Date.now() + 90_000) }, 60, 92],
    [{ "retry-after": "8", "x-ratelimit-reset": "40" }, 7, 9],
  ])("with %j is waited out as long as it says", async (headers, least, most) => {
    const seconds = await waits(/** @type {any} */ (headers));
    expect(seconds).toBeGreaterThan(least);
    expect(seconds).toBeLessThan(most);
  });

  test("with quota left is tried again after some seconds", async () => {
    const left = { "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "57" };
    const { fetch, sent } = answering(
      json({}, 429, left),
      json({ id: 1, name: "Ada", email: "a" }),
    );
    const began = Date.now();
    await jetchat(fetch, { retries: 1 }).me.get();
    expect(sent).toHaveLength(2);
    expect(Date.now() - began).toBeGreaterThan(1900);
  });
});

test.each([
  "https://chat.example.com",
  "https://chat.example.com/api/v1",
  "https://chat.example.com/v1",
])("a wrong address of JetChat's is named as the likely cause: %s", async (baseUrl) => {
  for (const answer of [
    json({ message: "Not found" }, 404),
    () => new Response("<!doctype html>", { status: 404 }),
    () => new Response("<!doctype html><title>App</title>"),
  ]) {
    const { message } = await rejectionOf(jetchat(answering(answer).fetch, { baseUrl }).me.get());
    expect(message).toContain("/api");
    expect(message).toContain("baseUrl");
  }
});

describe("SendPulse's chatbots say why a message did not go out", () => {
  test.each([
    [
      400,
      { errors: { phone: ["(#1) Contact is not active in 24hours"] }, error_code: 400 },
      "window_closed",
    ],
    [
      422,
      { errors: { contact_id: ["Forbidden: bot was blocked by the user"] }, error_code: 403 },
      "contact_blocked",
    ],
    [400, { errors: { contact_id: ["contact.errors.not_active"] } }, "contact_inactive"],
    [
      422,
      { errors: { "message.text.body": ["May not be greater than 1024 characters."] } },
      "too_long",
    ],
    [400, { errors: { phone: ["Contact already exists"] } }, undefined],
  ])("with status %d and %j", async (status, body, reason) => {
    const { fetch } = answering(json({ success: false, data: null, ...body }, status));
    const message = { type: "text", text: { body: "Hi" } };
    const call = sendpulse(fetch).whatsapp.contacts.send(
      /** @type {any} */ ({ contact_id: "a", message }),
    );
    const error = await rejectionOf(call);
    expect(error).toMatchObject({ code: "rejected", reason });
    expect(error.message).not.toMatch(/expired|SMTP user/);
  });

  test("also through a Worker", async () => {
    const error = {
      code: "rejected",
      message: "x",
      provider: "sendpulse",
      reason: "window_closed",
      retryable: false,
    };
    const { fetch } = answering(json({ error }, 422, { "x-portaria-error": "rejected" }));
    const client = new SendPulse({
      via: "https://desk.example/api",
      fetch,
      retries: 0,
      requestsPerSecond: 0,
    });
    expect(await rejectionOf(client.request({ path: "/x" }))).toMatchObject({
      reason: "window_closed",
    });
    const raw = {
      success: false,
      errors: { phone: ["Contact is not active in 24hours"] },
      error_code: 400,
    };
    const passed = answering(json(raw, 400));
    const other = new SendPulse({
      via: "https://desk.example/api",
      fetch: passed.fetch,
      retries: 0,
      requestsPerSecond: 0,
    });
    const call = other.request({ method: "POST", path: "/telegram/contacts/send", body: {} });
    expect(await rejectionOf(call)).toMatchObject({ reason: "window_closed" });
  });
});

describe("a token is asked for again, as a read is,", () => {
  const keys = { clientId: "3".repeat(32), clientSecret: "s" };
  const token = json({ access_token: "t", expires_in: 3600 });

  test.each([
    ["a 502", () => new Response("<html>", { status: 502 })],
    ["a 503 in JSON", json({}, 503)],
    ["a dropped connection", () => Promise.reject(new TypeError("socket"))],
    ["a 504", () => new Response("", { status: 504 })],
  ])("after %s", async (_, failing) => {
    const { fetch, sent } = answering(failing, token, json([]));
    const client = new SendPulse({ ...keys, fetch, requestsPerSecond: 0 });
    expect(await client.addressBooks.list()).toEqual([]);
    expect(sent.map(({ url }) => new URL(url).pathname)).toEqual([
      "/oauth/access_token",
      "/oauth/access_token",
      "/addressbooks",
    ]);
  });

  test("but not after refused keys, and not with `retries: 0`", async () => {
    const refused = answering(json({ error: "invalid_client" }, 401));
    const client = new SendPulse({ ...keys, fetch: refused.fetch, requestsPerSecond: 0 });
    expect(await rejectionOf(client.addressBooks.list())).toMatchObject({ code: "unauthorized" });
    expect(refused.sent).toHaveLength(1);
    const down = answering(() => new Response("", { status: 502 }));
    const once = new SendPulse({ ...keys, fetch: down.fetch, retries: 0, requestsPerSecond: 0 });
    await rejectionOf(once.addressBooks.list());
    expect(down.sent).toHaveLength(1);
  });

  test("and a caller who aborts does not wait for it", async () => {
    const { fetch } = answering(() => new Promise(() => {}));
    const client = new SendPulse({ ...keys, fetch, requestsPerSecond: 0, timeoutMs: 200 });
    const call = client.addressBooks.list({}, { signal: AbortSignal.timeout(20) });
    expect(await rejectionOf(call, 150)).toMatchObject({ code: "aborted" });
  });
});

describe("a nesting that the description forbids is refused before it is sent:", () => {
  /** @type {[string, (client: any) => any, string][]} */
  const cases = [
    [
      "an object for a list",
      (c) => c.smtp.emails.send({ email: { to: { email: "a" } } }),
      "email.to must be a list, not an object",
    ],
    [
      "a text for a list",
      (c) => c.addressBooks.addEmails({ id: 1, emails: "a@example.com" }),
      "emails must be a list, not a string",
    ],
    [
      "a list for an object",
      (c) => c.whatsapp.contacts.send({ contact_id: "a", message: [] }),
      "message must be an object, not a list",
    ],
    [
      "a text for an object within",
      (c) => c.whatsapp.contacts.send({ contact_id: "a", message: { type: "text", text: "Hi" } }),
      "message.text must be an object, not a string",
    ],
    [
      "a text for an item",
      (c) => c.instagram.contacts.send({ contact_id: "a", messages: ["Hi"] }),
      "messages[0] must be an object",
    ],
    [
      "a list of lists",
      (c) => c.liveChat.contacts.send({ contact_id: "a", messages: [[{}]] }),
      "messages[0] must be an object, not a list",
    ],
    [
      "an object for a text",
      (c) => c.addressBooks.create({ bookName: { a: 1 } }),
      "bookName must be a single value, not an object",
    ],
    [
      "what is not Base64",
      (c) => c.smtp.emails.send({ email: { html: "<p>Hi</p>" } }),
      "email.html must be a text in Base64",
    ],
    [
      "a file that is not Base64",
      (c) => c.smtp.emails.send({ email: { attachments_binary: { "a.txt": "é" } } }),
      "email.attachments_binary.a.txt must be a text in Base64",
    ],
  ];
  test.each(cases)("%s", async (_, call, problem) => {
    const { fetch, sent } = answering(json({}));
    const error = await rejectionOf(call(sendpulse(fetch)));
    expect(error.code).toBe("invalid_argument");
    expect(error.message).toContain(problem);
    expect(sent).toEqual([]);
  });

  test("what may be anything, makes its own JSON or is null is sent", async () => {
    const { fetch, sent } = answering(json({ result: true }));
    const at = new Date(0);
    const from = { name: "A", email: "a@example.com" };
    const email = { html: base64("<p>Olá</p>"), from, to: [{ email: "b" }], subject: at, cc: null };
    await sendpulse(fetch).smtp.emails.send(/** @type {any} */ ({ email }));
    expect(sent[0]?.body.email).toEqual({ ...email, subject: at.toJSON() });
  });
});

test("base64() encodes texts in UTF-8, and bytes", () => {
  for (const text of ["", "<p>Olá, 世界 👋</p>", "x".repeat(100_000)]) {
    expect(Buffer.from(base64(text), "base64").toString()).toBe(text);
    const bytes = new TextEncoder().encode(`  ${text}`);
    expect(base64(bytes.subarray(2))).toBe(base64(text));
    expect(base64(new TextEncoder().encode(text).buffer)).toBe(base64(text));
  }
});

test("a body is read by the charset that it names", async () => {
  const gbk = new Uint8Array([
    0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xd6, 0xd0, 0xb9, 0xfa, 0x22, 0x7d,
  ]);
  const latin = new Uint8Array([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xe9, 0x22, 0x7d]);
  for (const [bytes, charset, text] of /** @type {const} */ ([
    [gbk, "GBK", "中国"],
    [gbk, '"gb2312"', "中国"],
    [latin, "iso-8859-1", "é"],
    [new TextEncoder().encode('{"a":"中"}'), "utf-8", "中"],
    [new TextEncoder().encode('{"a":"中"}'), "unheard-of", "中"],
  ])) {
    const headers = { "content-type": `application/json; charset=${charset}` };
    for (const length of /** @type {Record<string, string>[]} */ ([
      {},
      { "content-length": String(bytes.length) },
    ])) {
      const { fetch } = answering(
        () => new Response(bytes, { headers: { ...headers, ...length } }),
      );
      const client = new Bangwo8({ account: "a", password: "b", fetch, retries: 0 });
      expect(await client.request({ path: "/api/v1/x.json" })).toEqual({ a: text });
    }
  }
});

describe("what the description lacks", () => {
  test("is sent as `extra`, in the body or the query, and a misspelt name is still refused", async () => {
    const { fetch, sent } = answering(json({ status: "ok" }));
    const client = jetchat(fetch);
    const params = { user_ns: "f1u2", content: "Hi" };
    const extra = { send_as_agent: 1, nested: { a: [1] } };
    await client.messages.sendText(params, { extra });
    expect(sent[0]?.body).toEqual({ ...params, ...extra });
    await client.me.get({ extra: { verbose: true, ids: [1, 2] } }).catch(() => {});
    expect(sent[1]?.url).toBe(`${BASE}/me?verbose=true&ids%5B%5D=1&ids%5B%5D=2`);
    expect(await client.messages.sendText.curl(params, { extra })).toContain("send_as_agent");
    for (const call of [
      client.messages.sendText(/** @type {any} */ ({ ...params, send_as_agent: 1 })),
      client.messages.sendText(params, { extra: { content: "x" } }),
      client.messages.sendText(params, /** @type {any} */ ({ extra: ["x"] })),
      client.messages.sendText(params, /** @type {any} */ ({ extras: {} })),
    ]) {
      expect(await rejectionOf(call)).toMatchObject({ code: "invalid_argument" });
    }
    expect(sent).toHaveLength(2);
  });

  test("is called by request() of every class", async () => {
    const { fetch, sent } = answering(json({ tags: [] }));
    const clients = [
      [jetchat(fetch), "/tags"],
      [sendpulse(fetch), "/whatsapp/templates"],
      [sendpulse(fetch).whatsapp, "/whatsapp/templates"],
      [new Bangwo8({ account: "a", password: "b", fetch }), "/api/v1/tags.json"],
      [new PipiChat({ accessToken: "t", fetch }), "/api/tags"],
    ];
    for (const [client, path] of /** @type {any[]} */ (clients)) {
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
        await client.request({ method, path, ...(method !== "GET" && { body: { a: 1 } }) });
        expect(sent.at(-1)).toMatchObject({ method });
        expect(sent.at(-1)?.url).toContain(path);
      }
      for (const wrong of ["tags", "/../x", "//x", "/x?y", "https://evil.example/x", ""]) {
        const call = client.request({ path: wrong });
        expect(await rejectionOf(call)).toMatchObject({ code: "invalid_argument" });
      }
    }
  });

  test.each([
    ["limit-offset", { limit: 2 }, ["limit=2", "limit=2&offset=2", "limit=2&offset=3"]],
    ["size-skip", { size: 2 }, ["size=2", "size=2&skip=2", "size=2&skip=3"]],
    ["start-count", {}, ["", "start=2", "start=3"]],
    ["page", {}, ["", "page=2", "page=3"]],
    ["search-after", {}, ["", "search_after=2", "search_after=3"]],
    ["start_id", {}, ["", "start_id=3", "start_id=4"]],
  ])("is listed by requestList(), by %s", async (paging, query, queries) => {
    const { fetch, sent } = answering(
      json({ out: { rows: [{ id: 1 }, { id: 2 }] } }),
      json({ out: { rows: [{ id: 3 }] } }),
      json({ out: { rows: [] } }),
    );
    const list = sendpulse(fetch).requestList(
      /** @type {any} */ ({ path: "/x", query, items: "out.rows", paging, cursor: "id" }),
    );
    expect(await Array.fromAsync(list)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(sent.map(({ url }) => new URL(url).search.slice(1))).toEqual(queries);
  });

  test("is no empty list where no rows are found, and no unknown way to go on", async () => {
    const { fetch, sent } = answering(json({ out: { total: 1 } }));
    const list = jetchat(fetch).requestList({ path: "/x", items: "out" });
    expect(await rejectionOf(list)).toMatchObject({ code: "bad_response" });
    const odd = jetchat(fetch).requestList(
      /** @type {any} */ ({ path: "/x", items: "x", paging: "pages" }),
    );
    expect(await rejectionOf(odd)).toMatchObject({ code: "invalid_argument" });
    expect(sent).toHaveLength(1);
  });
});

test("JetChat's subscribers are found by their phone number, however it is stored", async () => {
  const stored = [
    { user_ns: "f1u1", phone: "+5511987654321" },
    { user_ns: "f1u2", phone: "5511987654321" },
    { user_ns: "f1u3", phone: "11987654321" },
    { user_ns: "f1u4", phone: "+4411987654999" },
  ];
  const fetch = /** @type {any} */ (
    async (/** @type {string} */ url) => {
      const phone = new URL(url).searchParams.get("phone");
      return Response.json({
        data: stored.filter((one) => one.phone === phone),
        meta: { last_page: 1 },
      });
    }
  );
  for (const [phone, options, found] of /** @type {const} */ ([
    ["+55 11 98765-4321", { countryCode: "55" }, ["f1u1", "f1u2", "f1u3"]],
    ["11987654321", { countryCode: "+55" }, ["f1u1", "f1u2", "f1u3"]],
    ["+5511987654321", undefined, ["f1u1", "f1u2"]],
  ])) {
    const rows = await jetchat(fetch).findSubscribersByPhone(phone, options);
    expect(rows.map(({ user_ns }) => user_ns)).toEqual(found);
  }
  const all = /** @type {any} */ (
    async () => Response.json({ data: stored, meta: { last_page: 1 } })
  );
  expect(await jetchat(all).findSubscribersByPhone("+4411987654999")).toEqual([stored[3]]);
  expect(await rejectionOf(jetchat(fetch).findSubscribersByPhone("Ada"))).toMatchObject({
    code: "invalid_argument",
  });
});
