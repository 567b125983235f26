// A client's quota: what it knows of it, and which calls it therefore does not send.
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { FINE, ONCE_ONLY, REPEATABLE } from "./example-calls.js";
import { rejectionOf, within } from "./promises.js";
import { useScriptedServer } from "./scripted-server.js";

const server = useScriptedServer();

describe("a client's quota", () => {
  test("is empty before the first call, and then what the fields x-ratelimit-limit and x-ratelimit-remaining say", async () => {
    const client = server.client();
    expect(client.quota).toEqual({});
    server.answers({ headers: { "x-ratelimit-limit": "500", "x-ratelimit-remaining": "17" } });
    const started = Date.now();
    await client.me.get();
    expect(client.quota).toMatchObject({ limit: 500, remaining: 17, blockedUntil: 0 });
    expect(client.quota.resetsAt).toBeGreaterThanOrEqual(started + 3_600_000);
  });

  test("is counted by the client where these fields are missing or are no numbers", async () => {
    const client = server.client();
    server.answers({}, {}, { headers: { "x-ratelimit-remaining": "many" } });
    for (const remaining of [999, 998, 997]) {
      await client.me.get();
      expect(client.quota).toMatchObject({ limit: 1000, remaining });
    }
  });

  test("belongs to one client, and does not change when a caller changes the object", async () => {
    const [one, other] = [server.client(), server.client()];
    await one.me.get();
    Object.assign(one.quota, { remaining: 0, blockedUntil: Number.MAX_SAFE_INTEGER });
    await one.me.get();
    expect(one.quota.remaining).toBe(998);
    expect(other.quota).toEqual({});
  });

  test("that is used up after a 429 refuses further calls with rate_limited, and sends nothing", async () => {
    const client = server.client();
    const headers = { "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "0" };
    server.answers({ status: 429, headers, body: { message: "Too Many Attempts." } }, FINE);
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
    expect(server.requests).toHaveLength(1);
    expect(client.quota.remaining).toBe(0);
    expect(client.quota.blockedUntil).toBeGreaterThan(Date.now());
    await server.client().me.get(); // another client may have another key
  });

  test("that is used up is waited for as long as Retry-After says, while other calls are refused", async () => {
    const client = server.client();
    server.answers({ status: 429, headers: { "retry-after": "1" } }, FINE);
    const call = client.me.get();
    await wait(200);
    expect((await rejectionOf(client.me.get(), 200)).code).toBe("rate_limited");
    expect(await within(call, 3000)).toEqual(FINE.body);
    await client.me.get();
    expect(server.requests).toHaveLength(3);
    expect(server.gaps()[0]).toBeGreaterThan(980);
  });
});
