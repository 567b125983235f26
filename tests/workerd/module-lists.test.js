// workerd's configurations name each module of the Worker. A file that one of them forgets would be noticed only when
// that configuration is started.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./workerd-process.js";

const CONFIGS = [
  "deploy/workerd/config.capnp",
  "tests/bench/workerd/portaria.capnp",
  "tests/workerd/faults/config.capnp",
  "tests/workerd/test-panic/config.capnp",
];

/**
 * The modules that a configuration names, each with the file that it takes for it.
 * @param {string} config
 */
function modulesIn(config) {
  const text = readFileSync(join(ROOT, config), "utf8");
  const named = text.matchAll(/\(name = "([^"]+)", (?:esModule|wasm) = embed "([^"]+)"\)/g);
  return new Map(
    [...named].map(([, name = "", path = ""]) => [name, posix.join(dirname(config), path)]),
  );
}

/**
 * The names of the modules that a module imports, but for those that workerd has itself.
 * @param {string} name
 */
function importsOf(name) {
  if (name.endsWith(".wasm")) return [];
  const text = readFileSync(join(ROOT, name), "utf8");
  const paths = [...text.matchAll(/\b(?:from|import)\s*"(\.[^"]+)"/g)].map(([, path = ""]) => path);
  return paths.map((path) => posix.join(dirname(name), path));
}

/** A module and all that it leads to. @param {string} name @param {Set<string>} [found] */
function graphOf(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const imported of importsOf(name)) graphOf(imported, found);
  return found;
}

test.each(CONFIGS)("%s names each module that its Worker imports, and no other", (config) => {
  const modules = modulesIn(config);
  const [entry = ""] = modules.keys();
  const graph = graphOf(entry);
  expect(graph).toContain("pkg/worker.js");
  expect([...modules.keys()].sort()).toEqual([...graph].sort());
});

test.each(CONFIGS)("%s takes each module from a file that exists", (config) => {
  const built = /^pkg\/(dist|test-panic)\//;
  for (const [name, path] of modulesIn(config)) {
    if (!built.test(path)) expect(existsSync(join(ROOT, path)), `${name}: ${path}`).toBe(true);
    expect(posix.basename(path), name).toBe(posix.basename(name));
  }
});
