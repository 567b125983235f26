// Rows 1 to 17 of SECURITY.md: a login's way out and back.
import { createExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createPortaria } from "../../pkg/worker.js";
import { expectNoSecretInOutput, output } from "./output.js";
import { control, jetchatKey, platformRequests, resetSandbox } from "./sandbox.js";
import { failure, TestBrowser } from "./test-browser.js";
import { ORIGIN } from "./worker-settings.js";

const KEY = "00112233445566778899aabbccddeeff";
/** @typedef {import("../cookie-jar.js").CookieJar} CookieJar */

const SESSION = "__Host-Http-portaria";
const PAGE = { accept: "text/html" };
const FORM = "application/x-www-form-urlencoded";

/** @type {TestBrowser} */
let browser;

beforeEach(async () => {
  await resetSandbox();
  output.record();
  browser = new TestBrowser();
});

afterEach(async () => {
  await expectNoSecretInOutput();
  vi.restoreAllMocks();
});

/** What was asked of the providers to get in. */
const exchanged = async () => [
  ...(await platformRequests("authorize")),
  ...(await platformRequests("market-service")),
];

/** The person's flow cookies. @param {TestBrowser} [of] @returns {[name: string, value: string][]} */
const flows = (of = browser) => [...of.cookies].filter(([name]) => name.includes("flow"));

/** The fields with which SendPulse's dashboard opens the app. */
async function opened() {
  const response = await env.SANDBOX.fetch("https://api.example/sendpulse/dashboard/consent", {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({
      app_id: "5e9d0000-0000-4000-8000-0000000000a1",
      user_id: "1000001",
      user: "1000001",
      lang: "en",
      decision: "agree",
    }),
  });
  return new URL(response.headers.get("location") ?? "").search.slice(1);
}

test("row 1: ids are 256 bits from the runtime's strong source, and evenly spread", async () => {
  const strong = vi.spyOn(crypto, "getRandomValues");
  const weak = vi.spyOn(Math, "random");
  /** @type {string[]} */
  const states = [];
  for (let n = 0; n < 30; n++) {
    const one = new TestBrowser();
    const url = await one.startLogin("somee");
    states.push(new URL(url).searchParams.get("state") ?? "");
  }
  expect(weak).not.toHaveBeenCalled();
  expect(strong.mock.calls.filter(([array]) => array?.byteLength === 32)).toHaveLength(90);
  expect(new Set(states).size).toBe(30);
  let ones = 0;
  for (const state of states) {
    expect(state).toMatch(/^[\w-]{43}$/);
    const bytes = atob(state.replaceAll("-", "+").replaceAll("_", "/"));
    for (const byte of bytes) ones += byte.charCodeAt(0).toString(2).replaceAll("0", "").length;
  }
  // 7,680 fair coins: six standard deviations are 263.
  expect(Math.abs(ones - 3840)).toBeLessThan(263);
}, 20_000);

test("row 2: a flow's cookie is secure, unseen by scripts, of this host, and its own", async () => {
  const names = new Set();
  for (let n = 0; n < 3; n++) {
    const response = await browser.ask("/connect/pipichat");
    const [pair = "", ...attributes] = (response.headers.getSetCookie()[0] ?? "").split("; ");
    names.add(pair.split("=")[0]);
    expect(pair).toMatch(/^__Host-portaria-flow-[\w-]{10}=/);
    expect(attributes.sort()).toEqual([
      "HttpOnly",
      "Max-Age=600",
      "Path=/",
      "SameSite=Lax",
      "Secure",
    ]);
  }
  expect(names.size).toBe(3);
});

