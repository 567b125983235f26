// Runtimes that npm installed, where it had them for this machine.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const MODULES = fileURLToPath(new URL("../../node_modules/", import.meta.url));

/** Where each has its program; the first that is there and starts is taken. */
const PROGRAMS = {
  Deno: [
    "@deno/linux-x64-glibc/deno",
    "@deno/linux-arm64-glibc/deno",
    "@deno/darwin-arm64/deno",
    "@deno/darwin-x64/deno",
  ],
  Bun: [
    "@oven/bun-linux-x64-baseline/bin/bun",
    "@oven/bun-linux-aarch64/bin/bun",
    "@oven/bun-darwin-aarch64/bin/bun",
    "@oven/bun-darwin-x64/bin/bun",
  ],
};

/**
 * The path of a runtime's program, or nothing, and then it says so.
 * @param {keyof typeof PROGRAMS} name
 */
export function runtime(name) {
  const found = PROGRAMS[name]
    .map((path) => MODULES + path)
    .find((path) => existsSync(path) && spawnSync(path, ["--version"]).status === 0);
  if (!found) {
    console.warn(`${name} is not tested: npm has installed no ${name} that runs on this machine.`);
  }
  return found;
}
