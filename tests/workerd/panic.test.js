// A panic ends the requests that were under way in its instance, each of which is answered; the next request works. This
// needs a build that panics on request (src/js/panic_injection.rs), which `cargo xtask test` makes beside the published one.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveSandbox } from "./sandbox-server.js";
import { TestBrowser } from "./test-browser.js";
import { TrackedBrowser } from "./tracked-browser.js";
import { registerApps, workerSettings } from "./worker-settings.js";
import { createWorkerdProcess, freePort, ROOT } from "./workerd-process.js";

const WAYS = ["panic", "later", "trap", "overflow"];

const folder = mkdtempSync(join(tmpdir(), "portaria-panic-"));
/** @type {import("./sandbox-server.js").SandboxServer} */
let sandbox;
/** @type {ReturnType<typeof createWorkerdProcess>} */
let workerd;

beforeAll(async () => {
  const made = existsSync(`${ROOT}pkg/test-panic/server.js`);
  if (!made) throw new Error("There is no pkg/test-panic: `cargo xtask test-panic` makes it.");
  sandbox = await serveSandbox();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const storage = join(folder, "storage");
  workerd = createWorkerdProcess({
    port,
    storage,
    settings: workerSettings(origin, sandbox.origin),
    config: "tests/workerd/test-panic",
  });
  await workerd.start();
  await registerApps(sandbox, origin);
});
afterAll(async () => {
  await workerd?.kill();
  sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Makes the Worker panic. @param {string} way */
const injectPanic = (way) =>
  new TestBrowser(workerd.origin).ask("/health", { headers: { "x-test-panic": way } });

/** @param {string} path @param {object} body */
const post = (path, body) =>
  new TestBrowser(workerd.origin).ask(path, { method: "POST", body: JSON.stringify(body) });

/** The log lines of this kind. @param {string} kind */
const logLines = (kind) =>
  workerd
    .printed()
    .split("\n")
    .flatMap((line) => /\{.*"portaria":.*\}/.exec(line) ?? [])
    .map((line) => JSON.parse(line))
    .filter(({ portaria }) => portaria === kind);

const panicLines = () => logLines("panic");

/** @param {{ status: number, code: string | null | undefined, text: string }} answer */
function expectFailure({ status, code, text }) {
  expect(code).toBe("unavailable");
  expect([status, text]).toEqual([500, expect.stringContaining("Portaria itself failed")]);
  expect(JSON.parse(text).error).toMatchObject({ code: "unavailable", retryable: true });
}

test("answers a request that panics, logs where it did, and answers the next one", async () => {
  for (const way of WAYS) {
    const before = panicLines().length;
    expectFailure(await injectPanic(way));
    expect((await fetch(`${workerd.origin}/health`)).status, way).toBe(200);
    await expect.poll(() => panicLines().length, { message: way }).toBe(before + 1);
  }
  const [panic, later, ...trapped] = panicLines();
  const place = { portaria: "panic", file: expect.stringMatching(/src\/js\/panic_injection\.rs$/) };
  expect(panic).toEqual({ ...place, line: expect.any(Number) });
  expect(later).toEqual(panic);
  // These are none of Rust's, and have no place.
  const trap = { portaria: "panic", exception: "RuntimeError" };
  expect(trapped).toEqual([trap, trap]);
});

describe("a login that meets a panic", () => {
  const callback = "/callback/pipichat?auth_key=0123456789abcdef0123456789abcdef";
  const pageHeaders = {
    accept: "text/html,application/xhtml+xml,*/*;q=0.8",
    "x-test-panic": "panic",
  };

  test.each([
    ["en-GB", "Something went wrong here", "Start again"],
    ["pt-BR,pt;q=0.9", "Algo deu errado aqui", "Começar de novo"],
    ["nl", "Something went wrong here", "Start again"],
  ])(
    "shows a page in the person's language with a link to start again: %s",
    async (wanted, heading, button) => {
      for (const way of WAYS) {
        const headers = { ...pageHeaders, "x-test-panic": way, "accept-language": wanted };
        const response = await fetch(workerd.origin + callback, { headers, redirect: "manual" });
        const page = await response.text();
        expect([response.status, response.headers.get("content-type")], way).toEqual([
          500,
          "text/html; charset=utf-8",
        ]);
        expect(response.headers.get("x-portaria-error")).toBe("unavailable");
        expect(page).toContain(`<h1>${heading}</h1>`);
        const again = /href="(\/connect\/pipichat[^"]*)">([^<]*)</.exec(page) ?? [];
        expect(again[2]).toBe(button);
        expect((await new TestBrowser(workerd.origin).ask(String(again[1]))).status).toBe(303);
        expect(page).not.toMatch(/canary|panic_injection\.rs|0123456789abcdef|<script/);
      }
    },
  );

  test("shows a page that runs nothing and is stored nowhere", async () => {
    const { headers } = await fetch(workerd.origin + callback, { headers: pageHeaders });
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-[\w+/=]+'$/,
    );
    expect(Object.fromEntries(headers)).toMatchObject({
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
  });

  test("names SendPulse as the place where its login starts, with no link to /connect", async () => {
    const ask = (/** @type {string} */ path) =>
      new TestBrowser(workerd.origin).ask(path, { headers: pageHeaders });
    for (const path of ["/callback/sendpulse?code=canary", "/link/sendpulse?ticket=canary"]) {
      const { status, text } = await ask(path);
      expect([status, text], path).toEqual([500, expect.stringContaining("Go to SendPulse")]);
      expect(text).not.toMatch(/\/connect\/|canary/);
    }
    const nowhere = await ask("/callback/nobody");
    expect([nowhere.status, nowhere.type]).toEqual([500, "text/html; charset=utf-8"]);
    expect(nowhere.text).not.toContain("nobody");
  });

  test("answers a program with JSON, and so a page's script, whatever Accept says", async () => {
    const ask = (/** @type {string} */ path, /** @type {object} */ headers) =>
      new TestBrowser(workerd.origin).ask(path, {
        headers: { "x-test-panic": "panic", ...headers },
      });
    const program = async (/** @type {Record<string, string>} */ headers) => {
      const answer = await fetch(workerd.origin + callback, {
        headers: { "x-test-panic": "panic", ...headers },
      });
      const code = answer.headers.get("x-portaria-error");
      return { status: answer.status, code, text: await answer.text() };
    };
    expectFailure(await program({}));
    expectFailure(await program({ accept: "application/json" }));
    const script = { ...pageHeaders, "x-portaria": "1" };
    expectFailure(await ask("/api/pipichat/api/get_user_info", script));
    expectFailure(await ask("/connections", script));
  });
});

test("logs a line for a request that panicked, like for every other", async () => {
  await new TestBrowser(workerd.origin).ask("/callback/pipichat", {
    headers: { "x-test-panic": "panic" },
  });
  const last = () => logLines("request").at(-1);
  await expect
    .poll(last)
    .toMatchObject({ route: "callback", instance: "pipichat", status: 500, code: "unavailable" });
});

test("answers everything that is under way at once when one request panics, and loses no connection", async () => {
  const browsers = Array.from({ length: 8 }, () => new TrackedBrowser(workerd.origin, sandbox));
  await Promise.all(browsers.map((browser) => browser.jetchat()));
  for (const way of ["later", "panic", "trap"]) {
    await sandbox.control("fault", { path: "/jetchat/api", n: 8, delay_ms: 5000 });
    const began = Date.now();
    const slow = browsers.map((browser) =>
      browser.ask("/api/jetchat/flow/tags?limit=1", { headers: { "x-portaria": "1" } }),
    );
    // They are at the platform by now.
    await expect.poll(async () => (await sandbox.control("fault")).faults).toEqual([]);
    const quick = Array.from({ length: 30 }, () => new TestBrowser(workerd.origin).ask("/health"));
    const [fallen, ...others] = await Promise.all([injectPanic(way), ...slow, ...quick]);
    expect(Date.now() - began, "nobody waits for the platform").toBeLessThan(4000);
    expectFailure(/** @type {any} */ (fallen));
    for (const answer of others.slice(0, slow.length)) expectFailure(answer);
    for (const answer of others.slice(slow.length)) {
      if (answer.status !== 200) expectFailure(answer);
    }
    await Promise.all(browsers.map((browser) => browser.check()));
  }
});

test("undoes what a Vault wrote before it panicked", async () => {
  const spend = { command: "claimCode", digest: "of a code" };
  const fallen = await post("/vault", { ...spend, "x-test-panic": true });
  expect([fallen.status, fallen.text]).toEqual([599, expect.stringContaining("itself failed")]);
  const [accepted, replayed] = [await post("/vault", spend), await post("/vault", spend)];
  expect(accepted.json()).toEqual({ reply: "done" });
  expect(replayed.json()).toEqual({ reply: "claim", claim: "replayed" });
});

test("rejects a call over RPC that panics, and answers the next one", async () => {
  for (const way of WAYS) {
    const fallen = await post("/rpc/token", { account: way });
    expect([fallen.status, fallen.text]).toEqual([599, expect.stringContaining("itself failed")]);
    expect((await post("/rpc/connections", { user: "ada" })).json()).toEqual([]);
  }
});

test("works after a hundred panics, and logs nothing of them but their places", async () => {
  const browser = new TrackedBrowser(workerd.origin, sandbox);
  await browser.pipichat();
  for (let round = 0; round < 25; round++) {
    const answers = await Promise.all(WAYS.map(injectPanic));
    for (const answer of answers) expectFailure(answer);
  }
  await browser.check();
  const printed = workerd.printed();
  expect(printed).not.toContain("canary of a panic");
  expect(printed).not.toMatch(/uncaught|closure/i);
});

test("has no panic injection in the published builds", () => {
  const has = (/** @type {string} */ path) =>
    readFileSync(`${ROOT}pkg/${path}_bg.wasm`, "latin1").includes("x-test-panic");
  expect(has("test-panic/server")).toBe(true);
  expect([has("dist/server"), has("dist/browser")]).toEqual([false, false]);
});
