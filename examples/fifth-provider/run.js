// Follows docs/write-a-provider.md in a copy of this repository: adds Pombo, builds, and calls it. Node, cargo and the wasm target
// must be there, as for `cargo xtask build`; what is built is kept in target/fifth.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));
const FIFTH = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "fifth");
const HOUSE = join(FIFTH, "house");

/** What is made, and what cargo does not look at. */
const LEFT_OUT =
  /^(\.git|target|node_modules|docs|pkg\/dist|www\/dist|tests\/(?!sandbox\/package))(\/|$|\.)/;

/** The files of the copy, as they shall be. @type {Map<string, Buffer>} */
const files = new Map();
for (const path of globSync("{*,.npmrc,.cargo/*,{src,pkg,www,xtask,deploy,examples}/**/*}", {
  cwd: ROOT,
  withFileTypes: true,
})) {
  const whole = join(path.parentPath, path.name);
  const name = relative(ROOT, whole);
  if (path.isFile() && !LEFT_OUT.test(name)) files.set(name, readFileSync(whole));
}

for (const name of readdirSync(join(HERE, "pombo"))) {
  files.set(`src/providers/pombo/${name}`, readFileSync(join(HERE, "pombo", name)));
}
for (const part of readFileSync(join(HERE, "wiring.patch"), "utf8")
  .split(/^--- .*\n\+\+\+ b\//m)
  .slice(1)) {
  wire(part);
}

/**
 * Changes one file, or makes it: what a hunk takes away, with what surrounds it, must stand there once.
 * @param {string} part of the patch
 */
function wire(part) {
  const name = part.slice(0, part.indexOf("\n"));
  let text = String(files.get(name) ?? "");
  for (const hunk of part.split(/^@@ .*\n/m).slice(1)) {
    const lines = hunk.replace(/\n$/, "").split("\n");
    const of = (/** @type {string} */ marks) =>
      lines
        .filter((line) => marks.includes(line[0] ?? " "))
        .map((line) => `${line.slice(1)}\n`)
        .join("");
    const [before, after] = [of(" -"), of(" +")];
    const isThere = before === "" ? text === "" : text.split(before).length === 2;
    if (!isThere) {
      throw new Error(`The guide's patch no longer fits ${name}:\n${before}`);
    }
    text = text.replace(before, () => after);
  }
  files.set(name, Buffer.from(text));
}

// Only what differs is written, so that cargo builds again only what it must.
for (const name of globSync("{src,pkg,www,xtask,deploy,examples}/**/*.*", { cwd: HOUSE })) {
  if (!files.has(name) && !LEFT_OUT.test(name))
    rmSync(join(HOUSE, name), { recursive: true, force: true });
}
for (const [name, bytes] of files) {
  const path = join(HOUSE, name);
  if (existsSync(path) && readFileSync(path).equals(bytes)) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

// The same npm packages, but for Portaria itself.
const modules = join(HOUSE, "node_modules");
rmSync(modules, { recursive: true, force: true });
mkdirSync(modules);
for (const name of readdirSync(join(ROOT, "node_modules"))) {
  const from = name === "portaria" ? join(HOUSE, "pkg") : join(ROOT, "node_modules", name);
  symlinkSync(from, join(modules, name));
}

// What cargo has compiled for this repository serves the copy as well.
const target = join(FIFTH, "target");
const debug = join(ROOT, "target/debug");
if (!existsSync(target) && existsSync(debug)) {
  for (const part of ["build", "deps", ".fingerprint"]) {
    cpSync(join(debug, part), join(target, "debug", part), {
      recursive: true,
      preserveTimestamps: true,
    });
  }
}

const options = {
  cwd: HOUSE,
  stdio: /** @type {const} */ ("inherit"),
  env: { ...process.env, CARGO_TARGET_DIR: target, PORTARIA_DRAFT: "1" },
};
execFileSync("cargo", ["xtask", "build"], options);
execFileSync(process.execPath, ["examples/fifth-provider/try.js"], options);
