import { getEventListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { PortariaError } from "portaria";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { collectUnhandledRejections, rejectionOf, within } from "./promises.js";
import { KEY, startScriptedServer } from "./scripted-server.js";

/** @typedef {import("portaria").JetChat} JetChat */
/** @typedef {import("portaria").CallOptions} CallOptions */

/** @type {Awaited<ReturnType<typeof startScriptedServer>>} */
let jetchat;
/** @type {ReturnType<typeof collectUnhandledRejections>} */
let unhandled;

beforeAll(async () => {
  jetchat = await startScriptedServer();
  unhandled = collectUnhandledRejections();
});

beforeEach(() => jetchat.answers());

afterAll(async () => {
  await jetchat.close();
  expect(await unhandled()).toEqual([]);
});

const MESSAGE = { user_ns: "f1u2", content: "Olá" };
const DOWN = { status: 503, body: { message: "Down." } };
const FINE = { body: { data: [], status: "ok" } };

/** @type {[string, (client: JetChat, options?: CallOptions) => PromiseLike<unknown>][]} */
const REPEATABLE = [
  ["a GET", (client, options) => client.me.get(options)],
  ["a PUT", (client, options) => client.subscribers.update({ user_ns: "f1u2" }, options)],
  ["a DELETE", (client, options) => client.flowTags.delete({ tag_ns: "f1t2" }, options)],
  ["a list", (client, options) => client.flowTags.list({}, options)],
  ["a POST that only reads", (client, options) => client.whatsappTemplates.list({}, options)],
];

/** @type {[string, (client: JetChat, options?: CallOptions) => PromiseLike<unknown>][]} */
const ONCE_ONLY = [
  ["a message", (client, options) => client.messages.sendText(MESSAGE, options)],
  [
    "a broadcast",
    (client, options) =>
      client.broadcasts.sendByTag({ tags: ["f1t2"], sub_flow_ns: "f1s3" }, options),
  ],
  ["a creation", (client, options) => client.flowTags.create({ name: "vip" }, options)],
];

/** @type {[string, import("./scripted-server.js").Reply][]} */
const PASSING = [
  ["500", { status: 500 }],
  ["502 with a web page", { status: 502, body: "<html><body>Bad Gateway</body></html>" }],
  ["503", DOWN],
  ["429 with Retry-After", { status: 429, headers: { "retry-after": "0" } }],
  ["a connection dropped before the answer", { drop: "head" }],
  ["a connection dropped in the middle of the answer", { drop: "body", body: { data: [1, 2] } }],
];

describe("what failed for a passing reason", () => {
  // The waits are tested below; here they are as short as chance may make them.
  beforeEach(() => vi.spyOn(Math, "random").mockReturnValue(0));
  afterEach(() => vi.restoreAllMocks());

  describe.each(PASSING)("%s", (_, reply) => {
    test.each(REPEATABLE)("is tried again: %s", async (_, call) => {
      jetchat.answers(reply, reply, FINE);
      expect(await within(call(jetchat.client()), 5000)).toEqual(FINE.body);
      expect(jetchat.requests).toHaveLength(3);
      const [first, ...again] = jetchat.requests.map(({ at, ...request }) => request);
      for (const request of again) expect(request).toEqual(first);
    });

    test.each(ONCE_ONLY)("is never sent twice: %s", async (_, call) => {
      jetchat.answers(reply, FINE);
      const error = await rejectionOf(call(jetchat.client({ retries: 10 })));
      expect(error.retryable).toBe(true);
      await wait(50);
      expect(jetchat.requests).toHaveLength(1);
    });
  });

  test("is tried twice more, or as often as asked for", async () => {
    const client = jetchat.client();
    for (const [options, requests] of /** @type {const} */ ([
      [{}, 3],
      [{ retries: 0 }, 1],
      [{ retries: 1 }, 2],
      [{ retries: 4 }, 5],
    ])) {
      jetchat.answers(DOWN);
      expect(await rejectionOf(client.me.get(options))).toMatchObject({
        code: "provider_error",
        status: 503,
        retryable: true,
      });
      expect(jetchat.requests, JSON.stringify(options)).toHaveLength(requests);
    }
    for (const retries of [-1, 1.5, 11, Number.NaN, "2", {}]) {
      const options = /** @type {CallOptions} */ ({ retries });
      expect(await rejectionOf(client.me.get(options))).toMatchObject({ code: "invalid_argument" });
    }
  });

  test("and will not pass is not tried again", async () => {
    for (const status of [400, 401, 403, 404, 405, 409, 422]) {
      jetchat.answers({ status, body: { message: "No." } });
      expect(await rejectionOf(jetchat.client().me.get())).toMatchObject({
        status,
        retryable: false,
      });
      expect(jetchat.requests, `${status}`).toHaveLength(1);
    }
  });
});

describe("the waits between tries", () => {
  test("are spread, so that those who failed together do not come back together", async () => {
    /** @type {Map<string, number[]>} */
    const times = new Map();
    jetchat.answers(({ headers, at }) => {
      const caller = String(headers["x-caller"]);
      const seen = [...(times.get(caller) ?? []), at];
      times.set(caller, seen);
      return seen.length === 1 ? DOWN : FINE;
    });
    const callers = Array.from({ length: 16 }, (_, number) =>
      jetchat.client({ headers: { "x-caller": `${number}` } }).me.get(),
    );
    await within(Promise.all(callers), 5000);
    const gaps = [...times.values()].map(([first = 0, second = 0]) => second - first);
    expect(Math.max(...gaps)).toBeLessThan(600);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeGreaterThan(60);
  });

  test("are as long as the provider says, in seconds", async () => {
    jetchat.answers({ ...DOWN, headers: { "retry-after": "1" } }, FINE);
    await jetchat.client().me.get();
    expect(jetchat.gaps()[0]).toBeGreaterThan(980);
    expect(jetchat.gaps()[0]).toBeLessThan(1800);
  });

  test("are as long as the provider says, by date", async () => {
    const date = new Date(Date.now() + 2000).toUTCString(); // of whole seconds
    jetchat.answers({ status: 429, headers: { "retry-after": date } }, FINE);
    await jetchat.client().me.get();
    expect(jetchat.gaps()[0]).toBeGreaterThan(900);
    expect(jetchat.gaps()[0]).toBeLessThan(2800);
  });

  test("are over at once for a date that has passed", async () => {
    const date = new Date(Date.now() - 60_000).toUTCString();
    jetchat.answers({ ...DOWN, headers: { "retry-after": date } }, FINE);
    await within(jetchat.client().me.get(), 500);
  });

  test("never end in another refusal of our own", async () => {
    const counts = Array.from({ length: 64 }, () => 0);
    const callers = counts.map((_, caller) =>
      jetchat
        .client({
          fetch: async () => {
            counts[caller] = (counts[caller] ?? 0) + 1;
            return counts[caller] === 1
              ? new Response("{}", { status: 429, headers: { "retry-after": "1" } })
              : Response.json(FINE.body);
          },
        })
        .me.get(),
    );
    await within(Promise.all(callers), 5000);
    expect(new Set(counts)).toEqual(new Set([2]));
  });

  test.each(["soon", "", "-1", "99999999999999999999", "1e9", "0x10"])(
    "do not become endless by Retry-After: %s",
    async (value) => {
      jetchat.answers({ ...DOWN, headers: { "retry-after": value } });
      const error = await rejectionOf(jetchat.client({ timeoutMs: 2000 }).me.get(), 3000);
      expect(error.code).toBe("provider_error");
      expect(jetchat.requests.length).toBeLessThanOrEqual(3);
    },
  );

  test("are not begun where they would take longer than the call may", async () => {
    jetchat.answers({ ...DOWN, headers: { "retry-after": "60" } });
    const error = await rejectionOf(jetchat.client().me.get(), 500);
    expect(error).toMatchObject({ code: "provider_error", status: 503, retryable: true });
    expect(jetchat.requests).toHaveLength(1);
  });
});

describe("the whole call", () => {
  test("ends in time, tries and waits included", async () => {
    jetchat.answers({ ...DOWN, delayMs: 120 });
    const started = performance.now();
    const error = await rejectionOf(jetchat.client().me.get({ timeoutMs: 500, retries: 10 }), 900);
    expect(["provider_error", "timeout"]).toContain(error.code);
    expect(performance.now() - started).toBeLessThan(700);
    expect(jetchat.requests.length).toBeGreaterThan(1);
  });

  test.each(/** @type {const} */ (["head", "body"]))("ends in time without a %s", async (hang) => {
    jetchat.answers({ hang, body: { data: [] } });
    const error = await rejectionOf(jetchat.client({ timeoutMs: 200 }).me.get(), 600);
    expect(error).toMatchObject({ code: "timeout", retryable: true, operation: "me.get" });
    expect(jetchat.requests).toHaveLength(1);
  });

  test("gives up where nobody listens", async () => {
    const gone = await startScriptedServer();
    const client = gone.client();
    await gone.close();
    expect(await rejectionOf(client.me.get())).toMatchObject({ code: "network", retryable: true });
  });
});

describe("the quota", () => {
  test("is unknown before the first call, and then what the provider says", async () => {
    const client = jetchat.client();
    expect(client.quota).toEqual({});
    jetchat.answers({ headers: { "x-ratelimit-limit": "500", "x-ratelimit-remaining": "17" } });
    const started = Date.now();
    await client.me.get();
    expect(client.quota).toMatchObject({ limit: 500, remaining: 17, blockedUntil: 0 });
    expect(client.quota.resetsAt).toBeGreaterThanOrEqual(started + 3_600_000);
  });

  test("is counted where the provider says nothing, or nothing sensible", async () => {
    const client = jetchat.client();
    jetchat.answers({}, {}, { headers: { "x-ratelimit-remaining": "many" } });
    for (const remaining of [999, 998, 997]) {
      await client.me.get();
      expect(client.quota).toMatchObject({ limit: 1000, remaining });
    }
  });

  test("is the client's own, and not the caller's to change", async () => {
    const [one, other] = [jetchat.client(), jetchat.client()];
    await one.me.get();
    Object.assign(one.quota, { remaining: 0, blockedUntil: Number.MAX_SAFE_INTEGER });
    await one.me.get();
    expect(one.quota.remaining).toBe(998);
    expect(other.quota).toEqual({});
  });

  test("when used up, keeps requests from being sent", async () => {
    const client = jetchat.client();
    jetchat.answers({ status: 429, body: { message: "Too Many Attempts." } }, FINE);
    expect(await rejectionOf(client.me.get())).toMatchObject({
      code: "rate_limited",
      status: 429,
      retryable: true,
      message: expect.stringContaining("Too Many Attempts."),
    });
    for (const call of [...REPEATABLE, ...ONCE_ONLY]) {
      const error = await rejectionOf(call[1](client), 500);
      expect(error).toMatchObject({ code: "rate_limited", retryable: true, status: undefined });
    }
    expect(jetchat.requests).toHaveLength(1);
    expect(client.quota.remaining).toBe(0);
    expect(client.quota.blockedUntil).toBeGreaterThan(Date.now());
    await jetchat.client().me.get(); // another client may have another key
  });

  test("is waited for as long as the provider says", async () => {
    const client = jetchat.client();
    jetchat.answers({ status: 429, headers: { "retry-after": "1" } }, FINE);
    const call = client.me.get();
    await wait(200);
    expect((await rejectionOf(client.me.get(), 200)).code).toBe("rate_limited");
    expect(await within(call, 3000)).toEqual(FINE.body);
    await client.me.get();
    expect(jetchat.requests).toHaveLength(3);
    expect(jetchat.gaps()[0]).toBeGreaterThan(980);
  });
});

/** What a caller may give as its reason. */
const REASONS = [
  new Error("enough"),
  new DOMException("over", "TimeoutError"),
  "stop",
  "",
  0,
  null,
  undefined,
  Symbol("no"),
  Object.create(null),
];

/** @type {[string, import("./scripted-server.js").Reply][]} */
const MOMENTS = [
  ["before the answer", { hang: "head" }],
  ["within the answer", { hang: "body", body: { data: [] } }],
  ["while waiting to try again", { ...DOWN, headers: { "retry-after": "20" } }],
];

describe("an abort", () => {
  test.each(MOMENTS)("%s ends the call at once, whatever the reason", async (_, reply) => {
    const client = jetchat.client();
    for (const reason of REASONS) {
      jetchat.answers(reply);
      const controller = new AbortController();
      const call = rejectionOf(client.me.get({ signal: controller.signal }), 1000);
      await until(() => jetchat.requests.length > 0);
      await wait(30);
      const started = performance.now();
      controller.abort(reason);
      expect(await call).toMatchObject({ code: "aborted", operation: "me.get", retryable: false });
      expect(performance.now() - started).toBeLessThan(100);
      expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    }
    expect(jetchat.requests).toHaveLength(1);
  });

  test("that came first keeps the call from being sent", async () => {
    for (const reason of REASONS) {
      const call = jetchat.client().me.get({ signal: AbortSignal.abort(reason) });
      expect(await rejectionOf(call, 200)).toMatchObject({ code: "aborted" });
    }
    expect(jetchat.requests).toEqual([]);
  });

  test("between pages ends a list, prefetched or not", async () => {
    for (const prefetch of [false, true]) {
      jetchat.answers(({ query }) => {
        const page = Number(query.get("page") ?? 1);
        return { body: { data: [{ name: page }], meta: { current_page: page, last_page: 9 } } };
      });
      const controller = new AbortController();
      /** @type {unknown[]} */
      const seen = [];
      const read = async () => {
        const list = jetchat.client().flowTags.list({}, { prefetch, signal: controller.signal });
        for await (const { name } of list) {
          seen.push(name);
          if (seen.length === 2) controller.abort("stop");
        }
      };
      expect(await rejectionOf(read(), 1000)).toMatchObject({ code: "aborted" });
      expect(seen).toEqual([1, 2]);
      expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    }
  });

  test("of the client's own signal ends its calls, and one of a call only that call", async () => {
    jetchat.answers({ hang: "head" });
    const [all, one] = [new AbortController(), new AbortController()];
    const client = jetchat.client({ signal: all.signal });
    const call = rejectionOf(client.me.get({ signal: one.signal }), 1000);
    one.abort();
    expect(await call).toMatchObject({ code: "aborted" });
    const other = rejectionOf(client.me.get(), 1000);
    all.abort();
    expect(await other).toMatchObject({ code: "aborted" });
  });

  test("that never comes leaves nothing on a signal that lives long", async () => {
    const { signal } = new AbortController();
    /** @type {Error[]} */
    const warnings = [];
    const warn = (/** @type {Error} */ warning) => warnings.push(warning);
    process.on("warning", warn);
    const client = jetchat.client({ signal });
    for (const reply of [FINE, DOWN, { status: 422 }, { drop: "head" }, { body: "{" }]) {
      jetchat.answers(/** @type {import("./scripted-server.js").Reply} */ (reply), FINE);
      await Promise.allSettled(Array.from({ length: 20 }, () => client.me.get({ retries: 1 })));
      expect(getEventListeners(signal, "abort")).toEqual([]);
    }
    jetchat.answers({ hang: "head" });
    await rejectionOf(client.me.get({ timeoutMs: 50 }));
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await wait(20);
    process.off("warning", warn);
    expect(warnings).toEqual([]);
  });
});

describe("what the hooks are told", () => {
  /**
   * Calls with hooks, and gives what they were told.
   * @param {(client: JetChat) => PromiseLike<unknown>} call
   */
  async function told(call) {
    /** @type {[string, import("portaria").CallEvent & { status?: number }][]} */
    const events = [];
    const client = jetchat.client({
      onRequest: (event) => void events.push(["request", event]),
      onResponse: (event) => void events.push(["response", event]),
    });
    await Promise.resolve(call(client)).catch(() => {});
    return events;
  }

  test("is each try and each answer", async () => {
    jetchat.answers(DOWN, FINE);
    const event = { operation: "me.get", method: "GET", url: `${jetchat.baseUrl}/me` };
    expect(await told((client) => client.me.get())).toEqual([
      ["request", { ...event, attempt: 1 }],
      ["response", { ...event, attempt: 1, status: 503 }],
      ["request", { ...event, attempt: 2 }],
      ["response", { ...event, attempt: 2, status: 200 }],
    ]);
  });

  test("holds no key, not even one that went astray", async () => {
    const events = await told((client) => client.flowTags.list({ name: `<${KEY}>` }));
    expect(events).toHaveLength(2);
    expect(JSON.stringify(events)).not.toContain(KEY);
  });

  test("is the whole URL", async () => {
    const name = "x".repeat(2000);
    const [first] = await told((client) => client.flowTags.list({ name }));
    expect(first?.[1].url).toBe(`${jetchat.baseUrl}/flow/tags?name=${name}`);
  });

  test("cannot be known before anything is sent, and is not when nothing is", async () => {
    expect(await told((client) => client.me.get({ headers: { "x-a": "\n" } }))).toEqual([]);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("mine");
      },
    ],
    ["rejects", () => Promise.reject(new Error("mine"))],
    ["never ends", () => new Promise(() => {})],
  ])("does not matter to the call: one that %s", async (_, hook) => {
    const stray = collectUnhandledRejections();
    const client = jetchat.client({ onRequest: hook, onResponse: hook });
    expect(await within(client.me.get(), 1000)).toEqual({});
    expect(await stray()).toEqual([]);
  });
});

