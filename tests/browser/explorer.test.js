// The explorer: every operation of every platform, tried through the Worker.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { violations } from "./axe.js";
import { expectedErrors, replaceVisitor, servers, useFixtures, visitor } from "./fixtures.js";
import { build, serve } from "./vite-build.js";

const SHOTS = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

useFixtures();

/** @param {string} name */
const shoot = (name) =>
  visitor.page.screenshot({ path: `${SHOTS}${name}.png`, animations: "disabled" });

/** Connects JetChat with its key. */
async function connectJetChat({ page } = visitor) {
  await page.goto(servers.origin);
  await page.locator("#jetchat-apiKey").fill(servers.jetchatKey);
  await page.locator(".credentials-form:has(#jetchat-apiKey) button[type=submit]").click();
  await page.locator(".summary-line.badge-on").waitFor();
}

/** Opens one operation. @param {string} address @param {string} words to look for @param {string} operation */
async function openOperation(address, words, operation) {
  const { page } = visitor;
  const [method = "", path] = operation.split(" ");
  await page.goto(`${servers.origin}/#/explorer/${address}`);
  await page.locator("#search").fill(words);
  const block = page.locator(`.opblock-${method.toLowerCase()}`, {
    has: page.locator(`[data-path="${path}"]`),
  });
  await block.locator(".opblock-summary-control").click();
  return block;
}

/** What an answer shows under a heading. @param {string} label */
const shown = async (label) =>
  (await visitor.page.getByRole("region", { name: label, exact: true }).textContent()) ?? "";

const answered = () => visitor.page.locator(".answer h4").waitFor();

test("serves each instance's OpenAPI documents with that instance's address", async () => {
  for (const [path, operations] of /** @type {[string, number][]} */ ([
    ["jetchat", 249],
    ["pipichat", 1],
    ["sendpulse", 637], // two are described by two services,
    ["sendpulse/crm", 191],
  ])) {
    const answer = await fetch(`${servers.origin}/openapi/${path}.json`);
    const document = await answer.json();
    const base = path.split("/")[0] === "jetchat" ? "jetchat/api" : path.split("/")[0];
    expect(document.servers).toEqual([{ url: `${servers.sandboxOrigin}/${base}` }]);
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(/** @type {Record<string, any>} */ (item)).map((one) => one.operationId),
    );
    expect(ids.filter(Boolean).length).toBe(operations);
    for (const [, kind = "", name = ""] of JSON.stringify(document).matchAll(
      /"#\/components\/(\w+)\/([^"]+)"/g,
    )) {
      expect(document.components[kind]).toHaveProperty([name]);
    }
  }
  for (const path of ["nobody.json", "sendpulse/nothing.json", "sendpulse/..%2fjetchat.json"]) {
    expect((await fetch(`${servers.origin}/openapi/${path}`)).status).toBe(404);
  }
});

test("gets the same answer in the console, from its curl line and from its JavaScript line", async () => {
  const { page } = visitor;
  await connectJetChat();
  await shoot("20-accounts");
  const block = await openOperation("jetchat", "list tags", "GET /flow/tags");
  expect(await page.locator(".search-count").textContent()).toBe("2 operations found.");
  await shoot("21-explorer");
  await block.getByRole("button", { name: "Try it out" }).click();
  await block.locator("[data-param-name=limit] input").fill("3");
  await block.getByRole("button", { name: "Execute" }).click();
  await answered();
  const inConsole = JSON.parse(await shown("Body"));
  expect(inConsole.data.length).toBeGreaterThan(0);
  await shoot("22-answer");

  const url = `${servers.sandboxOrigin}/jetchat/api/flow/tags?limit=3`;
  expect(await shown("Request URL at the platform")).toBe(url);
  const command = await shown("curl, straight to the platform, with its credential masked");
  expect(command).toContain(url);
  expect(command).toContain("Bearer [secret]");
  const direct = command.replace("[secret]", servers.jetchatKey).replace("curl", "curl -sS");
  expect(JSON.parse(execFileSync("sh", ["-c", direct], { encoding: "utf8" }))).toEqual(inConsole);

  const line = await shown("JavaScript, with the package");
  expect(line).toBe('await new JetChat({ via: "/api" }).flowTags.list({ limit: 3 })');
  const files = await build("tests/browser/everything");
  await serve(visitor.context, `${servers.origin}/everything/`, files);
  await page.goto(`${servers.origin}/everything/`);
  await page.waitForFunction(() => "JetChat" in window);
  expect(await page.evaluate(`(async () => ${line})()`)).toEqual(inConsole);
});

