// One in five requests to the platforms fails, in every way that it can: what the Worker answers is a success that holds,
// or an error that says what happened.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KEY } from "./desk.js";
import { serveFront } from "./faults/front.js";
import { createLane, plan, register } from "./faults/lane.js";
import { createMachine, freePort } from "./machine.js";
import { createRandom } from "./random.js";

/** Flows and calls together. */
const DEEDS = Number(process.env.PORTARIA_FAULT_DEEDS ?? 3000);
const SEED = Number(process.env.PORTARIA_FAULT_SEED ?? Date.now() % 1_000_000);
const LANES = 16;

/** Whether there is time for those that Portaria waits for half a minute. */
const LONG = DEEDS > 20_000;

/** The platforms remember all that they ever gave, and look through it: they are made anew after so many deeds. */
const EPOCH = 10_000;

const folder = mkdtempSync(join(tmpdir(), "portaria-faults-"));
const random = createRandom(SEED);
/** @type {Awaited<ReturnType<typeof serveFront>>} */
let front;
/** @type {ReturnType<typeof createMachine>} */
let machine;
/** @type {ReturnType<typeof plan>[]} */
let lanes;

/** What the Worker printed that it should not have. @type {string[]} */
const odd = [];
let lines = 0;

beforeAll(async () => {
  front = await serveFront({ random, share: 0.2, late: [0.03, LONG ? 0.001 : 0] });
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  lanes = Array.from({ length: LANES }, (_, number) => plan(number, front.origin));
  const merged = (/** @type {"instances" | "secrets"} */ part) =>
    JSON.stringify(Object.assign({}, ...lanes.map((lane) => lane[part])));
  for (const { own } of lanes) front.secrets.add(own.jetchat);
  front.secrets.add(KEY);
  machine = createMachine({
    port,
    storage: join(folder, "storage"),
    config: "tests/workerd/faults",
    settings: {
      PORTARIA_ORIGIN: origin,
      PORTARIA_KEY: KEY,
      PORTARIA_INSTANCES: merged("instances"),
      SECRETS: merged("secrets"),
    },
    hear: listen,
  });
  await machine.start();
});
afterAll(async () => {
  await machine?.kill();
  front?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One line a request, of the known kind, without a secret. @param {string} line */
function listen(line) {
  lines++;
  const words = line.match(/[\w+/=-]{16,}/g) ?? [];
  const isSecret = words.some((word) => front.secrets.has(word));
  if (isSecret || !/^\{.*"portaria":"(request|note)".*\}$/.test(line)) odd.push(line);
}

async function makePlatforms() {
  await front.control("reset", {});
  for (const lane of lanes) await register(lane, front, machine.origin);
  const { apps } = await front.control("apps");
  const found = apps.find((/** @type {any} */ app) => app.account === "osp-demo");
  const { account, password, secret_id, secret } = found;
  for (const known of [password, secret]) front.secrets.add(known);
  return { basic: { account, password }, key: { secretId: secret_id, secret } };
}

test(`${DEEDS} flows and calls, of whose requests one in five fails`, async () => {
  const began = Date.now();
  const keys = await makePlatforms();
  const running = lanes.map((lane) =>
    createLane({ lane, front, origin: machine.origin, random, keys }),
  );
  const sum = (/** @type {"flows" | "calls" | "failed"} */ name) =>
    running.reduce((all, { tally }) => all + tally[name], 0);
  const done = () => sum("flows") + sum("calls");
  let shown = 0;
  /** What was done so far, and what came of it. */
  const figures = () => {
    const codes = /** @type {Record<string, number>} */ ({});
    for (const [code, count] of running.flatMap(({ tally }) => Object.entries(tally.codes))) {
      codes[code] = (codes[code] ?? 0) + count;
    }
    const faulty = Object.values(front.tally.faults).reduce((all, count) => all + count, 0);
    const counts = { flows: sum("flows"), calls: sum("calls"), failed: sum("failed") };
    const seconds = Math.round((Date.now() - began) / 1000);
    return {
      seed: SEED,
      ...counts,
      ...front.tally,
      faulty,
      codes,
      lines,
      odd: odd.length,
      seconds,
    };
  };
  const show = () => {
    shown = done();
    process.stderr.write(`${JSON.stringify(figures())}\n`);
  };
  try {
    for (let until = 0; done() < DEEDS; ) {
      until = Math.min(until + EPOCH, DEEDS);
      if (done() > 0) await makePlatforms();
      for (const lane of running) lane.forget();
      const run = async (/** @type {typeof running[0]} */ lane) => {
        while (done() < until) {
          await lane.step();
          if (LONG && done() > shown + 2000) show();
        }
        await lane.end();
      };
      await Promise.all(running.map(run));
    }
  } catch (error) {
    const words = `PORTARIA_FAULT_SEED=${SEED}, after ${done()} deeds`;
    throw new Error(`${words}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  console.log(JSON.stringify(figures()));

  expect(front.sentTwice(), "codes that were sent more than once").toEqual([]);
  expect(front.exchanges.size).toBeGreaterThan(DEEDS / 20);
  expect(odd.slice(0, 5)).toEqual([]);
  expect(figures().faulty / front.tally.requests).toBeGreaterThan(0.15);
}, 3_600_000);
