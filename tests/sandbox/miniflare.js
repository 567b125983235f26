// The sandbox as an auxiliary Worker of somebody else's Miniflare or Workers vitest project.

import { join } from "node:path";
import { buildSync } from "esbuild";

/**
 * An entry for `miniflare.workers`; bind it, or make it the `outboundService`, by its name. Miniflare
 * itself bundles nothing, and has no JSON modules.
 */
export function sandboxWorker(name = "portaria-sandbox") {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, "src/index.js")],
    bundle: true,
    format: "esm",
    platform: "neutral",
    external: ["node:*"],
    write: false,
    logLevel: "warning",
  });
  const contents = String(outputFiles[0]?.text);
  return {
    name,
    modulesRoot: import.meta.dirname,
    modules: [
      {
        type: /** @type {const} */ ("ESModule"),
        path: join(import.meta.dirname, "index.js"),
        contents,
      },
    ],
    compatibilityDate: "2026-10-01",
    compatibilityFlags: ["nodejs_compat"],
  };
}
