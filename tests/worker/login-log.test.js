// The log of logins: the steps of each with secrets masked, and why one failed.

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { advanceClock } from "./clock.js";
import { browser, useFixtures } from "./fixtures.js";
import { jetchatKey } from "./sandbox.js";
import { TestBrowser } from "./test-browser.js";
import { runVaultCommand } from "./vault-command.js";

useFixtures();

/** @param {TestBrowser} [who] @returns {Promise<any[]>} */
const flows = async (who = browser) => (await (await who.ask("/flows")).json()).flows;

/** @param {any} flow */
const names = (flow) => flow.steps.map((/** @type {any} */ { step }) => step);

test("tells the five steps of a login, without its key", async () => {
  const start = await browser.startLogin();
  expect(await flows()).toMatchObject([{ instance: "pipichat", outcome: "waiting" }]);
  const back = await browser.approveLogin(start);
  await browser.openCallback(back);
  const [flow, ...others] = await flows();
  expect(others).toEqual([]);
  expect(flow.outcome).toBe("done");
  expect(names(flow)).toEqual(["started", "returned", "claimed", "exchanged", "stored"]);
  expect(flow.steps[1].saw).toEqual({ auth_key: "[secret]" });
  expect(flow.steps[3].saw).toMatchObject({ account: "1", binding: "cookie" });
  const key = new URL(back).searchParams.get("auth_key");
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  expect(JSON.stringify(flow)).not.toContain(key);
  expect(flow.id).toHaveLength(10);
});

test("tells why a login failed", async () => {
  await browser.startLogin();
  await browser.openCallback(
    `https://desk.example.com/callback/pipichat?auth_key=${"0".repeat(32)}`,
  );
  const [flow] = await flows();
  expect(flow.outcome).toBe("failed");
  expect(names(flow)).toEqual(["started", "returned", "claimed", "failed"]);
  expect(flow.steps[3].error).toMatchObject({
    code: expect.any(String),
    message: expect.any(String),
  });
});

test("tells that a login took longer than ten minutes", async () => {
  await browser.startLogin();
  advanceClock(601);
  await browser.openCallback(
    `https://desk.example.com/callback/pipichat?auth_key=${"1".repeat(32)}`,
  );
  const [flow] = await flows();
  expect(names(flow)).toEqual(["started", "returned", "failed"]);
  expect(flow.steps[2].error.code).toBe("flow_expired");
});

describe("a key that is given", () => {
  /** @param {string} apiKey */
  const give = (apiKey) =>
    browser.ask("/connect/jetchat", {
      method: "POST",
      headers: { "x-portaria": "1", "content-type": "application/json" },
      body: JSON.stringify({ apiKey }),
    });

  test("tells that a key was given and proved, without the key", async () => {
    const key = await jetchatKey();
    expect((await give(key)).status).toBe(201);
    const [flow, ...others] = await flows();
    expect(others).toEqual([]);
    expect(flow).toMatchObject({ instance: "jetchat", outcome: "done" });
    expect(names(flow)).toEqual(["given", "proved", "stored"]);
    expect(flow.steps[1].saw).toMatchObject({ name: "Olga Owner" });
    expect(JSON.stringify(flow)).not.toContain(key);
  });

  test("tells why a key was refused to the browser that gave it, and to no other", async () => {
    const key = "thisIsNoKeyThatAnybodyEverHadAtThatPlatformAtAllReally000000";
    expect((await give(key)).status).toBe(401);
    const [flow] = await flows();
    expect(flow.outcome).toBe("failed");
    expect(names(flow)).toEqual(["given", "failed"]);
    expect(flow.steps[1].error.code).toBe("unauthorized");
    expect(JSON.stringify(flow)).not.toContain(key);
    expect(await flows(new TestBrowser())).toEqual([]);
  });
});

test("tells each browser its own logins only, and answers forbidden to other sites", async () => {
  await browser.logIn();
  expect(await flows()).toHaveLength(1);
  expect(await flows(new TestBrowser())).toEqual([]);
  const answer = await browser.ask("/flows", { headers: { "sec-fetch-site": "cross-site" } });
  expect(answer.headers.get("x-portaria-error")).toBe("forbidden");
});

test("tells nothing of a login a day later", async () => {
  await browser.logIn();
  advanceClock(24 * 60 * 60);
  expect(await flows()).toEqual([]);
});

test("keeps the last 60 of an owner's 70 parts of login logs", async () => {
  /** @type {any} */
  const vault = env.VAULT.get(env.VAULT.idFromName("login-logs"));
  for (let n = 0; n < 70; n += 1) {
    await runVaultCommand(vault, { command: "addLoginLog", flow: `flow-${n}`, sealed: "…" });
  }
  const { logs } = await runVaultCommand(vault, { command: "listLoginLogs" });
  expect(logs).toHaveLength(60);
  expect(logs[0].flow).toBe("flow-10");
});
