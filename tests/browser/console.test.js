// The console in Chromium, with the Worker in workerd and the sandbox as the community.

import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { expectedErrors, servers, useFixtures, visitor } from "./fixtures.js";
import { digest, secretsIn } from "./secret-detection.js";

const LOGIN = "Log in with PipiTrend";
const SEAN = 'Seán O\'Brien "Café"';
const SHOTS = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

useFixtures();

/** @param {string} name @param {import("playwright-core").Page} [page] */
const shoot = (name, page = visitor.page) =>
  page.screenshot({ path: `${SHOTS}${name}.png`, fullPage: true, animations: "disabled" });

/** Opens the console. */
async function open() {
  await visitor.page.goto(servers.origin);
  await visitor.page.getByRole("heading", { name: "PipiChat" }).waitFor();
}

/** @param {string} name */
const press = (name) => visitor.page.getByRole("button", { name, exact: true }).click();

/**
 * Presses the button, and gives the window that opens.
 * @param {() => Promise<unknown>} [act]
 */
async function openLogin(act = () => press(LOGIN)) {
  const opening = visitor.context.waitForEvent("page");
  await act();
  const popup = await opening;
  await popup.getByRole("button", { name: "Approve" }).waitFor();
  return popup;
}

/** @param {import("playwright-core").Page} page @param {string} [user] */
async function approve(page, user = "2") {
  await page.getByLabel("Signed in as").selectOption(user);
  await page.getByRole("button", { name: "Approve" }).click();
}

const ourCard = () => visitor.page.getByRole("article", { name: /^PipiChat/ });

/** The badge of PipiChat's card: there are others. @param {string | RegExp} hasText */
const ourBadge = (hasText) => ourCard().locator(".badge", { hasText });

/** Waits for the card to say that it is connected. @param {string} who */
async function connectedAs(who) {
  const { page } = visitor;
  await ourBadge(/^Connected$/).waitFor();
  expect(await ourCard().locator(".card-head .who").textContent()).toContain(who);
  await page.getByText("The answer as it came over the wire").waitFor();
}

/** The data as it is shown, by its labels. @returns {Promise<Record<string, string>>} */
const data = () =>
  visitor.page
    .locator(".data > div")
    .evaluateAll((rows) =>
      Object.fromEntries(
        rows.map((row) => [
          row.querySelector("dt")?.textContent,
          row.querySelector("dd")?.textContent,
        ]),
      ),
    );

/** @param {SVGElement | HTMLElement} image */
const isLoaded = (image) => image instanceof HTMLImageElement && image.naturalWidth > 0;

const focusedText = () => visitor.page.evaluate(() => document.activeElement?.textContent ?? "");
const overflow = () =>
  visitor.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

test("downloads less than 100 KiB for a visit with a login, before the explorer is opened", async () => {
  const { page } = visitor;
  /** @type {Promise<[string, number]>[]} */
  const weights = [];
  page.on("response", (response) => {
    /** @returns {Promise<[string, number]>} */
    const weigh = async () => {
      // The browser does not keep an answer that a script reads as a stream; then it says how long it was.
      const body = await response.body().catch(() => undefined);
      const { responseBodySize } = await response.request().sizes();
      const path = new URL(response.url()).pathname;
      return [path, body ? gzipSync(body).length : responseBodySize];
    };
    weights.push(weigh());
  });
  await open();
  await approve(await openLogin());
  await connectedAs(SEAN); // a call, and so the wasm
  const all = await Promise.all(weights);
  const total = all.reduce((sum, [, size]) => sum + size, 0) / 1024;
  console.log(`a visit with a login, gzipped: ${total.toFixed(1)} KiB`);
  expect(all.some(([path]) => path.endsWith(".wasm"))).toBe(true);
  expect(total).toBeLessThan(100);
  await page.getByRole("link", { name: "Explorer" }).click();
  await page.locator(".opblock-tag").first().waitFor();
});

test("serves the console with a strict content security policy", async () => {
  const response = await visitor.page.goto(servers.origin);
  const headers = response?.headers() ?? {};
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(headers["x-content-type-options"]).toBe("nosniff");
});

