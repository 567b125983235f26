// Rows 13 and 14 of SECURITY.md: the addresses that the Worker sends a browser to.
import { exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { browser, useFixtures } from "./fixtures.js";
import { ORIGIN } from "./worker-settings.js";

const PAGE = { accept: "text/html" };

useFixtures();

describe("row 13: where a login may end", () => {
  const HOME = ["/", "/account", "/a?b=//c", "/a#//b", "/%2f%2fevil.example", "/a/b.c"];
  const LISTED = ["https://app.example.com", "https://app.example.com/x?y#z"];
  const ELSEWHERE = [
    "//e",
    "///e",
    "////e",
    "/\\e",
    "\\\\e",
    "\\/e",
    "/\t/e",
    "\t//e",
    "/\n/e",
    "\r\n//e",
    " //e",
    "https:e",
    "https:/e",
    "https://e",
    "https:///e",
    "http://app.example.com",
    "HTTPS://app.example.com",
    "https://app.example.com:8443",
    "https://app.example.com.e",
    "https://app.example.com@e",
    "https://user@app.example.com",
    "https://user:pw@app.example.com/",
    "https://app.example.com\\@e",
    "https://app.example.com%2f@e",
    "https://app.example.com\t.e",
    "https://sub.app.example.com",
    "https://example.com",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "blob:https://app.example.com/x",
    "filesystem:https://app.example.com/x",
    "file:///etc/passwd",
    "/..//e",
    "/.//e",
    "/a/../..//e",
    "%2f%2fe",
    "%5c%5ce",
    "e",
    "?x",
    "#x",
    "",
    "é",
    "/\0",
    "/\x7f",
    " /é",
    "/é ",
    "\u3000/e",
    "https://app.example.com\u3002e",
    "https://app.example.com\uff0fe",
    "https://app.example.com é",
    "/x\r\nlocation: https://e",
    `/${"a".repeat(1024)}`,
    `/${"é".repeat(171)}`,
  ];

  test.each([...HOME, ...LISTED])("ends a login at %j", async (target) => {
    const start = await browser.startLogin("pipichat", `return_to=${encodeURIComponent(target)}`);
    const back = await browser.openCallback(await browser.approveLogin(start));
    expect(back.headers.get("location")).toBe(target);
  });

  test.each([
    ["/é", "/%C3%A9"],
    ["/my desk?q=帮 我#ü", "/my%20desk?q=%E5%B8%AE%20%E6%88%91#%C3%BC"],
    ["/%C3%A9?a=%20", "/%C3%A9?a=%20"],
    ["/\u202e", "/%E2%80%AE"],
    ["/\uff0fe", "/%EF%BC%8Fe"],
    ['/"<>', "/%22%3C%3E"],
    ["https://app.example.com/é x", "https://app.example.com/%C3%A9%20x"],
  ])("ends a login at %j as the address %s", async (target, address) => {
    const start = await browser.startLogin("pipichat", `return_to=${encodeURIComponent(target)}`);
    const back = await browser.openCallback(await browser.approveLogin(start));
    expect(back.headers.get("location")).toBe(address);
    expect(new URL(target, ORIGIN).href).toBe(new URL(address, ORIGIN).href);
  });

  test("refuses every other return_to, also for a popup, and sets no cookie", async () => {
    for (const target of ELSEWHERE) {
      for (const more of ["", "&popup=1"]) {
        const query = `return_to=${encodeURIComponent(target)}${more}`;
        const response = await browser.ask(`/connect/pipichat?${query}`, { headers: PAGE });
        const shown = JSON.stringify(target).slice(0, 60);
        expect(response.status, shown).toBe(400);
        expect(response.headers.get("location"), shown).toBeNull();
        expect(response.headers.getSetCookie(), shown).toEqual([]);
      }
      const done = await browser.ask(`/done/pipichat?to=${encodeURIComponent(target)}`);
      expect(done.status, target).toBe(400);
    }
    expect(browser.cookies.size).toBe(0);
  });
});

test("row 14: takes no address from the host or a forwarding header of a request", async () => {
  const headers = {
    ...PAGE,
    forwarded: "host=evil.example;proto=http",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "http",
    "x-forwarded-prefix": "//evil.example",
    "x-original-url": "//evil.example",
    "x-rewrite-url": "//evil.example",
    "x-host": "evil.example",
  };
  const paths = [
    "/connect/pipichat?popup=1",
    "/callback/pipichat",
    "/link/sendpulse",
    "/done/pipichat",
    "/health",
    "/api/pipichat/api/get_user_info",
    "/nothing",
  ];
  for (const path of paths) {
    const response = await exports.default.fetch(
      new Request(`https://evil.example${path}`, { headers, redirect: "manual" }),
    );
    const all = [await response.text(), ...[...response.headers].map(String)].join("\n");
    expect(all, path).not.toContain("evil");
  }
  const start = await browser.ask("/connect/pipichat?popup=1", { headers });
  const back = await browser.openCallback(
    await browser.approveLogin(start.headers.get("location") ?? ""),
    {
      headers,
    },
  );
  expect(back.headers.get("location")).toBe("/done/pipichat?to=%2F");
});
