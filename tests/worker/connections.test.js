import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { advanceClock } from "./clock.js";
import { browser, useFixtures } from "./fixtures.js";
import { control, platformRequests } from "./sandbox.js";
import { failure, TestBrowser } from "./test-browser.js";
import { runVaultCommand } from "./vault-command.js";

const CALL = "/api/pipichat/api/get_user_info";
const OURS = { "x-portaria": "1" };

useFixtures();

describe("connections", () => {
  test("are their owner's alone", async () => {
    await browser.logIn();
    const stranger = new TestBrowser();
    expect(await stranger.connections()).toEqual([]);
    await stranger.logIn("pipichat", "2");
    expect((await stranger.connections()).map(({ account }) => account.id)).toEqual(["2"]);
    expect((await browser.connections()).map(({ account }) => account.id)).toEqual(["1"]);
  });

  test("hold nothing secret", async () => {
    await browser.logIn();
    const text = JSON.stringify(await browser.connections());
    expect(text).not.toMatch(/token|secret|sealed/i);
    expect(text).not.toMatch(/\b[0-9a-f]{32}\b/);
  });

  test("can be asked for one by one", async () => {
    expect((await browser.ask("/connections/pipichat")).status).toBe(404);
    await browser.logIn();
    expect(await (await browser.ask("/connections/pipichat")).json()).toMatchObject({
      instance: "pipichat",
      account: { id: "1" },
    });
  });

  test("are forgotten when their owner says so, and only then", async () => {
    await browser.logIn();
    const remove = (/** @type {Record<string, string>} */ headers) =>
      browser.ask("/connections/pipichat", { method: "DELETE", headers });
    for (const headers of [
      {},
      { ...OURS, origin: "https://evil.example" },
      { ...OURS, "sec-fetch-site": "cross-site" },
    ]) {
      expect(await failure(await remove(headers))).toMatchObject({
        status: 403,
        code: "forbidden",
      });
    }
    expect(await browser.connections()).toHaveLength(1);
    expect(
      (
        await remove({
          ...OURS,
          origin: "https://desk.example.com",
          "sec-fetch-site": "same-origin",
        })
      ).status,
    ).toBe(204);
    expect(await browser.connections()).toEqual([]);
    expect((await remove(OURS)).status).toBe(204);
  });

  test("end with the session, after thirty days", async () => {
    await browser.logIn();
    advanceClock(30 * 24 * 60 * 60);
    expect(await browser.connections()).toEqual([]);
  });
});

test("a record that was moved to another owner's Vault does not open there", async () => {
  await browser.logIn();
  const other = new TestBrowser();
  await other.logIn();
  const vaults = (await listDurableObjectIds(/** @type {any} */ (env.VAULT))).map(
    (id) => /** @type {any} */ (env.VAULT.get(id)),
  );
  const rows = await Promise.all(
    vaults.map((vault) => runVaultCommand(vault, { command: "listConnections" })),
  );
  // Other tests' Vaults are here too. A record takes the place of one of the same account only.
  const full = vaults
    .map((vault, at) => ({ vault, stored: rows[at].stored[0] }))
    .filter(({ stored }) => stored?.account === "1");
  expect(full.length).toBeGreaterThanOrEqual(2);
  expect([await browser.connections(), await other.connections()]).toMatchObject([[{}], [{}]]);
  const moved = [...full.slice(1), ...full.slice(0, 1)].map(({ stored }) => stored);
  for (const [at, { vault }] of full.entries()) {
    await runVaultCommand(vault, { command: "putConnection", ...moved[at] });
  }
  expect([await browser.connections(), await other.connections()]).toEqual([[], []]);
});

describe("a call through the Worker", () => {
  test("gives the provider's answer", async () => {
    await browser.logIn();
    const response = await browser.ask(CALL, { headers: OURS });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ user_info: { user_id: "1" } });
  });

  test("of somebody who has not connected says where to log in", async () => {
    const response = await browser.ask(CALL);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      error: {
        code: "login_required",
        loginUrl: "/connect/pipichat",
        provider: "pipichat",
        operation: "users.me",
      },
    });
  });

  test("with a token past its minute is answered without asking", async () => {
    await browser.logIn();
    const before = (await platformRequests("get_user_info")).length;
    advanceClock(60);
    const response = await browser.ask(CALL);
    expect(await response.json()).toMatchObject({
      error: {
        code: "login_required",
        providerCode: "token_expired",
        loginUrl: "/connect/pipichat",
      },
    });
    expect(await platformRequests("get_user_info")).toHaveLength(before);
  });

  test("with a token that the provider has ended earlier says the same", async () => {
    await browser.logIn();
    await control("clock", { advance_s: 61 });
    const response = await browser.ask(CALL);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      error: {
        code: "login_required",
        providerCode: "token_expired",
        loginUrl: "/connect/pipichat",
      },
    });
  });

  test.each([
    ["GET", "/api/pipichat/api/authorize"],
    ["POST", CALL],
    ["GET", "/api/pipichat//api/get_user_info"],
    ["GET", "/api/pipichat/api%2fget_user_info"],
    ["GET", "/api/pipichat/api/get_user_info/"],
    ["GET", "/api/pipichat/https://evil.example/api/get_user_info"],
    ["GET", "/api/pipichat/@evil.example/api/get_user_info"],
    ["GET", "/api/nobody/api/get_user_info"],
  ])("%s %s is not passed on", async (method, path) => {
    await browser.logIn();
    const before = (await control("log")).requests.length;
    const response = await browser.ask(path, { method, headers: OURS });
    expect(await failure(response)).toMatchObject({ status: 404, code: "not_found" });
    expect((await control("log")).requests).toHaveLength(before);
  });

  test("carries nothing of the caller's to the provider", async () => {
    await browser.logIn();
    const response = await browser.ask(CALL, {
      headers: { ...OURS, authorization: "Bearer x", "x-forwarded-for": "1.2.3.4" },
    });
    expect(response.status).toBe(200);
    const [last] = (await platformRequests("get_user_info")).slice(-1);
    expect(Object.keys(last.headers)).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/cookie|authorization|x-forwarded|x-portaria/),
      ]),
    );
    expect(await failure(await browser.ask(`${CALL}?access_token=x`))).toMatchObject({
      status: 400,
      code: "invalid_argument",
    });
  });

  test("from another origin is not answered", async () => {
    await browser.logIn();
    for (const headers of /** @type {Record<string, string>[]} */ ([
      { origin: "https://evil.example" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ])) {
      expect(await failure(await browser.ask(CALL, { headers }))).toMatchObject({
        status: 403,
        code: "forbidden",
      });
    }
  });
});