test("logs in in a popup, shows the data, asks to log in again when access has ended, and disconnects", async () => {
  const { page, seen } = visitor;
  await open();
  await shoot("1-console-before");

  const popup = await openLogin();
  await page.getByText("Go on in the window").waitFor();
  await shoot("2-waiting");
  await shoot("3-consent", popup);
  const closed = popup.waitForEvent("close");
  await approve(popup);
  await closed;
  await connectedAs(SEAN);
  expect(await focusedText()).toContain("PipiChat");
  expect(await data()).toMatchObject({
    Name: SEAN,
    Username: "@sean_of_nowhere",
    "E-mail": "sean_of_nowhere@example.com (not verified)",
    About: "I write &lt; where others write <b>less</b> & I mean it – 5 € a word.",
  });
  const wire = await page.locator("pre").textContent();
  expect(JSON.parse(wire ?? "")).toMatchObject({ user_info: { user_id: "2" } });
  expect(wire).not.toContain(SEAN);
  await expect.poll(() => page.locator("img.face").evaluate(isLoaded)).toBe(true);
  await shoot("4-connected-light");

  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await overflow()).toBeLessThanOrEqual(0);
  await shoot("5-connected-dark-phone");

  const log = await servers.control("log");
  const key = new URL(String(seen.asked.find((address) => address.includes("auth_key="))));
  expect(secretsIn(log)).toContain(digest(key.searchParams.get("auth_key") ?? ""));
  expect(secretsIn(log).size).toBeGreaterThanOrEqual(3);

  await servers.control("clock", { advance_s: 61 });
  expectedErrors.push(/status of 401/);
  await press("Read again");
  const notice = page.locator(".notice");
  await notice.getByRole("button", { name: LOGIN }).waitFor();
  expect(await notice.textContent()).toMatch(/login_required[\s\S]*token_expired/);
  await ourBadge("Access ended").waitFor();
  expect(await focusedText()).toContain("Please log in again");
  expect(await overflow()).toBeLessThanOrEqual(0);
  await shoot("6-expired-dark-phone");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 960, height: 800 });
  await shoot("7-expired-light");

  // The community knows the member and the app by now, so the window only comes and goes.
  await press(LOGIN);
  await connectedAs(SEAN);
  expect(await page.locator(".notice").count()).toBe(0);

  await press("Disconnect");
  await ourBadge("Not connected").waitFor();
  expect(await focusedText()).toBe(LOGIN);
  await page.reload();
  await page.getByRole("button", { name: LOGIN }).waitFor();
});

test("waits for the person in a second login, however soon it follows the first", async () => {
  const { page, context } = visitor;
  await open();
  await approve(await openLogin());
  await connectedAs(SEAN);
  await press("Disconnect");
  await ourBadge("Not connected").waitFor();
  await approve(
    await openLogin(async () => {
      await context.clearCookies({ name: "sandbox_pipichat" }); // the community asks again
      await press(LOGIN);
    }),
  );
  await connectedAs(SEAN);

  await servers.control("clock", { advance_s: 61 });
  expectedErrors.push(/status of 401/);
  await press("Read again");
  await context.clearCookies({ name: "sandbox_pipichat" });
  const popup = await openLogin(() =>
    page.locator(".notice").getByRole("button", { name: LOGIN }).click(),
  );
  await page.waitForTimeout(3500); // longer than two looks
  expect(popup.isClosed()).toBe(false);
  const closed = popup.waitForEvent("close");
  await approve(popup, "3");
  await closed;
  await connectedAs("小雨 样本");
});

test("logs in in the page itself, without a popup", async () => {
  const { page } = visitor;
  await open();
  await page.getByLabel("in this page").check();
  await press(LOGIN);
  await approve(page, "3");
  await connectedAs("小雨 样本");
  expect(page.url()).toBe(`${servers.origin}/`);
  expect(await focusedText()).toContain("PipiChat");
  expect(await page.getByLabel("in this page").isChecked()).toBe(true);
  await shoot("8-connected-in-page");

  await page.reload();
  await connectedAs("小雨 样本");
});

