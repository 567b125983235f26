// Row 29 of SECURITY.md: limits for an address and for an owner.
import { describe, expect, test } from "vitest";
import { advanceClock } from "./clock.js";
import { connectJetchatKey } from "./connect-jetchat-key.js";
import { createWorker } from "./create-worker.js";
import { useFixtures } from "./fixtures.js";
import { control } from "./sandbox.js";
import { failure } from "./test-browser.js";

useFixtures();

describe("row 29: too many requests", () => {
  const from = (/** @type {string} */ address) => ({ "cf-connecting-ip": address });

  test("answers 429 to an address that begins or ends too many logins, until a minute later", async () => {
    const ask = createWorker({}, { PORTARIA_LIMITS: { address: 5 } });
    const start = async (/** @type {Record<string, string>} */ headers) =>
      (await ask("/connect/pipichat", { headers })).status;
    const burst = await Promise.all(Array.from({ length: 12 }, () => start(from("192.0.2.1"))));
    expect(burst.filter((status) => status === 303)).toHaveLength(5);
    expect(burst.filter((status) => status === 429)).toHaveLength(7);
    expect(await start(from("192.0.2.2"))).toBe(303);
    for (const [path, init] of /** @type {[string, RequestInit][]} */ ([
      ["/callback/pipichat?auth_key=0123456789abcdef0123456789abcdef", {}],
      ["/callback/sendpulse?code=x", {}],
      ["/link/sendpulse?question=x", {}],
      ["/connect/jetchat", { method: "POST", body: "{}" }],
      ["/sign-out", { method: "POST" }],
    ])) {
      const answer = await ask(path, { ...init, headers: from("192.0.2.1") });
      expect(await failure(answer), path).toMatchObject({ status: 429, code: "rate_limited" });
      expect(answer.headers.get("retry-after")).toBe("60");
    }
    expect((await ask("/health", { headers: from("192.0.2.1") })).status).toBe(200);
    advanceClock(61);
    expect(await start(from("192.0.2.1"))).toBe(303);
  });

  test("counts the addresses of servers apart, by a limit of their own", async () => {
    const limits = { address: 5, server: 8 };
    const ask = createWorker({}, { PORTARIA_LIMITS: limits });
    const headers = from("192.0.2.3");
    const uninstall = async () =>
      (await ask("/uninstall/sendpulse", { method: "POST", body: "{}", headers })).status;
    const logins = Array.from({ length: 6 }, () => ask("/connect/pipichat", { headers }));
    expect((await Promise.all(logins)).map(({ status }) => status)).toContain(429);
    const first = await Promise.all(Array.from({ length: 8 }, uninstall));
    expect(new Set(first)).toEqual(new Set([200]));
    expect(await uninstall()).toBe(429);
    const crm = { method: "POST", body: "{}", headers };
    expect((await ask("/crm/bangwo8/companyinfo?authcode=x", crm)).status).toBe(429);
  });

  test("counts all IPv6 addresses of a network as one, and an IPv4 address in either form", async () => {
    const ask = createWorker({}, { PORTARIA_LIMITS: { address: 3 } });
    for (const addresses of [
      Array.from({ length: 9 }, (_, at) => `2001:db8:0:7:${at}::${at}`),
      ["192.0.2.4", "::ffff:192.0.2.4", "::FFFF:C000:204", "192.0.2.4", "192.0.2.4"],
    ]) {
      const statuses = [];
      for (const address of addresses)
        statuses.push((await ask("/connect/pipichat", { headers: from(address) })).status);
      expect(statuses).toEqual(addresses.map((_, at) => (at < 3 ? 303 : 429)));
    }
  });

  test("counts all together whose address is missing, unreadable or said twice", async () => {
    const ask = createWorker({}, { PORTARIA_LIMITS: { address: 4 } });
    const statuses = [];
    for (const headers of [
      {},
      from("192.0.2.5, 192.0.2.6"),
      from("unknown"),
      from("192.0.2.5:443"),
      {},
      from("127.1"),
    ])
      statuses.push((await ask("/connect/pipichat", { headers })).status);
    expect(statuses).toEqual([303, 303, 303, 303, 429, 429]);
  });

  test("believes no header that PORTARIA_ADDRESS_HEADER does not name, and says so in /health", async () => {
    const ask = createWorker({}, { PORTARIA_LIMITS: { address: 3 }, PORTARIA_ADDRESS_HEADER: "" });
    advanceClock(120); // what other tests asked without an address is counted no more
    const statuses = [];
    for (const last of [1, 2, 3, 4])
      statuses.push(
        (await ask("/connect/pipichat", { headers: from(`198.51.100.${last}`) })).status,
      );
    expect(statuses).toEqual([303, 303, 303, 429]);
    const health = /** @type {any} */ (await (await ask("/health")).json());
    expect(health).toMatchObject({
      status: "ok",
      warnings: [{ variable: "PORTARIA_ADDRESS_HEADER" }],
    });
    const declared = createWorker({}, { PORTARIA_LIMITS: { address: 3 } });
    expect(await (await declared("/health")).json()).toMatchObject({ warnings: [] });
  });

  test("answers 429 to an owner who calls too often, without asking the platform", async () => {
    const ask = createWorker({}, { PORTARIA_LIMITS: { owner: 20 } });
    const cookie = await connectJetchatKey(ask);
    const call = async () => (await ask("/api/jetchat/me", { headers: { cookie } })).status;
    const burst = await Promise.all(Array.from({ length: 30 }, call));
    expect([
      burst.filter((status) => status === 200).length,
      burst.filter((status) => status === 429).length,
    ]).toEqual([20, 10]);
    const { requests } = await control("log");
    expect(requests.filter((/** @type {any} */ { path }) => path.endsWith("/me"))).toHaveLength(21);
    const other = await connectJetchatKey(ask);
    expect((await ask("/api/jetchat/me", { headers: { cookie: other } })).status).toBe(200);
    advanceClock(61);
    expect(await call()).toBe(200);
  });

  test("counts with PORTARIA_LIMITER where that is bound, and not at all where the limit is 0", async () => {
    /** @type {string[]} */
    const keys = [];
    const limit = async (/** @type {{ key: string }} */ { key }) => ({
      success: keys.push(key) < 3,
    });
    const ask = createWorker({}, { PORTARIA_LIMITER: { limit }, PORTARIA_LIMITS: {} });
    const statuses = [];
    for (let time = 0; time < 3; time++)
      statuses.push((await ask("/connect/pipichat", { headers: from("192.0.2.9") })).status);
    expect(statuses).toEqual([303, 303, 429]);
    expect(new Set(keys)).toEqual(new Set(["address/192.0.2.9"]));
    const free = createWorker({}, { PORTARIA_LIMITS: { address: 0, owner: 0 } });
    const many = await Promise.all(
      Array.from({ length: 80 }, () => free("/connect/pipichat", { headers: from("192.0.2.1") })),
    );
    expect(many.every(({ status }) => status === 303)).toBe(true);
  });
});
