// The sandbox as an auxiliary Worker of somebody else's Miniflare or Workers vitest project.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const MAIN = "tests/sandbox/src/index.js";
const SOURCES = "tests/sandbox/src/**/*.js";

/** The descriptions that providers are played from. */
const DOCUMENTS = ["pkg/dist/openapi/jetchat.json", "pkg/dist/openapi/sendpulse-*.json"];

const JSON_ATTRIBUTES = / with \{\s*type: "json",?\s*\}/g;

/** An entry for `miniflare.workers`; bind it, or make it the `outboundService`, by its name. */
export function sandboxWorker(name = "portaria-sandbox") {
  const others = globSync(SOURCES, { cwd: ROOT }).filter((path) => path !== MAIN);
  return {
    name,
    modulesRoot: ROOT,
    modules: [
      ...[MAIN, ...others].map((path) => script(path, read(path).replaceAll(JSON_ATTRIBUTES, ""))),
      ...globSync(DOCUMENTS, { cwd: ROOT }).map((path) =>
        script(path, `export default JSON.parse(${quoted(read(path))});`),
      ),
    ],
    compatibilityDate: "2026-10-01",
    compatibilityFlags: ["nodejs_compat"],
  };
}

/**
 * Miniflare has no JSON modules and workerd no import attributes, which Node asks for; so a document
 * becomes a script, and the attribute goes.
 *
 * @param {string} path
 * @param {string} contents
 */
function script(path, contents) {
  return { type: /** @type {const} */ ("ESModule"), path: join(ROOT, path), contents };
}

/** @param {string} path */
const read = (path) => readFileSync(join(ROOT, path), "utf8");

/** @param {string} text */
const quoted = (text) => JSON.stringify(text);