test("says that the person came back without a login after denying it in the page itself", async () => {
  const { page } = visitor;
  await open();
  await page.getByLabel("in this page").check();
  await press(LOGIN);
  await page.getByRole("button", { name: "Deny" }).click();
  await page.getByText("Nobody is signed in.").waitFor();
  await page.goBack();
  await page.goBack();
  await page.locator(".notice", { hasText: "You came back without" }).waitFor();
  await page.getByRole("button", { name: LOGIN }).waitFor();
});

test("says that nothing has changed after the person denied the login in the popup", async () => {
  const { page } = visitor;
  await open();
  const popup = await openLogin();
  await popup.getByRole("button", { name: "Deny" }).click();
  await popup.getByText("Nobody is signed in.").waitFor();
  await popup.close();
  const notice = page.locator(".notice");
  await notice.waitFor();
  expect(await notice.textContent()).toMatch(
    /window was closed[\s\S]*Nothing has changed[\s\S]*aborted/,
  );
  expect(await focusedText()).toBe(LOGIN);
  await shoot("9-denied");
});

test("closes the popup and says aborted when the login is cancelled", async () => {
  const { page } = visitor;
  await open();
  const popup = await openLogin();
  const closed = popup.waitForEvent("close");
  await press("Cancel");
  await closed;
  await page.locator(".notice", { hasText: "aborted" }).waitFor();
});

test("shows an account that was connected in another tab", async () => {
  const { page, context } = visitor;
  await open();
  const other = await context.newPage();
  await other.goto(`${servers.origin}/connect/pipichat`);
  await approve(other, "1");
  await other.getByText("Ada Example").first().waitFor();
  await page.bringToFront();
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.getByText("Ada Example").first().waitFor();
});

test("logs in by keyboard alone", async () => {
  const { page } = visitor;
  await open();
  for (let presses = 0; (await focusedText()) !== LOGIN; presses += 1) {
    expect(presses).toBeLessThan(40);
    await page.keyboard.press("Tab");
  }
  const popup = await openLogin(() => page.keyboard.press("Enter"));
  await popup.keyboard.press("Tab");
  await popup.keyboard.type("Ada");
  await popup.keyboard.press("Tab");
  await popup.keyboard.press("Enter");
  await connectedAs("Ada Example");
  await page.keyboard.press("Tab");
  expect(await focusedText()).toMatch(/^https:/);
});

test("names the variables that are wrong when the Worker is misconfigured", async () => {
  const problems = [
    { variable: "PORTARIA_ORIGIN", message: "is missing. Set it to <b>your</b> address." },
    { variable: "PIPICHAT_APP_SECRET", message: "is missing." },
  ];
  expectedErrors.push(/status of 503/);
  await visitor.page.route("**/health", (route) =>
    route.fulfill({ status: 503, json: { status: "misconfigured", problems } }),
  );
  await visitor.page.goto(servers.origin);
  const list = visitor.page.locator(".problems").getByRole("listitem");
  await list.first().waitFor();
  expect(await list.allTextContents()).toEqual(
    problems.map(({ variable, message }) => `${variable} ${message}`),
  );
  await shoot("10-misconfigured");
});

test("offers another try when the Worker cannot be reached, and goes on when it can", async () => {
  const { page } = visitor;
  expectedErrors.push(/ERR_FAILED/);
  await page.route("**/health", (route) => route.abort());
  await page.goto(servers.origin);
  await page.locator(".notice", { hasText: "could not be reached" }).waitFor();
  await shoot("11-unreachable");
  await page.unroute("**/health");
  await press("Try again");
  await page.getByRole("button", { name: LOGIN }).waitFor();
  expect(await focusedText()).toContain("Bangwo8");
});

