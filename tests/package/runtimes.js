// The programs of the JavaScript runtimes that the tests use.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MODULES = fileURLToPath(new URL("../../node_modules/", import.meta.url));

/** Where npm installs each program; the first that exists and starts is used. */
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
 * The path of a runtime's program. Where npm has none for this machine: undefined, and a warning.
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

/**
 * The versions of Node to test: the one that runs the tests, and the one on the PATH if it is another.
 * @returns {[version: string, command: string][]}
 */
export function nodeVersions() {
  const folders = (process.env.PATH ?? "")
    .split(":")
    .filter((part) => !part.includes("node_modules"));
  const commands = [process.execPath, ...folders.map((part) => join(part, "node"))];
  const found = commands.flatMap((command) => {
    const { status, stdout } = spawnSync(command, ["--version"], { encoding: "utf8" });
    return status === 0 ? [/** @type {[string, string]} */ ([stdout.trim(), command])] : [];
  });
  return [...new Map(found)];
}
