// The console's page of logins: the steps of each, and why one failed.

import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { violations } from "./axe.js";
import { expectedErrors, servers, useFixtures, visitor } from "./fixtures.js";

const SHOTS = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

useFixtures();

/** Logs in, in the page itself, as far as the community's question. */
async function ask() {
  const { page } = visitor;
  await page.goto(`${servers.origin}/`);
  await page.getByRole("heading", { name: "PipiChat" }).waitFor(); // the session begins here
  await page.goto(`${servers.origin}/connect/pipichat`);
}

/** @param {string} user */
async function approve(user) {
  const { page } = visitor;
  await page.getByLabel("Signed in as").selectOption(user);
  await page.getByRole("button", { name: "Approve" }).click();
}

const steps = () =>
  visitor.page.locator(".login-steps").first().locator("strong").allTextContents();

test("shows the steps of a login that succeeds", async () => {
  const { page } = visitor;
  await page.goto(`${servers.origin}/#/logins`);
  await page.getByText("No login was seen yet").waitFor();
  await ask();
  await page.goto(`${servers.origin}/#/logins`);
  await page.getByText("Not finished yet").waitFor();
  expect(await steps()).toEqual(["Started"]);
  await ask();
  await approve("1");
  await page.waitForURL(`${servers.origin}/`);
  await page.goto(`${servers.origin}/#/logins`);
  await page.getByText("Finished", { exact: true }).waitFor();
  expect(await steps()).toEqual([
    "Started",
    "Came back",
    "Recognised as ours",
    "Code exchanged",
    "Stored",
  ]);
  const shown = await page.locator(".login-steps").first().textContent();
  expect(shown).toMatch(/auth_key\[secret\]/);
  expect(shown).toContain("Ada Example");
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}40-logins.png`, fullPage: true });
});

test("says in words why a key was refused, without the key", async () => {
  const { page } = visitor;
  expectedErrors.push(/status of 401/);
  await page.goto(`${servers.origin}/`);
  await page.locator("#jetchat-apiKey").fill("notAKeyThatAnybodyHas");
  await page.locator("#jetchat-apiKey").press("Enter");
  await page.locator(".notice").waitFor();
  await page.goto(`${servers.origin}/#/logins`);
  await page.getByText("Failed", { exact: true }).first().waitFor();
  expect(await steps()).toEqual(["Key given", "Failed"]);
  expect(await page.locator(".notice").textContent()).toMatch(/credential is not accepted/);
  expect(await page.locator("main").textContent()).not.toContain("notAKey");
});

test("says in words why a login failed", async () => {
  const { page } = visitor;
  expectedErrors.push(/Failed to load resource/);
  await ask();
  await page.goto(`${servers.origin}/callback/pipichat?auth_key=${"0".repeat(32)}`);
  await page.goto(`${servers.origin}/#/logins`);
  await page.getByText("Failed", { exact: true }).first().waitFor();
  expect(await steps()).toEqual(["Started", "Came back", "Recognised as ours", "Failed"]);
  const notice = page.locator(".notice");
  expect(await notice.textContent()).toMatch(/used already|log in again|too long|refused/i);
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}41-logins-failed.png`, fullPage: true });

  // The same a second time: the login is gone.
  await page.goto(`${servers.origin}/callback/pipichat?auth_key=${"0".repeat(32)}`);
  await page.goto(`${servers.origin}/#/logins`);
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect.poll(async () => (await steps()).filter((step) => step === "Failed").length).toBe(2);
  expect(await page.locator(".login-steps").first().textContent()).toContain("flow_replayed");
});
