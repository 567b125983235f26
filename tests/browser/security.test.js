// Rows 2, 8, 28 and 32 of SECURITY.md, as a real browser keeps them.

import { createServer } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launch, newPerson } from "./chromium.js";
import { found, secretsIn } from "./secrets.js";
import { startServers } from "./servers.js";

/** @type {import("./servers.js").Servers} */
let servers;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("./chromium.js").Person} */
let person;
/** An app's page that may be told of logins, one that may not, and one that keeps its windows apart. @type {App[]} */
let apps;

/** @typedef {Awaited<ReturnType<typeof serve>>} App */

beforeAll(async () => {
  // Another site than the Worker's: "localhost", where that is "127.0.0.1".
  apps = [
    await serve(),
    await serve(),
    await serve({ "cross-origin-opener-policy": "same-origin" }),
  ];
  browser = await launch();
  const [listed, , apart] = apps;
  servers = await startServers({ PORTARIA_RETURN_TO: `${listed?.origin},${apart?.origin}` });
});
afterAll(async () => {
  await browser?.close();
  await servers?.stop();
  for (const app of apps ?? []) app.stop();
});
beforeEach(async () => {
  person = await newPerson(browser);
});
afterEach(() => person.context.close());

/** @param {Record<string, string>} [headers] */
async function serve(headers = {}) {
  const page = "<!doctype html><title>app</title><p>An app.";
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html", ...headers }).end(page);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(0)));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("No port.");
  return { origin: `http://localhost:${address.port}`, stop: () => server.close() };
}

/** Notes every message that the page gets. @param {import("playwright-core").Page} page */
const listen = (page) =>
  page.evaluate(() => {
    const heard = /** @type {any} */ (window);
    heard.messages = [];
    addEventListener("message", ({ origin, data }) => heard.messages.push({ origin, data }));
  });

/** @param {import("playwright-core").Page} page @returns {Promise<unknown[]>} */
const heard = (page) => page.evaluate(() => /** @type {any} */ (window).messages);

/**
 * Opens a window from the page.
 * @param {import("playwright-core").Page} page @param {string} url
 */
async function openWindow(page, url) {
  const opening = person.context.waitForEvent("page");
  await page.evaluate((to) => void window.open(to, "_blank", "popup"), url);
  return opening;
}

/** @param {import("playwright-core").Page} page */
async function approve(page) {
  await page.getByLabel("Signed in as").selectOption("2");
  await page.getByRole("button", { name: "Approve" }).click();
}

describe("row 32: a login in a window of its own", () => {
  test("tells the page that opened it, at its exact origin, and no secret", async () => {
    const { page } = person;
    const [app] = apps;
    await page.goto(`${app?.origin}/`);
    await listen(page);
    const query = `popup=1&return_to=${encodeURIComponent(`${app?.origin}/done`)}`;
    const popup = await openWindow(page, `${servers.origin}/connect/pipichat?${query}`);
    await popup.getByRole("link").first().click(); // from another site, the person is asked first
    const closed = popup.waitForEvent("close");
    await approve(popup);
    await closed;
    const messages = await heard(page);
    expect(messages).toEqual([
      { origin: servers.origin, data: { portaria: "connected", instance: "pipichat" } },
    ]);
    const secrets = secretsIn(await servers.control("log"));
    expect(secrets.size).toBeGreaterThan(0);
    expect(found(JSON.stringify(messages), secrets)).toEqual([]);
  });

  test("tells no page of another origin, though it opened the window", async () => {
    const { page } = person;
    const [listed, stranger] = apps;
    await page.goto(`${stranger?.origin}/`);
    await listen(page);
    for (const to of [`?to=${encodeURIComponent(listed?.origin ?? "")}`, ""]) {
      const popup = await openWindow(page, `${servers.origin}/done/pipichat${to}`);
      if (!popup.isClosed()) await popup.waitForEvent("close");
    }
    // And it cannot name itself.
    const to = encodeURIComponent(stranger?.origin ?? "");
    const popup = await openWindow(page, `${servers.origin}/done/pipichat?to=${to}`);
    await popup.waitForLoadState();
    await popup.close();
    expect(await heard(page)).toEqual([]);
  });

  test("is heard of where the tie to the window is severed", async () => {
    const { page, context } = person;
    const [, , apart] = apps;
    await page.goto(`${apart?.origin}/`);
    await listen(page);
    // A page of the Worker's own origin hears it over a channel that only that origin has.
    const own = await context.newPage();
    await own.goto(`${servers.origin}/health`);
    await own.evaluate(() => {
      const page = /** @type {any} */ (window);
      page.messages = [];
      page.channel = new BroadcastChannel("portaria");
      page.channel.onmessage = (/** @type {MessageEvent} */ { data }) => page.messages.push(data);
    });
    const to = encodeURIComponent(apart?.origin ?? "");
    const popup = await openWindow(page, `${servers.origin}/done/pipichat?to=${to}`);
    await expect.poll(() => heard(own)).toEqual([{ portaria: "connected", instance: "pipichat" }]);
    expect(await heard(page)).toEqual([]); // its policy keeps it apart from the window
    if (!popup.isClosed()) await popup.close();
  });
});

