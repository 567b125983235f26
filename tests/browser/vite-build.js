// Front ends, built by Vite and served in the browser as if they were at the Worker's origin.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build as buildWith } from "vite";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const TYPES = /** @type {Record<string, string>} */ ({
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
});

/** @typedef {Map<string, Buffer>} Files by their paths */

/**
 * Builds a folder of ours, with its own configuration where it has one.
 * @param {string} folder
 * @returns {Promise<Files>}
 */
export async function build(folder) {
  const outDir = mkdtempSync(join(tmpdir(), "portaria-built-"));
  try {
    await buildWith({
      root: join(ROOT, folder),
      base: "./",
      logLevel: "warn",
      build: { outDir, emptyOutDir: true, target: "esnext", reportCompressedSize: false },
    });
    const names = readdirSync(outDir, { recursive: true, encoding: "utf8" });
    const files = names.filter((name) => statSync(join(outDir, name)).isFile());
    return new Map(files.map((name) => [name, readFileSync(join(outDir, name))]));
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

/**
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} address ends with a slash
 * @param {Files} files
 */
export function serve(context, address, files) {
  return context.route(`${address}**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const name = pathname.slice(new URL(address).pathname.length) || "index.html";
    const body = files.get(name);
    if (!body) return route.fulfill({ status: 404, body: name });
    return route.fulfill({ body, contentType: TYPES[extname(name)] ?? "application/octet-stream" });
  });
}