test("links an app that is opened from SendPulse, shows its account, and disconnects it at the uninstall", async () => {
  const { page } = visitor;
  await open();
  const card = page.getByRole("article", { name: /^SendPulse/ });
  expect(await card.textContent()).toContain("Open the app from SendPulse's dashboard");
  await page.goto(`${servers.sandboxOrigin}/sendpulse/dashboard?user=1000001&lang=pt&shown=window`);
  const row = page.getByRole("row", { name: /Front Desk/ });
  await row.getByRole("button", { name: "Install" }).click();
  await page.getByRole("button", { name: "Agree" }).click();
  await page.waitForURL(/\/link\/sendpulse/);
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("pt");
  expect(page.url()).not.toMatch(/code=/);
  await shoot("9-link-in-portuguese");
  await page.locator("button[value=link]").click();
  await page.waitForURL(`${servers.origin}/?lang=pt`);
  await card.getByText("Connected", { exact: true }).waitFor();
  expect(await card.textContent()).toContain("1000001");
  await shoot("9-sendpulse-connected");

  // Opened again: the same connection, and the question again.
  await page.goto(`${servers.sandboxOrigin}/sendpulse/dashboard?user=1000001&lang=pt&shown=window`);
  await row.getByRole("button", { name: "Open app" }).click();
  await page.waitForURL(/\/link\/sendpulse/);
  await page.locator("button[value=no]").click();
  await page.getByRole("heading").waitFor();

  await page.goto(`${servers.sandboxOrigin}/sendpulse/dashboard?user=1000001&lang=pt&shown=window`);
  await row.getByRole("button", { name: "Uninstall" }).click();
  expect(await page.locator("code").textContent()).toMatch(/^200/);
  await open();
  await card.getByText("Not connected").waitFor();
});

test("connects a platform that the console has nothing for, by the fields that /health describes", async () => {
  const { page } = visitor;
  /** @param {string} name @param {string} label @param {object} [more] */
  const field = (name, label, more) => ({
    name,
    label,
    hint: "",
    secret: false,
    required: true,
    ...more,
  });
  const instance = {
    name: "acme",
    provider: "acme",
    title: "Acme",
    connect: "key",
    account: null,
    credentials: [
      {
        fields: [field("token", "Access token", { secret: true, hint: "It begins with acme_." })],
        place: "Under Settings, API.",
      },
      {
        fields: [
          field("user", "User"),
          field("pin", "Pin"),
          field("region", "Region", { required: false }),
        ],
        place: "In the welcome letter.",
      },
    ],
  };
  await page.route("**/health", async (route) => {
    const response = await route.fetch();
    const health = await response.json();
    await route.fulfill({ response, json: { ...health, instances: [instance] } });
  });
  /** @type {unknown[]} */
  const given = [];
  expectedErrors.push(/status of 401/);
  await page.route("**/connect/acme", (route) => {
    given.push(route.request().postDataJSON());
    const error = { code: "unauthorized", message: "Acme knows no such token.", retryable: false };
    const headers = { "x-portaria-error": error.code };
    return route.fulfill({ status: 401, headers, json: { error } });
  });
  await page.goto(servers.origin);
  const card = page.getByRole("article", { name: /^Acme/ });
  const token = card.locator("#acme-token");
  expect(await token.getAttribute("type")).toBe("password");
  expect(await card.locator("label[for=acme-token]").textContent()).toBe("Access token");
  const hint = await token.getAttribute("aria-describedby");
  expect(await card.locator(`[id="${hint}"]`).textContent()).toBe("It begins with acme_.");
  await card.getByText("Under Settings, API.").waitFor();
  await token.fill("acme_1");
  await card.getByRole("button", { name: "Connect" }).click();
  await card.locator(".notice", { hasText: "Acme knows no such token." }).waitFor();

  await card.getByLabel("User + Pin").check();
  expect(await card.getByText("Under Settings, API.").count()).toBe(0);
  await card.getByText("In the welcome letter.").waitFor();
  await card.getByLabel("User", { exact: true }).fill("ada");
  await card.getByLabel("Pin", { exact: true }).fill("1234");
  await card.getByRole("button", { name: "Connect" }).click();
  await expect.poll(() => given.length).toBe(2);
  expect(given).toEqual([{ token: "acme_1" }, { user: "ada", pin: "1234" }]);
});
