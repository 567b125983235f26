// What a bundler or a cache can make of two versions: it is told before anything runs.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { install } from "./installed-package.js";

/** @type {ReturnType<typeof install>} */
let installed;
beforeAll(() => {
  installed = install();
}, 60_000);
afterAll(() => installed?.remove());

/** What a first call says. */
function firstCall() {
  const program = `
    import { JetChat, PortariaError } from "portaria";
    const client = new JetChat({ baseUrl: "https://jetchat.example.com/api", apiKey: "key" });
    const error = await client.flowTags.list().catch((error) => error);
    console.log(JSON.stringify([error instanceof PortariaError, error.code, error.message]));`;
  const file = join(installed.folder, "mixed.js");
  writeFileSync(file, program);
  return JSON.parse(execFileSync(process.execPath, [file], { encoding: "utf8" }));
}

test.each([
  [
    "another build's",
    (/** @type {string} */ text) => text.replace(/(0\.\d+\.\d+\+)\w{8}$/, "$100000000"),
  ],
  [
    "one that says nothing",
    (/** @type {string} */ text) => text.replace(/portaria(0\.\d+\.\d+\+\w{8})$/, "portario$1"),
  ],
])("the wasm is %s", (_, change) => {
  const path = join(installed.folder, "node_modules/portaria/dist/server_bg.wasm");
  const wasm = readFileSync(path, "latin1");
  writeFileSync(path, change(wasm), "latin1");
  try {
    const [isOurs, code, message] = firstCall();
    expect([isOurs, code]).toEqual([true, "configuration"]);
    expect(message).toMatch(/another build \(.*\) than its JavaScript \(0\.\d+\.\d+\+\w{8}\)/);
    expect(message).toContain("Install one version of portaria");
  } finally {
    writeFileSync(path, wasm, "latin1");
  }
});

test("each wasm and its glue are of one build", () => {
  for (const name of ["browser", "server"]) {
    const read = (/** @type {string} */ file) =>
      readFileSync(join(installed.folder, "node_modules/portaria/dist", file), "latin1");
    const build = /build="(.*)"/.exec(read(`${name}.js`))?.[1] ?? "none";
    expect(read(`${name}_bg.wasm`).endsWith(`portaria${build}`)).toBe(true);
    const text = /"(.*)"/.exec(read(`${name}_inline.js`))?.[1] ?? "";
    expect(Buffer.from(text, "base64").equals(Buffer.from(read(`${name}_bg.wasm`), "latin1"))).toBe(
      true,
    );
  }
});
