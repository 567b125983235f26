import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestHarness } from "wrangler";
import { install } from "./installed-package.js";
import { nodeVersions } from "./runtimes.js";

const run = promisify(execFile);
const sandbox = createTestHarness({
  workers: [{ configPath: new URL("../sandbox/wrangler.toml", import.meta.url) }],
});

/** @type {ReturnType<typeof install>} */
let installed;
let community = "";

beforeAll(async () => {
  installed = install();
  community = `${(await sandbox.listen()).url.origin}/pipichat`;
}, 120_000);

afterAll(async () => {
  await sandbox.close();
  installed?.remove();
});

test("the tarball holds what the exports name, each wasm once, and no leftovers", () => {
  const { exports } = JSON.parse(
    readFileSync(join(installed.folder, "node_modules/portaria/package.json"), "utf8"),
  );
  const named = JSON.stringify(exports).match(/\.\/[\w./]+/g) ?? [];
  expect(installed.files).toEqual(
    expect.arrayContaining(
      named.filter((path) => /\.(js|ts|json)$/.test(path)).map((path) => path.slice(2)),
    ),
  );
  expect(installed.files.filter((path) => path.endsWith(".wasm")).sort()).toEqual([
    "dist/browser_bg.wasm",
    "dist/server_bg.wasm",
  ]);
  expect(
    installed.files.filter(
      (path) => !/^(core|dist|lib|server)\/|^[\w.]+\.(js|d\.ts|json|md)$|^LICENSE/.test(path),
    ),
  ).toEqual([]);
});

test("what a browser downloads can neither take nor unseal a secret", () => {
  for (const file of ["browser_bg.wasm", "browser.js"]) {
    const text = readFileSync(join(installed.folder, "node_modules/portaria/dist", file), "latin1");
    for (const word of ["appSecret", "AES-GCM", "startLogin", "PORTARIA_KEY"]) {
      expect(text.includes(word), `${word} in ${file}`).toBe(false);
    }
  }
});

describe.each(nodeVersions())("in Node %s", (_, node) => {
  /**
   * Runs a program that a user might write; what it prints as JSON is the result.
   * @param {string} program
   * @param {Record<string, string>} [variables]
   */
  async function execute(program, variables = {}) {
    const file = join(installed.folder, "program.js");
    writeFileSync(file, program);
    const { stdout } = await run(node, [file], { env: { ...variables }, timeout: 20_000 });
    return JSON.parse(stdout);
  }

  test("it is imported without any ritual, and names what it needs", async () => {
    const result = await execute(`
      import { connect, PipiChat, PortariaError } from "portaria";
      const say = (error) => [error instanceof PortariaError, error instanceof Error, error.code, error.message];
      const first = await new PipiChat().users.me().catch(say);
      const second = await connect("pipichat").catch(say);
      console.log(JSON.stringify([first, second]));
    `);
    expect(result).toEqual([
      [true, true, "configuration", expect.stringContaining("{ via }")],
      [true, true, "configuration", expect.stringContaining("startLogin()")],
    ]);
  });

  test("a server of one's own logs a person in, without a Worker", async () => {
    const result = await execute(SERVER, { COMMUNITY: community });
    expect(result).toEqual({
      url: `${community}/api/oauth?app_id=5289000000777`,
      answer: {
        status: 200,
        name: "Ada Example",
        binding: "cookie",
        returnTo: "/welcome",
        cleared: true,
        own: "ada_example",
      },
      replayed: "flow_replayed",
      forged: "flow_mismatch",
      expired: "login_required",
    });
  });

  test.each(NO_HANG)("nothing hangs: %s", async (_, options, code) => {
    const result = await execute(`
      import { PipiChat } from "portaria";
      const options = ${options};
      const late = new Promise((resolve) => setTimeout(resolve, 5000, { code: "HUNG" }));
      const call = new PipiChat({ baseUrl: "https://community.example", accessToken: "t", ...options }).users.me(options.call);
      const { code, message } = await Promise.race([call.then(() => ({ code: "NO ERROR" }), (error) => error), late]);
      console.log(JSON.stringify({ code, message }));
      process.exit();
    `);
    expect(result.code).toBe(code);
    expect(result.message).not.toContain("canary");
  });
});

