// Rows 2, 8, 28 and 32 of SECURITY.md in a real browser.

import { createServer } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launch, newVisitor } from "./chromium.js";
import { found, secretsIn } from "./secret-detection.js";
import { startServers } from "./wrangler-servers.js";

/** @type {import("./wrangler-servers.js").Servers} */
let servers;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("./chromium.js").Visitor} */
let visitor;
/** The page of an app whose origin is listed, one whose origin is not, and one that is cut off from its popups. @type {App[]} */
let apps;

/** @typedef {Awaited<ReturnType<typeof serve>>} App */

beforeAll(async () => {
  // They are on another site than the Worker, "localhost", and on a sibling subdomain.
  apps = [
    await serve(),
    await serve(),
    await serve({ "cross-origin-opener-policy": "same-origin" }),
  ];
  browser = await launch();
  const [listed, , apart] = apps;
  const variables = {
    PORTARIA_ALLOW_ORIGINS: `${listed?.near}`,
    PORTARIA_RETURN_TO: `${listed?.origin},${apart?.origin}`,
  };
  servers = await startServers(variables, "desk.site.localhost");
});
afterAll(async () => {
  await browser?.close();
  await servers?.stop();
  for (const app of apps ?? []) app.stop();
});
beforeEach(async () => {
  visitor = await newVisitor(browser);
});
afterEach(() => visitor.context.close());

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
    /** The same page on a sibling subdomain of the Worker's, where the Worker's strict cookie goes along. */
    near: `http://evil.site.localhost:${address.port}`,
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
  const opening = visitor.context.waitForEvent("page");
  await page.evaluate((to) => void window.open(to, "_blank", "popup"), url);
  return opening;
}

/** What a page of the Worker's own origin is told is connected. */
async function connected() {
  const page = await visitor.context.newPage();
  await page.goto(`${servers.origin}/`);
  const { connections } = await page.evaluate(async () => {
    const answer = await fetch("/connections", { headers: { "x-portaria": "1" } });
    return answer.json();
  });
  await page.close();
  return connections;
}

/** @param {import("playwright-core").Page} page */
async function approve(page) {
  await page.getByLabel("Signed in as").selectOption("2");
  await page.getByRole("button", { name: "Approve" }).click();
}

