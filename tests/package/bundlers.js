// Each bundler, configured as its documentation says, with nothing more for Portaria than our guide says.
import { execFile } from "node:child_process";
import { copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { nodeResolve } from "@rollup/plugin-node-resolve";
// @ts-expect-error its types are not where its exports say
import { importMetaAssets } from "@web/rollup-plugin-import-meta-assets";
import * as esbuild from "esbuild";
import { rollup } from "rollup";
import { build as vite } from "vite";
import webpack from "webpack";

const run = promisify(execFile);
const PARCEL = fileURLToPath(new URL("../../node_modules/parcel/lib/bin.js", import.meta.url));

/** @typedef {(page: string, out: string) => Promise<unknown>} Bundler builds a page's index.html into a folder that can be served */

/** @param {string} page */
const script = (page) => join(dirname(page), "main.js");

/** Copies the page beside its script, for bundlers that do not read HTML. @param {string} page @param {string} out */
const copyPage = (page, out) => copyFileSync(page, join(out, "index.html"));

/** @type {(plugins: import("rollup").Plugin[]) => Bundler} */
const rollupWith = (plugins) => async (page, out) => {
  const bundle = await rollup({
    input: script(page),
    plugins: [nodeResolve({ browser: true }), ...plugins],
  });
  await bundle.write({ dir: out, format: "es" });
  await bundle.close();
  copyPage(page, out);
};

/** @type {[name: string, entry: "portaria" | "portaria/inline" | "portaria/jetchat", bundler: Bundler][]} */
export const BUNDLERS = [
  ...["portaria", "portaria/inline", "portaria/jetchat"].map(
    (entry) =>
      /** @type {[string, any, Bundler]} */ ([
        "Vite",
        entry,
        (page, out) =>
          vite({
            root: dirname(page),
            base: "./",
            configFile: false,
            logLevel: "error",
            build: { outDir: out },
          }),
      ]),
  ),
  ...["portaria", "portaria/inline"].map(
    (entry) =>
      /** @type {[string, any, Bundler]} */ ([
        "webpack",
        entry,
        async (page, out) => {
          const compiler = webpack({
            mode: "production",
            context: dirname(page),
            entry: script(page),
            output: { path: out, filename: "main.js" },
            performance: false,
          });
          const stats = await promisify(compiler.run.bind(compiler))();
          if (stats?.hasErrors() || stats?.hasWarnings()) throw new Error(stats.toString());
          copyPage(page, out);
        },
      ]),
  ),
  [
    "Rollup with @web/rollup-plugin-import-meta-assets",
    "portaria",
    rollupWith([importMetaAssets()]),
  ],
  ["Rollup alone", "portaria/inline", rollupWith([])],
  .../** @type {const} */ (["esm", "iife"]).map(
    (format) =>
      /** @type {[string, any, Bundler]} */ ([
        `esbuild as ${format}`,
        "portaria/inline",
        async (page, out) => {
          const outfile = join(out, "main.js");
          await esbuild.build({
            entryPoints: [script(page)],
            bundle: true,
            minify: true,
            outfile,
            format,
          });
          copyPage(page, out);
        },
      ]),
  ),
  ...["portaria", "portaria/jetchat"].map(
    (entry) =>
      /** @type {[string, any, Bundler]} */ ([
        "Parcel",
        entry,
        (page, out) =>
          run(
            process.execPath,
            [
              ...[PARCEL, "build", page, "--dist-dir", out, "--public-url", "./"],
              ...["--no-cache", "--no-source-maps", "--log-level", "error"],
            ],
            { cwd: dirname(page), env: { ...process.env, NO_COLOR: "1" } },
          ),
      ]),
  ),
];
