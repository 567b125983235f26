// A page that gets no WebAssembly: what its calls reject with, and whether the next call may succeed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";

const WASM = readFileSync(new URL("../../pkg/dist/browser_bg.wasm", import.meta.url));
const TYPED = { headers: { "content-type": "application/wasm" } };

let folder = "";
let loaded = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "portaria-page-"));
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../../pkg/browser.js", import.meta.url))],
    ...{ bundle: true, write: false, format: "esm", platform: "browser" },
    define: { "import.meta.url": '"https://app.example/main.js"' },
  });
  writeFileSync(join(folder, "page.mjs"), outputFiles[0]?.contents ?? "");
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllGlobals());

/** The package, as a page that was just loaded has it. @returns {Promise<typeof import("portaria")>} */
const freshPage = () =>
  import(/* @vite-ignore */ `${pathToFileURL(join(folder, "page.mjs")).href}?${++loaded}`);

/** What a call rejects with, or its answer. @param {typeof import("portaria")} page */
const call = ({ JetChat }) =>
  new JetChat({
    via: "https://worker.example/api",
    fetch: async () => Response.json({ data: 7 }),
  }).me
    .get()
    .catch((error) => error);

/** @param {Response | Error | (() => Response)} answer to the request for the wasm */
const serves = (answer) =>
  vi.stubGlobal("fetch", async () => {
    if (answer instanceof Error) throw answer;
    return answer instanceof Response ? answer : answer();
  });

const good = () => new Response(WASM, TYPED);
const broken = () =>
  new Response(new ReadableStream({ pull: (to) => to.error(new TypeError("broke")) }), TYPED);
const lacks = (/** @type {string} */ name) => () => vi.stubGlobal(name, undefined);
const forbidden = () =>
  vi.stubGlobal("WebAssembly", {
    CompileError: WebAssembly.CompileError,
    compileStreaming: async () => {
      throw new WebAssembly.CompileError("violates the Content Security Policy");
    },
  });

test.each([
  ["the runtime has no WebAssembly", lacks("WebAssembly"), "no_webassembly", /React Native/],
  ["the runtime has no TextDecoder", lacks("TextDecoder"), "no_webassembly", /could not be loaded/],
  ["the page's policy forbids it", forbidden, "no_webassembly", /wasm-unsafe-eval/],
  [
    "there is no file",
    () => serves(new Response("", { status: 404 })),
    "no_webassembly",
    /bundler/,
  ],
  ["its file is a web page", () => serves(new Response("<html>")), "no_webassembly", /bundler/],
  ["its server cannot be reached", () => serves(new TypeError("no")), "network", /reached/],
  ["its server failed", () => serves(new Response("", { status: 503 })), "network", /503/],
  ["the download broke off", () => serves(broken()), "network", /broke off/],
])(
  "where %s, a call rejects, and one that follows tries anew",
  async (_, prepare, code, message) => {
    serves(good);
    prepare();
    const page = await freshPage();
    const error = await call(page);
    expect(error).toBeInstanceOf(page.PortariaError);
    expect(error).toMatchObject({ code, retryable: code === "network" });
    expect(error.message).toMatch(message);
    expect(JSON.parse(JSON.stringify(error))).not.toHaveProperty("cause");
    vi.unstubAllGlobals();
    serves(good);
    expect(await call(page)).toEqual({ data: 7 });
  },
);
