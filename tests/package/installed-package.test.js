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

test("the tarball has every file that `exports` names, two wasm files, and nothing outside the known folders", () => {
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

test("the browser's build has no code that takes or opens a secret", () => {
  for (const file of ["browser_bg.wasm", "browser.js"]) {
    const text = readFileSync(join(installed.folder, "node_modules/portaria/dist", file), "latin1");
    for (const word of ["appSecret", "AES-GCM", "startLogin", "PORTARIA_KEY"]) {
      expect(text.includes(word), `${word} in ${file}`).toBe(false);
    }
  }
});

describe.each(nodeVersions())("the installed package, in Node %s", (_, node) => {
  /**
   * Runs a program, and returns what it prints as JSON.
   * @param {string} program
   * @param {Record<string, string>} [variables]
   */
  async function execute(program, variables = {}) {
    const file = join(installed.folder, "program.js");
    writeFileSync(file, program);
    const { stdout } = await run(node, [file], { env: { ...variables }, timeout: 20_000 });
    return JSON.parse(stdout);
  }

  test("rejects a call without options with `configuration`, and names the missing option", async () => {
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

  test("completes a login without a Worker, and refuses a replayed, a forged and an expired one", async () => {
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

  test.each(REJECTED)(
    "rejects with `$code`, within 5 seconds, a call with $what",
    async ({ options, code }) => {
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
    },
  );
});

/** What a caller may pass, and the code that its call rejects with. No such call may hang. */
const REJECTED = [
  ["a signal that is already aborted", "{ call: { signal: AbortSignal.abort() } }", "aborted"],
  ["an abort whose reason is a text", '{ call: { signal: AbortSignal.abort("stop") } }', "aborted"],
  ["an abort whose reason is null", "{ call: { signal: AbortSignal.abort(null) } }", "aborted"],
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
    "a fetch that ignores its signal's abort",
    "{ fetch: () => new Promise(() => {}), call: { signal: AbortSignal.timeout(50) } }",
    "aborted",
  ],
  ["a fetch that throws", "{ fetch() { throw 'canary' } }", "network"],
  ["a fetch that rejects with nothing", "{ fetch: () => Promise.reject() }", "network"],
  ["a fetch that returns undefined", "{ fetch: () => undefined }", "bad_response"],
  ["a fetch that returns a plain object", "{ fetch: () => ({ ok: true }) }", "bad_response"],
  ["a fetch that returns a text", "{ fetch: () => 'canary' }", "bad_response"],
  ["a fetch that is no function", "{ fetch: 3 }", "invalid_argument"],
  [
    "an answer whose body breaks off",
    "{ fetch: () => new Response(new ReadableStream({ pull(c) { c.error('canary') } })) }",
    "network",
  ],
  [
    "an answer whose body never ends",
    "{ fetch: () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) })), timeoutMs: 50 }",
    "timeout",
  ],
  ["a token with a line break", "{ accessToken: 'canary\\n' }", "invalid_argument"],
  ["a timeoutMs that is no number", "{ timeoutMs: 'soon' }", "invalid_argument"],
  ["a signal that is no AbortSignal", "{ call: { signal: {} } }", "invalid_argument"],
  [
    "a baseUrl with a user and a password",
    "{ baseUrl: 'https://user:canary@community.example' }",
    "configuration",
  ],
  ["a path as via, outside a page", "{ via: '/api' }", "invalid_argument"],
  ["an http address as via", "{ via: 'http://community.example/api' }", "invalid_argument"],
].map(([what, options, code]) => ({ what, options, code }));

/** A server as a user might write it, and the requests of a browser that logs in. */
const SERVER = `
  import { createServer } from "node:http";
  import { PipiChat, startLogin, handleRedirect } from "portaria";

  const settings = {
    provider: "pipichat", baseUrl: process.env.COMMUNITY, allowLoopback: true, appId: "5289000000777", authorizeMethod: "auto",
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
  const client = new PipiChat({
    baseUrl: settings.baseUrl, allowLoopback: true, accessToken: login.tokens.accessToken,
  });
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