describe("row 8: a callback", () => {
  test("that is loaded again offers a new start, and the connection stays", async () => {
    const { page, context, seen } = person;
    await page.goto(`${servers.origin}/connect/pipichat?return_to=/health`);
    await approve(page);
    await page.waitForURL(`${servers.origin}/health`);
    const callback = String(seen.asked.find((address) => address.includes("/callback/pipichat")));
    const cookies = async () =>
      (await context.cookies(servers.origin)).filter(({ name }) => name.startsWith("__Host-"));
    const before = await cookies();
    for (let time = 0; time < 2; time++) {
      const response = await page.goto(callback);
      expect(response?.status()).toBe(403);
      const link = page.getByRole("link").first();
      expect(await link.getAttribute("href")).toBe("/connect/pipichat?return_to=%2F");
    }
    await page.reload();
    expect(await cookies()).toEqual(before);
    await page.goto(`${servers.origin}/connections`);
    expect(JSON.parse((await page.textContent("body")) ?? "").connections).toHaveLength(1);
  });

  test("is not in the history once it has led on", async () => {
    const { page, seen } = person;
    await page.goto(`${servers.origin}/health`);
    await page.goto(`${servers.origin}/connect/pipichat?return_to=/health`);
    await approve(page);
    await page.waitForURL(`${servers.origin}/health`);
    const callback = String(seen.asked.find((address) => address.includes("/callback/pipichat")));
    const addresses = [page.url()];
    while ((await page.goBack()) && addresses.length < 6) addresses.push(page.url());
    expect(addresses.length).toBeGreaterThan(1);
    // Back at the community's page, that may send him here anew, with another key; never with this one.
    expect(addresses).not.toContain(callback);
  });
});

test("row 2: the browser keeps both cookies as they are meant", async () => {
  const { page, context } = person;
  await page.goto(`${servers.origin}/connect/pipichat`);
  const cookies = (await context.cookies(servers.origin)).filter(({ name }) =>
    name.startsWith("__Host-"),
  );
  const kept = cookies.map(({ name, secure, httpOnly, path, sameSite }) => ({
    name: name.replace(/[\w-]{10}$/, (end) => (name.includes("flow") ? "…" : end)),
    secure,
    httpOnly,
    path,
    sameSite,
  }));
  const safe = { secure: true, httpOnly: true, path: "/" };
  expect(kept.sort((one, other) => one.name.localeCompare(other.name))).toEqual([
    { name: "__Host-Http-portaria", ...safe, sameSite: "Strict" },
    { name: "__Host-portaria-flow-…", ...safe, sameSite: "Lax" },
  ]);
  await page.goto(`${servers.origin}/health`);
  expect(await page.evaluate(() => document.cookie)).toBe("");
});

describe("row 28: a page of another origin", () => {
  /** Asks as a script there can, and says what it got to see. @param {App | undefined} app */
  async function tries(app) {
    await person.page.goto(`${app?.origin}/`);
    return person.page.evaluate(async (worker) => {
      const path = `${worker}/connections`;
      const seen = [];
      for (const [method, credentials, headers] of /** @type {const} */ ([
        ["GET", "include", {}],
        ["GET", "omit", {}],
        ["GET", "include", { "x-portaria": "1" }],
        ["POST", "include", { "content-type": "text/plain" }],
        ["POST", "include", { "x-portaria": "1" }],
        ["DELETE", "include", { "x-portaria": "1" }],
        ["PUT", "include", { "x-portaria": "1", authorization: "x" }],
      ])) {
        const answer = await fetch(path, { method, credentials, headers }).then(
          (response) => `${response.status}`,
          () => "blocked",
        );
        seen.push(answer);
      }
      return seen;
    }, servers.origin);
  }

  test("that is not listed sees nothing, whatever it sends", async () => {
    const [, stranger] = apps;
    expect(new Set(await tries(stranger))).toEqual(new Set(["blocked"]));
  });
});