describe("row 32: a login in a popup", () => {
  test("tells the page that opened the popup of the login, at its exact origin and without a secret", async () => {
    const { page } = visitor;
    const [app] = apps;
    await page.goto(`${app?.origin}/`);
    await listen(page);
    const query = `popup=1&return_to=${encodeURIComponent(`${app?.origin}/done`)}`;
    const popup = await openWindow(page, `${servers.origin}/connect/pipichat?${query}`);
    await popup.getByRole("link").first().click(); // the Worker asks first, because the page is on another site
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

  test("tells no page of an unlisted origin of the login, though it opened the popup", async () => {
    const { page } = visitor;
    const [listed, stranger] = apps;
    await page.goto(`${stranger?.origin}/`);
    await listen(page);
    for (const to of [`?to=${encodeURIComponent(listed?.origin ?? "")}`, ""]) {
      const popup = await openWindow(page, `${servers.origin}/done/pipichat${to}`);
      if (!popup.isClosed()) await popup.waitForEvent("close");
    }
    // It cannot name its own origin either.
    const to = encodeURIComponent(stranger?.origin ?? "");
    const popup = await openWindow(page, `${servers.origin}/done/pipichat?to=${to}`);
    await popup.waitForLoadState();
    await popup.close();
    expect(await heard(page)).toEqual([]);
  });

  test("tells our own pages of the login where a policy cuts the popup off from the page that opened it", async () => {
    const { page, context } = visitor;
    const [, , apart] = apps;
    await page.goto(`${apart?.origin}/`);
    await listen(page);
    // A page of the Worker's own origin hears it over a channel that only that origin has.
    const own = await context.newPage();
    await own.goto(`${servers.origin}/`);
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

describe("row 8: a callback in the browser", () => {
  test("offers a new start when a callback is loaded again, and keeps the connection", async () => {
    const { page, context, seen } = visitor;
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
    expect(await connected()).toHaveLength(1);
  });

  test("leaves no callback in the history after the login", async () => {
    const { page, seen } = visitor;
    await page.goto(`${servers.origin}/health`);
    await page.goto(`${servers.origin}/connect/pipichat?return_to=/health`);
    await approve(page);
    await page.waitForURL(`${servers.origin}/health`);
    const callback = String(seen.asked.find((address) => address.includes("/callback/pipichat")));
    const addresses = [page.url()];
    while ((await page.goBack()) && addresses.length < 6) addresses.push(page.url());
    expect(addresses.length).toBeGreaterThan(1);
    // The community's page may send the browser here again with another key, but never with this one.
    expect(addresses).not.toContain(callback);
  });
});

test("row 2: stores both cookies with their prefixes, attributes and SameSite", async () => {
  const { page, context } = visitor;
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
  await page.goto(`${servers.origin}/`);
  expect(await page.evaluate(() => document.cookie)).toBe("");
});

describe("row 28: a page of another origin in the browser", () => {
  /** @typedef {{ path: string } & RequestInit} Try */

  /**
   * Asks as a script on a page there can, and says what it got to see.
   * @param {string | undefined} origin @param {Try[]} tries
   */
  async function asks(origin, tries) {
    await visitor.page.goto(`${origin}/`);
    return visitor.page.evaluate(
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

  test("shows a page of an unlisted origin no answer, whatever it sends", async () => {
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

  test("lets a page of a listed origin call and change connections with the person's cookie", async () => {
    const { near } = apps[0] ?? {};
    const headers = { ...OURS, "content-type": "application/json" };
    const before = await reached();
    const answers = await asks(near, [
      { ...pasted(), credentials, headers },
      { path: "/connections/jetchat", credentials, headers: OURS },
      { path: "/connections/jetchat", credentials },
      { path: CALL, credentials, headers: OURS },
    ]);
    expect(answers, "not without our header").toEqual([201, 200, 403, 200]);
    expect(await reached()).toBeGreaterThan(before);
    expect(await connected()).toHaveLength(1);
    const forgets = { path: "/connections/jetchat", credentials, method: "DELETE" };
    expect(await asks(near, [forgets]), "not without our header").toEqual([403]);
    expect(await connected()).toHaveLength(1);
    // Without the person's cookie, the call has no owner.
    expect(await asks(near, [{ path: CALL, credentials: "omit", headers: OURS }])).toEqual([401]);
    expect(await asks(near, [{ ...forgets, headers: OURS }])).toEqual([204]);
    expect(await connected()).toEqual([]);
  });

  test("lets a page of an unlisted origin change nothing, though it sends the person's cookie", async () => {
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
    // 0 is all that a page sees of an answer in the mode no-cors.
    expect(answers).toEqual(answers.map((answer) => (answer === 0 ? 0 : "blocked")));
    expect(await reached()).toBe(before);
    expect(await connected()).toHaveLength(1);
  });
});

describe("a page of a sibling subdomain", () => {
  /** The cookies that the Worker set. */
  const ours = async () =>
    (await visitor.context.cookies(servers.origin)).filter(({ name }) =>
      name.startsWith("__Host-"),
    );

  /** A community's redirect, with a key of the attacker's own account. */
  async function attackersCallback() {
    const body = new URLSearchParams({
      app_id: servers.app.app_id,
      user: "2",
      decision: "approve",
    });
    const address = `${servers.sandboxOrigin}/pipichat/api/oauth`;
    const answer = await fetch(address, { method: "POST", body, redirect: "manual" });
    const callback = answer.headers.get("location") ?? "";
    expect(callback).toContain("/callback/pipichat?auth_key=");
    return callback;
  }

  test("connects nobody by images, frames, styles, scripts and fetches of /connect and /callback", async () => {
    const callback = await attackersCallback();
    const [, stranger] = apps;
    const { page } = visitor;
    await page.goto(`${stranger?.near}/`);
    const connect = `${servers.origin}/connect/pipichat`;
    for (const address of [connect, callback]) {
      await page.evaluate(async (url) => {
        const load = (/** @type {HTMLElement} */ element) =>
          new Promise((resolve) => {
            element.onload = element.onerror = () => resolve(0);
            setTimeout(resolve, 1500);
            document.body.append(element);
          });
        const link = { rel: "stylesheet", href: url };
        await Promise.all([
          load(Object.assign(new Image(), { src: url })),
          load(Object.assign(document.createElement("iframe"), { src: url })),
          load(Object.assign(document.createElement("script"), { src: url })),
          load(Object.assign(document.createElement("link"), link)),
          load(Object.assign(document.createElement("object"), { data: url })),
          load(Object.assign(document.createElement("embed"), { src: url })),
          fetch(url, { mode: "no-cors", credentials: "include" }).catch(() => 0),
          fetch(url, { credentials: "include" }).catch(() => 0),
        ]);
      }, address);
      expect(await ours(), address).toEqual([]);
    }
    expect(await connected()).toEqual([]);
  });

  test("asks the person before a login that it opens in a window", async () => {
    const [, stranger] = apps;
    await visitor.page.goto(`${stranger?.near}/`);
    const popup = await openWindow(visitor.page, `${servers.origin}/connect/pipichat`);
    await popup.getByRole("link", { name: "Continue" }).waitFor();
    expect(await ours()).toEqual([]);
  });

  test("cannot give the person a session of its own by a cookie whose name only looks like ours", async () => {
    const attacker = await newVisitor(browser);
    await attacker.page.goto(`${servers.origin}/connect/pipichat`);
    const jar = await attacker.context.cookies(servers.origin);
    const session = jar.find(({ name }) => name === "__Host-Http-portaria")?.value ?? "";
    expect(session).not.toBe("");
    const { page } = visitor;
    const [, stranger] = apps;
    await page.goto(`${stranger?.near}/`);
    const stored = await page.evaluate((value) => {
      for (const around of ["\u2000", "\u3000", "\ufeff", "\u00a0", "\u0085"]) {
        const cookie = `${around}__Host-Http-portaria=${value}`;
        // biome-ignore lint/suspicious/noDocumentCookie: an attacker's page does as it likes
        document.cookie = `${cookie}; domain=site.localhost; path=/connect`;
      }
      return document.cookie;
    }, session);
    expect(stored).toBe(""); // it is of another path
    await page.goto(`${servers.origin}/`);
    const status = await page.evaluate(
      async (apiKey) =>
        (
          await fetch("/connect/jetchat", {
            method: "POST",
            headers: { "x-portaria": "1", "content-type": "application/json" },
            body: JSON.stringify({ apiKey }),
          })
        ).status,
      servers.jetchatKey,
    );
    expect(status).toBe(201);
    expect(await connected()).toHaveLength(1);
    await attacker.page.goto(`${servers.origin}/`);
    const theirs = await attacker.page.evaluate(async () =>
      (await fetch("/connections", { headers: { "x-portaria": "1" } })).json(),
    );
    expect(theirs).toEqual({ connections: [] });
    await attacker.context.close();
  });
});

test("row 26: shows a platform's HTML nowhere on the Worker's origin", async () => {
  const { page } = visitor;
  await page.goto(`${servers.origin}/`);
  const call = `${servers.origin}/api/jetchat/flow/tags?limit=1`;
  const connected = await page.evaluate(async (apiKey) => {
    const headers = { "x-portaria": "1", "content-type": "application/json" };
    const body = JSON.stringify({ apiKey });
    return (await fetch("/connect/jetchat", { method: "POST", headers, body })).status;
  }, servers.jetchatKey);
  expect(connected).toBe(201);
  const answerInHtml = () =>
    servers.control("fault", {
      path: "flow/tags",
      n: 1,
      body: '<form method="post" action="/link/sendpulse"><button>Win a prize</button></form>',
      headers: { "content-type": "text/html" },
    });
  await answerInHtml();
  // What a page makes an address of our origin of goes by this type.
  const type = await page.evaluate(async (call) => {
    const answer = await fetch(call, { headers: { "x-portaria": "1" } });
    return (await answer.blob()).type;
  }, call);
  expect(type).toBe("application/octet-stream");
  await answerInHtml();
  await page.goto(call).catch(() => {}); // a file that is saved is no page
  expect(await page.getByRole("button", { name: "Win a prize" }).count()).toBe(0);
});
