// The documentation's site on a phone.
import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startStubServer } from "../package/stub-server.js";
import { launch, newVisitor } from "./chromium.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

/** @type {Awaited<ReturnType<typeof startStubServer>>} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
beforeAll(async () => {
  // A dead link, or a type that the reference cannot resolve, fails here.
  await promisify(execFile)(process.execPath, ["docs/build.js"], { cwd: ROOT, timeout: 170_000 });
  server = await startStubServer(`${ROOT}target/site`);
  browser = await launch();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const GUIDES = globSync("docs/**/*.md", { cwd: ROOT })
  .filter((file) => !file.startsWith("docs/reference/"))
  .map((file) => file.replace(/^docs\//, "").replace(/\.md$/, ".html"));

test("fits every page on a phone, and requests nothing from another site", async () => {
  const { page, context, seen } = await newVisitor(browser, PHONE);
  for (const path of GUIDES) {
    const answer = await page.goto(`${server.origin}/${path}`);
    expect(answer?.status(), path).toBe(200);
    await page.locator("main h1").first().waitFor();
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wider, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
    const cut = await page
      .locator(".vp-doc table")
      .evaluateAll((tables) => tables.filter((one) => one.scrollWidth > one.clientWidth).length);
    const marked = await page.locator(".vp-doc .line.highlighted").count();
    expect(marked, `${path} has a line that is marked for no reason`).toBe(0);
    expect(cut, `${path} has a table of which a part is out of sight`).toBe(0);
  }
  expect(seen.errors).toEqual([]);
  expect(
    seen.asked.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(server.origin)),
  ).toEqual([]);
  await context.close();
}, 60_000);

test("lists every page in the menu", async () => {
  const { page, context } = await newVisitor(browser, PHONE);
  await page.goto(`${server.origin}/index.html`);
  const listed = await page
    .locator(".VPSidebar a")
    .evaluateAll((links) => links.map((one) => new URL(/** @type {any} */ (one).href).pathname));
  const paths = GUIDES.map((path) => `/${path}`.replace(/^\/index\.html$/, "/"));
  expect(paths.filter((path) => !listed.includes(path))).toEqual([]);
  await context.close();
});

test("opens the menu on a phone, and finds an error's code by the search", async () => {
  const { page, context } = await newVisitor(browser, PHONE);
  await page.goto(`${server.origin}/index.html`);
  await page.getByRole("button", { name: "Menu", exact: true }).click();
  await page.getByRole("link", { name: "SendPulse" }).first().click();
  await page.locator("#from-nothing-to-the-first-call").waitFor();
  await page.getByRole("button", { name: "Search" }).first().click();
  await page.getByRole("searchbox").fill("reconnect_required");
  await page.getByRole("option").filter({ hasText: "Errors" }).first().waitFor();
  await context.close();
});

test("shows the reference with methods and their parameters, on a phone too", async () => {
  const { page, context } = await newVisitor(browser, PHONE);
  const at = async (/** @type {string} */ path) => {
    const answer = await page.goto(`${server.origin}/reference/${path}`);
    expect(answer?.status(), path).toBe(200);
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wider, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
    return (await page.locator("body").textContent()) ?? "";
  };
  expect(await at("index.html")).toContain("Portaria");
  expect(await at("index/PipiChat.html")).toContain("startLogin");
  expect(await at("index/JetChatTypes/JetChat.html")).toContain("Lists the bot's tags.");
  expect(await at("index/JetChatTypes/FlowTagsListParams.html")).toContain("Tags per page");
  expect(await at("worker/createPortaria.html")).toContain("createPortaria");
  await context.close();
});
