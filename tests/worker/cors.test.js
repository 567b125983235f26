// Row 28 of SECURITY.md: pages of other origins that call the Worker.
import { describe, expect, test } from "vitest";
import { connectJetchatKey } from "./connect-jetchat-key.js";
import { createWorker } from "./create-worker.js";
import { useFixtures } from "./fixtures.js";

const OURS = { "x-portaria": "1" };

useFixtures();

describe("row 28: pages of other origins", () => {
  const APP = "https://app.example.com";
  const ask = createWorker({}, { PORTARIA_ALLOW_ORIGINS: APP });
  const preflight = (/** @type {string} */ origin) =>
    ask("/api/jetchat/me", {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "GET",
        "access-control-request-headers": "x-portaria",
      },
    });
  const allowed = (/** @type {Response} */ response) =>
    response.headers.get("access-control-allow-origin");

  test("lets a page of a listed origin call with the person's cookie, and names that origin only", async () => {
    const yes = await preflight(APP);
    expect([yes.status, allowed(yes)]).toEqual([204, APP]);
    expect(yes.headers.get("access-control-allow-credentials")).toBe("true");
    expect(yes.headers.get("access-control-allow-headers")).toContain("x-portaria");
    expect(yes.headers.get("vary")).toBe("origin");
    const cookie = await connectJetchatKey(ask);
    const headers = { ...OURS, cookie, origin: APP, "sec-fetch-site": "same-site" };
    const call = await ask("/api/jetchat/me", { headers });
    expect([call.status, allowed(call), call.headers.get("vary")]).toEqual([200, APP, "origin"]);
    expect(call.headers.get("access-control-expose-headers")).toContain("x-portaria-error");
    expect(allowed(await ask("/health", { headers: { origin: APP } }))).toBe(APP);
    expect(allowed(await ask("/health"))).toBeNull();
  });

  test.each([
    "https://app.example.com.evil.example",
    "https://evil.example",
    "http://app.example.com",
    "https://app.example.com:8443",
    "https://APP.example.com",
    "null",
    "*",
  ])("answers 403 to a page of %s, which is not listed", async (origin) => {
    expect(allowed(await preflight(origin))).toBeNull();
    const call = await ask("/api/jetchat/me", { headers: { ...OURS, origin } });
    expect([call.status, allowed(call)]).toEqual([403, null]);
  });

  test("answers 403 to a page of another origin where none is listed", async () => {
    const closed = createWorker({});
    const headers = { origin: APP, "access-control-request-method": "GET" };
    const answer = await closed("/api/jetchat/me", { method: "OPTIONS", headers });
    expect(allowed(answer)).toBeNull();
    expect((await closed("/api/jetchat/me", { headers: { ...OURS, origin: APP } })).status).toBe(
      403,
    );
  });
});
