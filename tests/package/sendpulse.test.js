// A client with keys of its own: one token for all callers, renewed when it must be, and never asked for in vain.
import { createServer } from "node:http";
import { PortariaError, SendPulse, SendPulseBulkEmail, SendPulseWhatsApp } from "portaria";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

const KEYS = { clientId: "33333333333333333333333333333333", clientSecret: "canary-5f0c" };

/** @typedef {{ method: string, path: string, authorization: string | undefined, body: any }} Seen */

/** @type {Seen[]} */
let seen = [];
/** What is played: when tokens are refused, how they end, what calls answer. */
const play = {
  /** @type {Record<string, unknown>} */
  token: {},
  status: 200,
  /** @type {Set<string>} */
  refused: new Set(),
  /** @type {(seen: Seen) => { status?: number, body: unknown }} */
  answer: () => ({ body: [] }),
};
let issued = 0;

const server = createServer(async (request, response) => {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  const one = {
    method: request.method ?? "",
    path: request.url ?? "",
    authorization: request.headers.authorization,
    body: text && JSON.parse(text),
  };
  seen.push(one);
  const send = (/** @type {number} */ status, /** @type {unknown} */ body) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (one.path.startsWith("/oauth/access_token")) {
    const refusal = { error: "invalid_client", message: "Client authentication failed" };
    if (play.status !== 200) {
      send(play.status, refusal);
      return;
    }
    issued += 1;
    send(200, { token_type: "Bearer", access_token: `token-${issued}`, ...play.token });
    return;
  }
  if (play.refused.has(one.authorization ?? "")) {
    send(401, { message: "Unauthorized!", error_code: 401 });
    return;
  }
  const { status = 200, body } = play.answer(one);
  send(status, body);
});

