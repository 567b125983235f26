// Every JavaScript or TypeScript sample compiles against the tarball. Samples that are programs run against the sandbox.
import { execFile, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestHarness } from "wrangler";
import { samples } from "./documentation-samples.js";
import { install } from "./installed-package.js";

const run = promisify(execFile);
const TYPES = fileURLToPath(new URL("../../node_modules", import.meta.url));

const sandbox = createTestHarness({
  workers: [{ configPath: new URL("../sandbox/wrangler.toml", import.meta.url) }],
});
/** @type {ReturnType<typeof install>} */
let installed;
let origin = "";
beforeAll(async () => {
  installed = install();
  origin = (await sandbox.listen()).url.origin;
}, 120_000);
afterAll(async () => {
  await sandbox.close();
  installed?.remove();
});

/** What the samples use without declaring it. */
const READERS = `
  declare global {
    const apiKey: string, appId: string, appSecret: string, clientId: string, clientSecret: string, key: string;
    const secretId: string, secret: string, privateKey: string;
    const accountId: string, contact_id: string;
    const request: Request;
    const env: { PORTARIA: import("@cloudflare/workers-types").Service<import("portaria/worker").Accounts> };
    const button: { onclick: () => void };
    const process: { env: Record<string, string>, exitCode: number }; // they are JavaScript
    interface Env { VAULT: DurableObjectNamespace<import("portaria/worker").Vault> }
    function userIdOf(request: unknown): string | null;
    function companiesFor(query: import("portaria/worker").CrmQuery): unknown;
    function keysOf(account: string): { clientId: string, clientSecret: string } | undefined;
  }
  export {};`;

const all = samples();
const programs = all.filter(({ language }) => language === "js" || language === "ts");

test("every sample is in a language that this test or another one checks", () => {
  // The samples of HTML are parts of the examples, which tests/browser opens; those of proxies are run by tests/workerd.
  const known = ["js", "ts", "sh", "toml", "nginx", "txt", "diff", "rust", "yaml", "html"];
  expect(all.filter(({ language }) => !known.includes(language))).toEqual([]);
  expect(programs.length).toBeGreaterThan(30);
});

