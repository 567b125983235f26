// A page tells its core about each operation that it calls, with one line of its class's table (pkg/lib/described.js). A server's core
// has all tables. Both plan the same requests.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIST_STYLES } from "../../pkg/dist/protocol.js";
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

/** The lines of all tables in the classes' files: provider, head of the group, line. */
function* lines() {
  for (const file of readdirSync(dist)) {
    const text = file.endsWith(".js") ? readFileSync(join(dist, file), "utf8") : "";
    const found = /described\(\s*"(\w+)",\s*`@([^`]*)`/.exec(text);
    if (!found) continue;
    const [, provider = "", table = ""] = found;
    for (const group of table.split("\n@")) {
      const [head = "", ...rest] = group.split("\n");
      for (const line of rest) yield { provider, head, line };
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

/** A value for each parameter in the path, and each other one that is required, in the core's encoding. @param {string} head @param {string} line */
function filled(head, line) {
  const [, path = "", , query = "", body = ""] = line.split("\t");
  const shared = head.split("\t")[1] ?? "";
  const inPath = [...(shared + path).matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const required = `${query} ${body}`.split(" ").filter((word) => word.includes("!"));
  const names = [...inPath, ...required.map((word) => word.replace(/[*!#].*/, ""))];
  return names.map((name) => `s${name}\u001fx\u001e`).join("");
}

test("the browser's core plans every operation as the server's core does", () => {
  let count = 0;
  for (const { provider, head, line } of lines()) {
    const id = `${head.split("\t")[0]}.${line.split("\t")[0]}`;
    const inPage = page.find(provider, id, `@${head}\n${line}`);
    const onServer = server.find(provider, id, "");
    for (const params of ["", filled(head, line), "snothingOfTheKind\u001fx\u001e"]) {
      const planned = (/** @type {any} */ core, /** @type {number} */ number) =>
        outcome(() => core.plan(number, params, "/api/x", provider));
      expect(planned(page, inPage), id).toEqual(planned(server, onServer));
    }
    const plan = JSON.parse(page.plan(inPage, filled(head, line), "/api/x", provider));
    expect(plan.id).toBe(id);
    // A list's plan names the parameters of its pages.
    const [, , flags = ""] = line.split("\t");
    const isList = flags !== "" && LIST_STYLES.includes(flags.charAt(0));
    expect([plan.pageStart !== undefined, plan.pageSize !== undefined], id).toEqual([
      isList,
      isList,
    ]);
    count++;
  }
  expect(count).toBe(49 + 249 + 1 + 639);
});

test("a malformed line and an unknown provider are refused", () => {
  for (const line of ["", "@a\t/", "@a\t/\nb", "a\t/\nb\tG/", "@a\t/\nb\tX/"]) {
    expect(outcome(() => page.find("jetchat", "a.b", line))).toContain("the operation");
  }
  expect(outcome(() => page.find("nobody", "a.b", "@a\t/\nb\tG/"))).toContain("the operation");
});
