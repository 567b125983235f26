// An app in a frame of SendPulse's dashboard, which is another site: with all cookies, without those of other sites, and without any.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { FLAGS } from "./chromium.js";
import { found, secretsIn } from "./secret-detection.js";
import { startServers } from "./wrangler-servers.js";

/** An app's own page: it shows who it is by the package, and calls. */
const MY_PAGE = `<!doctype html><title>My page</title><p id="who"></p><button id="link">Link</button>
<script type="module">
  import { frameSession, SendPulse } from "/package/browser.js";
  const show = (text) => { document.getElementById("who").textContent = text; };
  try {
    const session = await frameSession();
    const sendpulse = new SendPulse({ via: "/api", instance: session.instance, fetch: session.fetch });
    const senders = await sendpulse.senders.list();
    const again = await frameSession();
    const refused = await session.fetch("https://elsewhere.example/").catch(({ code }) => code);
    document.getElementById("link").onclick = session.link;
    show(JSON.stringify({
      account: session.connection.account.id, lang: session.lang, theme: session.theme, carried: session.carried,
      calls: Array.isArray(senders), same: again === session, refused, hash: location.hash,
    }));
  } catch (error) {
    show("failed: " + error.code);
  }
</script>`;

/** @type {import("./wrangler-servers.js").Servers} */
let servers;
/** @type {Awaited<ReturnType<typeof serve>>} */
let around;
/** @type {import("playwright-core").BrowserContext} */
let context;
/** @type {import("playwright-core").Page} */
let page;
/** @type {string} */
let profile;
/** Everything that was asked of the servers. @type {string[]} */
let asked;

beforeAll(async () => {
  around = await serve();
  const ancestors = [around.origin("localhost")];
  servers = await startServers({}, undefined, { html: MY_PAGE, ancestors });
});
afterAll(async () => {
  await servers?.stop();
  around?.stop();
});

/** Pages that show the address which they are asked for in a frame; under any name of this machine. */
async function serve() {
  const server = createServer(({ url = "" }, response) => {
    const inner = new URL(url, "http://localhost").searchParams.get("shows");
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(`<iframe src="${inner}"></iframe>`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(0)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    origin: (/** @type {string} */ host) => `http://${host}:${port}`,
    stop: () => server.close(),
  };
}

/** @param {object} cookies the settings of the browser's profile @param {string[]} [more] flags */
async function launch(cookies, more = []) {
  profile = mkdtempSync(join(tmpdir(), "portaria-frame-"));
  mkdirSync(join(profile, "Default"));
  writeFileSync(join(profile, "Default/Preferences"), JSON.stringify({ profile: cookies }));
  context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.PORTARIA_CHROMIUM ?? "",
    args: [...FLAGS, ...more],
    locale: "en-GB",
  });
  context.setDefaultTimeout(10_000);
  context.on("request", (request) => asked.push(request.url()));
}
beforeEach(async () => {
  asked = [];
  await context.clearCookies();
  page = await context.newPage();
});
afterEach(async () => {
  const everything = [...asked, ...(await Promise.all(context.pages().map(shownBy)))].join("\n");
  expect(found(everything, secretsIn(await servers.control("log")))).toEqual([]);
  for (const one of context.pages().slice(1)) await one.close(); // the last one would close the browser
});

async function quit() {
  await context?.close();
  rmSync(profile, { recursive: true, force: true });
}

/** @param {import("playwright-core").Page} shown */
const shownBy = (shown) =>
  Promise.all(shown.frames().map((frame) => frame.content().catch(() => ""))).then(String);

/** Opens an app in the dashboard: its frame. @param {string} name @param {string} [look] */
async function openApp(name, look = "lang=pt&theme=dark") {
  await page.goto(`${servers.sandboxOrigin}/sendpulse/dashboard?user=1000001&${look}`);
  const row = page.getByRole("row", { name: new RegExp(name) });
  const open = row.getByRole("button", { name: "Open app" });
  if (await open.isVisible()) {
    await open.click();
  } else {
    await row.getByRole("button", { name: "Install" }).click();
    await page.getByRole("button", { name: "Agree" }).click();
  }
  await page.waitForURL(/^http:\/\/localhost:/);
  await expect.poll(() => page.frames()[1]?.url()).toContain("session=");
  return /** @type {import("playwright-core").Frame} */ (page.frames()[1]);
}

/** @param {import("playwright-core").Frame} frame */
const text = (frame) => frame.locator("main").textContent();

/** Whether the browser keeps cookies of the frame that are not partitioned, and those that are. */
const kept = () => {
  // biome-ignore lint/suspicious/noDocumentCookie: older than CookieStore, and what this is about
  document.cookie = "open=1; Secure; SameSite=None";
  // biome-ignore lint/suspicious/noDocumentCookie: as above
  document.cookie = "apart=1; Secure; SameSite=None; Partitioned; Path=/";
  return ["open", "apart"].filter((name) => document.cookie.includes(name));
};

