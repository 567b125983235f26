// Follows docs/write-a-provider.md in a copy of this repository: adds Pombo, which has an API key, and Farol, which has a login; builds
// the package, and calls both. Node, cargo and the wasm target must be there, as for `cargo xtask build`; what is built is kept in
// target/added-platforms.
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

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const KEPT = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "added-platforms");
const COPY = join(KEPT, "repository");

/** Each example's folder, the platform's folder in it, and its line in src/providers/mod.rs. */
const ADDED = [
  { example: "fifth-provider", name: "pombo", line: "    pombo::Pombo,\n" },
  { example: "sixth-provider", name: "farol", line: "    farol::Farol,\n" },
];

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

const LIST = "src/providers/mod.rs";
let list = String(files.get(LIST));
for (const { example, name, line } of ADDED) {
  const folder = join(ROOT, "examples", example, name);
  for (const file of readdirSync(folder)) {
    files.set(`src/providers/${name}/${file}`, readFileSync(join(folder, file)));
  }
  const before = list
    .match(/^ {4}\w+::\w+,\n/gm)
    ?.filter((other) => other < line)
    .at(-1);
  if (!before) throw new Error(`${LIST} has no list of platforms to add to.`);
  list = list.replace(before, before + line);
}
files.set(LIST, Buffer.from(list));

// Only what differs is written, so that cargo builds again only what it must.
for (const name of globSync("{src,pkg,www,xtask,deploy,examples}/**/*.*", { cwd: COPY })) {
  if (!files.has(name) && !LEFT_OUT.test(name))
    rmSync(join(COPY, name), { recursive: true, force: true });
}
for (const [name, bytes] of files) {
  const path = join(COPY, name);
  if (existsSync(path) && readFileSync(path).equals(bytes)) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

// The same npm packages, but for Portaria itself.
const modules = join(COPY, "node_modules");
rmSync(modules, { recursive: true, force: true });
mkdirSync(modules);
for (const name of readdirSync(join(ROOT, "node_modules"))) {
  const from = name === "portaria" ? join(COPY, "pkg") : join(ROOT, "node_modules", name);
  symlinkSync(from, join(modules, name));
}

// What cargo has compiled for this repository serves the copy as well.
const target = join(KEPT, "target");
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
  cwd: COPY,
  stdio: /** @type {const} */ ("inherit"),
  env: { ...process.env, CARGO_TARGET_DIR: target, PORTARIA_DRAFT: "1" },
};
execFileSync("cargo", ["xtask", "build"], options);
for (const { example } of ADDED) {
  execFileSync(process.execPath, [`examples/${example}/try.js`], options);
}
