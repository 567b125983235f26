// One in five requests to the platforms fails, in every way in which one can: what the Worker answers is a success that
// holds, or an error that says what happened.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveFaultProxy } from "./faults/fault-proxy.js";
import { createTenant, planTenant, register } from "./faults/tenant.js";
import { createSeededRandom } from "./seeded-random.js";
import { KEY } from "./worker-settings.js";
import { createWorkerdProcess, freePort } from "./workerd-process.js";

/** How many logins and calls there are. */
const ACTIONS = Number(process.env.PORTARIA_FAULT_ACTIONS ?? 3000);
const SEED = Number(process.env.PORTARIA_FAULT_SEED ?? Date.now() % 1_000_000);
const TENANTS = 16;

/** Whether there is time for answers so late that Portaria waits half a minute for them. */
const LONG = ACTIONS > 20_000;

/** The sandbox searches all that it has ever given out, so it is reset after so many actions. */
const ACTIONS_PER_RESET = 10_000;

const folder = mkdtempSync(join(tmpdir(), "portaria-faults-"));
const random = createSeededRandom(SEED);
/** @type {Awaited<ReturnType<typeof serveFaultProxy>>} */
let proxy;
/** @type {ReturnType<typeof createWorkerdProcess>} */
let workerd;
/** @type {ReturnType<typeof planTenant>[]} */
let tenants;

/** Lines that the Worker should not have printed. @type {string[]} */
const wrongLines = [];
let lines = 0;

beforeAll(async () => {
  proxy = await serveFaultProxy({ random, share: 0.2, late: [0.03, LONG ? 0.001 : 0] });
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  tenants = Array.from({ length: TENANTS }, (_, number) => planTenant(number, proxy.origin));
  const merged = (/** @type {"instances" | "secrets"} */ part) =>
    JSON.stringify(Object.assign({}, ...tenants.map((tenant) => tenant[part])));
  for (const { own } of tenants) proxy.secrets.add(own.jetchat);
  proxy.secrets.add(KEY);
  workerd = createWorkerdProcess({
    port,
    storage: join(folder, "storage"),
    config: "tests/workerd/faults",
    settings: {
      PORTARIA_ORIGIN: origin,
      PORTARIA_KEY: KEY,
      PORTARIA_INSTANCES: merged("instances"),
      SECRETS: merged("secrets"),
    },
    onLine: checkLine,
  });
  await workerd.start();
});
afterAll(async () => {
  await workerd?.kill();
  proxy?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Checks that a line is of a known kind and has no secret. @param {string} line */
function checkLine(line) {
  lines++;
  const words = line.match(/[\w+/=-]{16,}/g) ?? [];
  const isSecret = words.some((word) => proxy.secrets.has(word));
  if (isSecret || !/^\{.*"portaria":"(request|note)".*\}$/.test(line)) wrongLines.push(line);
}

async function resetSandbox() {
  await proxy.control("reset", {});
  for (const tenant of tenants) await register(tenant, proxy, workerd.origin);
  const { apps } = await proxy.control("apps");
  const found = apps.find((/** @type {any} */ app) => app.account === "osp-demo");
  const { account, password, secret_id, secret } = found;
  for (const known of [password, secret]) proxy.secrets.add(known);
  return { basic: { account, password }, key: { secretId: secret_id, secret } };
}

test(`answers ${ACTIONS} logins and calls with a success that holds or an error that explains itself, while one in five requests fails`, async () => {
  const began = Date.now();
  const keys = await resetSandbox();
  const running = tenants.map((tenant) =>
    createTenant({ tenant, proxy, origin: workerd.origin, random, keys }),
  );
  const sum = (/** @type {"logins" | "calls" | "failed"} */ name) =>
    running.reduce((all, { tally }) => all + tally[name], 0);
  const done = () => sum("logins") + sum("calls");
  let shown = 0;
  /** What was done so far, and with what result. */
  const figures = () => {
    const codes = /** @type {Record<string, number>} */ ({});
    for (const [code, count] of running.flatMap(({ tally }) => Object.entries(tally.codes))) {
      codes[code] = (codes[code] ?? 0) + count;
    }
    const faulty = Object.values(proxy.tally.faults).reduce((all, count) => all + count, 0);
    const counts = { logins: sum("logins"), calls: sum("calls"), failed: sum("failed") };
    const seconds = Math.round((Date.now() - began) / 1000);
    return {
      seed: SEED,
      ...counts,
      ...proxy.tally,
      faulty,
      codes,
      lines,
      wrongLines: wrongLines.length,
      seconds,
    };
  };
  const show = () => {
    shown = done();
    process.stderr.write(`${JSON.stringify(figures())}\n`);
  };
  try {
    for (let until = 0; done() < ACTIONS; ) {
      until = Math.min(until + ACTIONS_PER_RESET, ACTIONS);
      if (done() > 0) await resetSandbox();
      for (const tenant of running) tenant.forget();
      const run = async (/** @type {typeof running[0]} */ tenant) => {
        while (done() < until) {
          await tenant.step();
          if (LONG && done() > shown + 2000) show();
        }
        await tenant.end();
      };
      await Promise.all(running.map(run));
    }
  } catch (error) {
    const words = `PORTARIA_FAULT_SEED=${SEED}, after ${done()} actions`;
    throw new Error(`${words}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  console.log(JSON.stringify(figures()));

  expect(proxy.sentTwice(), "codes that were sent more than once").toEqual([]);
  expect(proxy.exchanges.size).toBeGreaterThan(ACTIONS / 20);
  expect(wrongLines.slice(0, 5)).toEqual([]);
  expect(figures().faulty / proxy.tally.requests).toBeGreaterThan(0.15);
}, 3_600_000);
