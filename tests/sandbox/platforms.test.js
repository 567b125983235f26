// A platform of the sandbox is one folder and one line: nothing else names it.

import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { providers } from "./src/provider.js";
import { createSandbox } from "./src/sandbox.js";

const SOURCES = join(import.meta.dirname, "src");
const FOLDERS = readdirSync(join(SOURCES, "providers"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

test("every folder of a platform is registered, by its own name", () => {
  expect(providers.map(({ name }) => name).sort()).toEqual(FOLDERS);
});

test("no source file names a platform outside of its folder and its line in providers/index.js", () => {
  const files = globSync("**/*.{js,json}", { cwd: SOURCES }).filter(
    (path) => !FOLDERS.some((name) => path.startsWith(join("providers", name, "/"))),
  );
  expect(files).toContain("sandbox.js");
  const naming = files.flatMap((path) => {
    const text = readFileSync(join(SOURCES, path), "utf8").toLowerCase();
    return FOLDERS.filter((name) => text.includes(name)).map((name) => `${path}: ${name}`);
  });
  expect(naming).toEqual(FOLDERS.map((name) => `${join("providers", "index.js")}: ${name}`));
});

test("no platform's folder takes anything from another's", () => {
  for (const name of FOLDERS) {
    const folder = join(SOURCES, "providers", name);
    const others = FOLDERS.filter((other) => other !== name).join("|");
    const foreign = globSync("**/*.js", { cwd: folder }).filter((path) =>
      new RegExp(`from "[^"]*/(${others})/`).test(readFileSync(join(folder, path), "utf8")),
    );
    expect(foreign).toEqual([]);
  }
});

test.each(FOLDERS)(
  "the front page links to %s, and lists each of its apps by an id",
  async (name) => {
    const sandbox = createSandbox();
    const read = async (/** @type {string} */ path) =>
      (await sandbox.fetch(new Request(`http://127.0.0.1:8788${path}`))).text();
    const page = await read("/");
    expect(page).toContain(`<a href="/${name}/">`);
    /** @type {{ apps: Record<string, any>[] }} */
    const { apps } = JSON.parse(await read("/__apps"));
    const ours = apps.filter(({ provider }) => provider === name);
    expect(ours.length).toBeGreaterThan(0);
    for (const { app_id, api_key, account } of ours) {
      expect(page).toContain(`<code>${app_id ?? api_key ?? account}</code>`);
    }
  },
);