describe("header fields", () => {
  test("are the client's and the call's, which goes first", async () => {
    const client = jetchat.client({ headers: { "x-one": "1", "X-Two": "2" } });
    await client.me.get({ headers: { "x-two": "zwei", "x-three": "drei" } });
    await client.me.get();
    const [first, second] = jetchat.requests.map(({ headers }) => headers);
    expect(first).toMatchObject({ "x-one": "1", "x-two": "zwei", "x-three": "drei" });
    expect(second).toMatchObject({ "x-one": "1", "x-two": "2" });
    expect(second).not.toHaveProperty("x-three");
  });

  test.each(["accept", "Accept"])("add to what the call wants, by the name %s", async (name) => {
    await jetchat.client({ headers: { [name]: "text/csv" } }).me.get();
    expect(jetchat.requests[0]?.headers.accept).toBe("application/json, text/csv");
  });

  test("say what the call wants and who calls", async () => {
    await jetchat.client().messages.sendText(MESSAGE);
    expect(jetchat.requests[0]?.headers).toMatchObject({
      accept: "application/json",
      authorization: `Bearer ${KEY}`,
      "content-type": "application/json",
    });
  });

  test.each(["authorization", "Authorization", "cookie", "content-type", "HOST", "x-portaria"])(
    "that are the client's to set are refused: %s",
    async (name) => {
      for (const client of [jetchat.client(), jetchat.client({ headers: { [name]: "canary" } })]) {
        const error = await rejectionOf(client.me.get({ headers: { [name]: "canary" } }));
        expect(error).toMatchObject({ code: "invalid_argument" });
        expect(error.message).toContain(name);
        expect(error.message).not.toContain("canary");
      }
      expect(jetchat.requests).toEqual([]);
    },
  );

  test.each(
    /** @type {[string, any][]} */ ([
      ["a line break", { "x-a": "canary\r\nx-b: 1" }],
      ["a control character", { "x-a": "canary\0" }],
      ["what is not Latin-1", { "x-a": "canary 你好" }],
      ["a lone surrogate", { "x-a": "canary \ud800" }],
      ["a name with a space", { "x a": "canary" }],
      ["a name with a line break", { "x-a\n": "canary" }],
      ["no name", { "": "canary" }],
      ["a number", { "x-a": 1 }],
      ["nothing", { "x-a": null }],
      ["an object", { "x-a": {} }],
      ["fields in an array", [["x-a", "canary"]]],
      ["fields in a Headers", new Headers({ "x-a": "canary" })],
      ["a text", "x-a: canary"],
    ]),
  )("that are malformed are refused unseen: %s", async (_, headers) => {
    for (const call of [
      () => jetchat.client({ headers }).me.get(),
      () => jetchat.client().me.get({ headers }),
      () => jetchat.client({ headers }).me.get({ headers: {} }),
    ]) {
      const error = await rejectionOf(call(), 1000);
      expect(error).toMatchObject({ code: "invalid_argument" });
      expect(error.message).not.toContain("canary");
    }
    expect(jetchat.requests).toEqual([]);
  });

  test.each(["connection", "content-length", "expect", "transfer-encoding", "upgrade"])(
    "that fetch keeps to itself make no call hang: %s",
    async (name) => {
      const call = jetchat.client().me.get({ headers: { [name]: "7" }, retries: 0 });
      const settled = Promise.resolve(call).catch((error) => error);
      const result = await within(settled, 2000);
      if (result instanceof PortariaError) expect(result.code).toBe("invalid_argument");
    },
  );
});