describe("row 3: a callback fails closed", () => {
  const STATES = {
    right: (/** @type {string} */ state) => `&state=${state}`,
    missing: () => "",
    empty: () => "&state=",
    twice: (/** @type {string} */ state) => `&state=${state}&state=${state}`,
  };
  const COOKIES = {
    right: () => {},
    missing: (/** @type {CookieJar} */ cookies) => cookies.clear(),
    empty: (/** @type {CookieJar} */ cookies) => {
      for (const [name] of cookies) cookies.set(name, "");
    },
  };
  const cases = Object.entries(STATES).flatMap(([state, fields]) =>
    Object.entries(COOKIES).map(([cookie, change]) => ({ state, cookie, fields, change })),
  );

  test.each(cases)("state $state, cookie $cookie", async ({ state, cookie, fields, change }) => {
    const callback = new URL(await browser.approveLogin(await browser.startLogin("somee")));
    const key = callback.searchParams.get("auth_key");
    change(browser.cookies);
    const query = `auth_key=${key}${fields(callback.searchParams.get("state") ?? "")}`;
    const response = await browser.openCallback(`/callback/somee?${query}`);
    const right = state === "right" && cookie === "right";
    if (right) expect(response.status).toBe(303);
    else expect([400, 403]).toContain(response.status);
    expect(await exchanged()).toHaveLength(right ? 1 : 0);
    expect(await browser.connections()).toHaveLength(right ? 1 : 0);
  });

  test("and where nothing is echoed, no cookie is no login", async () => {
    const callback = await browser.approveLogin(await browser.startLogin());
    expect((await new TestBrowser().openCallback(callback)).status).toBe(403);
    expect(await exchanged()).toEqual([]);
  });
});

test("row 4: no bit of a flow's cookie can be changed", async () => {
  const callback = await browser.approveLogin(await browser.startLogin());
  const [[name, value] = ["", ""]] = flows();
  const changed = [];
  for (let at = 0; at < value.length; at++) {
    for (const bit of [1, 2, 4, 8, 16, 32, 64]) {
      const other = String.fromCharCode(value.charCodeAt(at) ^ bit);
      if (/[\w.-]/.test(other)) changed.push(value.slice(0, at) + other + value.slice(at + 1));
    }
  }
  expect(changed.length).toBeGreaterThan(1000);
  // The Worker looks at sixteen flows of a request; one that opened would be enough.
  while (changed.length) {
    const cookie = changed
      .splice(0, 16)
      .map((one, at) => `${name.slice(0, -2)}${10 + at}=${one}`)
      .join("; ");
    const response = await browser.ask(callback, { headers: { cookie } });
    expect(response.headers.get("x-portaria-error")).toBe("flow_mismatch");
  }
  expect(await exchanged()).toEqual([]);
  expect((await browser.openCallback(callback)).status).toBe(303);
});

describe("row 5: what was begun at one instance does not end at another", () => {
  test.each([
    ["pipichat", "somee"],
    ["somee", "pipichat"],
  ])("begun at %s, back at %s", async (from, to) => {
    const callback = new URL(await browser.approveLogin(await browser.startLogin(from)));
    const response = await browser.openCallback(`/callback/${to}${callback.search}`);
    expect(response.headers.get("x-portaria-error")).toBe("flow_mismatch");
    expect(await exchanged()).toEqual([]);
  });

  test("nor is the question of one app answered at another, or a sealed text taken for another kind", async () => {
    const asked = await browser.openCallback(`/callback/sendpulse?${await opened()}`);
    const ticket =
      new URL(asked.headers.get("location") ?? "", ORIGIN).searchParams.get("ticket") ?? "";
    expect((await browser.ask(`/link/sendpulse?ticket=${ticket}`)).status).toBe(200);
    await browser.startLogin();
    const [[, flow] = ["", ""]] = flows();
    const session = browser.cookies.get(SESSION) ?? "";
    for (const [path, wrong] of [
      ["/link/trusting", ticket],
      ["/link/sendpulse", flow],
      ["/link/sendpulse", session],
    ]) {
      const response = await browser.ask(`${path}?ticket=${wrong}`);
      expect(response.headers.get("x-portaria-error"), path).toBe("flow_expired");
    }
    const stranger = new TestBrowser();
    for (const wrong of [ticket, flow]) {
      stranger.cookies.set(SESSION, wrong);
      const response = await stranger.ask("/connections/sendpulse");
      expect(response.status).toBe(404);
    }
    for (const wrong of [ticket, session]) {
      const cookie = `__Host-portaria-flow-aaaaaaaaaa=${wrong}`;
      const response = await browser.ask(`/callback/pipichat?auth_key=${KEY}`, {
        headers: { cookie },
      });
      expect(response.headers.get("x-portaria-error")).toBe("flow_mismatch");
    }
  });
});

