// An app of Next.js that uses Portaria in a server component, in a client component and in an edge function.
import { execFile, spawn } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, newVisitor } from "../browser/chromium.js";
import { install } from "./installed-package.js";
import { startStubServer } from "./stub-server.js";

const run = promisify(execFile);
const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const NEXT = here("../../node_modules/next/dist/bin/next");

/** @type {ReturnType<typeof install>} */
let installed;
/** @type {Awaited<ReturnType<typeof startStubServer>>} */
let stub;
beforeAll(async () => {
  installed = install(here("../../target/bundled"));
  cpSync(here("next-app"), installed.folder, { recursive: true });
  stub = await startStubServer();
}, 60_000);
afterAll(async () => {
  await stub?.close();
  installed?.remove();
});

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(0)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// With webpack, Next.js 16 builds no edge function, not even an empty one.
test.each([
  { bundler: "turbopack", edge: true },
  { bundler: "webpack", edge: false },
])(
  "an app built by $bundler lists tags in a server component and in a client component (in an edge function: $edge)",
  async ({ bundler, edge }) => {
    const cwd = installed.folder;
    if (!edge) rmSync(join(cwd, "app/edge"), { recursive: true });
    const env = {
      ...process.env,
      API_KEY: "made-up-key",
      API_ORIGIN: stub.origin,
      NEXT_TELEMETRY_DISABLED: "1",
      NODE_ENV: /** @type {const} */ ("production"),
    };
    await run(process.execPath, [NEXT, "build", `--${bundler}`], { cwd, env, timeout: 110_000 });
    const port = await freePort();
    const options = ["start", "--port", String(port), "--hostname", "127.0.0.1"];
    const server = spawn(process.execPath, [NEXT, ...options], { cwd, env, stdio: "ignore" });
    const browser = await launch();
    try {
      const address = `http://127.0.0.1:${port}`;
      const text = (/** @type {string} */ path) =>
        fetch(address + path).then(
          (answer) => answer.text(),
          () => undefined,
        );
      await expect.poll(() => text("/"), { timeout: 20_000 }).toContain("vip,new");
      if (edge) expect(await text("/edge")).toBe("vip,new");
      const { page, seen } = await newVisitor(browser);
      await page.goto(address);
      await page.getByText("vip,new").nth(1).waitFor();
      expect(await page.locator("#server").textContent()).toBe("vip,new");
      expect(await page.locator("#client").textContent()).toBe("vip,new");
      expect(seen.asked.filter((url) => url.endsWith(".wasm")).length).toBe(1);
    } finally {
      await browser.close();
      server.kill();
    }
  },
  150_000,
);
