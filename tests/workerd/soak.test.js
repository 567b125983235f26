// Strangers cannot fill the disk: however many they are and whatever they ask, what they leave is in sixteen files, and each
// entry has an end. PORTARIA_SOAK says how many requests there are.

import { randomBytes, randomInt } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { serveSandbox } from "./sandbox-server.js";
import { TestBrowser } from "./test-browser.js";
import { registerApps, workerSettings } from "./worker-settings.js";
import { createWorkerdProcess, freePort } from "./workerd-process.js";

const REQUESTS = Number(process.env.PORTARIA_SOAK ?? 1500);

/** How many strangers ask at the same time. */
const AT_ONCE = 16;

/** One file a Vault, and workerd's own. */
const MOST_FILES = 17;

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long an entry of a kind is kept at most. */
const KEPT_MS = /** @type {Record<string, number>} */ ({
  window: 60_000,
  lease: 15_000,
  used: DAY_MS + 10 * 60_000,
  failure: DAY_MS,
  ended: 30 * DAY_MS,
});

const OURS = { "x-portaria": "1" };
const JSON_BODY = { ...OURS, "content-type": "application/json" };
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

/** @type {import("./sandbox-server.js").SandboxServer} */
let sandbox;
/** @type {ReturnType<typeof createWorkerdProcess>} */
let workerd;
/** @type {string} */
let folder;

beforeAll(async () => {
  sandbox = await serveSandbox();
});
beforeEach(async () => {
  await workerd?.kill();
  if (folder) rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), "portaria-soak-"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const settings = {
    ...workerSettings(origin, sandbox.origin),
    // Counted, and never reached: a limit would let the other bounds go untested.
    PORTARIA_LIMITS: JSON.stringify({ address: 1_000_000, server: 1_000_000, owner: 0 }),
  };
  workerd = createWorkerdProcess({ port, storage: folder, settings });
  await registerApps(sandbox, origin);
  await workerd.start();
});
afterAll(async () => {
  await workerd?.kill();
  agent.destroy();
  sandbox?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const hex = (/** @type {number} */ bytes) => randomBytes(bytes).toString("hex");
const json = (/** @type {unknown} */ value) => JSON.stringify(value);

/** @typedef {(who: TestBrowser) => Promise<unknown>} Attack */

/** Begins a login: the browser has a session then, and a flow. @type {Attack} */
const begin = (who) => who.ask("/connect/pipichat");

/** What reads, or is refused. @type {Attack[]} */
const READS = [
  (who) => who.ask("/connections"),
  (who) => who.ask("/flows"),
  (who) => who.ask("/connections/jetchat"),
  (who) => who.ask("/api/jetchat/me", { headers: OURS }),
  (who) => who.ask("/connections", { method: "DELETE", headers: OURS }),
  (who) => who.ask("/claim", { method: "POST", headers: OURS }),
  (who) => who.ask(`/link/sendpulse?question=${hex(5)}`),
  (who) => who.ask("/link/sendpulse", { method: "POST", body: `question=${hex(5)}&answer=link` }),
  (who) => who.ask("/connect/jetchat", { method: "POST", headers: JSON_BODY, body: "" }),
  (who) => who.ask("/callback/pipichat", { method: "POST", body: "{}", headers: JSON_BODY }),
  (who) => who.ask("/uninstall/sendpulse", { method: "POST", body: "{}", headers: JSON_BODY }),
  (who) => {
    const body = json({ user_id: randomInt(1e9), client_id: hex(16), client_secret: hex(16) });
    return who.ask("/uninstall/sendpulse", { method: "POST", body, headers: JSON_BODY });
  },
];

/** What the Worker must remember something of. @type {Attack[]} */
const WRITES = [
  (who) => who.ask(`/callback/pipichat?auth_key=${hex(16)}`, { crossSite: true }),
  (who) => who.ask(`/callback/sendpulse?code=${hex(16)}`, { crossSite: true }),
  (who) => who.ask("/sign-out", { method: "POST", headers: OURS }),
  (who) =>
    who.ask("/connect/jetchat", {
      method: "POST",
      headers: JSON_BODY,
      body: json({ apiKey: hex(30) }),
    }),
];

/** Each stranger is a new browser, with a session of his own. @param {Attack[]} attacks */
async function attack(attacks) {
  let left = REQUESTS;
  const stranger = async () => {
    while (left > 0) {
      const who = new TestBrowser(workerd.origin, { agent });
      await begin(who);
      const chosen = [0, 1].map(() => attacks[randomInt(attacks.length)]);
      left -= 1 + chosen.length;
      for (const act of chosen) await act?.(who);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, stranger));
}

/** What is on disk once the Worker is gone: the number of files, their bytes, and the entries by their kind. */
async function left() {
  await workerd.kill();
  const vaults = join(folder, "portaria-vault");
  const files = readdirSync(vaults).filter((name) => name.endsWith(".sqlite"));
  /** @type {Record<string, { entries: number, until: number }>} */
  const kinds = {};
  for (const name of files.filter((name) => name !== "metadata.sqlite")) {
    const vault = new DatabaseSync(join(vaults, name));
    const tables = vault.prepare("SELECT name FROM sqlite_schema WHERE name = 'entries'").all();
    const kindOf = "substr(name, 1, instr(name, ' ') - 1)";
    const counted = `SELECT ${kindOf} AS kind, count(*) AS entries, max(ifnull(forget_at, 1e15)) AS until
      FROM entries GROUP BY kind`;
    for (const row of tables.length ? vault.prepare(counted).all() : []) {
      const so = kinds[String(row.kind)] ?? { entries: 0, until: 0 };
      const until = Math.max(so.until, Number(row.until));
      kinds[String(row.kind)] = { entries: so.entries + Number(row.entries), until };
    }
    vault.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    vault.close();
  }
  const bytes = files.reduce((sum, name) => sum + statSync(join(vaults, name)).size, 0);
  return { files: files.length, bytes, kinds };
}

test(`stores nothing of ${REQUESTS} requests that read or are refused, but how often an address asked`, async () => {
  await attack(READS);
  const { files, bytes, kinds } = await left();
  console.log(json({ requests: REQUESTS, files, bytes, kinds }));
  expect(Object.keys(kinds).filter((kind) => kind !== "window")).toEqual([]);
  expect(files).toBeLessThanOrEqual(MOST_FILES);
  expect(bytes).toBeLessThan(MOST_FILES * 64 * 1024);
}, 3_600_000);

test(`leaves ${MOST_FILES} files and entries with an end after ${REQUESTS} requests that it remembers`, async () => {
  await attack(WRITES);
  const { files, bytes, kinds } = await left();
  console.log(json({ requests: REQUESTS, files, bytes, kinds }));
  expect(files).toBeLessThanOrEqual(MOST_FILES);
  for (const [kind, { until }] of Object.entries(kinds)) {
    expect(until, kind).toBeLessThanOrEqual(Date.now() + Number(KEPT_MS[kind]));
  }
  // Sixteen Vaults, each with so many parts of login logs and ends of sessions at most.
  expect(kinds.failure?.entries ?? 0).toBeLessThanOrEqual(16 * 500);
  expect(kinds.ended?.entries ?? 0).toBeLessThanOrEqual(16 * 21_000);
  // If they had reached nothing, the test would show nothing.
  for (const kind of ["used", "failure", "ended"]) {
    expect(kinds[kind]?.entries ?? 0, kind).toBeGreaterThan(REQUESTS / 100);
  }
  expect(bytes).toBeLessThan(16 * 1024 * 1024 + REQUESTS * 512);
}, 3_600_000);
