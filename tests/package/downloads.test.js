// What a browser downloads. The build holds the glue and the wasm to a budget (xtask/src/sizes.rs); these are whole pages.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { bundled, downloads } from "../bench/downloads.js";
import { sizeRow } from "../bench/sizes.js";

/** For all there is, gzipped: the wasm, and the JavaScript of four platforms. */
const PAGE_BUDGET_KIB = 75;

const WASM = new URL("../../pkg/dist/browser_bg.wasm", import.meta.url);

afterEach(() => vi.unstubAllGlobals());

test("a page that uses all four platforms stays within its budget", async () => {
  const { gzip } = sizeRow("all", await downloads("portaria", "wasm"));
  expect(gzip).toBeLessThanOrEqual(PAGE_BUDGET_KIB);
});

test.each(["pipichat", "jetchat", "sendpulse", "sendpulse-whatsapp", "bangwo8"])(
  "a page that uses %s alone downloads less JavaScript",
  async (page) => {
    const [one, all] = await Promise.all([bundled(page), bundled("portaria")]);
    expect(one.length).toBeLessThan(all.length);
  },
);

test("an element's page has no engine", async () => {
  const script = Buffer.from(await bundled("element")).toString();
  expect(script).toContain("portaria-connect");
  expect(script).not.toContain("WebAssembly");
});

test("a page fetches the wasm with its first call, not before, and once", async () => {
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

/** A browser, as far as a page needs one; the addresses that it asks for. */
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
