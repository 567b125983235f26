// Bundles a Worker of the benchmark as wrangler does. The wasm stays a module, which workerd compiles.
import { build } from "esbuild";
import { ROOT } from "../../workerd/workerd-process.js";
import { SCRATCH } from "./serve.js";

/** @param {string[]} names of files in tests/bench/peers, without their ending */
export async function bundle(...names) {
  await build({
    entryPoints: names.map((name) => `${ROOT}tests/bench/peers/${name}.js`),
    outdir: SCRATCH,
    bundle: true,
    format: "esm",
    target: "esnext",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:workers", "*.wasm"],
    logLevel: "error",
  });
}
