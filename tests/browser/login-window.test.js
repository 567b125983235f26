// A login in a window, called through the package: what connect() says of each way in which it can fail, and of a window that only looks
// closed. The page is on another origin of the Worker's site.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { serveApp } from "./app-server.js";
import { FLAGS, launch, newVisitor } from "./chromium.js";
import { build } from "./vite-build.js";
import { startServers } from "./wrangler-servers.js";

/** @type {import("./wrangler-servers.js").Servers} */
let servers;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("./chromium.js").Visitor} */
let visitor;
/** An app, and the same with a policy that cuts its ties to its windows. @type {import("./app-server.js").AppServer[]} */
let apps;

beforeAll(async () => {
  const files = await build("tests/browser/element");
  apps = [
    await serveApp(files),
    await serveApp(files, { headers: { "cross-origin-opener-policy": "same-origin" } }),
  ];
  browser = await launch();
  const origins = apps.map(({ near }) => near).join(" ");
  servers = await startServers({ PORTARIA_ALLOW_ORIGINS: origins, PORTARIA_RETURN_TO: origins });
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

/** @param {import("playwright-core").Page | import("playwright-core").Frame} page */
const begin = (page, instance = "pipichat", via = `${servers.origin}/api`) =>
  page.evaluate(
    ([instance, via]) => {
      const at = /** @type {any} */ (window);
      at.came = undefined;
      const { open } = window;
      window.open = (...args) => {
        at.popup = open.apply(window, args);
        return at.popup;
      };
      at.connect(instance, { mode: "popup", via }).then(
        (/** @type {any} */ connection) => {
          at.came = { name: connection.account.name };
        },
        (/** @type {any} */ { code, message }) => {
          at.came = { code, message };
        },
      );
    },
    /** @type {const} */ ([instance, via]),
  );

/** @param {import("playwright-core").Page | import("playwright-core").Frame} page @returns {Promise<any>} */
async function outcome(page, timeout = 12_000) {
  const came = () => page.evaluate(() => /** @type {any} */ (window).came);
  await expect.poll(came, { timeout, interval: 200 }).toBeTruthy();
  return came();
}

/** @param {import("playwright-core").Page} page @param {string} address */
async function openApp(page, address) {
  await page.goto(`${address}/`);
  await page.waitForFunction(() => "connect" in window);
}

/** Begins a login in a window: the window, at the platform. */
async function openWindow(app = apps[0]) {
  await openApp(visitor.page, `${app?.near}`);
  const opening = visitor.context.waitForEvent("page");
  await begin(visitor.page);
  const popup = await opening;
  await popup.getByRole("button", { name: "Approve" }).waitFor();
  return popup;
}

/** @param {import("playwright-core").Page} popup */
async function approve(popup, user = "1") {
  await popup.getByLabel("Signed in as").selectOption(user);
  await popup.getByRole("button", { name: "Approve" }).click();
}

/** The callback to which the platform would send the window next. */
async function approvedCallback() {
  const body = new URLSearchParams({ app_id: servers.app.app_id, user: "1", decision: "approve" });
  const address = `${servers.sandboxOrigin}/pipichat/api/oauth`;
  const answer = await fetch(address, { method: "POST", body, redirect: "manual" });
  const callback = answer.headers.get("location") ?? "";
  expect(callback).toContain("/callback/pipichat?auth_key=");
  return callback;
}

/**
 * Loads an address as the visitor's browser would, but not in the window: its status, and the code of its error.
 * @param {string} address
 * @returns {Promise<[number | undefined, unknown]>}
 */
async function load(address) {
  const cookies = await visitor.context.cookies(servers.origin);
  const lax = cookies.filter(({ sameSite }) => sameSite !== "Strict");
  const headers = {
    cookie: lax.map(({ name, value }) => `${name}=${value}`).join("; "),
    accept: "text/html",
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
  };
  return new Promise((resolve, reject) => {
    const asked = get(address, { headers }, (answer) => {
      answer.resume();
      resolve([answer.statusCode, answer.headers["x-portaria-error"]]);
    });
    asked.on("error", reject);
  });
}

test("connect() says aborted when the person denies the login and closes the window", async () => {
  const popup = await openWindow();
  await popup.getByRole("button", { name: "Deny" }).click();
  await popup.getByText("Nobody is signed in.").waitFor();
  await popup.close();
  expect(await outcome(visitor.page)).toMatchObject({
    code: "aborted",
    message: expect.stringContaining("was closed"),
  });
});

test("connect() rejects with the platform's error, and closes the window", async () => {
  const popup = await openWindow();
  await servers.control("fault", { path: "authorize", n: 1, body: "html" });
  const closed = popup.waitForEvent("close");
  await approve(popup);
  expect(await outcome(visitor.page)).toMatchObject({ code: "bad_response" });
  await closed;
});

test("connect() rejects with flow_replayed when the login was tried before, and failed", async () => {
  const popup = await openWindow();
  const callback = await approvedCallback();
  await servers.control("fault", { path: "authorize", n: 1, body: "html" });
  expect(await load(callback)).toEqual([502, "bad_response"]);
  await popup.goto(callback).catch(() => {}); // the window is closed meanwhile
  expect(await outcome(visitor.page)).toMatchObject({ code: "flow_replayed" });
});

test("connect() resolves when a replayed callback fails, but the login had connected before", async () => {
  const popup = await openWindow();
  const callback = await approvedCallback();
  expect(await load(callback)).toEqual([303, undefined]);
  await popup.goto(callback).catch(() => {});
  expect(await outcome(visitor.page)).toEqual({ name: "Ada Example" });
});

test("connect() rejects with what the callback lacks when the platform sends back a wrong one", async () => {
  const popup = await openWindow();
  await popup.goto(`${servers.origin}/callback/pipichat?auth_key=x`).catch(() => {});
  expect(await outcome(visitor.page)).toMatchObject({
    code: "invalid_argument",
    message: expect.stringContaining("auth_key"),
  });
});

test.each([
  ["nobody", "not_found", "There is no such instance"],
  ["jetchat", "not_found", "JetChat"],
  ["sendpulse", "not_found", "SendPulse"],
])(
  "connect() says why there is no login at %s, and opens no window",
  async (instance, code, words) => {
    await openApp(visitor.page, `${apps[0]?.near}`);
    await begin(visitor.page, instance);
    const { message, ...rest } = await outcome(visitor.page);
    expect(rest).toEqual({ code });
    expect(message).toContain(words);
    expect(visitor.context.pages()).toHaveLength(1);
  },
);

test("connect() waits for a window to which a policy has cut the tie, though it looks closed", async () => {
  const popup = await openWindow(apps[1]);
  expect(await visitor.page.evaluate(() => /** @type {any} */ (window).popup.closed)).toBe(true);
  await visitor.page.waitForTimeout(9000);
  expect(await visitor.page.evaluate(() => /** @type {any} */ (window).came)).toBeUndefined();
  await approve(popup, "3");
  expect(await outcome(visitor.page)).toEqual({ name: "小雨 样本" });
});

test("connect() says so before a window opens when the page is in another site's frame, which keeps no cookie", async () => {
  const { page } = visitor;
  await page.goto(`${apps[0]?.far}/`);
  await page.evaluate((src) => {
    document.body.append(Object.assign(document.createElement("iframe"), { src }));
  }, `${apps[0]?.near}/`);
  await expect.poll(() => page.frames().length).toBe(2);
  const [, inner] = page.frames();
  await inner?.waitForFunction(() => "connect" in window);
  if (!inner) throw new Error("The frame is missing.");
  await begin(inner);
  expect(await outcome(inner)).toMatchObject({
    code: "configuration",
    message: expect.stringContaining("frame"),
  });
  expect(visitor.context.pages()).toHaveLength(1);
});

test("connect() says so before a window opens when the browser keeps no cookies", async () => {
  const folder = mkdtempSync(join(tmpdir(), "portaria-no-cookies-"));
  mkdirSync(join(folder, "Default"));
  const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(join(folder, "Default", "Preferences"), JSON.stringify(settings));
  const executablePath = String(process.env.PORTARIA_CHROMIUM);
  const context = await chromium.launchPersistentContext(folder, { executablePath, args: FLAGS });
  try {
    const page = await context.newPage();
    await openApp(page, `${apps[0]?.near}`);
    const pages = context.pages().length;
    await begin(page);
    expect(await outcome(page)).toMatchObject({
      code: "configuration",
      message: expect.stringContaining("cookies are blocked"),
    });
    expect(context.pages()).toHaveLength(pages);
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a login that is asked for at localhost starts at 127.0.0.1, where PORTARIA_ORIGIN is, and connects there", async () => {
  const { page } = visitor;
  const elsewhere = servers.origin.replace("127.0.0.1", "localhost");
  await page.goto(`${elsewhere}/connect/pipichat?return_to=/health`);
  await approve(page);
  await page.waitForURL(`${servers.origin}/health`);
  expect(await page.locator("pre").textContent()).toContain('"status": "ok"');
  const cookies = await visitor.context.cookies();
  const ours = cookies.filter(({ name }) => name.startsWith("__Host-"));
  expect(ours.map(({ name, domain }) => `${domain} ${name}`)).toEqual([
    "127.0.0.1 __Host-Http-portaria",
  ]);
});

test("connect() says where to open the page when the Worker is asked at another address than PORTARIA_ORIGIN", async () => {
  await openApp(visitor.page, `${apps[0]?.far}`);
  const elsewhere = servers.origin.replace("127.0.0.1", "localhost");
  await visitor.page.route(`${elsewhere}/connections?login=pipichat`, (route) => {
    const login = { origin: servers.origin, session: "known", crossSite: false };
    const headers = {
      "access-control-allow-origin": `${apps[0]?.far}`,
      "access-control-allow-credentials": "true",
      "access-control-allow-headers": "x-portaria",
    };
    return route.fulfill({ json: { connections: [], login }, headers });
  });
  await begin(visitor.page, "pipichat", `${elsewhere}/api`);
  const { code, message } = await outcome(visitor.page);
  expect(code).toBe("configuration");
  expect(message).toContain(`asked at ${elsewhere}, but its PORTARIA_ORIGIN is ${servers.origin}`);
});

test("the page of a finished login leads on where it is in the same window", async () => {
  const { page } = visitor;
  await page.goto(`${servers.origin}/connect/pipichat?popup=1&return_to=/health`);
  await approve(page);
  await page.getByRole("link", { name: "Continue" }).click();
  await page.waitForURL(`${servers.origin}/health`);
});