/** What a caller may hand over, and the code that it gets for it, promptly. */
const NO_HANG = [
  ["a signal that was aborted", "{ call: { signal: AbortSignal.abort() } }", "aborted"],
  ["a reason that is no Error", '{ call: { signal: AbortSignal.abort("stop") } }', "aborted"],
  ["a reason of undefined parts", "{ call: { signal: AbortSignal.abort(null) } }", "aborted"],
  [
    "an abort under way",
    "{ fetch: (_, init) => new Promise((_, no) => init.signal.addEventListener('abort', () => no(0))), call: { signal: AbortSignal.timeout(50) } }",
    "aborted",
  ],
  [
    "a fetch that never answers",
    "{ fetch: (_, init) => new Promise((_, no) => init.signal.addEventListener('abort', () => no(0))), timeoutMs: 50 }",
    "timeout",
  ],
  [
    "a fetch that ignores its signal",
    "{ fetch: () => new Promise(() => {}), timeoutMs: 50 }",
    "timeout",
  ],
  [
    "a fetch that ignores an abort",
    "{ fetch: () => new Promise(() => {}), call: { signal: AbortSignal.timeout(50) } }",
    "aborted",
  ],
  ["a fetch that throws", "{ fetch() { throw 'canary' } }", "network"],
  ["a fetch that rejects with nothing", "{ fetch: () => Promise.reject() }", "network"],
  ["a fetch that gives nothing", "{ fetch: () => undefined }", "bad_response"],
  ["a fetch that gives a plain object", "{ fetch: () => ({ ok: true }) }", "bad_response"],
  ["a fetch that gives a text", "{ fetch: () => 'canary' }", "bad_response"],
  ["a fetch that is none", "{ fetch: 3 }", "invalid_argument"],
  [
    "a body that breaks off",
    "{ fetch: () => new Response(new ReadableStream({ pull(c) { c.error('canary') } })) }",
    "network",
  ],
  [
    "a body that never ends",
    "{ fetch: () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) })), timeoutMs: 50 }",
    "timeout",
  ],
  ["a token with a line break", "{ accessToken: 'canary\\n' }", "invalid_argument"],
  ["a time that is none", "{ timeoutMs: 'soon' }", "invalid_argument"],
  ["a signal that is none", "{ call: { signal: {} } }", "invalid_argument"],
  [
    "an address that is none",
    "{ baseUrl: 'https://user:canary@community.example' }",
    "configuration",
  ],
  ["a Worker's path, where there is no page", "{ via: '/api' }", "invalid_argument"],
  ["a Worker elsewhere", "{ via: 'http://community.example/api' }", "invalid_argument"],
];

/** A server as a user might write it, and a person who visits it. */
const SERVER = `
  import { createServer } from "node:http";
  import { PipiChat, startLogin, handleRedirect } from "portaria";

  const settings = {
    provider: "pipichat", baseUrl: process.env.COMMUNITY, appId: "5289000000777", authorizeMethod: "auto",
    key: "bWFkZSB1cCBmb3IgYSB0ZXN0LCAzMiBieXRlcyBsbmc=",
  };
  const appSecret = "fedcba9876543210fedcba9876543210";
  const seen = new Set();
  const claim = (id) => !seen.has(id) && Boolean(seen.add(id));
  const code = (error) => error.code;

  const { url, cookie } = await startLogin({ ...settings, returnTo: "/welcome" });
  const form = new URLSearchParams({ app_id: settings.appId, user: "1", decision: "approve" });
  const approved = await fetch(process.env.COMMUNITY + "/api/oauth", { method: "POST", body: form, redirect: "manual" });
  const key = new URL(approved.headers.get("location")).searchParams.get("auth_key");

  const callback = new Request("https://app.example.com/callback?auth_key=" + key, { headers: { cookie: cookie.split(";")[0] } });
  const login = await handleRedirect(callback, { ...settings, appSecret, claim });
  const client = new PipiChat({ baseUrl: settings.baseUrl, accessToken: login.tokens.accessToken });
  const { user_info } = await client.users.me();

  const replayed = await handleRedirect(callback, { ...settings, appSecret, claim }).catch(code);
  const forged = await handleRedirect(new URL(callback.url), { ...settings, appSecret, claim }).catch(code);
  await fetch(new URL("/__clock", process.env.COMMUNITY), { method: "POST", body: '{"advance_s":61}' });
  const expired = await client.users.me().catch(code);

  console.log(JSON.stringify({
    url,
    answer: {
      status: 200, name: login.profile.name, binding: login.binding, returnTo: login.returnTo,
      cleared: login.clearCookie.includes("Max-Age=0"), own: user_info.user_name,
    },
    replayed, forged, expired,
  }));
`;
