// Platforms that answer what no honest one would, to each request whose answer the Worker reads: the Worker answers in time and with
// an error that says what happened, keeps its memory, and passes nothing of the platform's on as its own.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ANSWERS,
  dripping,
  ENDLESS_BYTES,
  FIELDS,
  honest,
  MARK,
  serveHostilePlatform,
  withFields,
} from "./hostile-platform.js";
import { TestBrowser } from "./test-browser.js";
import { APPS, KEY } from "./worker-settings.js";
import { createWorkerdProcess, freePort } from "./workerd-process.js";

const OURS = { "x-portaria": "1", "content-type": "application/json" };
const PAGE = { accept: "text/html" };

const API_KEY = "canary5e1f0c2b7a4d9e8f6b3a1c5d7e9f0a2b4c6d8e0f1a3b5c7d9e";
const AUTH_KEY = "c0ffee00c0ffee00c0ffee00c0ffee01";
const OTHER_AUTH_KEY = "c0ffee00c0ffee00c0ffee00c0ffee03";
const TOKEN = "c0ffee00c0ffee00c0ffee00c0ffee02";
const SECRETS = [API_KEY, AUTH_KEY, OTHER_AUTH_KEY, TOKEN, APPS.pipichat.app_secret, KEY];

/** The codes of a platform that cannot be understood, or not be reached. */
const CODES = ["bad_response", "network", "provider_error", "rejected", "timeout", "unauthorized"];

const folder = mkdtempSync(join(tmpdir(), "portaria-hostile-"));
/** @type {Awaited<ReturnType<typeof serveHostilePlatform>>} */
let platform;
/** @type {ReturnType<typeof createWorkerdProcess>} */
let workerd;
/** What the Worker printed. @type {string[]} */
const lines = [];

beforeAll(async () => {
  platform = await serveHostilePlatform();
  const port = await freePort();
  workerd = createWorkerdProcess({
    port,
    storage: join(folder, "storage"),
    settings: {
      PORTARIA_ORIGIN: `http://127.0.0.1:${port}`,
      PORTARIA_KEY: KEY,
      PORTARIA_LIMITS: '{"address": 0, "owner": 0}',
      PORTARIA_INSTANCES: JSON.stringify({
        jetchat: { base_url: `${platform.origin}/jetchat/api` },
        pipichat: { base_url: `${platform.origin}/pipichat`, app_id: APPS.pipichat.app_id },
      }),
      PIPICHAT_APP_SECRET: APPS.pipichat.app_secret,
    },
    onLine: (line) => void lines.push(line),
  });
  await workerd.start();
});
afterAll(async () => {
  await workerd?.kill();
  platform?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Pastes a key, which the platform is asked to prove. @param {TestBrowser} browser */
const paste = (browser) =>
  browser.ask("/connect/jetchat", {
    method: "POST",
    body: JSON.stringify({ apiKey: API_KEY }),
    headers: OURS,
  });

/** Logs in, as far as the callback. @param {TestBrowser} browser */
async function logIn(browser, authKey = AUTH_KEY) {
  await browser.ask("/connect/pipichat?return_to=/", { headers: PAGE });
  const callback = `/callback/pipichat?auth_key=${authKey}`;
  return browser.ask(callback, { headers: PAGE, crossSite: true });
}

/**
 * The requests whose answers the Worker reads: what the hostile answer is to, what is honest beside it, and what causes it.
 * @type {[what: string, path: string, beside: Record<string, unknown>, act: (browser: TestBrowser) => Promise<import("./test-browser.js").Answer>][]}
 */
const READS = [
  ["the proof of a key", "/api/me", {}, paste],
  ["an exchange", "/api/authorize", {}, logIn],
  ["a profile", "/api/get_user_info", { "/api/authorize": { access_token: TOKEN } }, logIn],
];

/**
 * Has a request meet a hostile answer.
 * @param {(typeof READS)[number]} read
 * @param {import("./hostile-platform.js").Answer} answer
 */
async function meet([, path, beside, act], answer) {
  const rest = Object.entries(beside).map(([part, value]) => [part, honest(value)]);
  platform.answers({ [path]: answer, ...Object.fromEntries(rest) });
  const browser = new TestBrowser(workerd.origin, { patience: 40_000 });
  const began = performance.now();
  const { status, code, type, text, location } = await act(browser);
  const ms = performance.now() - began;
  return { status, code, type, text, location, ms, cookies: browser.cookies.header() };
}

/** The memory that the Worker's process holds, in MiB. Only Linux tells. */
const memory = () => {
  if (process.platform !== "linux") return 0;
  const status = readFileSync(`/proc/${workerd.pid()}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
};

/** @param {string} text */
const expectNothingForeign = (text) => {
  expect(text).not.toContain(MARK);
  for (const secret of SECRETS) expect(text).not.toContain(secret);
};

describe.each(READS)("to %s", (...read) => {
  test.each(Object.entries(ANSWERS))(
    "a platform answers %s: an error says so, and nothing of it is shown",
    async (_, answer) => {
      const got = await meet(read, answer);
      if (got.status < 400) {
        // What can be read is taken: then it says whose account it is, as a platform may.
        expect([201, 303]).toContain(got.status);
        expect(got.location).not.toContain(MARK);
      } else {
        expect(CODES, got.text).toContain(got.code);
        expectNothingForeign(got.text);
      }
      expect(got.ms).toBeLessThan(12_000);
      expect(got.cookies).not.toContain(MARK);
      expect(platform.sent()).toBeLessThan(ENDLESS_BYTES / 8);
      expect((await new TestBrowser(workerd.origin).ask("/health")).status).toBe(200);
    },
  );
});

test("gives up in time on a platform that sends a byte now and then", async () => {
  platform.answers({
    "/api/me": dripping,
    [`auth_key=${AUTH_KEY}`]: dripping,
    [`auth_key=${OTHER_AUTH_KEY}`]: honest({ access_token: TOKEN }),
    "/api/get_user_info": dripping,
  });
  const browsers = READS.map(() => new TestBrowser(workerd.origin, { patience: 40_000 }));
  const [one, two, three] = /** @type {[TestBrowser, TestBrowser, TestBrowser]} */ (browsers);
  const began = performance.now();
  const answers = await Promise.all([paste(one), logIn(two), logIn(three, OTHER_AUTH_KEY)]);
  expect(answers.map(({ code }) => code)).toEqual(["timeout", "timeout", "timeout"]);
  expect(performance.now() - began).toBeLessThan(35_000);
}, 60_000);

test("a call passes on none of a platform's header fields that would do something in our name", async () => {
  const browser = new TestBrowser(workerd.origin);
  platform.answers({ "/api/me": honest({ id: "1", name: "Ada" }) });
  expect((await paste(browser)).status).toBe(201);
  platform.answers({ "/flow/tags": withFields('{"data": []}') });
  const before = browser.cookies.header();
  const asked = await fetch(`${workerd.origin}/api/jetchat/flow/tags`, {
    headers: { ...OURS, cookie: before },
    redirect: "manual",
  });
  await asked.text();
  for (const [name = "", value = ""] of FIELDS) {
    expect(asked.headers.get(name) ?? "", name).not.toContain(value);
  }
  expect(JSON.stringify([...asked.headers])).not.toContain(MARK);
});

test("what the platforms answered left the Worker's memory as it was, and no secret in its log", () => {
  expect(memory()).toBeLessThan(400);
  expect(lines.length).toBeGreaterThan(50);
  expectNothingForeign(lines.join("\n"));
});