test("shows the next and the previous page, and an error in words", async () => {
  const { page } = visitor;
  await connectJetChat();
  const block = await openOperation("jetchat", "subscribers list", "GET /subscribers");
  await block.getByRole("button", { name: "Try it out" }).click();
  await block.locator("[data-param-name=limit] input").fill("2");
  await block.getByRole("button", { name: "Execute" }).click();
  await answered();
  const first = await shown("Body");
  await page.getByRole("button", { name: "Next page" }).click();
  await expect.poll(() => shown("Request URL at the platform")).toContain("page=2");
  expect(await shown("Body")).not.toBe(first);
  await page.getByRole("button", { name: "Previous page" }).click();
  await expect.poll(() => shown("Body"), { timeout: 5000 }).toBe(first);

  expectedErrors.push(/status of 404/);
  await block.locator("[data-param-name=segment_ns] input").fill("f123sg999");
  await block.getByRole("button", { name: "Execute" }).click();
  const notice = page.locator(".answer .notice");
  await notice.waitFor();
  expect(await notice.textContent()).toMatch(
    /There is no such thing[\s\S]*Check the ids[\s\S]*not_found/,
  );
  await block.getByRole("button", { name: "Clear" }).click();
  await page.locator(".answer").waitFor({ state: "detached" });
});

test("connects Bangwo8 by a password, and by a pair of keys", async () => {
  const { page } = visitor;
  const { account, password, secret_id, secret } = servers.bangwo8;
  const card = page.getByRole("article", { name: /^Bangwo8/ });
  await page.goto(servers.origin);
  await card.getByLabel("Account", { exact: true }).fill(account);
  await card.getByLabel("Password", { exact: true }).fill("not it");
  await card.getByRole("button", { name: "Connect", exact: true }).click();
  expectedErrors.push(/status of 4/);
  await card.locator(".notice").waitFor();
  await card.getByLabel("Password", { exact: true }).fill(password);
  await card.getByRole("button", { name: "Connect", exact: true }).click();
  await card.locator(".badge-on").waitFor();
  await card.getByRole("button", { name: "Disconnect" }).click();
  await card.getByLabel("a pair of keys").check();
  await card.getByLabel("Secret id").fill(secret_id);
  await card.getByLabel("Secret", { exact: true }).fill(secret);
  await card.getByRole("button", { name: "Connect", exact: true }).click();
  await card.locator(".badge-on").waitFor();

  const rows = card.locator(".tickets tbody tr");
  await card.getByRole("button", { name: "Read the newest tickets" }).click();
  await expect.poll(() => rows.count()).toBe(20);
  await card.getByRole("button", { name: "More tickets" }).click();
  await expect.poll(() => rows.count()).toBe(40);
  const numbers = await rows.locator("th").allTextContents();
  expect(new Set(numbers).size).toBe(40);

  const block = await openOperation("bangwo8", "tickets.list", "GET /api/v1/tickets.json");
  await block.getByRole("button", { name: "Try it out" }).click();
  await block.getByRole("button", { name: "Execute" }).click();
  await answered();
  expect(await page.locator(".answer-good").count()).toBe(1);
  expect(await shown("JavaScript, with the package")).toContain("new Bangwo8(");
  await page.getByRole("button", { name: "Next page" }).waitFor();
});

