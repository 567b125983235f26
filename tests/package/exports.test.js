// Whether package.json and its types are what bundlers and TypeScript expect.
import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, expect, test } from "vitest";
import { install } from "./installed-package.js";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** The entries with one platform each: every folder that describes one. */
const PLATFORMS = [
  ...new Set(
    globSync("src/providers/*/*.yaml", { cwd: ROOT }).map((path) => basename(dirname(path))),
  ),
];
const ENTRIES = [".", "./element", "./inline", "./package.json", "./worker"].concat(
  PLATFORMS.map((name) => `./${name}`),
);
const ATTW = fileURLToPath(
  new URL("../../node_modules/@arethetypeswrong/cli/dist/index.js", import.meta.url),
);

/** @type {ReturnType<typeof install>} */
let installed;
beforeAll(() => {
  installed = install();
}, 60_000);
afterAll(() => installed?.remove());

test("publint finds no error, warning or suggestion in the package", async () => {
  const pkgDir = join(installed.folder, "node_modules/portaria");
  const { messages, pkg } = await publint({ pkgDir, pack: false, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test("arethetypeswrong finds no problem for importers of ES modules, in any entry", async () => {
  const options = ["--profile", "esm-only", "--format", "json", "--entrypoints", ...ENTRIES];
  const { stdout } = await run(process.execPath, [ATTW, installed.tarball, ...options], {
    maxBuffer: 1 << 26,
    env: { ...process.env, NO_COLOR: "1" },
  }).catch((error) => error);
  const { analysis } = JSON.parse(stdout);
  // The package has ES modules only, so `require` finds none.
  const ofModules = analysis.problems.filter(
    (/** @type {{ resolutionKind?: string }} */ { resolutionKind }) =>
      resolutionKind !== "node16-cjs" && resolutionKind !== "node10",
  );
  expect(ofModules).toEqual([]);
  expect(Object.keys(analysis.entrypoints).sort()).toEqual(ENTRIES.toSorted());
});
