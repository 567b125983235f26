// A page that imports the tarball, built by each bundler and opened in Chromium.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, newVisitor } from "../browser/chromium.js";
import { BUNDLERS } from "./bundlers.js";
import { install } from "./installed-package.js";
import { startStubServer } from "./stub-server.js";

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
