// The tokens that the keys of a SendPulse account are exchanged for.
import { describe, expect, test } from "vitest";
import { advanceClock } from "../../clock.js";
import { useFixtures } from "../../fixtures.js";
import { control, platformRequests } from "../../sandbox.js";
import { failure } from "../../test-browser.js";
import { call, linked } from "./fixtures.js";

useFixtures();

describe("a SendPulse token", () => {
  const asked = () => platformRequests("oauth/access_token");

  test("asks SendPulse for one token when 200 calls need it at once", async () => {
    await linked();
    const calls = Array.from({ length: 200 }, () => call("/senders"));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await asked()).toHaveLength(1);
  });

  test("renews a token that has ended once when 200 calls need it at once", async () => {
    await linked();
    await call("/senders");
    advanceClock(7200);
    await control("clock", { advance_s: 7200 });
    const calls = Array.from({ length: 200 }, () => call("/senders"));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await asked()).toHaveLength(2);
  });

  test("renews a token that SendPulse refuses, and repeats the call with its body", async () => {
    await linked();
    await call("/senders");
    await control("clock", { advance_s: 7200 }); // ended there, and not yet here
    const response = await call("/addressbooks", {
      method: "POST",
      body: JSON.stringify({ bookName: "Once only" }),
      headers: { "content-type": "application/json", "content-length": "24" },
    });
    expect(response.status, await response.clone().text()).toBe(200);
    expect(await asked()).toHaveLength(2);
  });

  test("answers unauthorized where a refused call's body is too long to repeat, and renews the token for the next call", async () => {
    await linked();
    await call("/senders");
    await control("clock", { advance_s: 7200 });
    const send = () => {
      const padding = " ".repeat(1024 * 1024); // more than is kept
      return call("/addressbooks", {
        method: "POST",
        body: JSON.stringify({ bookName: "Long" }) + padding,
        headers: { "content-type": "application/json" },
      });
    };
    expect(await failure(await send())).toMatchObject({
      status: 401,
      code: "unauthorized",
    });
    expect((await send()).status).toBe(200);
    expect(await asked()).toHaveLength(2);
  });

  test("asks for no token with refused keys until the app is opened again", async () => {
    await linked();
    await control("fault", { path: "oauth/access_token", n: 1, status: 401, body: "{}" });
    for (let time = 0; time < 3; time++) {
      expect(await failure(await call("/senders"))).toMatchObject({
        status: 401,
        code: "reconnect_required",
      });
    }
    expect(await asked()).toHaveLength(1);
    await linked();
    expect((await call("/senders")).status).toBe(200);
  });

  test("asks for a token twice at once where SendPulse answers 503, and again with the next call", async () => {
    await linked();
    await control("fault", { path: "oauth/access_token", n: 3, status: 503, body: "{}" });
    expect((await call("/senders")).status).toBe(502);
    expect((await call("/senders")).status).toBe(200);
  });
});
