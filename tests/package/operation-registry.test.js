// A page tells its core of the operations that it calls, a line each (pkg/lib/described.js); a server's core has them all. Both
// plan the same.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { install } from "./installed-package.js";

/** @type {ReturnType<typeof install>} */
let installed;
/** @type {any} */
let page;
/** @type {any} */
let server;
/** @type {string} */
let dist;

/** @param {string} name */
async function core(name) {
  const glue = await import(join(dist, `${name}.js`));
  glue.initSync({ module: readFileSync(join(dist, `${name}_bg.wasm`)) });
  return glue;
}

beforeAll(async () => {
  installed = install();
  dist = join(installed.folder, "node_modules/portaria/dist");
  page = await core("browser");
  server = await core("server");
}, 60_000);
afterAll(() => installed?.remove());

/** The tables in the classes' files: provider, group, line. */
function* lines() {
  for (const file of readdirSync(dist)) {
    const text = file.endsWith(".js") ? readFileSync(join(dist, file), "utf8") : "";
    const found = /described\(\s*"(\w+)",\s*`@([^`]*)`/.exec(text);
    if (!found) continue;
    const [, provider = "", table = ""] = found;
    for (const group of table.split("\n@")) {
      const [head = "", ...own] = group.split("\n");
      for (const line of own) yield { provider, head, line };
    }
  }
}

/** @param {() => unknown} run */
function outcome(run) {
  try {
    return run();
  } catch (error) {
    return `${error}`;
  }
}

/** Something for each name of a line: in the path, and required elsewhere. @param {string} head @param {string} line */
function filled(head, line) {
  const [, path = "", , query = "", body = ""] = line.split("\t");
  const shared = head.split("\t")[1] ?? "";
  const inPath = [...(shared + path).matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const required = `${query} ${body}`.split(" ").filter((word) => word.includes("!"));
  const names = [...inPath, ...required.map((word) => word.replace(/[*!#].*/, ""))];
  return names.map((name) => `s${name}\u001fx\u001e`).join("");
}

test("every operation is planned by a page's core as by a server's", () => {
  let count = 0;
  for (const { provider, head, line } of lines()) {
    const id = `${head.split("\t")[0]}.${line.split("\t")[0]}`;
    const mine = page.find(provider, id, `@${head}\n${line}`);
    const theirs = server.find(provider, id, "");
    for (const params of ["", filled(head, line), "snothingOfTheKind\u001fx\u001e"]) {
      const planned = (/** @type {any} */ core, /** @type {number} */ number) =>
        outcome(() => core.plan(number, params, provider));
      expect(planned(page, mine), id).toEqual(planned(server, theirs));
    }
    expect(page.pagingOf(mine), id).toBe(server.pagingOf(theirs));
    count++;
  }
  expect(count).toBe(49 + 249 + 1 + 635);
});

test("what is no line is refused", () => {
  for (const line of ["", "@a\t/", "@a\t/\nb", "a\t/\nb\tG/", "@a\t/\nb\tX/"]) {
    expect(outcome(() => page.find("jetchat", "a.b", line))).toContain("the operation");
  }
  expect(outcome(() => page.find("nobody", "a.b", "@a\t/\nb\tG/"))).toContain("the operation");
});
