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
import { runtime } from "./runtimes.js";

const run = promisify(execFile);
const BUN = runtime("Bun") ?? "";
const DENO = runtime("Deno") ?? "";
const QUIET = { env: { ...process.env, DO_NOT_TRACK: "1", DENO_NO_UPDATE_CHECK: "1" } };
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
  [
    "Vite",
    "portaria",
    (page, out) =>
      vite({
        root: dirname(page),
        base: "./",
        configFile: false,
        logLevel: "error",
        build: { outDir: out },
      }),
  ],
  [
    "webpack",
    "portaria",
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
  ],
  [
    "Rollup with @web/rollup-plugin-import-meta-assets",
    "portaria",
    rollupWith([importMetaAssets()]),
  ],
  ["Rollup alone", "portaria/inline", rollupWith([])],
  [
    "esbuild as iife",
    "portaria/inline",
    async (page, out) => {
      const outfile = join(out, "main.js");
      const entryPoints = [script(page)];
      await esbuild.build({ entryPoints, bundle: true, minify: true, outfile, format: "iife" });
      copyPage(page, out);
    },
  ],
  [
    "Bun",
    "portaria/inline",
    async (page, out) => {
      await run(BUN, ["build", script(page), "--outdir", out, "--target", "browser"], QUIET);
      copyPage(page, out);
    },
  ],
  [
    "Parcel",
    "portaria/jetchat",
    (page, out) =>
      run(
        process.execPath,
        [
          ...[PARCEL, "build", page, "--dist-dir", out, "--public-url", "./"],
          ...["--no-cache", "--no-source-maps", "--log-level", "error"],
        ],
        { cwd: dirname(page), env: { ...process.env, NO_COLOR: "1" } },
      ),
  ],
];

/**
 * The development servers that bundle a page's packages beforehand, into a folder of their own. Each is started for a page's
 * folder, with requests below `/api` passed on.
 * @type {[name: string, start: (root: string, api: string) => Promise<{ url: string, close: () => Promise<void> }>][]}
 */
export const DEVELOPMENT_SERVERS = ["vite5", "vite6", "vite7", "vite"].map((name) => [
  name === "vite" ? "Vite 8" : name.replace("vite", "Vite "),
  async (root, api) => {
    /** @type {typeof import("vite")} */
    const { createServer } = await import(/* @vite-ignore */ name);
    const server = await createServer({
      root,
      configFile: false,
      logLevel: "error",
      cacheDir: join(root, `.${name}`),
      server: { host: "127.0.0.1", port: 0, hmr: false, proxy: { "/api": api } },
    });
    await server.listen();
    return { url: server.resolvedUrls?.local[0] ?? "", close: () => server.close() };
  },
]);

/**
 * How a program for a server becomes one file, far from the package; and what runs that file.
 * @type {[name: string, bundle: (program: string, out: string) => Promise<string[]>][]}
 */
export const SERVER_BUNDLERS = [
  [
    "esbuild, with a condition of the app's own",
    (program, out) => esbuildServer(program, join(out, "server.mjs"), { conditions: ["staging"] }),
  ],
  [
    "esbuild, as CommonJS",
    (program, out) => esbuildServer(program, join(out, "server.cjs"), { format: "cjs" }),
  ],
  [
    "Rollup, which is told that no import has a side effect, as Nitro does",
    async (program, out) => {
      const conditions = ["default", "module", "node", "import", "production"];
      const bundle = await rollup({
        input: program,
        plugins: [nodeResolve({ preferBuiltins: true, exportConditions: conditions })],
        treeshake: { moduleSideEffects: false },
        external: /^node:/,
        onLog: () => {},
      });
      await bundle.write({ dir: out, format: "es", entryFileNames: "server.mjs" });
      await bundle.close();
      return [process.execPath, join(out, "server.mjs")];
    },
  ],
  [
    "webpack",
    async (program, out) => {
      const compiler = webpack({
        mode: "production",
        target: "node20",
        context: dirname(program),
        entry: program,
        output: { path: out, filename: "server.mjs", module: true },
        experiments: { outputModule: true },
        performance: false,
        optimization: { minimize: false },
      });
      const stats = await promisify(compiler.run.bind(compiler))();
      if (stats?.hasErrors() || stats?.hasWarnings()) throw new Error(stats.toString());
      return [process.execPath, join(out, "server.mjs")];
    },
  ],
  [
    "Vite, for server-side rendering",
    async (program, out) => {
      await vite({
        root: dirname(program),
        configFile: false,
        logLevel: "error",
        ssr: { noExternal: true },
        build: { ssr: program, outDir: out, emptyOutDir: false, minify: false },
      });
      return [process.execPath, join(out, "program.js")];
    },
  ],
  ...(BUN
    ? /** @type {typeof SERVER_BUNDLERS} */ ([
        [
          "bun build",
          async (program, out) => {
            await run(BUN, ["build", program, "--outdir", out, "--target", "bun"], QUIET);
            return [BUN, join(out, "program.js")];
          },
        ],
        [
          "bun build --compile",
          async (program, out) => {
            const outfile = join(out, "server");
            await run(BUN, ["build", program, "--compile", "--outfile", outfile], QUIET);
            return [outfile];
          },
        ],
      ])
    : []),
  ...(DENO
    ? /** @type {typeof SERVER_BUNDLERS} */ ([
        [
          "deno bundle",
          async (program, out) => {
            const outfile = join(out, "server.js");
            const cwd = dirname(program);
            await run(DENO, ["bundle", "--no-remote", program, "-o", outfile], { ...QUIET, cwd });
            // Without the permission to read: there is no file to be read.
            return [DENO, "run", "--no-config", "--no-prompt", "--allow-net=127.0.0.1", outfile];
          },
        ],
      ])
    : []),
];

/** @param {string} program @param {string} outfile @param {esbuild.BuildOptions} options */
async function esbuildServer(program, outfile, options) {
  const entryPoints = [program];
  await esbuild.build({
    ...{ entryPoints, bundle: true, outfile, format: "esm", platform: "node", logLevel: "error" },
    ...options,
  });
  return [process.execPath, outfile];
}
