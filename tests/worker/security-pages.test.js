// Rows 12 and 15 of SECURITY.md: what a page shows, and the security headers of every answer.
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createPortaria } from "../../pkg/worker.js";
import { advanceClock } from "./clock.js";
import { createWorker } from "./create-worker.js";
import { browser, useFixtures } from "./fixtures.js";
import { control, jetchatKey, platformRequests } from "./sandbox.js";
import { failure, TestBrowser } from "./test-browser.js";
import { ORIGIN } from "./worker-settings.js";

const PAGE = { accept: "text/html" };

useFixtures();

describe("row 12: markup on our pages", () => {
  const PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></ScRiPt>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1)>",
    "</title><script>alert(1)</script>",
    "</p><iframe srcdoc='<script>alert(1)</script>'>",
    "<!--><script>alert(1)</script>-->",
    "javascript:alert(1)",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><button>x",
    "\u2028<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{constructor.constructor('alert(1)')()}}",
    "%3Cscript%3Ealert(1)%3C/script%3E",
  ];

  /** @param {Response} response @param {string} payload */
  async function expectInert(response, payload) {
    const html = await response.text();
    if (/[<"']/.test(payload)) expect(html).not.toContain(payload);
    expect(html).not.toContain("alert(1)");
    expect(html).not.toMatch(/<(script|img|svg|iframe|base|object|form|math)[\s/>]/i);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; base-uri 'none'; form-action 'none'; /);
    expect(policy).not.toMatch(/unsafe|script-src|https?:/);
  }

  test.each(PAYLOADS)("shows no markup that arrives in a path or a query: %s", async (payload) => {
    const value = encodeURIComponent(payload);
    const query = ["error", "error_description", "error_uri", "state", "lang", "auth_key", "code"]
      .map((name) => `${name}=${value}`)
      .join("&");
    for (const instance of ["pipichat", "somee", "sendpulse"]) {
      const response = await browser.openCallback(`/callback/${instance}?${query}`);
      expect(response.headers.get("x-portaria-error")).toBe("invalid_argument");
      await expectInert(response, payload);
    }
    for (const path of [
      `/callback/${value}`,
      `/connect/${value}`,
      `/connect/pipichat?return_to=${value}`,
      `/done/pipichat?to=${value}`,
      `/link/sendpulse?question=${value}&lang=${value}`,
    ]) {
      await expectInert(await browser.ask(path, { headers: PAGE }), payload);
    }
    expect(await platformRequests("/")).toEqual([]);
  });

  test("shows no word of a community's on the page that reports its error", async () => {
    for (const payload of PAYLOADS.filter((one) => !one.startsWith("%"))) {
      const callback = await browser.approveLogin(await browser.startLogin());
      const body = JSON.stringify({ error: true, message: `Refused: ${payload}` });
      await control("fault", { path: "authorize", n: 1, body });
      const response = await browser.openCallback(callback);
      const html = await response.text();
      expect(html).not.toContain(payload);
      expect(html).not.toContain("Refused: ");
      expect(html).not.toMatch(/<(script|img|svg|iframe|base|meta http|object|form|math)[\s/>]/i);
      expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
    }
  });
});

/** Expects that an answer is stored and framed nowhere, tells nobody where it came from, and runs nothing. @param {Response} response */
function expectSecurityHeaders({ status, headers }) {
  const { "content-security-policy": policy, ...rest } = Object.fromEntries(headers);
  expect(rest, `${status}`).toMatchObject({
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  });
  expect(policy, `${status}`).toMatch(/^(sandbox; )?default-src 'none'; .*frame-ancestors 'none'/);
}

test("row 15: sends the security headers with an answer to a request on which the core failed", async () => {
  const broken = {
    toJSON() {
      throw new Error("canary");
    },
  };
  for (const headers of [PAGE, { accept: "application/json" }]) {
    const response = await createPortaria({}).fetch(
      new Request(`${ORIGIN}/callback/pipichat`, { headers }),
      /** @type {any} */ ({ ...env, PORTARIA_KEY: broken }),
      createExecutionContext(),
    );
    expectSecurityHeaders(response);
    expect(await failure(response)).toMatchObject({ status: 500, code: "unavailable" });
  }
});

test("row 15: says Strict-Transport-Security with every answer where PORTARIA_HSTS is set, and never unasked", async () => {
  const policy = "max-age=31536000; includeSubDomains";
  const ask = createWorker({}, { PORTARIA_HSTS: policy });
  const local = { PORTARIA_HSTS: policy, PORTARIA_ORIGIN: "http://127.0.0.1:8787" };
  const atHome = createWorker({}, local);
  for (const [path, status] of /** @type {const} */ ([
    ["/health", 200],
    ["/connect/pipichat", 303],
    ["/callback/pipichat", 400],
    ["/api/jetchat/me", 401],
    ["/nothing", 404],
  ])) {
    const answer = await ask(path);
    expect([answer.status, answer.headers.get("strict-transport-security")]).toEqual([
      status,
      policy,
    ]);
    // Without https, no browser would heed it.
    expect((await atHome(path)).headers.get("strict-transport-security"), path).toBeNull();
    expect((await browser.ask(path)).headers.get("strict-transport-security"), path).toBeNull();
  }
  const wrong = await createWorker({}, { PORTARIA_HSTS: "31536000" })("/health");
  expect(wrong.status).toBe(503);
  expect(await wrong.text()).toContain("PORTARIA_HSTS");
});

test("row 15: sends the security headers with an answer of every status", async () => {
  /** @type {Map<number, Response>} */
  const answers = new Map();
  const note = (/** @type {Response} */ response) => void answers.set(response.status, response);
  const OURS = { "x-portaria": "1", "content-type": "application/json" };
  const key = await jetchatKey();
  const callback = await browser.approveLogin(await browser.startLogin());
  note(await browser.ask("/health"));
  note(await browser.ask(callback, { method: "HEAD" }));
  const copy = new TestBrowser();
  copy.cookies = browser.cookies.copy();
  const back = await browser.openCallback(callback);
  note(back);
  const body = JSON.stringify({ apiKey: key });
  note(await browser.ask("/connect/jetchat", { method: "POST", body, headers: OURS }));
  note(await browser.ask("/connect/jetchat", { method: "POST", body: "{}", headers: OURS }));
  note(await new TestBrowser().ask("/api/jetchat/flow/tags"));
  note(await new TestBrowser().openCallback(callback));
  note(await browser.ask("/nothing"));
  note(await copy.openCallback(callback));
  note(
    await browser.ask("/api/jetchat/flow/create-tag", {
      method: "POST",
      body: "{}",
      headers: OURS,
    }),
  );
  await control("fault", { path: "flow/tags", n: 1, status: 302 });
  note(await browser.ask("/api/jetchat/flow/tags", { headers: OURS }));
  await browser.startLogin();
  advanceClock(600);
  note(await browser.openCallback(`/callback/pipichat?auth_key=${"0".repeat(32)}`));
  const unset = createPortaria({}).fetch(
    new Request(`${ORIGIN}/health`),
    /** @type {any} */ ({}),
    createExecutionContext(),
  );
  note(await unset);
  expect([...answers.keys()].sort()).toEqual([
    200, 201, 204, 303, 400, 401, 403, 404, 409, 410, 422, 502, 503,
  ]);
  for (const response of answers.values()) expectSecurityHeaders(response);
  // The code is gone from the address.
  expect(back.headers.get("location")).toBe("/account");
});
