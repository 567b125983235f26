// The console under a prefix, on a site that has other pages too.

import { expect, test } from "vitest";
import { servers, useFixtures, visitor } from "./fixtures.js";

useFixtures({}, { PORTARIA_PREFIX: "/desk" });

test("works below the Worker's prefix, and requests nothing outside it", async () => {
  const { page } = visitor;
  /** @type {string[]} */
  const beside = [];
  page.on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin === servers.origin && !pathname.startsWith("/desk/")) beside.push(pathname);
  });
  const home = `${servers.origin}/desk/`;
  const response = await page.goto(home);
  expect(response?.headers()["content-security-policy"]).toContain("default-src 'none'");

  const opening = visitor.context.waitForEvent("page");
  await page.getByRole("button", { name: "Log in with PipiTrend" }).click();
  const popup = await opening;
  await popup.getByLabel("Signed in as").selectOption("1");
  await popup.getByRole("button", { name: "Approve" }).click();
  await page.getByText("The answer as it came over the wire").waitFor();

  await page.goto(`${home}#/explorer/pipichat`);
  await page.locator(".opblock-summary-control").first().click();
  await page.getByRole("button", { name: "Try it out" }).click();
  await page.getByRole("button", { name: "Execute" }).click();
  await page.locator(".answer-good").waitFor();
  expect(await page.getByRole("region", { name: /^JavaScript/ }).textContent()).toBe(
    'await new PipiChat({ via: "/desk/api" }).users.me()',
  );
  await page.goto(`${home}#/logins`);
  await page.getByText("Finished", { exact: true }).waitFor();

  await page.goto(`${home}#/`);
  await page.getByRole("button", { name: "Disconnect" }).click();
  await page.getByRole("button", { name: "Log in with PipiTrend" }).waitFor();
  expect(beside).toEqual([]);
});

test("returns to the console under the prefix after a login in the page itself", async () => {
  const { page } = visitor;
  await page.goto(`${servers.origin}/desk/`);
  await page.getByLabel("in this page").check();
  await page.getByRole("button", { name: "Log in with PipiTrend" }).click();
  await page.getByLabel("Signed in as").selectOption("3");
  await page.getByRole("button", { name: "Approve" }).click();
  await page.waitForURL(`${servers.origin}/desk/`);
  await page.locator(".card-head .who", { hasText: "小雨 样本" }).waitFor();
});
