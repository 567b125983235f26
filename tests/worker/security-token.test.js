// Row 30 of SECURITY.md: one request for a token at a time, and no token that is lost.
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { advanceClock } from "./clock.js";
import { createWorker } from "./create-worker.js";
import { useFixtures } from "./fixtures.js";
import { output } from "./output.js";
import { openApp } from "./providers/sendpulse/dashboard.js";
import { control, platformRequests } from "./sandbox.js";
import { TestBrowser } from "./test-browser.js";

useFixtures();

/**
 * Calls the Worker, over a storage in which some commands fail, as a person who has opened the app and is linked.
 * @param {(command: any) => void} before throws for a command that is to fail
 */
async function linkedCalls(before) {
  const VAULT = {
    idFromName: (/** @type {string} */ name) => env.VAULT.idFromName(name),
    get: (/** @type {DurableObjectId} */ id) => ({
      run: async (/** @type {string} */ command) => {
        before(JSON.parse(command).run);
        return /** @type {any} */ (env.VAULT.get(id)).run(command);
      },
    }),
  };
  const send = createWorker({}, { VAULT });
  const browser = new TestBrowser((request) => send(request));
  const call = (/** @type {string} */ path) =>
    browser.ask(path, { headers: { "x-portaria": "1" } });
  expect((await call(`/callback/trusting?${await openApp()}`)).status).toBe(303);
  return call;
}

const tokenRequests = () => platformRequests("oauth/access_token");

describe("row 30: a token", () => {
  test("asks for one token when 100 calls find the last one ended", async () => {
    const call = await linkedCalls(() => {});
    expect((await call("/api/trusting/senders")).status).toBe(200);
    advanceClock(7200);
    await control("clock", { advance_s: 7200 });
    const calls = Array.from({ length: 100 }, () => call("/api/trusting/senders"));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await tokenRequests()).toHaveLength(2);
  });

  test("uses a token that could not be stored, and logs that", async () => {
    let broken = true;
    const call = await linkedCalls(({ command }) => {
      if (broken && command === "putToken") throw new Error("the storage is down");
    });
    expect((await call("/api/trusting/senders")).status).toBe(200);
    expect(output.logLines()).toContainEqual({
      portaria: "note",
      message: "a token could not be stored",
    });
    broken = false;
    advanceClock(20); // the first caller's lease has ended
    expect((await call("/api/trusting/senders")).status).toBe(200);
    expect((await call("/api/trusting/senders")).status).toBe(200);
    expect(await tokenRequests()).toHaveLength(2);
  });
});
