// A page that imports the tarball, built by each bundler, or served by a development server, and opened in Chromium; and a program
// for a server, bundled by each bundler and run.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { launch, newVisitor } from "../browser/chromium.js";
import { BUNDLERS, DEVELOPMENT_SERVERS, SERVER_BUNDLERS } from "./bundlers.js";
import { install } from "./installed-package.js";
import { startStubServer } from "./stub-server.js";

const run = promisify(execFile);

/** Within the repository, because bundlers look for their own packages from the page's folder upwards. */
const PLACE = fileURLToPath(new URL("../../target/bundled", import.meta.url));

/** @type {ReturnType<typeof install>} */
let installed;
/** @type {Awaited<ReturnType<typeof startStubServer>>} */
let stub;
/** @type {import("playwright-core").Browser} */
let browser;
beforeAll(async () => {
  installed = install(PLACE);
  stub = await startStubServer(installed.folder);
  browser = await launch();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await stub?.close();
  installed?.remove();
});

afterEach(() => vi.unstubAllEnvs());

const HTML = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>…</title><link rel="icon" href="data:,"></head>
  <body><script type="module" src="./main.js"></script></body>
</html>
`;

/** @param {string} entry */
const page = (entry) => `
import { connections, JetChat, PortariaError } from "${entry}";
const code = (error) => (error instanceof PortariaError ? error.code : String(error));
async function show() {
  const jetchat = new JetChat({ via: "/api" });
  const names = [];
  for await (const tag of jetchat.flowTags.list()) names.push(tag.name);
  const refused = await jetchat.flowTags.create({ nam: "vip" }).catch(code);
  const none = await connections().catch(code);
  document.title = "got " + [...names, refused, none];
}
show().catch((error) => { document.title = "got " + code(error); });
`;

test.each(BUNDLERS.map(([name, entry, bundler], at) => ({ name, entry, bundler, at })))(
  "a page that imports $entry, built by $name, lists tags and reports errors by code",
  async ({ entry, bundler, at }) => {
    const [source, out] = ["source", "out"].map((part) => join(installed.folder, `${at}`, part));
    for (const folder of [source, out]) mkdirSync(folder ?? "", { recursive: true });
    writeFileSync(join(source ?? "", "index.html"), HTML);
    writeFileSync(join(source ?? "", "main.js"), page(entry));
    vi.stubEnv("NODE_ENV", "production"); // the bundlers' own commands set it
    await bundler(join(source ?? "", "index.html"), out ?? "");

    const made = readdirSync(out ?? "", { recursive: true, encoding: "utf8" });
    const wasm = made.filter((file) => file.endsWith(".wasm"));
    // The browser's wasm, or none where it is inline.
    expect(wasm.length).toBe(entry === "portaria/inline" ? 0 : 1);

    const { page: tab, context, seen } = await newVisitor(browser);
    await tab.goto(`${stub.origin}/${at}/out/index.html`);
    await expect.poll(() => tab.title(), { timeout: 10_000 }).toMatch(/^got /);
    expect(await tab.title()).toBe("got vip,new,invalid_argument,bad_response");
    expect(seen.asked.filter((url) => url.endsWith(".wasm")).length).toBe(wasm.length);
    await context.close();
  },
);

test.each(DEVELOPMENT_SERVERS.map(([name, start]) => ({ name, start })))(
  "a page in development, served by $name, lists tags and reports errors by code",
  async ({ name, start }) => {
    const root = join(installed.folder, name);
    mkdirSync(root);
    writeFileSync(join(root, "index.html"), HTML);
    writeFileSync(join(root, "main.js"), page("portaria"));
    vi.stubEnv("NODE_ENV", "development");
    const server = await start(root, stub.origin);
    const { page: tab, context } = await newVisitor(browser);
    try {
      await tab.goto(server.url);
      await expect.poll(() => tab.title(), { timeout: 20_000 }).toMatch(/^got /);
      expect(await tab.title()).toBe("got vip,new,invalid_argument,bad_response");
    } finally {
      await context.close();
      await server.close();
    }
  },
);

/** A program for a server; SendPulse asks for a token, which the stub has none of. */
const program = () => `
import { JetChat, SendPulse } from "portaria";
const at = { allowLoopback: true, baseUrl: "${stub.origin}/api" };
const code = (error) => error.code;
async function main() {
  const names = [];
  for await (const tag of new JetChat({ ...at, apiKey: "made-up-key" }).flowTags.list()) names.push(tag.name);
  const keys = { clientId: "0123456789abcdef0123456789abcdef", clientSecret: "made-up", retries: 0 };
  const token = await new SendPulse({ ...at, ...keys }).balance.get().catch((error) => error.operation);
  console.log([...names, token].join());
}
main();
`;

test.each(SERVER_BUNDLERS.map(([name, bundle], at) => ({ name, bundle, at })))(
  "a program for a server, bundled by $name and moved away, lists tags and asks for a token",
  async ({ bundle, at }) => {
    const source = join(installed.folder, `server${at}`);
    mkdirSync(source);
    writeFileSync(join(source, "program.js"), program());
    // Far from the package, whose files must not be found.
    const out = mkdtempSync(join(tmpdir(), "portaria-bundle-"));
    vi.stubEnv("NODE_ENV", "production");
    try {
      const [command = "", ...args] = await bundle(join(source, "program.js"), out);
      const { stdout } = await run(command, args, { cwd: out, timeout: 30_000 });
      expect(stdout).toBe("vip,new,token\n");
    } finally {
      rmSync(out, { recursive: true });
    }
  },
);
