// The installed tarball in each runtime: every entry is imported, and calls are made.
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestHarness } from "wrangler";
import { launch, newVisitor } from "../browser/chromium.js";
import { install } from "./installed-package.js";
import { nodeVersions, runtime } from "./runtimes.js";
import { startStubServer } from "./stub-server.js";

const run = promisify(execFile);

/** @type {ReturnType<typeof install>} */
let installed;
/** @type {Awaited<ReturnType<typeof startStubServer>>} */
let stub;
beforeAll(async () => {
  installed = install();
  stub = await startStubServer(installed.folder);
}, 60_000);
afterAll(async () => {
  await stub?.close();
  installed?.remove();
});

/** The entries, and the functions that each has on servers only. */
const ENTRIES = /** @type {const} */ ({
  portaria: ["chatLink", "handleRedirect", "startLogin"],
  "portaria/bangwo8": ["chatLink", "ticketTemplateLink"],
  "portaria/inline": ["chatLink", "handleRedirect", "startLogin"],
  "portaria/jetchat": [],
  "portaria/pipichat": ["handleRedirect", "startLogin"],
  "portaria/sendpulse": [],
});

/** What the program prints, in every runtime. */
const EXPECTED = {
  tags: ["vip", "new"],
  refused: "invalid_argument",
  key: "unauthorized",
  entries: Object.fromEntries(Object.keys(ENTRIES).map((entry) => [entry, true])),
  link: "https://www.bangwo8.com/osp2016/chat/pc/index.php",
};

/**
 * A program that makes calls that succeed and fail, and looks for the functions of every entry.
 * @param {string} origin
 */
const program = (origin) => `
  import * as portaria from "portaria";
  ${Object.keys(ENTRIES)
    .slice(1)
    .map((entry) => `import * as ${entry.slice(9)} from "${entry}";`)
    .join("\n")}
  const all = { portaria, "portaria/bangwo8": bangwo8, "portaria/inline": inline, "portaria/jetchat": jetchat,
    "portaria/pipichat": pipichat, "portaria/sendpulse": sendpulse };
  const { JetChat, PortariaError } = jetchat;
  const code = (error) => (error instanceof PortariaError ? error.code : String(error));
  export async function use() {
    const client = new JetChat({ baseUrl: "${origin}/api", allowLoopback: true, apiKey: "made-up-key" });
    const tags = [];
    for await (const tag of client.flowTags.list()) tags.push(tag.name);
    const refused = await client.flowTags.create({ nam: "vip" }).catch(code);
    const key = await new JetChat({ baseUrl: "${origin}/api", allowLoopback: true, apiKey: "another" }).flowTags.list().catch(code);
    const entries = Object.fromEntries(Object.entries(${JSON.stringify(ENTRIES)}).map(([entry, names]) =>
      [entry, [...names, "PortariaError"].every((name) => name in all[entry])]));
    const link = (await bangwo8.chatLink({ vendorID: 1, privateKey: "made-up" })).split("?")[0];
    return { tags, refused, key, entries, link };
  }`;

/** Writes the program, and another one that prints its result. */
function write() {
  writeFileSync(join(installed.folder, "use.mjs"), program(stub.origin));
  const file = join(installed.folder, "print.mjs");
  writeFileSync(
    file,
    'import { use } from "./use.mjs";\nconsole.log(JSON.stringify(await use()));\n',
  );
  return file;
}

test.each(nodeVersions())(
  "Node %s imports every entry, lists tags, and reports errors by code",
  async (_, node) => {
    const { stdout } = await run(node, [write()]);
    expect(JSON.parse(stdout)).toEqual(EXPECTED);
  },
);

const deno = runtime("Deno");
test.skipIf(!deno)("Deno imports every entry, lists tags, and reports errors by code", async () => {
  const options = ["run", "--no-config", "--node-modules-dir=manual", "--no-remote"];
  // The package needs no other permissions.
  const allowed = [`--allow-read=${installed.folder}`, "--allow-net=127.0.0.1"];
  const { stdout } = await run(deno ?? "", [...options, ...allowed, write()], {
    cwd: installed.folder,
    env: { ...process.env, DENO_DIR: join(installed.folder, ".deno"), DENO_NO_UPDATE_CHECK: "1" },
  });
  expect(JSON.parse(stdout)).toEqual(EXPECTED);
});

const bun = runtime("Bun");
test.skipIf(!bun)("Bun imports every entry, lists tags, and reports errors by code", async () => {
  const { stdout } = await run(bun ?? "", [write()], {
    cwd: installed.folder,
    env: { ...process.env, DO_NOT_TRACK: "1" },
  });
  expect(JSON.parse(stdout)).toEqual(EXPECTED);
});

test("workerd imports every entry, lists tags, and reports errors by code", async () => {
  write();
  writeFileSync(
    join(installed.folder, "worker.mjs"),
    `import { use } from "./use.mjs";
     export { Vault } from "portaria/worker";
     export default { fetch: async () => Response.json(await use()) };`,
  );
  writeFileSync(
    join(installed.folder, "wrangler.toml"),
    `name = "user"
     main = "worker.mjs"
     compatibility_date = "2026-10-01"`,
  );
  const configPath = join(installed.folder, "wrangler.toml");
  const server = createTestHarness({ workers: [{ configPath }] });
  try {
    const { url } = await server.listen();
    expect(await (await fetch(url)).json()).toEqual(EXPECTED);
  } finally {
    await server.close();
  }
});

describe("Chromium, without a bundler,", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  /** The file of an entry, where it has another name. */
  const FILES = { portaria: "browser" };

  test.each(Object.keys(ENTRIES))(
    "imports %s, makes a call, and downloads the wasm once at most",
    async (entry) => {
      const name = entry.split("/")[1] ?? FILES.portaria;
      const imports = { [entry]: `/node_modules/portaria/${name}.js` };
      const use = {
        bangwo8: "new Bangwo8({ via: '/api' }).request({ path: '/api/v1/tags.json' })",
        pipichat: "new PipiChat({ via: '/api' }).users.me()",
        sendpulse: "new SendPulse({ via: '/api' }).balance.get()",
      }[name];
      const folder = join(installed.folder, "pages", name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(folder, "index.html"),
        `<!doctype html><meta charset="utf-8"><title>…</title><link rel="icon" href="data:,">
       <meta http-equiv="content-security-policy" content="script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'">
       <script type="importmap">${JSON.stringify({ imports })}</script>
       <script type="module">
         import * as all from "${entry}";
         const { Bangwo8, JetChat, PipiChat, SendPulse, PortariaError } = all;
         const say = (error) => error instanceof PortariaError ? error.code : String(error);
         document.title = "got " + await ${use ?? "new JetChat({ via: '/api' }).flowTags.list().then(({ data }) => data.map(({ name }) => name))"}.catch(say);
       </script>`,
      );
      const { page, context, seen } = await newVisitor(browser);
      await page.goto(`${stub.origin}/pages/${name}/`);
      await expect.poll(() => page.title()).toMatch(/^got /);
      // The stub answers JetChat's list only; the calls of other providers find nothing.
      expect(await page.title()).toBe(use ? "got not_found" : "got vip,new");
      const wasm = seen.asked.filter((url) => url.endsWith(".wasm"));
      expect(wasm.length).toBe(name === "inline" ? 0 : 1);
      await context.close();
    },
  );
});
