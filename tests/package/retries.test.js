// Which calls are repeated after a failure, how often, and after which wait.
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DOWN, FINE, ONCE_ONLY, REPEATABLE } from "./example-calls.js";
import { rejectionOf, within } from "./promises.js";
import { useScriptedServer } from "./scripted-server.js";

/** @typedef {import("portaria").CallOptions} CallOptions */

const server = useScriptedServer();

/** @type {[string, import("./scripted-server.js").Reply][]} */
const TEMPORARY = [
  ["500", { status: 500 }],
  ["502 with a web page", { status: 502, body: "<html><body>Bad Gateway</body></html>" }],
  ["503", DOWN],
  ["429 with Retry-After", { status: 429, headers: { "retry-after": "0" } }],
  ["a connection dropped before the answer", { drop: "head" }],
  ["a connection dropped in the middle of the answer", { drop: "body", body: { data: [1, 2] } }],
];

describe("a call that failed", () => {
  // The waits have tests of their own, below. Here they are as short as possible.
  beforeEach(() => vi.spyOn(Math, "random").mockReturnValue(0));
  afterEach(() => vi.restoreAllMocks());

  describe.each(TEMPORARY)("with %s", (_, reply) => {
    test.each(REPEATABLE)(
      "is repeated until it succeeds, where that is safe: %s",
      async (_, call) => {
        server.answers(reply, reply, FINE);
        expect(await within(call(server.client()), 5000)).toEqual(FINE.body);
        expect(server.requests).toHaveLength(3);
        const [first, ...again] = server.requests.map(({ at, ...request }) => request);
        for (const request of again) expect(request).toEqual(first);
      },
    );

    test.each(ONCE_ONLY)("is never sent twice, where that is not safe: %s", async (_, call) => {
      server.answers(reply, FINE);
      const error = await rejectionOf(call(server.client({ retries: 10 })));
      expect(error.retryable).toBe(true);
      await wait(50);
      expect(server.requests).toHaveLength(1);
    });
  });

  test("is repeated twice, or as often as `retries` says, from 0 to 10", async () => {
    const client = server.client();
    for (const [options, requests] of /** @type {const} */ ([
      [{}, 3],
      [{ retries: 0 }, 1],
      [{ retries: 1 }, 2],
      [{ retries: 4 }, 5],
    ])) {
      server.answers(DOWN);
      expect(await rejectionOf(client.me.get(options))).toMatchObject({
        code: "provider_error",
        status: 503,
        retryable: true,
      });
      expect(server.requests, JSON.stringify(options)).toHaveLength(requests);
    }
    for (const retries of [-1, 1.5, 11, Number.NaN, "2", {}]) {
      const options = /** @type {CallOptions} */ ({ retries });
      expect(await rejectionOf(client.me.get(options))).toMatchObject({ code: "invalid_argument" });
    }
  });

  test("with 400, 401, 403, 404, 405, 409 or 422 is not repeated", async () => {
    for (const status of [400, 401, 403, 404, 405, 409, 422]) {
      server.answers({ status, body: { message: "No." } });
      expect(await rejectionOf(server.client().me.get())).toMatchObject({
        status,
        retryable: false,
      });
      expect(server.requests, `${status}`).toHaveLength(1);
    }
  });
});

describe("the wait before a repetition", () => {
  test("is random, so that 16 callers that failed at the same time do not return at the same time", async () => {
    /** @type {Map<string, number[]>} */
    const times = new Map();
    server.answers(({ headers, at }) => {
      const caller = String(headers["x-caller"]);
      const seen = [...(times.get(caller) ?? []), at];
      times.set(caller, seen);
      return seen.length === 1 ? DOWN : FINE;
    });
    const callers = Array.from({ length: 16 }, (_, number) =>
      server.client({ headers: { "x-caller": `${number}` } }).me.get(),
    );
    await within(Promise.all(callers), 5000);
    const gaps = [...times.values()].map(([first = 0, second = 0]) => second - first);
    expect(Math.max(...gaps)).toBeLessThan(600);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeGreaterThan(60);
  });

  test("is as long as Retry-After says in seconds", async () => {
    server.answers({ ...DOWN, headers: { "retry-after": "1" } }, FINE);
    await server.client().me.get();
    expect(server.gaps()[0]).toBeGreaterThan(980);
    expect(server.gaps()[0]).toBeLessThan(1800);
  });

  test("is as long as Retry-After says by a date", async () => {
    const date = new Date(Date.now() + 2000).toUTCString(); // in whole seconds
    server.answers({ status: 429, headers: { "retry-after": date } }, FINE);
    await server.client().me.get();
    expect(server.gaps()[0]).toBeGreaterThan(900);
    expect(server.gaps()[0]).toBeLessThan(2800);
  });

  test("is over at once when the date in Retry-After has passed", async () => {
    const date = new Date(Date.now() - 60_000).toUTCString();
    server.answers({ ...DOWN, headers: { "retry-after": date } }, FINE);
    await within(server.client().me.get(), 500);
  });

  test("after a 429 does not end too early, when the client would refuse the call with rate_limited", async () => {
    const counts = Array.from({ length: 64 }, () => 0);
    const callers = counts.map((_, caller) =>
      server
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
    "stays within timeoutMs when Retry-After is %j",
    async (value) => {
      server.answers({ ...DOWN, headers: { "retry-after": value } });
      const error = await rejectionOf(server.client({ timeoutMs: 2000 }).me.get(), 3000);
      expect(error.code).toBe("provider_error");
      expect(server.requests.length).toBeLessThanOrEqual(3);
    },
  );

  test("is not begun when Retry-After is longer than timeoutMs; the call rejects at once", async () => {
    server.answers({ ...DOWN, headers: { "retry-after": "60" } });
    const error = await rejectionOf(server.client().me.get(), 500);
    expect(error).toMatchObject({ code: "provider_error", status: 503, retryable: true });
    expect(server.requests).toHaveLength(1);
  });
});
