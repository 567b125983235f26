// A Worker that is killed at any moment leaves no connection or a whole one. A real process and a real disk show that its
// storage keeps this promise. Some moments are chosen by what a platform is asked; all others are random, by a seed.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { serveSandbox } from "./sandbox-server.js";
import { createSeededRandom } from "./seeded-random.js";
import { ConnectionLost, onAnswer } from "./test-browser.js";
import { TrackedBrowser } from "./tracked-browser.js";
import { inspectVaultFiles } from "./vault-files.js";
import { APPS, JETCHAT_KEY, KEY, registerApps, workerSettings } from "./worker-settings.js";
import { createWorkerdProcess, freePort } from "./workerd-process.js";

const KILLS = Number(process.env.PORTARIA_KILLS ?? 200);
const SEED = Number(process.env.PORTARIA_KILL_SEED ?? Date.now() % 1_000_000);

/** How long a round takes at most on an idle machine, if nothing is killed: a kill by the clock falls within it. */
const ROUND_MS = 120;

/** How long after a platform's answer the Worker may still open, seal and store. */
const AFTER_MS = 12;

/** About how long a start takes. */
const START_MS = 150;

/** The Worker is killed at one of so many first steps of a round. */
const MOST_STEPS = 9;

/** @type {import("./sandbox-server.js").SandboxServer} */
let sandbox;
/** @type {ReturnType<typeof createWorkerdProcess>} */
let workerd;
/** @type {string} */
let folder;
/** @type {string} */
let storage;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "portaria-kill-"));
  sandbox = await serveSandbox();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  storage = join(folder, "storage");
  workerd = createWorkerdProcess({
    port,
    storage,
    settings: workerSettings(origin, sandbox.origin),
  });
  await registerApps(sandbox, origin);
});
afterAll(async () => {
  await workerd?.kill();
  sandbox?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => workerd.start());

const newBrowser = () => new TrackedBrowser(workerd.origin, sandbox);

/** @param {string} path @returns {Promise<any[]>} the requests to the platforms whose path contains this */
async function platformRequests(path) {
  const { requests } = await sandbox.control("log");
  return requests.filter((/** @type {any} */ request) => request.path.includes(path));
}

/**
 * Kills the Worker when it has asked a platform for this, before or after that has answered.
 * @param {string} path @param {"asked" | "answered"} moment
 */
const killWhen = (path, moment) =>
  sandbox.watch((asked, when) => {
    if (!asked.includes(path) || when !== moment) return;
    workerd.killNow();
    sandbox.watch();
  });

test("keeps an opened account and its link question when the Worker is killed before the answer", async () => {
  const browser = newBrowser();
  await browser.open();
  await workerd.start();
  await browser.link();
  browser.expected.set("sendpulse", "present");
  await workerd.start();
  await browser.check();
  expect(await platformRequests("market-service")).toHaveLength(1);
});

test.each([
  ["asks SendPulse for a code's keys", "market-service", "asked"],
  ["gets the answer with a code's keys", "market-service", "answered"],
])(
  "connects an app that is opened again after the Worker was killed when it %s",
  async (_, path, moment) => {
    const browser = newBrowser();
    killWhen(path, /** @type {"asked"} */ (moment));
    await expect(browser.sendpulse()).rejects.toThrow(ConnectionLost);
    await workerd.start();
    await browser.check();
    await browser.sendpulse();
    await browser.check();
  },
);

test("asks for a token again at once after the Worker was killed while it asked", async () => {
  const browser = newBrowser();
  killWhen("oauth/access_token", "asked");
  await expect(browser.sendpulse()).rejects.toThrow(ConnectionLost);
  await workerd.start();
  const started = Date.now();
  await browser.check();
  expect(Date.now() - started).toBeLessThan(5000);
});

/**
 * Something that a browser does.
 * @typedef {{ browser: TrackedBrowser, act: () => Promise<void> }} Action
 */

/**
 * What happens at the same time in a round: an action of each kind, by new browsers and by some that were used before.
 * @param {ReturnType<typeof createSeededRandom>} random @param {TrackedBrowser[]} browsers
 * @returns {Action[]}
 */
function planActions(random, browsers) {
  const idle = [...browsers];
  const someBrowser = () => {
    const used = random.next() < 0.3 && idle.splice(random.below(idle.length), 1)[0];
    if (used) return used;
    const browser = newBrowser();
    browsers.push(browser);
    return browser;
  };
  const actions = /** @type {const} */ (["pipichat", "jetchat", "sendpulse"]).map((flow) => {
    const browser = someBrowser();
    return { browser, act: () => browser[flow]() };
  });
  for (const what of /** @type {const} */ (["call", "disconnect"])) {
    const browser = idle.splice(random.below(idle.length), 1)[0];
    const instance = browser && random.one(browser.connected());
    if (instance) actions.push({ browser, act: () => browser[what](instance) });
  }
  return actions;
}

/**
 * Kills the Worker at a random moment: at some time; when it asks a platform; shortly after the answer, when it opens, seals
 * and stores; or when it has answered itself, and can take nothing back.
 * @param {ReturnType<typeof createSeededRandom>} random
 * @returns {() => void} takes the plan back
 */
function planKill(random) {
  const moment = random.one(/** @type {const} */ (["clock", "asked", "answered", "answers"]));
  const delay = random.next();
  let countdown = random.below(MOST_STEPS);
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const step = () => {
    if (countdown-- !== 0) return;
    if (moment === "answered") timer = setTimeout(workerd.killNow, delay * AFTER_MS);
    else workerd.killNow();
  };
  if (moment === "clock") timer = setTimeout(workerd.killNow, delay * ROUND_MS);
  if (moment === "answers") onAnswer(step);
  else sandbox.watch((_, when) => when === moment && step());
  return () => {
    clearTimeout(timer);
    onAnswer();
    sandbox.watch();
  };
}

/**
 * Browsers act until the Worker is killed and started again. Then it must list what they expect, and each action that was
 * interrupted must succeed.
 * @param {ReturnType<typeof createSeededRandom>} random @param {TrackedBrowser[]} browsers
 */
async function round(random, browsers) {
  const actions = planActions(random, browsers);
  const cancel = planKill(random);
  const ends = await Promise.allSettled(actions.map(({ act }) => act()));
  cancel();
  // It may be killed while it starts, too.
  if (random.next() < 0.2) await workerd.startAndKill(random.next() * START_MS);
  await workerd.start();
  const interrupted = actions.filter((_, i) => {
    const end = ends[i];
    if (end?.status === "rejected" && !(end.reason instanceof ConnectionLost)) throw end.reason;
    return end?.status === "rejected";
  });
  await Promise.all(actions.map(({ browser }) => browser.check()));
  await Promise.all(interrupted.map(({ act }) => act()));
  await Promise.all(interrupted.map(({ browser }) => browser.check()));
  return { done: actions.length, interrupted: interrupted.length };
}

test(`keeps whole connections only, and each that it has confirmed, when it is killed ${KILLS} times`, async () => {
  const random = createSeededRandom(SEED);
  /** @type {TrackedBrowser[]} */
  const browsers = [];
  const tally = { kills: 0, done: 0, interrupted: 0 };
  try {
    for (; tally.kills < KILLS; tally.kills++) {
      const { done, interrupted } = await round(random, browsers);
      tally.done += done;
      tally.interrupted += interrupted;
    }
    // At the end, every browser checks once more.
    const left = [...browsers];
    while (left.length) await Promise.all(left.splice(-8).map((browser) => browser.check()));
  } catch (error) {
    const words = `PORTARIA_KILL_SEED=${SEED}, after ${tally.kills} kills`;
    throw new Error(`${words}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  await workerd.kill();
  const secrets = [APPS.pipichat.app_secret, APPS.sendpulse.app_secret, JETCHAT_KEY, KEY];
  const { damaged, ...found } = inspectVaultFiles(storage, secrets);
  expect(damaged).toEqual([]);
  console.log(JSON.stringify({ seed: SEED, ...tally, browsers: browsers.length, ...found }));
  // If the kills hit nothing, the test would show nothing.
  expect(tally.interrupted).toBeGreaterThan(KILLS / 2);
}, 600_000);