describe("a credential", () => {
  test.each(
    /** @type {[string, any, string][]} */ ([
      ["a line break", { apiKey: "canary\n" }, "apiKey"],
      ["a line break and a header", { apiKey: "canary\r\nx-a: 1" }, "apiKey"],
      ["a space", { apiKey: "Bearer canary" }, "apiKey"],
      ["what is not ASCII", { apiKey: "canáry" }, "apiKey"],
      ["nothing", { apiKey: "" }, "apiKey"],
      ["a number", { apiKey: 4711 }, "apiKey"],
      ["an account with a line break", { teamId: "canary\n1" }, "teamId"],
      ["a workspace with a line break", { workspaceId: "canary\n1" }, "workspaceId"],
      ["a bot with a line break", { workspaceId: "1", flowNs: "canary\n" }, "flowNs"],
    ]),
  )("that cannot travel is refused unseen: %s", async (_, options, name) => {
    const client = jetchat.client(options);
    const error = await rejectionOf(client.me.get(), 500);
    expect(error).toMatchObject({ code: "invalid_argument" });
    expect(error.message).toContain(name);
    expect(error.message).not.toMatch(/can[aá]ry|4711/);
    expect((await rejectionOf(client.me.get.curl(), 500)).code).toBe("invalid_argument");
    expect(jetchat.requests).toEqual([]);
  });

  test("of a partner names the client's workspace and bot", async () => {
    await jetchat.client({ teamId: "7", workspaceId: "12", flowNs: "f3" }).me.get();
    expect(jetchat.requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      "x-team-id": "7",
      "x-client-workspace-id": "12",
      "x-client-flow-ns": "f3",
    });
    await jetchat.client().me.get();
    for (const name of ["x-team-id", "x-client-workspace-id", "x-client-flow-ns"]) {
      expect(jetchat.requests[1]?.headers).not.toHaveProperty(name);
    }
  });

  test("is nowhere in what a client shows of itself", async () => {
    const { inspect } = await import("node:util");
    const client = jetchat.client();
    await client.me.get();
    const shown = inspect(client, { depth: 9, showHidden: true }) + JSON.stringify(client);
    expect(shown).not.toContain(KEY);
  });
});

