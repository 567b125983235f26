// The front-end pieces in an app: the examples, built by Vite and clicked through; and connect() with popups that open and
// popups that the browser blocks.

import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { violations } from "./axe.js";
import { expectedErrors, servers, useFixtures, visitor } from "./fixtures.js";
import { build, serve } from "./vite-build.js";

useFixtures({ ignoreDefaultArgs: ["--disable-popup-blocking"] });

/** @param {import("playwright-core").Page} page @param {string} user */
async function approve(page, user) {
  await page.getByLabel("Signed in as").selectOption(user);
  await page.getByRole("button", { name: "Approve" }).click();
}

describe.each(["plain", "react", "vue"])("the example in %s", (name) => {
  /** @type {import("./vite-build.js").Files} */
  let files;
  beforeAll(async () => {
    files = await build(`examples/${name}`);
  });

  test(`connects, follows another tab, calls and disconnects in ${name}`, async () => {
    const { page, context } = visitor;
    const address = `${servers.origin}/examples/${name}/`;
    await serve(context, address, files);
    await page.goto(address);
    const element = page.locator("portaria-connect[instance=pipichat]");
    const list = page.getByRole("listitem");
    await element.getByRole("button", { name: "Connect PipiChat" }).waitFor();
    expect(await list.count()).toBe(0);
    expect(await violations(page)).toEqual([]);

    const opening = context.waitForEvent("page");
    await element.getByRole("button").click();
    const popup = await opening;
    await element.getByText("Go on in the window").waitFor();
    expect(await element.getAttribute("state")).toBe("connecting");
    await approve(popup, "1");
    await element.getByText("Ada Example").waitFor();
    await list.getByText("pipichat: Ada Example").or(list.first()).waitFor();
    expect(await list.allTextContents()).toEqual(["pipichat: Ada Example"]);
    await page.getByRole("button", { name: "Who am I?" }).click();
    await page.getByText("You are ada").waitFor();

    // A platform without a login, by the page's own form.
    await page.getByLabel("JetChat’s key").fill(servers.jetchatKey);
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    const other = page.locator("portaria-connect[instance=jetchat]");
    await other.getByText("Olga Owner").waitFor();
    await expect.poll(() => list.count()).toBe(2);
    expect(await violations(page)).toEqual([]);

    // Another tab is seen; the focus goes on where the button was.
    const tab = await context.newPage();
    await tab.bringToFront();
    await tab.goto(address);
    await tab.getByRole("button", { name: "Disconnect" }).nth(1).click();
    await expect.poll(() => list.allTextContents()).toEqual(["pipichat: Ada Example"]);
    await tab.close();
    await element.getByRole("button", { name: "Disconnect" }).press("Enter");
    await element.getByRole("button", { name: "Connect PipiChat" }).waitFor();
    await expect.poll(() => list.count()).toBe(0);
    expect(await element.evaluate((at) => at.shadowRoot?.activeElement?.getAttribute("part"))).toBe(
      "button connect",
    );
  });
});

describe("connect()", () => {
  /** @type {import("./vite-build.js").Files} */
  let files;
  beforeAll(async () => {
    files = await build("tests/browser/everything");
  });
  beforeEach(async () => {
    const address = `${servers.origin}/everything/`;
    await serve(visitor.context, address, files);
    await visitor.page.goto(address);
    await visitor.page.waitForFunction(() => "connect" in window);
  });

  /** Calls connect() from a click, or long after one, when browsers block popups. */
  const call = (/** @type {string} */ mode, /** @type {boolean} */ fromClick) =>
    visitor.page.evaluate(
      ([mode, wait]) => {
        const at = /** @type {any} */ (window);
        at.came = undefined;
        setTimeout(() => {
          at.connect("pipichat", { mode }).then(
            (/** @type {any} */ connection) => {
              at.came = connection.account.name;
            },
            (/** @type {any} */ error) => {
              at.came = `${error.code}: ${error.message}`;
            },
          );
        }, Number(wait));
      },
      [mode, fromClick ? 0 : 6000],
    );
  const came = () => visitor.page.evaluate(() => /** @type {any} */ (window).came);

  test.each(["auto", "popup"])(
    "connects in a popup when connect() has the mode %s",
    async (mode) => {
      const opening = visitor.context.waitForEvent("page");
      await call(mode, true);
      await approve(await opening, "1");
      await expect.poll(came, { timeout: 8000 }).toBe("Ada Example");
    },
  );

  test("rejects with aborted when connect() has the mode popup and the browser blocks it", async () => {
    await call("popup", false);
    // An evaluation in between would count as a user gesture.
    await visitor.page.waitForTimeout(6500);
    await expect.poll(came, { timeout: 10_000 }).toMatch(/^aborted: The browser blocked/);
    expect(visitor.context.pages()).toHaveLength(1);
  });

  test.each([
    ["auto", false],
    ["redirect", true],
    ["redirect", false],
  ])(
    "leaves the page and comes back connected when connect() has the mode %s (from a click: %s)",
    async (mode, fromClick) => {
      const { page } = visitor;
      await call(String(mode), Boolean(fromClick));
      if (!fromClick) await page.waitForTimeout(6500);
      await page.getByRole("button", { name: "Approve" }).waitFor({ timeout: 15_000 });
      expect(visitor.context.pages()).toHaveLength(1);
      await approve(page, "3");
      expectedErrors.push(/status of 404/); // the Worker itself has no such page
      await page.waitForURL(`${servers.origin}/everything/`);
      await page.goto(`${servers.origin}/everything/`);
      await page.waitForFunction(() => "connections" in window);
      const names = await page.evaluate(async () => {
        const all = await /** @type {any} */ (window).connections();
        return all.map((/** @type {any} */ one) => one.account.name);
      });
      expect(names).toEqual(["小雨 样本"]);
    },
  );
});
