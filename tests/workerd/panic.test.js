// A panic costs the requests that were under way in its instance, each of which is answered; the next one works. In a
// build that panics on request (src/js/panic_injection.rs), which `cargo xtask test` makes beside the published one.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerApps, settings } from "./desk.js";
import { createMachine, freePort, ROOT } from "./machine.js";
import { Person } from "./person.js";
import { servePlatforms } from "./platforms.js";
import { Visitor } from "./visitor.js";

const WAYS = ["panic", "later", "trap", "overflow"];

const folder = mkdtempSync(join(tmpdir(), "portaria-panic-"));
/** @type {import("./platforms.js").Platforms} */
let platforms;
/** @type {ReturnType<typeof createMachine>} */
let machine;

beforeAll(async () => {
  const made = existsSync(`${ROOT}pkg/test-panic/server.js`);
  if (!made) throw new Error("There is no pkg/test-panic: `cargo xtask test-panic` makes it.");
  platforms = await servePlatforms();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const storage = join(folder, "storage");
  machine = createMachine({
    port,
    storage,
    settings: settings(origin, platforms.origin),
    config: "tests/workerd/test-panic",
  });
  await machine.start();
  await registerApps(platforms, origin);
});
afterAll(async () => {
  await machine?.kill();
  platforms?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Makes the build panic. @param {string} way */
const knock = (way) =>
  new Person(machine.origin).ask("/health", { headers: { "x-test-panic": way } });

/** @param {string} path @param {object} body */
const post = (path, body) =>
  new Person(machine.origin).ask(path, { method: "POST", body: JSON.stringify(body) });

/** The lines of the log of this kind. @param {string} kind */
const said = (kind) =>
  machine
    .printed()
    .split("\n")
    .flatMap((line) => /\{.*"portaria":.*\}/.exec(line) ?? [])
    .map((line) => JSON.parse(line))
    .filter(({ portaria }) => portaria === kind);

const told = () => said("panic");

/** @param {import("./person.js").Answer} answer */
function expectFailure({ status, code, text }) {
  expect(code).toBe("unavailable");
  expect([status, text]).toEqual([500, expect.stringContaining("Portaria itself failed")]);
  expect(JSON.parse(text).error).toMatchObject({ code: "unavailable", retryable: true });
}

test("a request that panics is answered, the log says where, and the next one works", async () => {
  for (const way of WAYS) {
    const before = told().length;
    expectFailure(await knock(way));
    expect((await fetch(`${machine.origin}/health`)).status, way).toBe(200);
    await expect.poll(() => told().length, { message: way }).toBe(before + 1);
  }
  const [panic, later, ...trapped] = told();
  const place = { portaria: "panic", file: expect.stringMatching(/src\/js\/panic_injection\.rs$/) };
  expect(panic).toEqual({ ...place, line: expect.any(Number) });
  expect(later).toEqual(panic);
  // These are none of Rust's, and have no place.
  const trap = { portaria: "panic", exception: "RuntimeError" };
  expect(trapped).toEqual([trap, trap]);
});

describe("a person whose login meets a panic", () => {
  const callback = "/callback/pipichat?auth_key=0123456789abcdef0123456789abcdef";
  const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8", "x-test-panic": "panic" };

  test.each([
    ["en-GB", "Something went wrong here", "Start again"],
    ["pt-BR,pt;q=0.9", "Algo deu errado aqui", "Começar de novo"],
    ["nl", "Something went wrong here", "Start again"],
  ])(
    "reads in his language what happened, and may start again: %s",
    async (wanted, heading, button) => {
      for (const way of WAYS) {
        const headers = { ...browser, "x-test-panic": way, "accept-language": wanted };
        const response = await fetch(machine.origin + callback, { headers, redirect: "manual" });
        const page = await response.text();
        expect([response.status, response.headers.get("content-type")], way).toEqual([
          500,
          "text/html; charset=utf-8",
        ]);
        expect(response.headers.get("x-portaria-error")).toBe("unavailable");
        expect(page).toContain(`<h1>${heading}</h1>`);
        const again = /href="(\/connect\/pipichat[^"]*)">([^<]*)</.exec(page) ?? [];
        expect(again[2]).toBe(button);
        expect((await new Person(machine.origin).ask(String(again[1]))).status).toBe(303);
        expect(page).not.toMatch(/canary|panic_injection\.rs|0123456789abcdef|<script/);
      }
    },
  );

  test("gets a page that runs nothing and is kept nowhere", async () => {
    const { headers } = await fetch(machine.origin + callback, { headers: browser });
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

  test("is sent to where his login starts, if that is not here", async () => {
    const ask = (/** @type {string} */ path) =>
      new Person(machine.origin).ask(path, { headers: browser });
    for (const path of ["/callback/sendpulse?code=canary", "/link/sendpulse?ticket=canary"]) {
      const { status, text } = await ask(path);
      expect([status, text], path).toEqual([500, expect.stringContaining("Go to SendPulse")]);
      expect(text).not.toMatch(/\/connect\/|canary/);
    }
    const nowhere = await ask("/callback/nobody");
    expect([nowhere.status, nowhere.type]).toEqual([500, "text/html; charset=utf-8"]);
    expect(nowhere.text).not.toContain("nobody");
  });

  test("is told from a program, which gets JSON, whatever it accepts of an interface", async () => {
    const ask = (/** @type {string} */ path, /** @type {object} */ headers) =>
      new Person(machine.origin).ask(path, { headers: { "x-test-panic": "panic", ...headers } });
    expectFailure(await ask(callback, {}));
    expectFailure(await ask(callback, { accept: "application/json" }));
    expectFailure(await ask("/api/pipichat/api/get_user_info", browser));
    expectFailure(await ask("/connections", browser));
  });
});

test("a request that panicked has its line in the log, like every other", async () => {
  await new Person(machine.origin).ask("/callback/pipichat", {
    headers: { "x-test-panic": "panic" },
  });
  const last = () => said("request").at(-1);
  await expect
    .poll(last)
    .toMatchObject({ route: "callback", instance: "pipichat", status: 500, code: "unavailable" });
});

test("of all that is under way when one panics, everything is answered at once, and nothing is lost", async () => {
  const visitors = Array.from({ length: 8 }, () => new Visitor(machine.origin, platforms));
  await Promise.all(visitors.map((visitor) => visitor.jetchat()));
  for (const way of ["later", "panic", "trap"]) {
    await platforms.control("fault", { path: "/jetchat/api", n: 8, delay_ms: 5000 });
    const began = Date.now();
    const slow = visitors.map((visitor) =>
      visitor.ask("/api/jetchat/flow/tags?limit=1", { headers: { "x-portaria": "1" } }),
    );
    // They are at the platform by now.
    await expect.poll(async () => (await platforms.control("fault")).faults).toEqual([]);
    const quick = Array.from({ length: 30 }, () => new Person(machine.origin).ask("/health"));
    const [fallen, ...others] = await Promise.all([knock(way), ...slow, ...quick]);
    expect(Date.now() - began, "nobody waits for the platform").toBeLessThan(4000);
    expectFailure(/** @type {any} */ (fallen));
    for (const answer of others.slice(0, slow.length)) expectFailure(answer);
    for (const answer of others.slice(slow.length)) {
      if (answer.status !== 200) expectFailure(answer);
    }
    await Promise.all(visitors.map((visitor) => visitor.check()));
  }
});

test("what a Vault wrote before it panicked is undone", async () => {
  const spend = { command: "claimCode", digest: "of a code" };
  const fallen = await post("/vault", { ...spend, "x-test-panic": true });
  expect([fallen.status, fallen.text]).toEqual([599, expect.stringContaining("itself failed")]);
  const [accepted, replayed] = [await post("/vault", spend), await post("/vault", spend)];
  expect(accepted.json()).toEqual({ reply: "done" });
  expect(replayed.json()).toEqual({ reply: "claim", claim: "replayed" });
});

test("a call over RPC is told, too", async () => {
  for (const way of WAYS) {
    const fallen = await post("/rpc/token", { account: way });
    expect([fallen.status, fallen.text]).toEqual([599, expect.stringContaining("itself failed")]);
    expect((await post("/rpc/connections", { user: "ada" })).json()).toEqual([]);
  }
});

test("a hundred panics later it still works, and has said nothing but where", async () => {
  const visitor = new Visitor(machine.origin, platforms);
  await visitor.pipichat();
  for (let round = 0; round < 25; round++) {
    const answers = await Promise.all(WAYS.map(knock));
    for (const answer of answers) expectFailure(answer);
  }
  await visitor.check();
  const printed = machine.printed();
  expect(printed).not.toContain("canary of a panic");
  expect(printed).not.toMatch(/uncaught|closure/i);
});

test("what is published has no such feature", () => {
  const has = (/** @type {string} */ path) =>
    readFileSync(`${ROOT}pkg/${path}_bg.wasm`, "latin1").includes("x-test-panic");
  expect(has("test-panic/server")).toBe(true);
  expect([has("dist/server"), has("dist/browser")]).toEqual([false, false]);
});