test("every sample compiles against the tarball's types", () => {
  const reader = join(installed.folder, "reader.d.ts");
  writeFileSync(reader, READERS);
  const written = programs.map(({ file, line, code }, at) => {
    const path = join(installed.folder, `sample${at}.ts`);
    // A sample may be the inside of a function.
    const isModule = /^export /m.test(code);
    const imports = code.match(/^import .*?;$/gms) ?? [];
    const rest = code.replace(/^import .*?;$/gms, (found) => found.replace(/[^\n]/g, ""));
    const whole = isModule
      ? code
      : `${imports.map((text) => text.replaceAll("\n", " ")).join(" ")} export async function sample() {${rest}\n}`;
    writeFileSync(path, whole);
    return { path, name: `${file}:${line}` };
  });
  const program = ts.createProgram([reader, ...written.map(({ path }) => path)], {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    skipLibCheck: true,
    noImplicitAny: false, // they are JavaScript
    lib: ["lib.esnext.d.ts", "lib.dom.d.ts"],
    types: ["@cloudflare/workers-types", "node"],
    typeRoots: [join(TYPES, "@types"), TYPES],
  });
  const found = written.flatMap(({ path, name }) => {
    const source = program.getSourceFile(path);
    const diagnostics = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    return diagnostics.map(({ start = 0, messageText }) => {
      const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
      return `${name}, line ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
  });
  expect(found).toEqual([]);
}, 60_000);

/** Where the programs believe the platforms to be: a sample has no `allowLoopback`, because people copy it. */
const PUBLIC = /^https:\/\/(\w+)\.platform\.example/;

/** @param {string} url */
const atSandbox = (url) => url.replace(PUBLIC, `${origin}/$1`);

/** Has a program's requests go to the sandbox, whose answers name the platforms as the program does. */
const reroute = () => `
  const { fetch } = globalThis;
  const moved = (url) => url.replace(${PUBLIC}, ${JSON.stringify(`${origin}/$1`)});
  globalThis.fetch = async (request, init) => {
    const answer = await (request instanceof Request
      ? fetch(new Request(moved(request.url), request), init)
      : fetch(moved(String(request)), init));
    const text = await answer.text();
    const { status, headers } = answer;
    const named = text.replace(/${origin.replaceAll("/", "\\/")}\\/(\\w+)/g, "https://$1.platform.example");
    return new Response(named || null, { status, headers });
  };
`;

/** Writes a program, and gives the arguments with which Node runs it. @param {string} code */
function argumentsOf(code) {
  const [path, before] = ["sample.mjs", "reroute.mjs"].map((name) => join(installed.folder, name));
  writeFileSync(String(path), code);
  writeFileSync(String(before), reroute());
  return ["--import", String(before), String(path)];
}

/** The environment variables of each platform's programs. @type {Record<string, () => Record<string, string>>} */
const ENVIRONMENTS = {
  jetchat: () => ({
    JETCHAT_URL: "https://jetchat.platform.example/api",
    JETCHAT_KEY: "jcUsualK3yF0rThePortariaSandboxOnlyK3yF0rThePortariaSandboxO",
  }),
  sendpulse: () => {
    const account = app("sendpulse", ({ user_id, client_id }) => user_id && client_id);
    return {
      SENDPULSE_URL: "https://sendpulse.platform.example",
      SENDPULSE_ID: account.client_id,
      SENDPULSE_SECRET: account.client_secret,
    };
  },
  bangwo8: () => {
    const account = app("bangwo8", (one) => one.account === "osp-demo");
    return {
      BANGWO8_URL: "https://bangwo8.platform.example",
      BANGWO8_ID: account.secret_id,
      BANGWO8_SECRET: account.secret,
      BANGWO8_CHAT_KEY: account.pc_key,
    };
  },
};

/** @type {any[]} */
let apps = [];
/** @param {string} provider @param {(app: any) => unknown} fits */
const app = (provider, fits) => apps.find((one) => one.provider === provider && fits(one));

/** What each program prints. @type {Record<string, RegExp>} */
const PRINTED = {
  "docs/providers/jetchat.md first": /^f123t456 .+\n(f123t\d+ .+\n)+$/,
  "docs/providers/jetchat.md next": /^\d+ requests left of this hour\n$/,
  "docs/providers/sendpulse.md first": /^\d+ .+\n/,
  "docs/providers/sendpulse.md next": /total: 1/,
  "docs/providers/bangwo8.md first": /^(\d+ .+\n){5}$/,
};

describe("a sample program, run against the sandbox", () => {
  beforeAll(async () => {
    ({ apps } = /** @type {any} */ (await (await fetch(`${origin}/__apps`)).json()));
  });
  const ran = all.filter(({ run }) => run && run !== "pipichat");
  test("exists for every platform", () => {
    expect([...new Set(all.flatMap(({ run }) => run ?? []))].sort()).toEqual([
      "bangwo8",
      "jetchat",
      "pipichat",
      "sendpulse",
    ]);
  });

  test.each(ran)(
    "prints what is expected, without errors: $file:$line",
    async ({ file, code, run: platform = "" }) => {
      const env = { PATH: process.env.PATH, ...ENVIRONMENTS[platform]?.() };
      const { stdout, stderr } = await run(process.execPath, argumentsOf(code), {
        env,
        timeout: 20_000,
      });
      expect(stderr).toBe("");
      const isFirst = code.startsWith("// first-call.mjs");
      expect(stdout).toMatch(PRINTED[`${file} ${isFirst ? "first" : "next"}`] ?? /./);
    },
  );

  test("of PipiChat completes a login, and refuses a callback without its cookie as flow_mismatch", async () => {
    const [sample] = all.filter(({ run }) => run === "pipichat");
    const code = sample?.code ?? "";
    const args = argumentsOf(
      code.replace(
        '"127.0.0.1");',
        '"127.0.0.1", function () { console.log(this.address().port); });',
      ),
    );
    const registered = app("pipichat", ({ note, redirect_url }) => redirect_url && note);
    const server = spawn(process.execPath, args, {
      env: {
        PORT: "0",
        PIPICHAT_URL: "https://pipichat.platform.example",
        PIPICHAT_APP_ID: registered.app_id,
        PIPICHAT_APP_SECRET: registered.app_secret,
        FLOW_KEY: "bWFkZSB1cCBmb3IgYSB0ZXN0LCAzMiBieXRlcyBsbmc=",
      },
    });
    try {
      const port = await new Promise((resolve, reject) => {
        server.stdout.once("data", (text) => resolve(Number(text)));
        server.stderr.once("data", (text) => reject(new Error(`${text}`)));
      });
      const address = `http://127.0.0.1:${port}`;
      const started = await fetch(`${address}/login`, { redirect: "manual" });
      const cookie = started.headers.get("set-cookie")?.split(";")[0] ?? "";
      const form = new URLSearchParams({
        app_id: registered.app_id,
        user: "1",
        decision: "approve",
      });
      const approved = await fetch(atSandbox(started.headers.get("location") ?? ""), {
        method: "POST",
        body: form,
        redirect: "manual",
      });
      const { search } = new URL(approved.headers.get("location") ?? "");
      const welcome = await fetch(`${address}/callback${search}`, { headers: { cookie } });
      expect(await welcome.text()).toBe("Hello, Ada Example (ada_example)");
      const again = await fetch(`${address}/callback${search}`);
      expect(await again.text()).toBe("The login failed: flow_mismatch");
    } finally {
      server.kill();
    }
  });
});
