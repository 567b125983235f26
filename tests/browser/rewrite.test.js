// A Worker under the page's own origin, by the rules that docs/page-and-worker.md has: Vite's own proxy, and a plain one that reads the
// rules for hosting platforms. And a service worker that answers navigations from its cache, but for the Worker's.

import { readFileSync } from "node:fs";
import { createServer as createNetServer } from "node:net";
import { fileURLToPath } from "node:url";
import { createServer as createVite } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { serveApp } from "./app-server.js";
import { launch, newVisitor } from "./chromium.js";
import { build } from "./vite-build.js";
import { startServers } from "./wrangler-servers.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const GUIDE = readFileSync(`${ROOT}docs/page-and-worker.md`, "utf8");

/** A fenced sample of the guide that holds these words. @param {string} words */
function sample(words) {
  const all = [...GUIDE.matchAll(/```\w+\n([\s\S]*?)```/g)].map(([, text]) => String(text));
  const found = all.find((text) => text.includes(words));
  if (!found) throw new Error(`The guide has no sample with ${words}.`);
  return found;
}

/** The rules of the guide: what a path becomes at the Worker. @type {[string, () => RegExp][]} */
const RULES = [
  ["Next.js", () => pattern(JSON.parse(sample('[{ "source"'))[0])],
  ["Vercel", () => pattern(JSON.parse(sample('{ "rewrites"')).rewrites[0])],
  [
    "Netlify",
    () => {
      const [source = "", destination = "", status] = sample("/portaria/*  ").trim().split(/\s+/);
      expect(status).toBe("200");
      return pattern({
        source: source.replace("*", ":path*"),
        destination: destination.replace(":splat", ":path*"),
      });
    },
  ],
];

/** @param {{ source: string, destination: string }} rule */
function pattern({ source, destination }) {
  // The same path at the Worker: nothing is taken off, nothing added.
  expect(new URL(destination).pathname).toBe(source);
  return new RegExp(`^${source.replace(":path*", ".*")}$`);
}

/** @type {import("./wrangler-servers.js").Servers} */
let servers;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("./chromium.js").Visitor} */
let visitor;
/** @type {import("./app-server.js").AppServer} */
let app;
/** Which rule passes requests on. */
let rule = /^$/;

const SERVICE_WORKER = `
  addEventListener("install", (event) => {
    event.waitUntil(caches.open("shell").then((cache) => cache.add("/")).then(() => skipWaiting()));
  });
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));
`;

beforeAll(async () => {
  const files = await build("tests/browser/element");
  files.set("sw.js", Buffer.from(SERVICE_WORKER + sample("addEventListener")));
  app = await serveApp(files, {
    rewrite: (path) => (rule.test(path) ? `${servers.workerOrigin}${path}` : undefined),
  });
  browser = await launch();
  servers = await startServers({ PORTARIA_ORIGIN: app.near, PORTARIA_PREFIX: "/portaria" });
});
afterAll(async () => {
  await browser?.close();
  await servers?.stop();
  app?.stop();
});
beforeEach(async () => {
  visitor = await newVisitor(browser);
});
afterEach(() => visitor.context.close());

/** Logs in in a window, calls, and comes back after the page was left. @param {string} origin */
async function logInAndCall(origin) {
  const { page, context } = visitor;
  await page.waitForFunction(() => "connect" in window);
  const opening = context.waitForEvent("page");
  const connecting = page.evaluate(async () => {
    const { connect, PipiChat } = /** @type {any} */ (window);
    const via = "/portaria/api";
    const { account } = await connect("pipichat", { via });
    const { user_info } = await new PipiChat({ via }).users.me();
    return [account.name, user_info.user_name];
  });
  const popup = await opening;
  await popup.getByLabel("Signed in as").selectOption("1");
  await popup.getByRole("button", { name: "Approve" }).click();
  expect(await connecting).toEqual(["Ada Example", "ada_example"]);
  const cookies = await context.cookies(origin);
  expect(cookies.find(({ name }) => name === "__Host-Http-portaria")?.sameSite).toBe("Strict");
}

test.each(RULES)("a login and a call work through the guide's rule for %s", async (_, read) => {
  rule = read();
  await visitor.page.goto(`${app.near}/`);
  await logInAndCall(app.near);
});

test("a service worker that leaves the Worker's paths alone lets logins through, in a window and in the page", async () => {
  rule = /^\/portaria\//;
  const { page } = visitor;
  await page.goto(`${app.near}/`);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
  });
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.goto(`${app.near}/page`);
  await logInAndCall(app.near);
  await page.goto(`${app.near}/portaria/connect/pipichat/?return_to=/page`);
  await page.waitForURL(`${app.near}/page`); // the community remembers who approved
  await page.waitForFunction(() => "connections" in window);
  const names = await page.evaluate(async () => {
    const all = await /** @type {any} */ (window).connections({ via: "/portaria/api" });
    return all.map((/** @type {any} */ one) => one.account.name);
  });
  expect(names).toEqual(["Ada Example"]);
});

test("a login and a call work through the guide's rule for Vite", async () => {
  const { server } = JSON.parse(sample('"proxy"'));
  const [path = ""] = Object.keys(server.proxy);
  const own = await startServersAtVite(path);
  try {
    await visitor.page.goto(`${own.origin}/`);
    await logInAndCall(own.origin);
  } finally {
    await own.stop();
  }
});

/** Vite's development server, with its own proxy. The Worker is the same; its origin is the app's, so Vite listens there. @param {string} path */
async function startServersAtVite(path) {
  const { port } = new URL(app.near);
  app.stop();
  await free(Number(port));
  const vite = await createVite({
    root: `${ROOT}tests/browser/element`,
    configFile: false,
    logLevel: "error",
    cacheDir: `${ROOT}target/vite-rewrite-test`,
    server: {
      host: "127.0.0.1",
      port: Number(port),
      strictPort: true,
      proxy: { [path]: servers.workerOrigin },
    },
  });
  await vite.listen();
  return { origin: app.near, stop: () => vite.close() };
}

/** Waits until nobody listens on a port. @param {number} port */
async function free(port) {
  await expect
    .poll(
      () =>
        new Promise((resolve) => {
          const server = createNetServer();
          server.once("error", () => resolve(false));
          server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
        }),
    )
    .toBe(true);
}

test("the guide's pattern for service workers at the root names every route, and nothing else", () => {
  const [, source = ""] = /PORTARIA =\s*\/(\^.*)\/;/.exec(sample("api|callback")) ?? [];
  const pattern = new RegExp(source);
  const routes = readFileSync(`${ROOT}src/edge/route.rs`, "utf8");
  const names = [...routes.matchAll(/^ {8}\("([a-z-]+)", /gm)].map(([, name]) => String(name));
  expect(new Set(names).size).toBeGreaterThan(10);
  for (const name of names) {
    expect(`/${name}`).toMatch(pattern);
    expect(`/${name}/pipichat`).toMatch(pattern);
    expect(`/${name}s-of-mine`).not.toMatch(pattern);
  }
  for (const path of ["/", "/account", "/apis", "/desk/api"]) expect(path).not.toMatch(pattern);
});