/** @type {string} */
let baseUrl;
beforeAll(async () => {
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  baseUrl = `http://127.0.0.1:${port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));
beforeEach(() => {
  seen = [];
  issued = 0;
  Object.assign(play, { token: { expires_in: 3600 }, status: 200, answer: () => ({ body: [] }) });
  play.refused = new Set();
});

const client = (/** @type {object} */ options = {}) =>
  new SendPulse({ baseUrl, ...KEYS, retries: 0, requestsPerSecond: 0, ...options });
const asked = () => seen.filter(({ path }) => path.startsWith("/oauth/"));
const failed = (/** @type {PromiseLike<unknown>} */ call) =>
  Promise.resolve(call).then(
    () => expect.unreachable("it succeeded"),
    (error) => {
      expect(error).toBeInstanceOf(PortariaError);
      expect(JSON.stringify({ ...error, message: error.message })).not.toMatch(/canary|token-\d/);
      return /** @type {PortariaError} */ (error);
    },
  );

describe("a token", () => {
  test("is asked for once, however many callers wait, and used until it ends", async () => {
    const sendpulse = client();
    await Promise.all(Array.from({ length: 200 }, () => sendpulse.senders.list()));
    await sendpulse.balance.get();
    expect(asked()).toEqual([
      {
        method: "POST",
        path: "/oauth/access_token",
        authorization: undefined,
        body: {
          grant_type: "client_credentials",
          client_id: KEYS.clientId,
          client_secret: KEYS.clientSecret,
        },
      },
    ]);
    const others = seen.filter(({ path }) => !path.startsWith("/oauth/"));
    expect(others.map(({ authorization }) => authorization)).toEqual(
      Array(201).fill("Bearer token-1"),
    );
  });

  test("of an app's user is asked for elsewhere", async () => {
    await client({ keysOf: "app" }).balance.get();
    expect(asked().map(({ path }) => path)).toEqual(["/oauth/access_token/market"]);
  });

  test("that has ended is renewed before it is refused", async () => {
    play.token = { expires_in: 1 };
    const sendpulse = client();
    await sendpulse.balance.get();
    await sendpulse.balance.get();
    expect(asked()).toHaveLength(2);
  });

  test("without a word on its end is used all the same", async () => {
    play.token = {};
    const sendpulse = client();
    await sendpulse.balance.get();
    await sendpulse.balance.get();
    expect(asked()).toHaveLength(1);
  });

  test("that is refused is renewed once, for all who were refused, and each call repeated", async () => {
    play.refused.add("Bearer token-1");
    const sendpulse = client();
    const calls = Array.from({ length: 50 }, () =>
      sendpulse.addressBooks.create({ bookName: "x" }),
    );
    expect(await Promise.all(calls)).toHaveLength(50);
    expect(asked()).toHaveLength(2);
  });

  test("that is refused although it is fresh is not asked for again and again", async () => {
    for (const number of [1, 2, 3]) play.refused.add(`Bearer token-${number}`);
    const error = await failed(client().balance.get());
    expect(error).toMatchObject({ code: "unauthorized", status: 401, operation: "balance.get" });
    expect(asked()).toHaveLength(2);
    expect(seen).toHaveLength(4);
  });

  test("for keys that are not accepted is never asked for again", async () => {
    play.status = 401;
    const sendpulse = client();
    for (let time = 0; time < 3; time++) {
      const error = await failed(sendpulse.balance.get());
      expect(error).toMatchObject({ code: "unauthorized", providerCode: "invalid_client" });
    }
    expect(seen).toHaveLength(1);
  });

  test("is asked for again where SendPulse only failed", async () => {
    play.status = 503;
    const sendpulse = client();
    expect(await failed(sendpulse.balance.get())).toMatchObject({ code: "provider_error" });
    play.status = 200;
    await sendpulse.balance.get();
    expect(asked()).toHaveLength(2);
  });

  test("is shared by the services of a client", async () => {
    const sendpulse = client();
    await sendpulse.senders.list();
    await sendpulse.whatsapp.bots.list();
    await sendpulse.telegram.bots.list();
    expect(asked()).toHaveLength(1);
  });

  test("is not needed beside a static key, or a token of one's own", async () => {
    await new SendPulse({ baseUrl, apiKey: "key" }).balance.get();
    await new SendPulse({ baseUrl, accessToken: "own" }).balance.get();
    expect(seen.map(({ authorization }) => authorization)).toEqual(["Bearer key", "Bearer own"]);
  });
});

test.each([
  [{ clientId: "x" }, "clientSecret"],
  [{ clientSecret: "canary-x" }, "clientId"],
  [{ clientId: "x", clientSecret: "canary-x\n" }, "clientSecret"],
  [{ ...KEYS, keysOf: "nobody" }, "keysOf"],
  [{}, "clientId"],
])("keys that cannot be used are refused unsent: %#", async (options, named) => {
  const error = await failed(
    new SendPulse({ baseUrl, .../** @type {any} */ (options) }).balance.get(),
  );
  expect(["invalid_argument", "configuration"]).toContain(error.code);
  expect(error.message).toContain(named);
  expect(seen).toEqual([]);
});

describe("lists", () => {
  const rows = Array.from({ length: 250 }, (_, at) => ({ id: at + 1 }));

  test("of bare arrays go on by offset, until a page is short", async () => {
    play.answer = ({ path }) => {
      const query = new URL(path, baseUrl).searchParams;
      const from = Number(query.get("offset") ?? 0);
      return { body: rows.slice(from, from + Number(query.get("limit") ?? 100)) };
    };
    const found = await Array.fromAsync(client().addressBooks.list());
    expect(found).toEqual(rows);
    expect(seen.slice(1).map(({ path }) => path)).toEqual([
      "/addressbooks",
      "/addressbooks?offset=100",
      "/addressbooks?offset=200",
    ]);
    seen = [];
    expect(await Array.fromAsync(client().addressBooks.list({ limit: 50 }))).toHaveLength(250);
    expect(seen).toHaveLength(1 + 6);
  });

  test("whose place is in the body go on there", async () => {
    play.answer = ({ body }) => ({
      body: { data: rows.slice(body.offset ?? 0, (body.offset ?? 0) + (body.limit ?? 10)) },
    });
    const found = await Array.fromAsync(client().crm.deals.list({ limit: 100 }));
    expect(found).toEqual(rows);
    expect(seen.slice(1).map(({ body }) => body.offset ?? 0)).toEqual([0, 100, 200, 250]);
  });

  test("with a cursor go on after the last item", async () => {
    play.answer = ({ path }) => {
      const after = Number(new URL(path, baseUrl).searchParams.get("search_after") ?? 0);
      return { body: { success: true, data: rows.slice(after, after + 100) } };
    };
    const whatsapp = new SendPulseWhatsApp({ baseUrl, ...KEYS });
    const found = await Array.fromAsync(
      whatsapp.chats.listMessages({ contact_id: "a", size: 100 }),
    );
    expect(found).toEqual(rows);
  });
});

test("a burst is waited out and repeated where that is safe", async () => {
  let times = 0;
  play.answer = () => {
    times += 1;
    if (times > 1) return { body: [] };
    return { status: 429, body: { message: "x", error_code: 2020202020 } };
  };
  const started = performance.now();
  await client({ retries: 1 }).senders.list();
  expect(performance.now() - started).toBeGreaterThan(990);
  times = 0;
  const error = await failed(client({ retries: 1 }).addressBooks.create({ bookName: "x" }));
  expect(error).toMatchObject({
    code: "rate_limited",
    providerCode: "2020202020",
    retryable: true,
  });
});

test("a GET that sends mail is not repeated", async () => {
  play.answer = () => ({ status: 503, body: {} });
  await failed(client({ retries: 3 }).senders.requestCode({ email: "a@example.com" }));
  expect(seen).toHaveLength(2);
});

test("a service by itself has the same methods", async () => {
  await new SendPulseBulkEmail({ baseUrl, ...KEYS }).addressBooks.create({ bookName: "x" });
  expect(seen.at(-1)).toMatchObject({ path: "/addressbooks", body: { bookName: "x" } });
});

describe("an app with a server of its own", () => {
  const CODE = "0123456789abcdef0123456789abcdef";
  const RECORD = {
    id: "00000000-0000-4000-8000-0000000000c3",
    user_id: 1000001,
    app_id: "app-1",
    client_id: "11111111111111111111111111111111",
    client_secret: "canary-2222",
  };
  const app = () => new SendPulse({ baseUrl, appId: "app-1", appSecret: "canary-secret" });
  const exchanges = () => seen.filter(({ path }) => path === "/market-service/oauth/authorize");
  beforeEach(() => {
    play.answer = ({ body }) =>
      body.code === CODE
        ? { body: { result: true, data: RECORD } }
        : { status: 422, body: { result: false, data: null, error: "x", code: 5 } };
  });

  test.each([
    ["a URL", () => new URL(`https://app.example/in?code=${CODE}&lang=pt`)],
    ["a Request", () => new Request(`https://app.example/in?code=${CODE}lang=pt`)],
    [
      "a form",
      () =>
        new Request("https://app.example/in", {
          method: "POST",
          body: new URLSearchParams({ code: CODE, lang: "pt" }),
        }),
    ],
  ])("takes the code to keys, from %s", async (_, request) => {
    const opened = await app().handleRedirect(request());
    expect(opened).toMatchObject({
      provider: "sendpulse",
      account: "1000001",
      keys: { clientId: RECORD.client_id, clientSecret: RECORD.client_secret },
      lang: "pt",
      binding: "none",
    });
    expect(JSON.stringify(opened.profile)).not.toContain("canary");
    expect(exchanges()).toMatchObject([
      { body: { app_id: "app-1", secret: "canary-secret", code: CODE } },
    ]);
  });

  test("is told what to do with a code that is none, or used", async () => {
    const none = await failed(app().handleRedirect("https://app.example/in?code=x"));
    expect(none.code).toBe("invalid_argument");
    expect(exchanges()).toEqual([]);
    const used = `https://app.example/in?code=${"f".repeat(32)}`;
    expect(await failed(app().handleRedirect(used))).toMatchObject({
      code: "login_required",
      providerCode: "5",
    });
  });

  test("believes an uninstall that knows the keys, and no other", async () => {
    const keys = { clientId: RECORD.client_id, clientSecret: RECORD.client_secret };
    const uninstall = (/** @type {unknown} */ body) =>
      app().handleUninstall(
        new Request("https://app.example/out", { method: "POST", body: JSON.stringify(body) }),
        { find: (account) => (account === "1000001" ? keys : undefined) },
      );
    expect(await uninstall(RECORD)).toBe("1000001");
    for (const forged of [
      { ...RECORD, client_secret: "canary-2223" },
      { ...RECORD, app_id: "app-2" },
      { ...RECORD, user_id: 7 },
      {},
      null,
    ]) {
      expect(await uninstall(forged)).toBeUndefined();
    }
  });
});

