// A bundler or a cache can combine the JavaScript and the wasm of two versions. The first call says so.
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

/** What a first call rejects with. */
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
    "of another build",
    (/** @type {string} */ text) => text.replace(/(0\.\d+\.\d+\+)\w{8}$/, "$100000000"),
  ],
  [
    "without a build id",
    (/** @type {string} */ text) => text.replace(/portaria(0\.\d+\.\d+\+\w{8})$/, "portario$1"),
  ],
])("the first call rejects with `configuration` where the wasm is %s", (_, change) => {
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

test("each wasm ends with the build id of its JavaScript, and its inline copy is the same", () => {
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
