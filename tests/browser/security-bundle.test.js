// Rows 1 and 24 of SECURITY.md: what the package brings into a browser.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { install } from "../package/installed-package.js";

/** @type {ReturnType<typeof install>} */
let installed;
beforeAll(() => {
  installed = install();
}, 60_000);
afterAll(() => installed?.remove());

/** @param {string} file */
const packed = (file) => readFileSync(join(installed.folder, "node_modules/portaria", file));

/** All that a page could use, as a bundler sees it. */
async function bundle() {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: 'export * from "portaria";',
      resolveDir: installed.folder,
    },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    external: ["*.wasm"],
  });
  return { text: outputFiles[0]?.text ?? "", files: Object.keys(metafile.inputs) };
}

/** What only a server may be asked to do, or holds. */
const SERVERS = [
  "handleRequest",
  "accountFetch",
  "accessToken(",
  "executeInVault",
  "prepareVault",
  "handleUninstall",
  "planToken",
  "signedChat",
  "app_secret",
  "client_secret",
  "auth_key",
  "PORTARIA_KEY",
  "APP_SECRET",
  "AES-GCM",
  "portaria/session",
  "portaria/flow",
  "portaria/connection",
];

test("row 24: puts nothing that takes a secret into a page's bundle, even one of everything", async () => {
  const { text, files } = await bundle();
  expect(text).toContain("SendPulse"); // it is the right one
  for (const word of SERVERS) expect(text.includes(word), word).toBe(false);
  expect(files.filter((file) => /server|\/worker[./]|tokens/.test(file))).toEqual([]);
});

test("row 24: puts nothing that takes a secret into the browser's wasm, only into the server's", () => {
  const [browser = "", server = ""] = ["browser", "server"].map(
    (name) => `${packed(`dist/${name}_bg.wasm`).toString("latin1")}${packed(`dist/${name}.js`)}`,
  );
  for (const word of [
    "PORTARIA_KEY",
    "APP_SECRET",
    "AES-GCM",
    "portaria/session",
    "portaria/flow",
    "portaria/connection",
    "portaria/token",
  ]) {
    expect(server.includes(word), word).toBe(true);
    expect(browser.includes(word), word).toBe(false);
  }
});

test("row 24: exports no function to the browser that takes a credential", () => {
  const wasm = new WebAssembly.Module(packed("dist/browser_bg.wasm"));
  const names = WebAssembly.Module.exports(wasm)
    .map(({ name }) => name)
    .filter((name) => !name.startsWith("__"));
  expect(names).toContain("plan");
  expect(names.join(" ")).not.toMatch(/secret|token|login|market|seal|vault|handle|sign/i);
  const types = packed("dist/browser.d.ts").toString();
  const declared = [...types.matchAll(/^export function (.*)$/gm)].map(([, line]) => line);
  expect(declared.length).toBeGreaterThan(5);
  expect(declared.join("\n")).not.toMatch(/secret|token|key:|password|HostBindings|SqlStorage/i);
});

test("row 1: draws nothing but the pause before a retry from a weak source of randomness", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const sources = ["src", "pkg/core", "pkg/lib"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(rs|js)$/.test(file))
      .map((file) => `${folder}/${file}`),
  );
  sources.push("pkg/worker.js", "pkg/browser.js", "pkg/element.js", "pkg/inline.js");
  expect(sources.length).toBeGreaterThan(80);
  const weak = sources.filter((file) =>
    /Math(::|\.)random|\brand::|thread_rng|fastrand|getrandom/.test(
      readFileSync(join(root, file), "utf8"),
    ),
  );
  expect(weak.sort()).toEqual(["src/js/call.rs", "src/js/tokens.rs"]); // the jitter
});