const ways = /** @type {const} */ ([
  ["all cookies", { cookie_controls_mode: 0 }, [], ["open", "apart"]],
  [
    "other sites' cookies blocked",
    { cookie_controls_mode: 1, block_third_party_cookies: true },
    ["--test-third-party-cookie-phaseout"],
    ["apart"],
  ],
  ["no cookies at all", { default_content_setting_values: { cookies: 2 } }, [], []],
]);

describe.each(ways)("with %s", (_, cookies, flags, keeps) => {
  beforeAll(() => launch(cookies, [...flags]));
  afterAll(quit);

  test("the Worker's page in the frame tells which account is connected, looks as the dashboard does, and asks in a window to link it", async () => {
    const frame = await openApp("Front Desk");
    await frame.getByText("1000001").waitFor();
    expect(await frame.evaluate(kept)).toEqual(keeps);
    expect(await text(frame)).toContain("A conta 1000001 do SendPulse está conectada.");
    const look = await frame.evaluate(() => ({
      ...document.documentElement.dataset,
      scheme: getComputedStyle(document.documentElement).colorScheme,
      margin: getComputedStyle(document.body).margin,
    }));
    expect(look).toEqual({ theme: "dark", scheme: "dark", margin: "0px" });
    const { pathname, searchParams, hash } = new URL(frame.url());
    expect([pathname, hash]).toEqual(["/frame/sendpulse", ""]);
    expect(Object.fromEntries(searchParams)).toEqual({
      instance: "sendpulse",
      session: expect.any(String),
      lang: "pt",
      theme: "dark",
      access: "sandbox & all",
    });
    await linksInWindow(frame, "button", keeps.length > 0);
    await frame.evaluate(() => location.reload());
    const words = keeps.length > 0 ? "está conectada" : "abra o aplicativo de novo";
    await frame.getByText(words).waitFor();
  });

  test("an app's own page calls through the Worker by the package, knows how it is to look, and links the account", async () => {
    const frame = await openApp("Own Page", "lang=en&theme=light");
    await frame.getByText("account").waitFor();
    expect(JSON.parse(String(await frame.locator("#who").textContent()))).toEqual({
      account: "1000001",
      lang: "en",
      theme: "light",
      carried: "lang=en&theme=light&access=sandbox+%26+all",
      calls: true,
      same: true,
      refused: "invalid_argument",
      hash: "",
    });
    await linksInWindow(frame, "#link", keeps.length > 0);
  });

  /**
   * The account is linked to the browser's session, and the frame does not become that session.
   * @param {import("playwright-core").Frame} frame
   * @param {string} button
   * @param {boolean} hasCookies without which nobody has a session
   */
  async function linksInWindow(frame, button, hasCookies) {
    const opening = context.waitForEvent("page");
    await frame.locator(button).click();
    const window = await opening;
    await window.waitForURL(/\/link\/sendpulse/);
    if (!hasCookies) {
      await window.getByText("flow_mismatch").waitFor();
      return;
    }
    await window.locator("button[value=link]").click();
    await window.waitForURL(new RegExp(`^${servers.origin}/\\?lang=..&theme=`));
    const connected = () =>
      fetch("/connections", { headers: { "x-portaria": "1" } }).then((answer) => answer.json());
    const { connections } = await window.evaluate(connected);
    expect(connections.map((/** @type {any} */ one) => one.account.id)).toEqual(["1000001"]);
    expect(await frame.evaluate(connected)).toEqual({ connections: [] });
  }
});

describe("what shows the page", () => {
  beforeAll(() => launch({}));
  afterAll(quit);

  test("the dashboard may show it, and no other page, nor the dashboard in another page", async () => {
    const [dashboard, other] = [around.origin("localhost"), around.origin("evil.localhost")];
    const shows = (/** @type {string} */ origin, /** @type {string} */ inner) =>
      `${origin}/?shows=${encodeURIComponent(inner)}`;
    const app = `${servers.origin}/frame/sendpulse?session=x`;
    for (const [address, isShown] of /** @type {const} */ ([
      [shows(dashboard, app), true],
      [shows(other, app), false],
      [shows(other, shows(dashboard, app)), false],
      [shows(dashboard, `${servers.origin}/`), false], // the console
      [shows(dashboard, `${servers.origin}/link/sendpulse?question=x`), false],
    ])) {
      await page.goto(address);
      const inner = /** @type {import("playwright-core").Frame} */ (page.frames().at(-1));
      const shown = () => inner.evaluate(() => document.querySelector("main") !== null);
      await expect.poll(shown, { message: address }).toBe(isShown);
    }
  });

  test("in a window, a stranger's ticket is not taken, and his page is not shown", async () => {
    const frame = await openApp("Own Page");
    const session = new URL(frame.url()).searchParams.get("session");
    const stolen = await context.newPage();
    for (const path of ["frame/sendpulse?instance=sendpulse", "my-page?instance=sendpulse-own"]) {
      await stolen.goto(`${servers.origin}/${path}&session=${session}#portaria_ticket=x`);
      await stolen.getByText(/open the app again|failed: configuration/).waitFor();
    }
    const posts = asked.filter((address) => address.includes("/frame/sendpulse-own"));
    expect(posts).toHaveLength(1);
  });
});