describe("several accounts of one platform", () => {
  /** @param {string} account @param {string} password */
  async function give(account, password) {
    const card = visitor.page.getByRole("article", { name: /^Bangwo8/ });
    await card.getByLabel("Account", { exact: true }).fill(account);
    await card.getByLabel("Password", { exact: true }).fill(password);
    await card.getByRole("button", { name: "Connect", exact: true }).click();
    await card.locator(".card-head .who", { hasText: account }).waitFor();
    return card;
  }

  test("shows every account with a button to disconnect it, and calls as the account that is chosen", async () => {
    const { page } = visitor;
    const [first, second] = servers.bangwo8Accounts;
    await page.goto(servers.origin);
    await give(first.account, first.password);
    await page.getByText("Connect another account").click();
    const card = await give(second.account, second.password);
    expect(await page.locator(".summary-line.badge-on").textContent()).toContain(
      `${second.account} +1`,
    );
    expect(await card.locator(".further li").textContent()).toContain(first.account);
    expect(await violations(page)).toEqual([]);

    const block = await openOperation("bangwo8", "tickets.list", "GET /api/v1/tickets.json");
    expect(await page.locator(".as-whom").textContent()).toContain(second.account);
    await page.getByLabel("Account", { exact: true }).selectOption(first.account);
    await page.locator(".as-whom", { hasText: first.account }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("account");
    await page.locator("#search").fill("tickets.list");
    await block.locator(".opblock-summary-control").click();
    await block.getByRole("button", { name: "Try it out" }).click();
    const asking = page.waitForRequest(/\/api\/bangwo8\/api\/v1\/tickets/);
    await block.getByRole("button", { name: "Execute" }).click();
    expect((await asking).headers()["x-portaria-account"]).toBe(first.account);
    await answered();
    expect(await page.locator(".answer-good").count()).toBe(1);
    expect(await shown("JavaScript, with the package")).toContain(
      `new Bangwo8({ via: "/api", accountId: "${first.account}" })`,
    );

    await page.goto(`${servers.origin}/#/`);
    await card.getByRole("button", { name: `Disconnect (${first.account})` }).click();
    await expect.poll(() => card.locator(".further").count()).toBe(0);
    expect(await card.locator(".card-head .who").textContent()).toBe(second.account);
    await page.reload();
    await card.getByRole("button", { name: "Disconnect", exact: true }).click();
    await card.getByLabel("Account", { exact: true }).waitFor();
  });
});

test("shows tickets on a phone without scrolling sideways", async () => {
  await replaceVisitor({ viewport: { width: 390, height: 844 } });
  const { page } = visitor;
  const { account, password } = servers.bangwo8;
  await page.goto(servers.origin);
  await page.locator("#bangwo8-account").fill(account);
  await page.locator("#bangwo8-password").fill(password);
  await page.locator("#bangwo8-password").press("Enter");
  await page.getByRole("button", { name: "Read the newest tickets" }).click();
  const region = page.getByRole("region", { name: "Tickets" });
  await region.waitFor();
  const hidden = await region.evaluate((at) => at.scrollWidth - at.clientWidth);
  expect(hidden).toBeLessThanOrEqual(0);
  expect(await violations(page)).toEqual([]);
});

test("shows the pages of a list whose offset is in the body", async () => {
  const { page } = visitor;
  await page.goto(`${servers.sandboxOrigin}/sendpulse/dashboard?user=1000001&lang=en&shown=window`);
  const row = page.getByRole("row", { name: /Front Desk/ });
  await row.getByRole("button", { name: "Install" }).click();
  await page.getByRole("button", { name: "Agree" }).click();
  await page.locator("button[value=link]").click();
  await page.waitForURL(`${servers.origin}/?lang=en`);
  const block = await openOperation(
    "sendpulse/crm",
    "deals get-list",
    "POST /crm/v1/deals/get-list",
  );
  await block.getByRole("button", { name: "Try it out" }).click();
  const form = block.locator("textarea");
  await form.fill(JSON.stringify({ limit: 2, offset: 0 }));
  await block.getByRole("button", { name: "Execute" }).click();
  await answered();
  const first = await shown("Body");
  await page.getByRole("button", { name: "Next page" }).click();
  await expect
    .poll(() => shown("JavaScript, with the package"))
    .toContain("list({ limit: 2, offset: 2 })");
  expect(JSON.parse(await form.inputValue())).toEqual({ limit: 2, offset: 2 });
  expect(await shown("Body")).not.toBe(first);
  await page.getByRole("button", { name: "Previous page" }).click();
  await expect.poll(() => shown("Body"), { timeout: 5000 }).toBe(first);
});

test("says that no account is connected before a call, and login_required after it", async () => {
  const { page } = visitor;
  expectedErrors.push(/status of 401/);
  const block = await openOperation("sendpulse/email", "addressBooks.list", "GET /addressbooks");
  expect(await page.locator(".as-whom").textContent()).toContain("No account is connected");
  await block.getByRole("button", { name: "Try it out" }).click();
  await block.getByRole("button", { name: "Execute" }).click();
  await page.locator(".answer .notice").waitFor();
  expect(await page.locator(".answer .notice").textContent()).toMatch(
    /Please log in again[\s\S]*login_required/,
  );
  expect(await shown("JavaScript, with the package")).toContain("new SendPulse(");
});

test("sends a body as it was written, and shows it in the JavaScript line", async () => {
  const { page } = visitor;
  await connectJetChat();
  const block = await openOperation("jetchat", "post create tag", "POST /flow/create-tag");
  await block.getByRole("button", { name: "Try it out" }).click();
  const name = `made ${Date.now()}`;
  await block.locator("textarea").fill(JSON.stringify({ name }));
  await block.getByRole("button", { name: "Execute" }).click();
  await answered();
  expect(await page.locator(".answer-good").count()).toBe(1);
  const line = await shown("JavaScript, with the package");
  expect(line).toBe(`await new JetChat({ via: "/api" }).flowTags.create({ name: "${name}" })`);
});

describe("accessibility", () => {
  test.each([
    ["en-GB", "light", 1280],
    ["zh-CN", "dark", 1280],
    ["pt-BR", "light", 390],
    ["fr-FR", "dark", 390],
  ])(
    "breaks no rule of axe and fits the screen in %s, %s, %i pixels wide",
    async (locale, scheme, width) => {
      await replaceVisitor({
        locale,
        colorScheme: /** @type {"light"} */ (scheme),
        viewport: { width, height: 844 },
      });
      const { page } = visitor;
      const overflow = () =>
        page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      await connectJetChat();
      expect(await page.evaluate(() => document.documentElement.lang)).toMatch(locale.slice(0, 2));
      expect(await violations(page)).toEqual([]);
      expect(await overflow()).toBeLessThanOrEqual(0);
      await shoot(`30-accounts-${locale}`);
      const block = await openOperation("jetchat", "create tag", "POST /flow/create-tag");
      await block.locator(".try-out__btn").click();
      await block.locator("button.execute").click();
      await answered();
      await shoot(`31-explorer-${locale}`);
      await page.locator(".answer").evaluate((answer) => answer.scrollIntoView());
      await shoot(`32-answer-${locale}`);
      expect(await violations(page)).toEqual([]);
      expect(await overflow()).toBeLessThanOrEqual(0);
    },
  );
});

test("leads by keyboard alone from the address bar to an answer", async () => {
  const { page } = visitor;
  const { keyboard } = page;
  const focused = () =>
    page.evaluate(() => {
      const at = document.activeElement;
      const label = at?.getAttribute("aria-label");
      const labels = /** @type {HTMLInputElement | null} */ (at)?.labels;
      return label ?? labels?.[0]?.textContent ?? at?.textContent ?? "";
    });
  /** @param {RegExp} words */
  const tabTo = async (words) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (words.test(await focused())) return;
      await keyboard.press("Tab");
    }
    throw new Error(`${words} was not reached; the focus is on ${await focused()}`);
  };
  await page.goto(servers.origin);
  await page.locator("#jetchat-apiKey").waitFor();
  await keyboard.press("Tab");
  expect(await focused()).toBe("Skip to the content");
  await keyboard.press("Enter");
  await tabTo(/^API key/);
  await keyboard.type(servers.jetchatKey);
  await keyboard.press("Enter");
  await page.locator(".summary-line.badge-on").waitFor();
  expect(await focused()).toMatch(/^JetChat/);
  await tabTo(/^Try its operations \(JetChat/);
  await keyboard.press("Enter");
  await page.locator("#search").waitFor();
  expect(await focused()).toBe("Explorer");
  await tabTo(/^Search operations/);
  await keyboard.type("get flow tags list");
  await page.locator(".opblock").first().waitFor();
  await tabTo(/GET.*\/flow\/tags/);
  await keyboard.press("Enter");
  await tabTo(/^Try it out/);
  await keyboard.press("Enter");
  await tabTo(/^limit$/);
  await keyboard.type("1");
  await tabTo(/^Execute$/);
  await keyboard.press("Enter");
  await answered();
  expect(JSON.parse(await shown("Body")).data).toHaveLength(1);
  await expect.poll(focused).toBe("Answer"); // not lost with the button that was pressed
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await tabTo(/^Copy \(curl/);
  await keyboard.press("Enter");
  await page.getByRole("button", { name: "Copied. (curl" }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^curl /);
});

test("speaks the browser's language until the person chooses another", async () => {
  await replaceVisitor({ locale: "pt-PT" });
  const { page } = visitor;
  await page.goto(servers.origin);
  await page.getByRole("heading", { name: "As suas contas" }).waitFor();
  await page.getByLabel("Idioma").selectOption("zh");
  await page.getByRole("heading", { name: "您的账号" }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("language");
  await page.reload();
  await page.getByRole("heading", { name: "您的账号" }).waitFor();
  await page.goto(`${servers.origin}/#/explorer/pipichat`);
  await page.locator(".opblock-summary-control").first().click();
  await page.getByRole("button", { name: "试一试" }).waitFor();
});
