// What a browser downloads for a whole page. The glue and the wasm have budgets of their own (xtask/src/sizes.rs).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { bundled, downloads } from "../bench/downloads.js";
import { sizeRow } from "../bench/sizes.js";

/** For the wasm and the JavaScript of all platforms, gzipped. */
const PAGE_BUDGET_KIB = 77;

const WASM = new URL("../../pkg/dist/browser_bg.wasm", import.meta.url);

afterEach(() => vi.unstubAllGlobals());

test(`a page that uses all platforms downloads at most ${PAGE_BUDGET_KIB} KiB, gzipped`, async () => {
  const { gzip } = sizeRow("all", await downloads("portaria", "wasm"));
  expect(gzip).toBeLessThanOrEqual(PAGE_BUDGET_KIB);
});

test.each(["pipichat", "jetchat", "sendpulse", "sendpulse-whatsapp", "bangwo8"])(
  "a page that uses %s alone downloads less JavaScript than one that uses all platforms",
  async (page) => {
    const [one, all] = await Promise.all([bundled(page), bundled("portaria")]);
    expect(one.length).toBeLessThan(all.length);
  },
);

test("a page with <portaria-connect> alone has no WebAssembly", async () => {
  const script = Buffer.from(await bundled("element")).toString();
  expect(script).toContain("portaria-connect");
  expect(script).not.toContain("WebAssembly");
});

test("a page fetches the wasm once, with its first call", async () => {
  const folder = mkdtempSync(join(tmpdir(), "portaria-page-"));
  try {
    const file = join(folder, "page.mjs");
    writeFileSync(file, await bundled("jetchat"));
    const asked = stubBrowser();
    const page = await import(/* @vite-ignore */ pathToFileURL(file).href);
    await page.login("key");
    expect(asked).toEqual(["/connect/jetchat"]);
    await page.read();
    await page.read();
    expect(asked.filter((address) => address.endsWith("browser_bg.wasm"))).toHaveLength(1);
    expect(asked).toHaveLength(4);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Stubs the globals of a browser that a page needs, and returns the addresses that it fetches. */
function stubBrowser() {
  /** @type {string[]} */
  const asked = [];
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("location", new URL("https://app.example/"));
  vi.stubGlobal("fetch", async (/** @type {Request | URL | string} */ request) => {
    const address = request instanceof Request ? request.url : String(request);
    asked.push(address);
    return address.endsWith(".wasm")
      ? new Response(readFileSync(WASM), { headers: { "content-type": "application/wasm" } })
      : Response.json({ data: [], meta: { current_page: 1, last_page: 1 } });
  });
  return asked;
}
