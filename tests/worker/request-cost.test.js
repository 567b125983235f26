// How many Vaults and platforms a request asks, as docs/scale.md says.
import { describe, expect, test } from "vitest";
import { advanceClock } from "./clock.js";
import { connectJetchatKey } from "./connect-jetchat-key.js";
import { createWorker } from "./create-worker.js";
import { useFixtures } from "./fixtures.js";
import { output } from "./output.js";
import { cookieHeader, TestBrowser } from "./test-browser.js";

const OURS = { "x-portaria": "1" };

useFixtures();

describe("what a request costs", () => {
  const costs = async (/** @type {Promise<Response>} */ asked) => {
    await asked;
    const { vault, calls } = output.logLines().at(-1);
    return { vault, calls };
  };

  test("asks as many Vaults and platforms as the docs say, and no Vault for a call with a warm token", async () => {
    const ask = createWorker({});
    const start = await ask("/connect/pipichat", { headers: { accept: "text/html" } });
    expect(output.logLines().at(-1)).toMatchObject({ route: "connect", vault: 0, calls: 0 });
    const callback = await new TestBrowser().approveLogin(start.headers.get("location") ?? "");
    expect(await costs(ask(callback, { headers: { cookie: cookieHeader(start) } }))).toEqual({
      vault: 2, // the claim; the connection, and how it went
      calls: 2,
    });

    const cookie = await connectJetchatKey(ask);
    expect(output.logLines().at(-1)).toMatchObject({
      route: "connect",
      vault: 1, // the connection, and how it went
      calls: 1,
    });
    const call = () => ask("/api/jetchat/me", { headers: { cookie } });
    expect(await costs(call())).toEqual({ vault: 1, calls: 1 });
    expect(await costs(call())).toEqual({ vault: 0, calls: 1 });
    const warm = await call();
    expect(warm.headers.get("server-timing")).toMatch(/^total;dur=\d+, upstream;dur=\d+;desc="1"$/);
    advanceClock(31);
    expect(await costs(call())).toEqual({ vault: 1, calls: 1 });
  });

  test("answers 401 at once after a connection was deleted, though it was remembered", async () => {
    const ask = createWorker({});
    const cookie = await connectJetchatKey(ask);
    const call = async () => (await ask("/api/jetchat/me", { headers: { cookie } })).status;
    expect([await call(), await call()]).toEqual([200, 200]);
    await ask("/connections/jetchat", { method: "DELETE", headers: { ...OURS, cookie } });
    expect(await call()).toBe(401);
  });
});
