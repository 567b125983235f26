import { describe, expect, test } from "vitest";
import { advanceClock } from "./clock.js";
import { browser, useFixtures } from "./fixtures.js";
import { control, platformRequests } from "./sandbox.js";
import { storedEntries } from "./stored-entries.js";
import { failure, TestBrowser } from "./test-browser.js";
import { runVaultCommand } from "./vault-command.js";

const CALL = "/api/pipichat/api/get_user_info";
const OURS = { "x-portaria": "1" };

useFixtures();

describe("connections", () => {
  test("lists each browser its own connections only", async () => {
    await browser.logIn();
    const stranger = new TestBrowser();
    expect(await stranger.connections()).toEqual([]);
    await stranger.logIn("pipichat", "2");
    expect((await stranger.connections()).map(({ account }) => account.id)).toEqual(["2"]);
    expect((await browser.connections()).map(({ account }) => account.id)).toEqual(["1"]);
  });

  test("lists connections without a token or a secret", async () => {
    await browser.logIn();
    const text = JSON.stringify(await browser.connections());
    expect(text).not.toMatch(/token|secret|sealed/i);
    expect(text).not.toMatch(/\b[0-9a-f]{32}\b/);
  });

  test("returns one connection by its instance, and 404 before the login", async () => {
    expect((await browser.ask("/connections/pipichat")).status).toBe(404);
    await browser.logIn();
    expect(await (await browser.ask("/connections/pipichat")).json()).toMatchObject({
      instance: "pipichat",
      account: { id: "1" },
    });
  });

  test("deletes a connection for our own page with the x-portaria header only", async () => {
    await browser.logIn();
    const remove = (/** @type {Record<string, string | undefined>} */ headers) =>
      browser.ask("/connections/pipichat", { method: "DELETE", headers });
    for (const headers of [
      { "x-portaria": undefined },
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

  test("lists no connections after 30 days, when the session has ended", async () => {
    await browser.logIn();
    advanceClock(30 * 24 * 60 * 60);
    expect(await browser.connections()).toEqual([]);
  });
});

test("does not open a record that was moved to another owner", async () => {
  await browser.logIn();
  const other = new TestBrowser();
  await other.logIn();
  const entries = await storedEntries("connection ");
  // Other tests' owners are here too. A record takes the place of one of the same account only.
  const full = entries
    .filter(({ name }) => name.endsWith(" 1"))
    .map(({ vault, name, value }) => {
      return { vault, owner: name.split(" ")[1], stored: JSON.parse(value).stored };
    });
  expect(full.length).toBeGreaterThanOrEqual(2);
  expect([await browser.connections(), await other.connections()]).toMatchObject([[{}], [{}]]);
  const moved = [...full.slice(1), ...full.slice(0, 1)].map(({ stored }) => stored);
  for (const [at, { vault, owner }] of full.entries()) {
    await runVaultCommand(vault, { command: "putConnection", ...moved[at] }, owner);
  }
  expect([await browser.connections(), await other.connections()]).toEqual([[], []]);
});

describe("a call through the Worker", () => {
  test("returns the community's answer to a call", async () => {
    await browser.logIn();
    const response = await browser.ask(CALL, { headers: OURS });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ user_info: { user_id: "1" } });
  });

  test("answers login_required with the address to log in at to a call without a connection", async () => {
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

  test("answers token_expired without asking the community when the token is a minute old", async () => {
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

  test("answers token_expired when the community has ended the token earlier", async () => {
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
  ])("does not pass on %s %s", async (method, path) => {
    await browser.logIn();
    const before = (await control("log")).requests.length;
    const response = await browser.ask(path, { method, headers: OURS });
    expect(await failure(response)).toMatchObject({ status: 404, code: "not_found" });
    expect((await control("log")).requests).toHaveLength(before);
  });

  test("passes on no header field of the caller's, and no access_token", async () => {
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

  test("answers forbidden to a call from another origin or site", async () => {
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