test("row 6: a login that one user began is not another's to finish", async () => {
  const portaria = createPortaria({ identify: (request) => request.headers.get("x-user") });
  /** @param {string} path @param {Record<string, string>} headers */
  const ask = (path, headers) =>
    portaria.fetch(
      new Request(new URL(path, ORIGIN), { redirect: "manual", headers }),
      /** @type {any} */ (env),
      createExecutionContext(),
    );
  const start = await ask("/connect/pipichat", { "x-user": "u1" });
  const cookie = (start.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
  const callback = await browser.approveLogin(start.headers.get("location") ?? "");
  const other = await ask(callback, { "x-user": "u2", cookie });
  expect(await failure(other)).toMatchObject({ status: 403, code: "flow_mismatch" });
  expect(await exchanged()).toEqual([]);
  expect((await ask(callback, { "x-user": "u1", cookie })).status).toBe(303);
});

test("row 8: the same callback once more offers a new start, and the connection stays", async () => {
  const callback = await browser.approveLogin(await browser.startLogin());
  const before = browser.cookies.copy();
  await browser.openCallback(callback);
  const [connection] = await browser.connections();
  const session = browser.cookies.get(SESSION);
  for (const cookies of [browser.cookies.copy(), before]) {
    const again = new TestBrowser();
    again.cookies = cookies;
    const response = await again.openCallback(callback);
    expect([403, 409]).toContain(response.status);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await response.text()).toContain('href="/connect/pipichat?return_to=%2F"');
  }
  expect(browser.cookies.get(SESSION)).toBe(session);
  expect(await browser.connections()).toEqual([connection]);
  expect(await exchanged()).toHaveLength(1);
});

describe("row 10: a query that can be read in two ways, or not at all", () => {
  test.each([
    ["a name twice", `auth_key=${KEY}&auth_key=${KEY}`],
    ["a name twice, once encoded", `auth_key=${KEY}&auth%5Fkey=${KEY}`],
    ["a name twice, once glued to what came before", `x=1?auth_key=${KEY}&auth_key=${KEY}`],
    ["a NUL behind", `auth_key=${KEY}%00`],
    ["a NUL before", `auth_key=%00${KEY}`],
    ["a NUL in the name", `auth_key%00=${KEY}`],
    ["a line break", `auth_key=${KEY}%0D%0A`],
    ["bytes that are not UTF-8", `auth_key=${KEY}&x=%ff`],
    ["an overlong encoding", `auth_key=${KEY}&x=%c0%af`],
    ["a surrogate", `auth_key=${KEY}&x=%ed%a0%80`],
    ["a plus sign", `auth_key=+${KEY}`],
    ["an encoded plus sign", `auth_key=%2B${KEY}`],
    ["a space behind", `auth_key=${KEY}%20`],
    ["full-width digits", `auth_key=${"%EF%BC%90".repeat(32)}`],
    ["brackets", `auth_key[]=${KEY}`],
    ["a semicolon", `x=1;auth_key=${KEY}`],
    ["another case", `AUTH_KEY=${KEY}`],
    ["too long a value", `auth_key=${KEY.repeat(64)}`],
    ["too long a query", `auth_key=${KEY}&${"x=y&".repeat(1100)}`],
    ["percent signs", `auth_key=${"%".repeat(32)}`],
  ])("%s", async (_, query) => {
    await browser.startLogin();
    const response = await browser.openCallback(`/callback/pipichat?${query}`);
    expect(await failure(response)).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(await platformRequests("/")).toEqual([]);
  });

  test.each([
    ["a form that says it twice", FORM, `auth_key=${KEY}&auth_key=${KEY}`],
    [
      "an object that says it twice",
      "application/json",
      `{"auth_key":"${KEY}","auth_key":"${KEY}"}`,
    ],
    ["a list in an object", "application/json", `{"auth_key":["${KEY}"]}`],
    ["a list", "application/json", `["${KEY}"]`],
    ["a form with what is not UTF-8", FORM, `auth_key=${KEY}&x=%ff`],
  ])("%s", async (_, type, body) => {
    await browser.startLogin();
    const response = await browser.openCallback("/callback/pipichat", {
      method: "POST",
      body,
      headers: { ...PAGE, "content-type": type },
    });
    expect(await failure(response)).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(await platformRequests("/")).toEqual([]);
  });

  test("but a registered address with a query of its own is read", async () => {
    const callback = new URL(await browser.approveLogin(await browser.startLogin()));
    const key = callback.searchParams.get("auth_key");
    expect((await browser.openCallback(`/callback/pipichat?x=1?auth_key=${key}`)).status).toBe(303);
  });
});

