import { describe, expect, test } from "vitest";
import { browser, useFixtures } from "./fixtures.js";
import { control } from "./sandbox.js";
import { failure } from "./test-browser.js";
import { ORIGIN } from "./worker-settings.js";

useFixtures();

describe("starting a login", () => {
  test.each([
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "https://app.example.com.evil.example",
  ])("answers invalid_argument to the return_to %s", async (target) => {
    const response = await browser.ask(`/connect/pipichat?return_to=${encodeURIComponent(target)}`);
    const answer = await failure(response);
    expect(answer).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(answer.text).not.toContain("evil");
    expect(browser.cookies.size).toBe(0);
  });

  test("ends a login at an origin that PORTARIA_RETURN_TO lists", async () => {
    const start = await browser.startLogin(
      "pipichat",
      `return_to=${encodeURIComponent("https://app.example.com/done?x=1")}`,
    );
    const back = await browser.openCallback(await browser.approveLogin(start));
    expect(back.headers.get("location")).toBe("https://app.example.com/done?x=1");
  });

  test("asks first, and sets no cookie, when another site starts a login", async () => {
    const answer = await browser.ask("/connect/pipichat?return_to=/a", {
      headers: { "sec-fetch-site": "cross-site", accept: "text/html" },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await answer.text()).toContain('href="/connect/pipichat?return_to=%2Fa"');
  });

  test.each([
    ["HEAD", {}, 204],
    ["GET", { "sec-purpose": "prefetch" }, 403],
    ["POST", {}, 404],
    ["PUT", {}, 400],
  ])("starts no login for %s %o", async (method, headers, status) => {
    const response = await browser.ask("/connect/pipichat", { method, headers });
    expect(response.status).toBe(status);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test("keeps the session's cookie when another login starts", async () => {
    await browser.startLogin();
    const session = browser.cookies.get("__Host-Http-portaria");
    await browser.startLogin();
    expect(browser.cookies.get("__Host-Http-portaria")).toBe(session);
  });

  test("takes the popup's target from PORTARIA_ORIGIN, not from the Host header", async () => {
    const headers = { "x-forwarded-host": "evil.example", host: "evil.example" };
    const moved = await browser.ask("/connect/pipichat?popup=1", { headers });
    const address = moved.headers.get("location") ?? "";
    expect(address).toBe(`${ORIGIN}/connect/pipichat?popup=1&redirected=1`);
    const response = await browser.ask(address, { headers });
    const back = await browser.openCallback(
      await browser.approveLogin(response.headers.get("location") ?? ""),
    );
    const done = await browser.ask(back.headers.get("location") ?? "", { headers });
    expect(await done.text()).toContain(`data-to="${ORIGIN}"`);
  });
});

describe("a login in a popup", () => {
  test("ends on a page that tells one exact origin, and lets no other script run", async () => {
    const start = await browser.startLogin(
      "pipichat",
      `popup=1&return_to=${encodeURIComponent("https://app.example.com")}`,
    );
    const back = await browser.openCallback(await browser.approveLogin(start));
    const page = await browser.ask(back.headers.get("location") ?? "", {
      headers: { accept: "text/html" },
    });
    const html = await page.text();
    expect(html).toContain('data-to="https://app.example.com"');
    const policy = page.headers.get("content-security-policy") ?? "";
    const [, script = ""] = /<script>(.*)<\/script>/s.exec(html) ?? [];
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
    expect(policy).toContain(
      `script-src 'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`,
    );
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
  });

  test("offers a new start in the popup when a login fails", async () => {
    const callback = await browser.approveLogin(
      await browser.startLogin("pipichat", "popup=1&return_to=/"),
    );
    await control("fault", { path: "authorize", n: 1, body: "html" });
    const { text } = await failure(await browser.openCallback(callback));
    expect(text).toContain('href="/connect/pipichat?return_to=%2F&amp;popup=1"');
    expect(text).not.toContain("Back without logging in");
  });

  test("answers invalid_argument to /done with an origin that is not listed", async () => {
    const response = await browser.ask(
      `/done/pipichat?to=${encodeURIComponent("https://evil.example")}`,
    );
    expect(await failure(response)).toMatchObject({ status: 400, code: "invalid_argument" });
  });
});

test.each([
  ["/health", {}],
  ["/nothing", {}],
  ["/connections", {}],
  ["/connect/pipichat", {}],
  ["/connect/nobody", { headers: { accept: "text/html" } }],
  ["/callback/pipichat", { headers: { accept: "text/html" } }],
  ["/done/pipichat", { headers: { accept: "text/html" } }],
  ["/api/pipichat/api/get_user_info", {}],
  ["/api/pipichat/nothing", {}],
])("answers %s with no-store and the other security headers", async (path, init) => {
  const { headers } = await browser.ask(path, init);
  expect(Object.fromEntries([...headers].filter(([name]) => name !== "set-cookie"))).toMatchObject({
    "cache-control": "no-store",
    "content-security-policy": expect.stringContaining("default-src 'none'"),
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  });
});
