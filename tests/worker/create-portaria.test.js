// The options of createPortaria: whose connections they are, what the app is told, and which instances there are.
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createAccounts } from "../../pkg/worker.js";
import { createWorker } from "./create-worker.js";
import { useFixtures } from "./fixtures.js";
import { output } from "./output.js";
import { control } from "./sandbox.js";
import { TestBrowser } from "./test-browser.js";

useFixtures();

/** @param {import("../../pkg/worker.js").PortariaOptions} options */
function browserAt(options) {
  const send = createWorker(options);
  return new TestBrowser((request) => send(request));
}

/**
 * @param {TestBrowser} browser
 * @param {Record<string, string>} headers
 */
async function logIn(browser, headers) {
  const start = await browser.ask("/connect/pipichat", { headers });
  const callback = await browser.approveLogin(start.headers.get("location") ?? "");
  return browser.ask(callback, { headers });
}

describe("createPortaria", () => {
  test("binds connections to the users that `identify` names", async () => {
    const browser = browserAt({ identify: (request) => request.headers.get("x-user") });
    const ana = { "x-user": "ana" };
    const start = await browser.ask("/connect/pipichat", { headers: ana });
    expect(start.headers.getSetCookie()).toHaveLength(1); // no session of ours
    expect((await logIn(browser, ana)).status).toBe(303);
    const mine = async (/** @type {Record<string, string>} */ headers) =>
      /** @type {any} */ (await (await browser.ask("/connections", { headers })).json()).connections
        .length;
    expect([await mine(ana), await mine({ "x-user": "bia" }), await mine({})]).toEqual([1, 0, 0]);
  });

  test("answers flow_mismatch when a user finishes a login that another has started", async () => {
    const browser = browserAt({ identify: (request) => request.headers.get("x-user") });
    const start = await browser.ask("/connect/pipichat", { headers: { "x-user": "ana" } });
    const callback = await browser.approveLogin(start.headers.get("location") ?? "");
    const answer = await browser.ask(callback, { headers: { "x-user": "bia" } });
    expect(answer.headers.get("x-portaria-error")).toBe("flow_mismatch");
  });

  test("refuses a user whose name is not well-formed text, who would share a Vault with another", async () => {
    const names = ["a\ud800", "a\udfff", "\udc00\ud800"];
    for (const name of names) {
      const answer = await browserAt({ identify: () => name }).ask("/connections");
      expect(answer.headers.get("x-portaria-error"), JSON.stringify(name)).toBe("unavailable");
      const Accounts = /** @type {any} */ (createAccounts());
      const accounts = new Accounts(createExecutionContext(), env);
      for (const ask of [
        () => accounts.connections(name),
        () => accounts.disconnect(name),
        () => accounts.reseal({ user: name }),
        () => accounts.reseal({ instance: "sendpulse", account: name }),
        () => accounts.accessToken("sendpulse", name),
      ]) {
        await expect(ask()).rejects.toMatchObject({ code: "invalid_argument" });
      }
    }
    // A name may have any letter, the one among them with which others replace what is wrong.
    for (const name of ["a\ufffd", "\u{1f600}", "帮我吧"]) {
      const answer = await browserAt({ identify: () => name }).ask("/connections");
      expect(answer.status, name).toBe(200);
    }
  });

  test("calls onConnect without a secret, and logs that the function failed", async () => {
    /** @type {any[]} */
    const told = [];
    const browser = browserAt({
      onConnect: (connection) => {
        told.push(connection);
        throw new Error("the app's own mistake");
      },
    });
    expect((await logIn(browser, {})).status).toBe(303);
    expect(told).toMatchObject([
      { instance: "pipichat", account: { id: "1" }, profile: { id: "1" } },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/token/i);
    expect(output.logLines()).toContainEqual({
      portaria: "problem",
      code: "unavailable",
      message: "The onConnect function failed.",
    });
  });

  test("gives an account whose number no double holds to onConnect and to Accounts, whole and exact", async () => {
    const number = "98765432109876543210";
    const body = `{"user_info":{"user_id":${number},"user_name":"ada","numbers":[${number},7]}}`;
    await control("fault", { path: "get_user_info", n: 1, status: 200, body });
    /** @type {any[]} */
    const told = [];
    const browser = browserAt({
      identify: () => "dora",
      onConnect: (connection) => void told.push(connection),
    });
    expect((await logIn(browser, {})).status).toBe(303);
    const profile = { id: number, raw: { user_id: number, numbers: [number, 7] } };
    const expected = [{ instance: "pipichat", account: { id: number }, profile }];
    expect(told).toMatchObject(expected);
    const Accounts = /** @type {any} */ (createAccounts());
    const own = new Accounts(createExecutionContext(), env);
    // Tools that trace put proxies around such objects.
    for (const accounts of [own, new Proxy(own, {}), Object.freeze(own)]) {
      expect(await accounts.connections("dora")).toMatchObject(expected);
    }
  });

  test("takes its instances from the option `instances`", async () => {
    const ask = createWorker(
      { instances: { "my-net": { provider: "pipichat", app_id: "42" } } },
      { MY_NET_APP_SECRET: "made-up" },
    );
    expect(await (await ask("/health")).json()).toMatchObject({
      status: "ok",
      instances: [{ name: "my-net", provider: "pipichat" }],
    });
  });
});
