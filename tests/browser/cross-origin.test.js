// Front ends that are not on the Worker's origin, through the package: on its site, and on other sites, with cookies between sites
// allowed and blocked; and what strangers' pages get.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { serveApp } from "./app-server.js";
import { FLAGS, launch, newVisitor } from "./chromium.js";
import { build } from "./vite-build.js";
import { startServers } from "./wrangler-servers.js";

/** @typedef {import("playwright-core").Page | import("playwright-core").Frame} Page */

/** @type {import("./wrangler-servers.js").Servers} */
let servers;
/** The app, and a stranger's. @type {import("./app-server.js").AppServer} */
let app;
/** @type {import("./app-server.js").AppServer} */
let stranger;
/** @type {import("./chromium.js").Visitor} */
let visitor;

beforeAll(async () => {
  const files = await build("tests/browser/element");
  [app, stranger] = [await serveApp(files), await serveApp(files)];
  servers = await startServers({
    PORTARIA_ALLOW_ORIGINS: `${app.near} ${app.at("allowed")}`,
    PORTARIA_RETURN_TO: app.near,
    PORTARIA_CROSS_SITE_ORIGINS: app.far,
  });
});
afterAll(async () => {
  await servers?.stop();
  app?.stop();
  stranger?.stop();
});

/** @param {string} address */
async function open(address, page = visitor.page) {
  await page.goto(`${address}/`);
  await page.waitForFunction(() => "connect" in window);
}

/**
 * Calls the package as the page's own scripts would: what it gives, or its error.
 * @param {string} code
 * @param {Page} [page]
 * @returns {Promise<any>}
 */
const run = (code, page = visitor.page) =>
  page.evaluate(
    async ([code, via, apiKey]) => {
      const { portaria } = /** @type {any} */ ({ portaria: window });
      const call = new Function("portaria", "via", "apiKey", `return (async () => ${code})()`);
      try {
        return await call(portaria, via, apiKey);
      } catch (error) {
        const { code, message } = /** @type {any} */ (error);
        return { code, message };
      }
    },
    /** @type {const} */ ([code, `${servers.origin}/api`, servers.jetchatKey]),
  );

const names = (page = visitor.page) =>
  run("(await portaria.connections({ via })).map((one) => one.account.name)", page);

/** Logs in in a window, which connect() opens. */
async function logIn() {
  const opening = visitor.context.waitForEvent("page");
  const connecting = run('(await portaria.connect("pipichat", { via })).account.name');
  const popup = await opening;
  await popup.getByLabel("Signed in as").selectOption("1");
  await popup.getByRole("button", { name: "Approve" }).click();
  return connecting;
}

const ME = "(await new portaria.PipiChat({ via }).users.me()).user_info.user_name";

describe("a front end on another origin of the Worker's site", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    visitor = await newVisitor(browser);
    await open(app.near);
  });
  afterEach(() => visitor.context.close());

  test("logs in, calls, and disconnects with an absolute via", async () => {
    expect(await logIn()).toBe("Ada Example");
    expect(await names()).toEqual(["Ada Example"]);
    expect(await run(ME)).toBe("ada_example");
    expect(await run('(await portaria.disconnect("pipichat", { via }), "gone")')).toBe("gone");
    expect(await names()).toEqual([]);
  });

  test("connects by a key, and reads lists page by page", async () => {
    const connected = 'portaria.connect("jetchat", { via, credentials: { apiKey } })';
    expect(await run(`(await ${connected}).instance`)).toBe("jetchat");
    const listed =
      "(async () => { let n = 0; for await (const _ of new portaria.JetChat({ via }).flowTags.list({ limit: 1 })) n += 1; return n; })()";
    expect(await run(listed)).toBeGreaterThan(1);
  });

  test("shows in an element who is connected", async () => {
    const { page } = visitor;
    await page.evaluate((via) => {
      const element = document.createElement("portaria-connect");
      for (const [name, value] of Object.entries({ instance: "pipichat", via }))
        element.setAttribute(name, value);
      document.body.replaceChildren(element);
    }, `${servers.origin}/api`);
    const opening = visitor.context.waitForEvent("page");
    await page.getByRole("button", { name: "Connect pipichat" }).click();
    const popup = await opening;
    await popup.getByLabel("Signed in as").selectOption("1");
    await popup.getByRole("button", { name: "Approve" }).click();
    await page.getByText("Ada Example").waitFor();
    await page.reload();
    expect(await names()).toEqual(["Ada Example"]);
  });
});

