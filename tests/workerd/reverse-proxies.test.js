// Plain workerd behind the real Caddy and the real nginx, as docs/self-hosting.md sets them up. macOS has no further addresses on
// loopback, from which other clients could come.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askFrom, PROXIES, startProxy } from "./proxied-server.js";
import { serveSandbox } from "./sandbox-server.js";
import { TrackedBrowser } from "./tracked-browser.js";
import { registerApps, workerSettings } from "./worker-settings.js";
import { createWorkerdProcess, freePort, ROOT } from "./workerd-process.js";

/** The header field, as the guide's settings name it. */
const [, ADDRESS_HEADER = ""] =
  /^PORTARIA_ADDRESS_HEADER=(\S+)$/m.exec(readFileSync(`${ROOT}docs/self-hosting.md`, "utf8")) ??
  [];

/** How many logins may begin from an address within a minute. */
const LIMIT = 12;

/** A person who follows a link. */
const NAVIGATION = {
  accept: "text/html",
  "sec-fetch-dest": "document",
  "sec-fetch-mode": "navigate",
  "sec-fetch-site": "none",
};

const MIB = 1024 * 1024;

describe.skipIf(process.platform !== "linux").each(PROXIES)("plain workerd behind %s", (name) => {
  const folder = mkdtempSync(join(tmpdir(), `portaria-${name}-`));
  /** @type {import("./sandbox-server.js").SandboxServer} */
  let sandbox;
  /** @type {ReturnType<typeof createWorkerdProcess>} */
  let workerd;
  /** @type {Awaited<ReturnType<typeof startProxy>>} */
  let proxy;
  let origin = "";
  let tlsOrigin = "";

  beforeAll(async () => {
    sandbox = await serveSandbox();
    const [upstream, port, tlsPort] = [await freePort(), await freePort(), await freePort()];
    origin = `http://127.0.0.1:${port}`;
    tlsOrigin = `https://127.0.0.1:${tlsPort}`;
    await registerApps(sandbox, origin);
    workerd = createWorkerdProcess({
      port: upstream,
      storage: join(folder, "storage"),
      settings: {
        ...workerSettings(origin, sandbox.origin),
        PORTARIA_ADDRESS_HEADER: ADDRESS_HEADER,
        PORTARIA_LIMITS: JSON.stringify({ address: LIMIT }),
      },
    });
    await workerd.start();
    proxy = await startProxy(name, { folder: join(folder, "proxy"), upstream, port, tlsPort });
  });
  afterAll(async () => {
    proxy?.stop();
    await workerd?.kill();
    sandbox?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Begins a login from an address. @param {string} from @param {Record<string, string | string[]>} [headers] */
  const begin = async (from, headers = {}) => {
    const url = `${origin}/connect/pipichat?return_to=/`;
    return (await askFrom(url, { from, headers: { ...NAVIGATION, ...headers } })).status;
  };

  test("finishes a login, calls, and is in good health", async () => {
    const browser = new TrackedBrowser(origin, sandbox);
    await browser.pipichat();
    await browser.jetchat();
    await browser.check();
    const health = JSON.parse((await askFrom(`${origin}/health`)).text);
    expect(health).toMatchObject({ status: "ok", warnings: [] });
  });

  test("answers over TLS", async () => {
    const answer = await askFrom(`${tlsOrigin}/health`);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ status: "ok" });
  });

  /** Ways to claim to be somebody else, or nobody. @type {[string, (one: string) => Record<string, string | string[]>][]} */
  const CLAIMS = [
    ["the field itself", (one) => ({ "X-Real-IP": one })],
    ["the field twice", (one) => ({ "X-Real-IP": [one, "203.0.113.9"] })],
    ["a list in the field", (one) => ({ "X-Real-IP": `${one}, 203.0.113.9` })],
    ["an empty field", () => ({ "X-Real-IP": "" })],
    ["a field with an underscore", (one) => ({ X_Real_IP: one })],
    ["the field as the connection's own", () => ({ Connection: "close, X-Real-IP" })],
    ["X-Forwarded-For", (one) => ({ "X-Forwarded-For": [one, `${one}, 203.0.113.9`] })],
    ["Forwarded", (one) => ({ Forwarded: `for=${one}` })],
    ["Cloudflare's field", (one) => ({ "CF-Connecting-IP": [one, one], "True-Client-IP": one })],
  ];

  test("counts a client by its connection, whatever its header fields say", async () => {
    const statuses = [];
    for (let number = 0; number < 3 * CLAIMS.length; number++) {
      const [, claim] = CLAIMS[number % CLAIMS.length] ?? [];
      statuses.push(await begin("127.0.0.20", claim?.(`198.51.100.${number}`)));
    }
    const admitted = statuses.filter((status) => status !== 429);
    expect(admitted, String(statuses)).toHaveLength(LIMIT);
    expect(statuses.slice(LIMIT)).toEqual(statuses.slice(LIMIT).map(() => 429));
  });

  test.each(CLAIMS)("lets no client use up another's limit by %s", async (_, claim) => {
    const at = CLAIMS.findIndex(([, one]) => one === claim);
    const [attacker, victim] = [`127.0.1.${at + 1}`, `127.0.2.${at + 1}`];
    for (let number = 0; number < LIMIT; number++) await begin(attacker, claim(victim));
    expect(await begin(attacker, claim(victim))).toBe(429);
    expect(await begin(victim)).not.toBe(429);
  });

  test("takes a Cookie line of many logins, and refuses one without end", async () => {
    const cookie = (/** @type {number} */ bytes) => ({ cookie: `theirs=${"x".repeat(bytes)}` });
    expect((await askFrom(`${origin}/health`, { headers: cookie(12_000) })).status).toBe(200);
    const refused = await askFrom(`${origin}/health`, { headers: cookie(200_000) }).then(
      ({ status }) => status,
      () => "the connection was closed",
    );
    expect([400, 431, "the connection was closed"]).toContain(refused);
    expect((await askFrom(`${origin}/health`)).status).toBe(200);
  });

  test("hands on a body of megabytes, and refuses one of more than 32", async () => {
    const browser = new TrackedBrowser(origin, sandbox);
    await browser.jetchat();
    const post = (/** @type {number} */ bytes) => {
      const headers = { "x-portaria": "1", "content-type": "application/json" };
      const body = JSON.stringify({ name: "x".repeat(bytes) });
      const init = { method: "POST", body, headers };
      return browser.ask("/api/jetchat/flow/create-tag", init).then(
        ({ status }) => status,
        () => 0, // the connection was closed before all was sent
      );
    };
    /** @type {string[]} */
    const asked = [];
    sandbox.watch((path) => void asked.push(path));
    /** By the proxy, or by the Worker, which may be the first to see how long it is. */
    const refused = [0, 400, 413, 502];
    expect(refused).not.toContain(await post(3 * MIB));
    expect(asked).toContain("/jetchat/api/flow/create-tag");
    asked.length = 0;
    expect(refused).toContain(await post(33 * MIB));
    expect(asked).toEqual([]);
    sandbox.watch();
  });

  test("says nothing of a callback's key in its logs, not even when the Worker is down", async () => {
    const key = "c0ffee00c0ffee00c0ffee00c0ffee00";
    const url = `${origin}/callback/pipichat?auth_key=${key}`;
    await askFrom(url, { from: "127.0.0.40", headers: NAVIGATION });
    await workerd.kill();
    const down = await askFrom(url, { from: "127.0.0.40", headers: NAVIGATION });
    expect(down.status).toBe(502);
    await workerd.start();
    const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
    const files = paths.filter((path) => !path.startsWith("storage") && isFile(join(folder, path)));
    const written = files.map((path) => readFileSync(join(folder, path), "utf8"));
    expect([proxy.printed(), ...written].join("\n")).not.toContain(key);
  });
});

/** @param {string} path */
const isFile = (path) => statSync(path).isFile();