const PAGE = "<!DOCTYPE html><html><body>Attention required</body></html>";

/** @type {[string, import("./scripted-server.js").Reply, object][]} */
const ERRORS = [
  ["400 with a message", no(400, "Error message"), said("rejected", 400, "Error message")],
  ["401", no(401, "Unauthenticated."), said("unauthorized", 401, "Unauthenticated.")],
  ["403", no(403, "No scope."), said("forbidden", 403, "No scope.")],
  ["404", no(404, "Not found."), said("not_found", 404, "Not found.")],
  [
    "422 with fields, as Laravel has them",
    no(422, "The given data was invalid.", {
      errors: {
        "data.0.tag_ns": ["The tag is unknown.", "And more."],
        name: ["Too long."],
        phone: "Wrong.",
        email: [],
      },
    }),
    said("rejected", 422, /invalid\. \(.*data\.0\.tag_ns: The tag.*name: Too.*phone: Wro.*email/),
  ],
  [
    "422 with a long message and fields",
    no(422, "So long. ".repeat(60), { errors: { user_ns: ["Required."] } }),
    said("rejected", 422, "user_ns"),
  ],
  [
    "422 with fields alone",
    { status: 422, body: { errors: { user_ns: ["Required."] } } },
    said("rejected", 422, "user_ns"),
  ],
  ["422 with a message alone", no(422, "Wrong."), said("rejected", 422, "Wrong.")],
  ["422 with `error`", { status: 422, body: { error: "Wrong." } }, said("rejected", 422, "Wrong.")],
  ["422 with nothing", { status: 422, body: "" }, said("rejected", 422, "422")],
  ["429", no(429, "Too Many Attempts."), said("rate_limited", 429, "Too Many", true)],
  ["a 403 page of a proxy", { status: 403, body: PAGE }, said("forbidden", 403, "403")],
  ["a 404 page", { status: 404, body: PAGE }, said("not_found", 404, "404")],
  ["a 429 page", { status: 429, body: PAGE }, said("rate_limited", 429, "429", true)],
  ["a 503 page", { status: 503, body: PAGE }, said("bad_response", 503, "web page", true)],
  ["500 with nothing", { status: 500, body: "" }, said("bad_response", 500, "empty", true)],
  ["a page instead of data", { body: PAGE }, said("bad_response", 200, "web page")],
  ["data cut off", { body: '{"data":[{"id":1}' }, said("bad_response", 200, "cut off")],
  ["an array cut off", { body: '[{"id":1},{"id":2}' }, said("bad_response", 200, "cut off")],
  ["data cut off in a text", { body: '{"data":"a' }, said("bad_response", 200, "cut off")],
  ["nothing", { body: "" }, said("bad_response", 200, "empty")],
  ["a message without data", no(200, "Wrong method."), said("rejected", 200, "Wrong method.")],
  ["the key, quoted", no(401, `Bad key ${KEY}`), said("unauthorized", 401, "[secret]")],
  [
    "the key, quoted in fields",
    no(422, "No.", { errors: { [KEY]: [KEY] } }),
    said("rejected", 422, "[secret]"),
  ],
  ["line breaks", no(400, "one\r\ntwo"), said("rejected", 400, /^[^\r\n]*one {1,2}two[^\r\n]*$/)],
];

/**
 * @param {number} status
 * @param {string} message
 * @param {object} [more]
 * @returns {import("./scripted-server.js").Reply}
 */
function no(status, message, more) {
  return { status, body: { message, ...more } };
}

/**
 * @param {import("portaria").PortariaErrorCode} code
 * @param {number} status
 * @param {string | RegExp} message
 * @param {boolean} [retryable]
 */
function said(code, status, message, retryable = false) {
  return { code, status, retryable, message: expect.stringMatching(source(message)) };
}

/** @param {string | RegExp} text */
function source(text) {
  return typeof text === "string" ? RegExp(text.replace(/[[\].]/g, "\\$&")) : text;
}

describe("an answer that is an error", () => {
  test.each(ERRORS)("%s", async (_, reply, expected) => {
    jetchat.answers(reply);
    const error = await rejectionOf(
      jetchat.client({ retries: 0 }).flowTags.create({ name: "vip" }),
    );
    expect(error).toBeInstanceOf(PortariaError);
    expect(error).toMatchObject({ provider: "jetchat", operation: "flowTags.create", ...expected });
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(KEY);
  });

  test("is told from one that only mentions a message", async () => {
    for (const body of [
      { data: [], message: "x" },
      { status: "ok", message: "x" },
      { id: 7, message: "x" },
      [{ message: "x" }],
      [],
      {},
      null,
      "x",
      7,
      false,
    ]) {
      jetchat.answers({ body: JSON.stringify(body) });
      expect(await jetchat.client().me.get()).toEqual(body);
    }
  });
});

describe("a redirect", () => {
  test.each([301, 302, 303, 307, 308])("is not followed: %d", async (status) => {
    const elsewhere = await startScriptedServer();
    for (const location of [`${elsewhere.baseUrl}/me`, "/api/other", "//127.0.0.1", ""]) {
      jetchat.answers({ status, headers: { location }, body: PAGE });
      const error = await rejectionOf(jetchat.client().me.get());
      expect(error).toMatchObject({ code: "bad_response", status, retryable: false });
      expect(jetchat.requests).toHaveLength(1);
    }
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });
});

/** @param {() => boolean} condition */
async function until(condition) {
  while (!condition()) await wait(5);
}