describe("row 12: nothing that arrives runs on a page of ours", () => {
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

  test.each(PAYLOADS)("as an error in the query: %s", async (payload) => {
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
      `/link/sendpulse?ticket=${value}&lang=${value}`,
    ]) {
      await expectInert(await browser.ask(path, { headers: PAGE }), payload);
    }
    expect(await platformRequests("/")).toEqual([]);
  });

  test("as the provider's own words: escaped, on the page that says what went wrong", async () => {
    for (const payload of PAYLOADS.filter((one) => !one.startsWith("%"))) {
      const callback = await browser.approveLogin(await browser.startLogin());
      const body = JSON.stringify({ error: true, message: `Refused: ${payload}` });
      await control("fault", { path: "authorize", n: 1, body });
      const response = await browser.openCallback(callback);
      const html = await response.text();
      if (/[<"']/.test(payload)) expect(html).not.toContain(payload);
      expect(html).not.toMatch(/<(script|img|svg|iframe|base|meta http|object|form|math)[\s/>]/i);
      expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
    }
  });
});

describe("row 13: a login ends at home, or at an origin that is listed", () => {
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
    "/ /e",
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
    "/é",
    "/\0",
    "/\u202e",
    "/\uff0fe",
    "/x\r\nlocation: https://e",
    `/${"a".repeat(3000)}`,
  ];

  test.each([...HOME, ...LISTED])("%j is a way home", async (target) => {
    const start = await browser.startLogin("pipichat", `return_to=${encodeURIComponent(target)}`);
    const back = await browser.openCallback(await browser.approveLogin(start));
    expect(back.headers.get("location")).toBe(target);
  });

  test("and nothing else is", async () => {
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

test("row 14: no header and no host of the request finds its way into an address", async () => {
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
  expect(back.headers.get("location")).toBe(`/done/pipichat?to=${encodeURIComponent(ORIGIN)}`);
});

/** Expects that an answer is kept, framed and told nowhere, and runs nothing. @param {Response} response */
function expectKept({ status, headers }) {
  const { "content-security-policy": policy, ...rest } = Object.fromEntries(headers);
  expect(rest, `${status}`).toMatchObject({
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  });
  expect(policy, `${status}`).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
}

test("row 15: an answer that the core itself could not give is kept no less", async () => {
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
    expectKept(response);
    expect(await failure(response)).toMatchObject({ status: 500, code: "unavailable" });
  }
});

test("row 15: every answer, of whatever status, keeps itself to itself", async () => {
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
  note(await browser.ask("/link/sendpulse?ticket=x", { headers: PAGE }));
  note(
    await browser.ask("/api/jetchat/flow/create-tag", {
      method: "POST",
      body: "{}",
      headers: OURS,
    }),
  );
  await control("fault", { path: "flow/tags", n: 1, status: 302 });
  note(await browser.ask("/api/jetchat/flow/tags", { headers: OURS }));
  const unset = createPortaria({}).fetch(
    new Request(`${ORIGIN}/health`),
    /** @type {any} */ ({}),
    createExecutionContext(),
  );
  note(await unset);
  expect([...answers.keys()].sort()).toEqual([
    200, 201, 204, 303, 400, 401, 403, 404, 409, 410, 422, 502, 503,
  ]);
  for (const response of answers.values()) expectKept(response);
  // The code is gone from the address.
  expect(back.headers.get("location")).toBe("/account");
});

describe("row 16: a callback that is posted", () => {
  test("is read to its limit and no further", async () => {
    let given = 0;
    const endless = new ReadableStream({
      pull(controller) {
        given += 1024;
        controller.enqueue(new TextEncoder().encode("x".repeat(1024)));
      },
    });
    const response = await browser.openCallback("/callback/pipichat", {
      method: "POST",
      body: endless,
      headers: { "content-type": FORM },
    });
    expect(response.status).toBe(400);
    expect(given).toBeLessThan(64 * 1024);
  });

  test("goes on by GET, and wherever it says it comes from", async () => {
    for (const origin of ["null", "https://evil.example", ORIGIN]) {
      const callback = new URL(await browser.approveLogin(await browser.startLogin()));
      const response = await browser.openCallback("/callback/pipichat", {
        method: "POST",
        body: callback.search.slice(1),
        headers: { "content-type": FORM, origin },
      });
      expect(response.status).toBe(303);
    }
  });

  test.each(["text/plain", "multipart/form-data; boundary=x", "application/xml", ""])(
    "as %j is refused",
    async (type) => {
      const callback = new URL(await browser.approveLogin(await browser.startLogin()));
      const response = await browser.openCallback("/callback/pipichat", {
        method: "POST",
        body: new TextEncoder().encode(callback.search.slice(1)),
        headers: type ? { "content-type": type } : {},
      });
      expect(response.status).toBe(400);
      expect(await exchanged()).toEqual([]);
    },
  );
});

describe("row 17: HEAD and prefetch do not consume", () => {
  const LOOKS = /** @type {[string, RequestInit & { headers?: Record<string, string> }][]} */ ([
    ["HEAD", { method: "HEAD" }],
    ["OPTIONS", { method: "OPTIONS" }],
    ["Sec-Purpose: prefetch", { headers: { "sec-purpose": "prefetch" } }],
    ["Sec-Purpose: prerender", { headers: { "sec-purpose": "prefetch;prerender" } }],
    [
      "Sec-Purpose: by another server",
      { headers: { "sec-purpose": "prefetch;anonymous-client-ip" } },
    ],
    ["Purpose: prefetch", { headers: { purpose: "prefetch" } }],
    ["Purpose: preview", { headers: { purpose: "preview" } }],
    ["X-Moz: prefetch", { headers: { "x-moz": "prefetch" } }],
  ]);

  test.each(LOOKS)("%s of a community's callback", async (_, init) => {
    const callback = await browser.approveLogin(await browser.startLogin());
    expect((await browser.openCallback(callback, init)).status).not.toBe(303);
    expect(await exchanged()).toEqual([]);
    expect((await browser.openCallback(callback)).status).toBe(303);
  });

  test.each(LOOKS)("%s of an app that is opened", async (_, init) => {
    const callback = `/callback/sendpulse?${await opened()}`;
    expect((await browser.openCallback(callback, init)).status).not.toBe(303);
    expect(await exchanged()).toEqual([]);
    expect((await browser.openCallback(callback)).status).toBe(303);
  });

  test.each(LOOKS)("%s of a start begins nothing", async (_, init) => {
    const response = await browser.ask("/connect/pipichat", init);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(response.headers.get("location")).toBeNull();
  });

  test("and a callback without a flow does nothing at all", async () => {
    const response = await browser.openCallback(`/callback/pipichat?auth_key=${KEY}`);
    expect(response.status).toBe(403);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await platformRequests("/")).toEqual([]);
  });
});
