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
  servers = await startServers({
    PORTARIA_ALLOW_ORIGINS: `${listed?.near}`,
    PORTARIA_RETURN_TO: `${listed?.origin},${apart?.origin}`,
  });
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
  return {
    origin: `http://localhost:${address.port}`,
    /** The same page on the Worker's own site, where its strict cookie goes along. */
    near: `http://127.0.0.1:${address.port}`,
    stop: () => server.close(),
  };
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
  /** @typedef {{ path: string } & RequestInit} Try */

  /**
   * Asks as a script on a page there can, and says what it got to see.
   * @param {string | undefined} origin @param {Try[]} tries
   */
  async function asks(origin, tries) {
    await person.page.goto(`${origin}/`);
    return person.page.evaluate(
      async ([worker, tries]) => {
        const seen = [];
        for (const { path, ...init } of tries) {
          const answer = await fetch(worker + path, init).then(
            (response) => response.status,
            () => "blocked",
          );
          seen.push(answer);
        }
        return seen;
      },
      /** @type {const} */ ([servers.origin, tries]),
    );
  }

  const OURS = { "x-portaria": "1" };
  const credentials = /** @type {const} */ ("include");
  const CALL = "/api/jetchat/flow/tags?limit=1";

  const pasted = () => ({
    path: "/connect/jetchat",
    method: "POST",
    body: JSON.stringify({ apiKey: servers.jetchatKey }),
  });

  /** What JetChat was asked so far. */
  const reached = async () => {
    const { requests } = await servers.control("log");
    return requests.filter((/** @type {any} */ { path }) => path.startsWith("/jetchat/api")).length;
  };

  /** What the Worker's own page is told is connected. */
  async function connected() {
    await person.page.goto(`${servers.origin}/connections`);
    return JSON.parse((await person.page.textContent("body")) ?? "").connections.length;
  }

  test("that is not listed sees nothing, whatever it sends", async () => {
    const path = "/connections";
    const [, stranger] = apps;
    const answers = await asks(stranger?.origin, [
      { path, credentials },
      { path, credentials: "omit" },
      { path, credentials, headers: OURS },
      { path, credentials, method: "POST", headers: { "content-type": "text/plain" } },
      { path, credentials, method: "POST", headers: OURS },
      { path, credentials, method: "DELETE", headers: OURS },
      { path, credentials, method: "PUT", headers: { ...OURS, authorization: "x" } },
    ]);
    expect(new Set(answers)).toEqual(new Set(["blocked"]));
  });

  test("that is listed may call as the person, and what it changes is changed", async () => {
    const { near } = apps[0] ?? {};
    const headers = { ...OURS, "content-type": "application/json" };
    const before = await reached();
    const answers = await asks(near, [
      { ...pasted(), credentials, headers },
      { path: "/connections/jetchat", credentials },
      { path: CALL, credentials, headers: OURS },
    ]);
    expect(answers).toEqual([201, 200, 200]);
    expect(await reached()).toBeGreaterThan(before);
    expect(await connected()).toBe(1);
    const forgets = { path: "/connections/jetchat", credentials, method: "DELETE" };
    expect(await asks(near, [forgets]), "not without our header").toEqual([403]);
    expect(await connected()).toBe(1);
    // Without the person's cookie it is nobody's page.
    expect(await asks(near, [{ path: CALL, credentials: "omit", headers: OURS }])).toEqual([401]);
    expect(await asks(near, [{ ...forgets, headers: OURS }])).toEqual([204]);
    expect(await connected()).toBe(0);
  });

  test("that is not listed does nothing, though the person's cookie goes along", async () => {
    const [listed, stranger] = apps;
    const headers = { ...OURS, "content-type": "application/json" };
    expect(await asks(listed?.near, [{ ...pasted(), credentials, headers }])).toEqual([201]);
    const before = await reached();
    const path = "/connections/jetchat";
    const plain = { "content-type": "text/plain" };
    const answers = await asks(stranger?.near, [
      { path, credentials },
      { path, credentials, headers: OURS },
      { path, credentials, method: "DELETE", headers: OURS },
      { path: CALL, credentials },
      { path: CALL, credentials, headers: OURS },
      { path: CALL, credentials, mode: "no-cors" },
      { ...pasted(), credentials, headers },
      { ...pasted(), credentials, headers: plain },
      { ...pasted(), credentials, headers: plain, mode: "no-cors" },
      { path: "/sign-out", credentials, method: "POST", headers: plain, mode: "no-cors" },
    ]);
    // 0 is all that a page sees of an answer which it asked for without wanting to read it.
    expect(answers).toEqual(answers.map((answer) => (answer === 0 ? 0 : "blocked")));
    expect(await reached()).toBe(before);
    expect(await connected()).toBe(1);
  });
});
