// Killed at any moment, the Worker leaves no connection or a whole one: the promise of its storage, on a real process
// and a real disk. Where the moment matters, it is one that the platforms see; else chance chooses, by a seed.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { APPS, JETCHAT_KEY, KEY, registerApps, settings } from "./desk.js";
import { createMachine, freePort } from "./machine.js";
import { Cut, watchAnswers } from "./person.js";
import { servePlatforms } from "./platforms.js";
import { createRandom } from "./random.js";
import { inspect } from "./storage.js";
import { Visitor } from "./visitor.js";

const KILLS = Number(process.env.PORTARIA_KILLS ?? 200);
const SEED = Number(process.env.PORTARIA_KILL_SEED ?? Date.now() % 1_000_000);

/** How long a round's visitors take at most, undisturbed, on an idle machine: a clock's kill falls within it. */
const ROUND_MS = 120;

/** The most of a moment after an answer of a platform's, in which the Worker opens, seals and stores. */
const AFTER_MS = 12;

/** About what a start takes. */
const START_MS = 150;

/** Of a round's steps, the last one at which the Worker is killed. */
const MOST_STEPS = 9;

/** @type {import("./platforms.js").Platforms} */
let platforms;
/** @type {ReturnType<typeof createMachine>} */
let machine;
/** @type {string} */
let folder;
/** @type {string} */
let storage;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "portaria-kill-"));
  platforms = await servePlatforms();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  storage = join(folder, "storage");
  machine = createMachine({ port, storage, settings: settings(origin, platforms.origin) });
  await registerApps(platforms, origin);
});
afterAll(async () => {
  await machine?.kill();
  platforms?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => machine.start());

const newVisitor = () => new Visitor(machine.origin, platforms);

/** @param {string} path @returns {Promise<any[]>} what the platforms were asked there */
async function seen(path) {
  const { requests } = await platforms.control("log");
  return requests.filter((/** @type {any} */ request) => request.path.includes(path));
}

/**
 * Kills the Worker when it has asked a platform for this, before or after that has answered.
 * @param {string} path @param {"asked" | "answered"} moment
 */
const killWhen = (path, moment) =>
  platforms.watch((asked, when) => {
    if (!asked.includes(path) || when !== moment) return;
    machine.shoot();
    platforms.watch();
  });

test("the question whether to link an account outlives the Worker, and the keys behind it", async () => {
  const visitor = newVisitor();
  await visitor.open();
  await machine.start();
  await visitor.link();
  visitor.knows.set("sendpulse", "there");
  await machine.start();
  await visitor.check();
  expect(await seen("market-service")).toHaveLength(1);
});

test.each([
  ["a code is exchanged", "market-service", "asked"],
  ["a code was exchanged, and the answer is on its way", "market-service", "answered"],
])("killed while %s, opening the app again connects it", async (_, path, moment) => {
  const visitor = newVisitor();
  killWhen(path, /** @type {"asked"} */ (moment));
  await expect(visitor.sendpulse()).rejects.toThrow(Cut);
  await machine.start();
  await visitor.check();
  await visitor.sendpulse();
  await visitor.check();
});

test("a token that was being asked for is asked for again at once", async () => {
  const visitor = newVisitor();
  killWhen("oauth/access_token", "asked");
  await expect(visitor.sendpulse()).rejects.toThrow(Cut);
  await machine.start();
  const started = Date.now();
  await visitor.check();
  expect(Date.now() - started).toBeLessThan(5000);
});

/**
 * Something that a visitor does.
 * @typedef {{ visitor: Visitor, act: () => Promise<void> }} Deed
 */

/**
 * What happens in a round, at the same time: of each kind something, by visitors who are new or have been here.
 * @param {ReturnType<typeof createRandom>} random @param {Visitor[]} visitors
 * @returns {Deed[]}
 */
function deeds(random, visitors) {
  const idle = [...visitors];
  const somebody = () => {
    const known = random.next() < 0.3 && idle.splice(random.below(idle.length), 1)[0];
    if (known) return known;
    const visitor = newVisitor();
    visitors.push(visitor);
    return visitor;
  };
  const deeds = /** @type {const} */ (["pipichat", "jetchat", "sendpulse"]).map((flow) => {
    const visitor = somebody();
    return { visitor, act: () => visitor[flow]() };
  });
  for (const what of /** @type {const} */ (["call", "disconnect"])) {
    const visitor = idle.splice(random.below(idle.length), 1)[0];
    const instance = visitor && random.one(visitor.connected());
    if (instance) deeds.push({ visitor, act: () => visitor[what](instance) });
  }
  return deeds;
}

/**
 * Has the Worker killed at a moment that chance chooses: some time; when it asks a platform; shortly after it was
 * answered, when it opens, seals and stores; when it has answered itself, and cannot take anything back.
 * @param {ReturnType<typeof createRandom>} random
 * @returns {() => void} gives it up
 */
function killSometime(random) {
  const moment = random.one(/** @type {const} */ (["clock", "asked", "answered", "answers"]));
  const delay = random.next();
  let countdown = random.below(MOST_STEPS);
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const step = () => {
    if (countdown-- !== 0) return;
    if (moment === "answered") timer = setTimeout(machine.shoot, delay * AFTER_MS);
    else machine.shoot();
  };
  if (moment === "clock") timer = setTimeout(machine.shoot, delay * ROUND_MS);
  if (moment === "answers") watchAnswers(step);
  else platforms.watch((_, when) => when === moment && step());
  return () => {
    clearTimeout(timer);
    watchAnswers();
    platforms.watch();
  };
}

/**
 * Visitors do things until the Worker is killed, which is then started again; it must be as they know it, and whoever
 * was cut short must succeed now.
 * @param {ReturnType<typeof createRandom>} random @param {Visitor[]} visitors
 */
async function round(random, visitors) {
  const doing = deeds(random, visitors);
  const settle = killSometime(random);
  const ends = await Promise.allSettled(doing.map(({ act }) => act()));
  settle();
  // It may go down while it comes up, too.
  if (random.next() < 0.2) await machine.startInVain(random.next() * START_MS);
  await machine.start();
  const cut = doing.filter((_, i) => {
    const end = ends[i];
    if (end?.status === "rejected" && !(end.reason instanceof Cut)) throw end.reason;
    return end?.status === "rejected";
  });
  await Promise.all(doing.map(({ visitor }) => visitor.check()));
  await Promise.all(cut.map(({ act }) => act()));
  await Promise.all(cut.map(({ visitor }) => visitor.check()));
  return { done: doing.length, cut: cut.length };
}

test(`killed ${KILLS} times at any moment, it keeps what it said, and nothing by halves`, async () => {
  const random = createRandom(SEED);
  /** @type {Visitor[]} */
  const visitors = [];
  const tally = { kills: 0, done: 0, cut: 0 };
  try {
    for (; tally.kills < KILLS; tally.kills++) {
      const { done, cut } = await round(random, visitors);
      tally.done += done;
      tally.cut += cut;
    }
    // And all of them once more, however long ago it was.
    const left = [...visitors];
    while (left.length) await Promise.all(left.splice(-8).map((visitor) => visitor.check()));
  } catch (error) {
    const words = `PORTARIA_KILL_SEED=${SEED}, after ${tally.kills} kills`;
    throw new Error(`${words}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  await machine.kill();
  const secrets = [APPS.pipichat.app_secret, APPS.sendpulse.app_secret, JETCHAT_KEY, KEY];
  const { damaged, ...found } = inspect(storage, secrets);
  expect(damaged).toEqual([]);
  console.log(JSON.stringify({ seed: SEED, ...tally, visitors: visitors.length, ...found }));
  // Else the kills missed, and all this says nothing.
  expect(tally.cut).toBeGreaterThan(KILLS / 2);
}, 600_000);
