// The SendPulse app is opened from its dashboard, and the account linked to the person who opened it.
import { abortAllDurableObjects } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { advanceClock } from "../../clock.js";
import { browser, replaceBrowser, useFixtures } from "../../fixtures.js";
import { control, platformRequests } from "../../sandbox.js";
import { failure } from "../../test-browser.js";
import { ORIGIN } from "../../worker-settings.js";
import { openApp } from "./dashboard.js";
import { answer, arrive, call, linked, OURS, PAGE } from "./fixtures.js";

useFixtures();

describe("opening the SendPulse app", () => {
  test("connects the account to a person who agrees to the link", async () => {
    await linked();
    const [connection] = await browser.connections();
    expect(connection).toMatchObject({
      instance: "sendpulse",
      provider: "sendpulse",
      binding: "none",
      account: { id: "1000001" },
      expiresAt: null,
    });
    expect(JSON.stringify(connection)).not.toMatch(/client_secret|client_id/);
    const response = await call("/addressbooks?limit=3");
    expect(response.status, await response.clone().text()).toBe(200);
    expect(Array.isArray(await response.json())).toBe(true);
  });

  test.each([
    [
      "by POST with the fields in the query",
      (/** @type {string} */ fields) => [`?${fields}`, undefined],
    ],
    [
      "by POST with the fields in a form",
      (/** @type {string} */ fields) => ["", new URLSearchParams(fields)],
    ],
    [
      "by GET with the ampersand before lang missing",
      (/** @type {string} */ f) => [`?${f.replace("&lang", "lang")}`],
    ],
  ])("accepts an opening %s", async (name, deliver) => {
    const [query, body] = deliver(await openApp());
    const method = name.includes("POST") ? "POST" : "GET";
    const response = await browser.ask(`/callback/sendpulse${query}`, {
      method,
      crossSite: true,
      ...(body ? { body } : {}),
      headers: PAGE,
    });
    expect(response.status, await response.clone().text()).toBe(303);
    expect(response.headers.get("location")).toMatch(/^\/link\/sendpulse\?question=/);
    expect(await platformRequests("market-service")).toHaveLength(1);
  });

  test("connects nothing when the person declines the link", async () => {
    const response = await answer(await arrive(await openApp()), "no");
    expect(response.status).toBe(200);
    expect(await browser.connections()).toEqual([]);
  });

  test("answers forbidden when another site agrees to the link", async () => {
    for (const headers of [
      { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
      { "sec-fetch-site": "same-site", origin: ORIGIN },
    ]) {
      const response = await answer(await arrive(await openApp()), "link", headers);
      expect(await failure(response)).toMatchObject({ status: 403, code: "forbidden" });
    }
    expect(await browser.connections()).toEqual([]);
  });

  test("connects without a question where the instance has confirm = false", async () => {
    const response = await arrive(await openApp(), "trusting");
    expect([response.status, response.headers.get("location")]).toEqual([303, "/?lang=en"]);
    expect(await browser.connections()).toMatchObject([{ instance: "trusting" }]);
  });

  test("keeps one connection when the app is opened twice", async () => {
    await linked();
    await linked();
    expect(await browser.connections()).toHaveLength(1);
  });

  test("answers flow_replayed to a code that was used, and keeps the connection", async () => {
    const fields = await openApp();
    await answer(await arrive(fields), "link");
    const again = await failure(await arrive(fields));
    expect(again).toMatchObject({ status: 409, code: "flow_replayed" });
    expect(await platformRequests("market-service")).toHaveLength(1);
    expect(await browser.connections()).toHaveLength(1);
  });

  test("exchanges a code once when it arrives 50 times at once", async () => {
    const fields = await openApp();
    const responses = await Promise.all(Array.from({ length: 50 }, () => arrive(fields)));
    expect(responses.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(await platformRequests("market-service")).toHaveLength(1);
  });

  test("keeps the account through a crash before the person agrees, and one after", async () => {
    const response = await arrive(await openApp());
    await abortAllDurableObjects();
    expect((await answer(response, "link")).status).toBe(303);
    await abortAllDurableObjects();
    expect((await call("/senders")).status).toBe(200);
    expect(await platformRequests("market-service")).toHaveLength(1);
  });

  test("answers login_required to a code that is older than a minute", async () => {
    const fields = await openApp();
    await control("clock", { advance_s: 61 });
    expect(await failure(await arrive(fields))).toMatchObject({
      status: 401,
      code: "login_required",
    });
  });

  test.each(["", "code=", "code=xyz", "code=a&code=b", `code=${"0".repeat(31)}`])(
    "answers invalid_argument to the query %j, and exchanges nothing",
    async (fields) => {
      expect(await failure(await arrive(fields))).toMatchObject({ code: "invalid_argument" });
      expect(await platformRequests("market-service")).toEqual([]);
    },
  );

  test("asks in the language of the account, and reports an error in the language of the browser", async () => {
    const response = await arrive(await openApp({ lang: "pt" }));
    const page = await browser.ask(response.headers.get("location") ?? "", {
      headers: { ...PAGE, "accept-language": "de" },
    });
    expect(await page.text()).toContain('<html lang="pt">');
    const failed = await browser.ask("/callback/sendpulse?code=x", {
      headers: { ...PAGE, "accept-language": "zh-CN,zh;q=0.9" },
    });
    expect(await failed.text()).toContain('<html lang="zh">');
  });

  test("answers flow_expired to a link question that is ten minutes old, and flow_mismatch to a forged one", async () => {
    const response = await arrive(await openApp());
    advanceClock(10 * 60);
    const page = await browser.ask(response.headers.get("location") ?? "", { headers: PAGE });
    expect(await failure(page)).toMatchObject({ code: "flow_expired" });
    for (const question of ["", "?question=", "?question=0123456789", "?question=v1.x"]) {
      const forged = await browser.ask(`/link/sendpulse${question}`, { headers: PAGE });
      expect(await failure(forged), question).toMatchObject({ code: "flow_mismatch" });
    }
  });
});

test("disconnects the account of one browser and leaves that of another", async () => {
  await linked();
  const other = replaceBrowser();
  await linked();
  const response = await browser.ask("/connections/sendpulse", { method: "DELETE", headers: OURS });
  expect(response.status).toBe(204);
  expect(await browser.connections()).toEqual([]);
  expect(await other.connections()).toHaveLength(1);
});