describe("requests within a second", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A client whose requests are noted with their times. @param {object} [options] */
  const noted = (options) => {
    /** @type {number[]} */
    const at = [];
    const fetch = async () => {
      at.push(Date.now());
      return Response.json([]);
    };
    const sendpulse = new SendPulse({ apiKey: "key", fetch, ...options });
    return { at, sendpulse };
  };

  test("are never more than SendPulse accepts, and all are sent in the end", async () => {
    const { at, sendpulse } = noted();
    await sendpulse.balance.get(); // the core is loaded
    await vi.advanceTimersByTimeAsync(1000);
    const calls = Array.from({ length: 45 }, () => sendpulse.balance.get({ timeoutMs: 1000 }));
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(calls);
    const times = at.slice(1);
    expect(times).toHaveLength(45);
    const within = times.map((from) => times.filter((t) => t >= from && t < from + 900).length);
    expect(Math.max(...within)).toBeLessThanOrEqual(19); // ten at once, and then one every 100 ms
    expect(times[44]).toBe((times[0] ?? 0) + 3500);
    expect(sendpulse.quota).toMatchObject({ limit: 1000, dayRemaining: 500_000 - 46 });
  });

  test("are as many as are asked for, where somebody says so; and counted by the plan", async () => {
    const { at, sendpulse } = noted({ requestsPerSecond: 0, plan: "enterprise" });
    await Promise.all(Array.from({ length: 100 }, () => sendpulse.balance.get()));
    expect(at).toHaveLength(100);
    expect(sendpulse.quota).toMatchObject({ limit: 3000, remaining: 2900 });
  });

  test("are counted anew with each minute and each day", async () => {
    const { sendpulse } = noted({ requestsPerSecond: 0 });
    const known = async () => {
      await sendpulse.balance.get();
      return [sendpulse.quota.remaining, sendpulse.quota.dayRemaining];
    };
    expect(await known()).toEqual([999, 499_999]);
    expect(await known()).toEqual([998, 499_998]);
    vi.setSystemTime(Date.now() + 60_000);
    expect(await known()).toEqual([999, 499_997]);
    vi.setSystemTime(Date.now() + 24 * 60 * 60_000);
    expect(await known()).toEqual([999, 499_999]);
    expect(await known()).toEqual([998, 499_998]);
  });

  test("a call that waits for its turn can be given up", async () => {
    const { at, sendpulse } = noted({ requestsPerSecond: 1 });
    await sendpulse.balance.get();
    const controller = new AbortController();
    const failure = failed(sendpulse.balance.get({ signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    expect(await failure).toMatchObject({ code: "aborted" });
    expect(at).toHaveLength(1);
  });

  test("what is no plan is refused", async () => {
    const { sendpulse } = noted({ plan: "golden" });
    expect(await failed(sendpulse.balance.get())).toMatchObject({ code: "invalid_argument" });
  });
});