describe.each([
  ["allowed", []],
  ["blocked", ["--test-third-party-cookie-phaseout"]],
])("with cookies between sites %s, a front end on another site", (_, more) => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  beforeAll(async () => {
    browser = await launch({ args: [...FLAGS, ...more] });
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    visitor = await newVisitor(browser);
  });
  afterEach(() => visitor.context.close());

  test("is told by its first call why it has no session, and how to get one", async () => {
    await open(app.at("allowed"));
    for (const call of [
      "portaria.connections({ via })",
      'portaria.connect("pipichat", { via })',
      'portaria.connect("jetchat", { via, credentials: { apiKey } })',
      "new portaria.PipiChat({ via }).users.me()",
    ]) {
      const { code, message } = await run(call);
      expect(code, call).toBe("configuration");
      for (const words of ["SameSite=Strict", "rewrite", "PORTARIA_CROSS_SITE_ORIGINS"])
        expect(message, call).toContain(words);
    }
    expect(visitor.context.pages()).toHaveLength(1);
    expect(await visitor.context.cookies(servers.origin)).toEqual([]);
  });

  test("logs in in a window, calls and disconnects where its origin is listed", async () => {
    await open(app.far);
    expect(await logIn()).toBe("Ada Example");
    expect(await names()).toEqual(["Ada Example"]);
    expect(await run(ME)).toBe("ada_example");
    const [cookie] = (await visitor.context.cookies(servers.origin)).filter(({ name }) =>
      name.startsWith("__Host-Http-portaria"),
    );
    expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: "None", path: "/" });
    expect(/** @type {any} */ (cookie).partitionKey).toBe("http://localhost");
    await visitor.page.reload();
    await visitor.page.waitForFunction(() => "connect" in window);
    expect(await names()).toEqual(["Ada Example"]);
    // Under another site in the address bar, the same page in a frame has nothing of it; nor have the Worker's own pages.
    const other = await visitor.context.newPage();
    await other.goto(`${stranger.at("other")}/`);
    await other.evaluate((src) => {
      document.body.append(Object.assign(document.createElement("iframe"), { src }));
    }, `${app.far}/`);
    await expect.poll(() => other.frames().length).toBe(2);
    const [, frame] = other.frames();
    await frame?.waitForFunction(() => "connect" in window);
    expect(await names(/** @type {any} */ (frame))).toEqual([]);
    await other.goto(`${servers.origin}/`);
    const ours = await other.evaluate(async () =>
      (await fetch("/connections", { headers: { "x-portaria": "1" } })).json(),
    );
    expect(ours).toEqual({ connections: [] });
    expect(await run('(await portaria.disconnect("pipichat", { via }), "gone")')).toBe("gone");
    expect(await names()).toEqual([]);
  });

  test("leaves the page, and comes back connected, where its origin is listed", async () => {
    await open(app.far);
    const { page } = visitor;
    const left = page.waitForURL(/pipichat\/api\/oauth/);
    run('portaria.connect("pipichat", { via, mode: "redirect", returnTo: "/?a=1#b" })').catch(
      () => {},
    );
    await left;
    await page.getByLabel("Signed in as").selectOption("3");
    await page.getByRole("button", { name: "Approve" }).click();
    await page.waitForURL(/portaria_code=/);
    await page.waitForFunction(() => "connect" in window);
    expect(await names()).toEqual(["小雨 样本"]);
    expect(page.url()).toBe(`${app.far}/?a=1#b`);
  });

  test("keeps its session from what strangers' pages send, and from its own page's forms and images", async () => {
    await open(app.far);
    const connected = 'portaria.connect("jetchat", { via, credentials: { apiKey } })';
    expect(await run(`(await ${connected}).instance`)).toBe("jetchat");
    const attack = (/** @type {Page} */ page) =>
      page.evaluate(async (worker) => {
        const credentials = /** @type {const} */ ("include");
        const ours = { "x-portaria": "1" };
        /** @param {RequestInit} init */
        const ask = (path = "", init) =>
          fetch(`${worker}${path}`, { credentials, ...init }).then(
            ({ status }) => status,
            () => "blocked",
          );
        const image = new Promise((resolve) => {
          const loads = Object.assign(new Image(), { src: `${worker}/connections` });
          loads.onload = () => resolve("loaded");
          loads.onerror = () => resolve("blocked");
        });
        const target = document.body.appendChild(document.createElement("iframe"));
        target.name = "target";
        for (const path of ["/sign-out", "/connections", "/connect/jetchat"]) {
          const form = document.createElement("form");
          Object.assign(form, { method: "post", action: `${worker}${path}`, target: "target" });
          document.body.append(form);
          form.submit();
          await new Promise((resolve) => setTimeout(resolve, 300));
        }
        return [
          await image,
          await ask("/connections", {}),
          await ask("/connections", { mode: "no-cors" }),
          await ask("/connections", { method: "POST", mode: "no-cors" }),
          await ask("/sign-out", { method: "POST" }),
          await ask("/connections", { method: "DELETE", headers: ours }),
        ];
      }, servers.origin);
    const other = await visitor.context.newPage();
    await open(stranger.far, other);
    expect(new Set(await attack(other))).toEqual(new Set(["blocked"]));
    expect(await names()).toHaveLength(1);
    await open(app.far, other);
    const own = await attack(other);
    expect(own.slice(0, 5)).toEqual(["blocked", 403, "blocked", "blocked", 403]);
    expect(own[5]).toBe(204); // with our header, from the listed page: that is the app itself
    expect(await names()).toEqual([]);
  });
});
