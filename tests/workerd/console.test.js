// The console without Cloudflare's assets: the same files, types and header fields, and no other file.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { workerSettings } from "./worker-settings.js";
import { createWorkerdProcess, freePort, ROOT } from "./workerd-process.js";

const folder = mkdtempSync(join(tmpdir(), "portaria-console-"));
/** @type {ReturnType<typeof createWorkerdProcess>} */
let workerd;

beforeAll(async () => {
  const port = await freePort();
  const variables = workerSettings(`http://127.0.0.1:${port}`, "http://127.0.0.1:9");
  workerd = createWorkerdProcess({ port, storage: join(folder, "storage"), settings: variables });
  await workerd.start();
});
afterAll(async () => {
  await workerd?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** @param {string} path @param {RequestInit} [init] */
const ask = (path, init) => fetch(workerd.origin + path, init);

test("serves every file of the console's build with its type", async () => {
  const page = await ask("/");
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const named = [...(await page.text()).matchAll(/(?:src|href)="\.(\/[^"]+)"/g)].map(
    ([, path]) => path,
  );
  expect(named.length).toBeGreaterThan(2);
  const built = readdirSync(`${ROOT}www/dist/assets`).map((name) => `/assets/${name}`);
  const types = new Map();
  for (const path of new Set([...named, ...built])) {
    const file = await ask(path ?? "");
    expect(file.status, path).toBe(200);
    types.set(path?.split(".").at(-1), file.headers.get("content-type"));
    expect((await file.arrayBuffer()).byteLength, path).toBeGreaterThan(0);
  }
  expect(Object.fromEntries(types)).toEqual({
    css: "text/css; charset=utf-8",
    js: "text/javascript; charset=utf-8",
    svg: "image/svg+xml",
    wasm: "application/wasm",
  });
});

test("sends the header fields of the _headers file with the paths that it names", async () => {
  const [asset] = readdirSync(`${ROOT}www/dist/assets`);
  const cache = { "/": "no-cache", [`/assets/${asset}`]: "public, max-age=31536000, immutable" };
  for (const [path, expected] of Object.entries(cache)) {
    const { headers } = await ask(path);
    expect(headers.get("cache-control"), path).toBe(expected);
    expect(headers.get("content-security-policy"), path).toMatch(/^default-src 'none'; script-src/);
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
  }
});

test("answers HEAD without a body", async () => {
  const head = await ask("/", { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test.each(["/_headers", "/assets", "/assets/", "/assets/../_headers", "/missing.js", "/.env"])(
  "answers not_found to %s, which is no file of the console",
  async (path) => {
    const answer = await ask(path);
    expect([answer.status, answer.headers.get("x-portaria-error")]).toEqual([404, "not_found"]);
  },
);

test("answers not_found to a POST to a file", async () => {
  const answer = await ask("/index.html", { method: "POST", body: "x" });
  expect(answer.headers.get("x-portaria-error")).toBe("not_found");
});

test("serves the OpenAPI documents", async () => {
  const answer = await ask("/openapi/jetchat.json");
  expect(answer.status, await answer.clone().text()).toBe(200);
  expect((await answer.json()).openapi).toBe("3.1.0");
});

test("serves the console and the documents below PORTARIA_PREFIX, from the folder of that name", async () => {
  const files = join(folder, "console");
  cpSync(`${ROOT}www/dist`, join(files, "desk"), { recursive: true });
  const rules = readFileSync(`${ROOT}www/dist/_headers`, "utf8");
  writeFileSync(join(files, "_headers"), rules.replaceAll(/^\//gm, "/desk/"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const mounted = createWorkerdProcess({
    port,
    storage: join(folder, "mounted"),
    console: files,
    settings: { ...workerSettings(origin, "http://127.0.0.1:9"), PORTARIA_PREFIX: "/desk" },
  });
  await mounted.start();
  try {
    const page = await fetch(`${origin}/desk/`);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src/);
    const [, script = ""] = /src="\.(\/[^"]+\.js)"/.exec(await page.text()) ?? [];
    for (const [path, status] of [
      [`/desk${script}`, 200],
      ["/desk/health", 200],
      ["/desk/openapi/jetchat.json", 200],
      ["/", 404],
      [script, 404],
      ["/health", 404],
    ]) {
      expect((await fetch(origin + path)).status, String(path)).toBe(status);
    }
  } finally {
    await mounted.kill();
  }
});
