// The token of an account has expired, and 1,000 callers in four isolates need it at once. One token is requested, and no caller waits
// much longer than with a token that is still valid.
import { randomBytes } from "node:crypto";
import { Agent } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { TestBrowser } from "../workerd/test-browser.js";
import { median, result } from "./measure.js";
import { ask } from "./workerd/load.js";
import { settingsAt } from "./workerd/portaria-settings.js";
import { serve } from "./workerd/serve.js";
import { startUpstream } from "./workerd/upstream.js";

const TITLE = "a renewal storm, 1,000 callers in 4 isolates";
const CALLERS = 1000;
const ISOLATES = ["first", "second", "third", "fourth"];
const ROUNDS = 5;

/** How long the platform takes to answer, in milliseconds. */
const TAKES = { takesMs: 200, callTakesMs: 20 };

/** The life of a token that lasts for the round, and of one that is used for half of its life, a second. */
const [LONG_S, SHORT_S] = [3600, 2];

/** @typedef {{ platform: string, origins: string[], headers: Record<string, string> }} Scene */

/** @param {(title: string) => boolean} wants */
export async function* results(wants) {
  if (!wants(TITLE)) return;
  const platform = await startUpstream("workers");
  const settings = settingsAt(platform.origin);
  const served = await serve({
    config: "token-renewal",
    name: "tokenRenewal",
    sockets: ISOLATES,
    settings,
  });
  try {
    const headers = { cookie: await open(served.origin), "x-portaria": "1" };
    const scene = { platform: platform.origin, origins: served.origins, headers };
    await tell(scene, TAKES);
    yield await storms(scene);
  } finally {
    await served.close();
    await platform.close();
  }
}

/** @param {Scene} scene */
async function storms(scene) {
  /** @type {[alone: number, slowest: number, middle: number, warmSlowest: number, warmMiddle: number][]} */
  const rounds = [];
  for (let round = -1; round < ROUNDS; round++) {
    await expire(scene);
    const [alone = 0] = await callers(scene, 1, 1);
    await expire(scene);
    await tell(scene, { lifeS: LONG_S });
    const storm = await callers(scene, CALLERS, 1);
    const warm = await callers(scene, CALLERS, 0);
    const times = /** @type {const} */ ([storm, warm]).flatMap((all) => [
      Math.max(...all),
      median(all),
    ]);
    if (round >= 0) rounds.push(/** @type {any} */ ([alone, ...times]));
  }
  const names = [
    "a renewal and one round trip, alone",
    "the slowest of 1,000 callers",
    "the median caller",
    "the slowest of 1,000, with a warm token",
    "the median caller, with a warm token",
  ];
  const measured = names.map((name, at) => ({
    name,
    samples: rounds.map((times) => Number(times[at])),
  }));
  return result({ title: TITLE, unit: "ms", measured });
}

/** Has the current token refused, so that all isolates get another one, and lets that one expire. @param {Scene} scene */
async function expire(scene) {
  const { asked } = await tell(scene, { lifeS: SHORT_S });
  await tell(scene, { oldest: asked + 1 });
  for (const origin of scene.origins) await call(scene, origin);
  await wait((SHORT_S / 2) * 1000 + 50);
}

/**
 * Makes so many calls at once, spread over the isolates, on open connections, and returns how long each took. Exactly
 * `renewals` tokens must have been requested.
 * @param {Scene} scene @param {number} count @param {number} renewals
 */
async function callers(scene, count, renewals) {
  const agent = new Agent({ keepAlive: true });
  const all = Array.from({ length: count }, (_, at) => scene.origins[at % scene.origins.length]);
  try {
    await Promise.all(all.map((origin) => ask(`${origin}/health`, {}, agent)));
    const before = await tell(scene, {});
    const times = await Promise.all(all.map((origin = "") => timed(call(scene, origin, agent))));
    const asked = (await tell(scene, {})).asked - before.asked;
    if (asked !== renewals) throw new Error(`${asked} tokens were asked for, not ${renewals}.`);
    return times;
  } finally {
    agent.destroy();
  }
}

/** @param {Promise<unknown>} act */
async function timed(act) {
  const began = performance.now();
  await act;
  return performance.now() - began;
}

/** @param {Scene} scene @param {string} origin @param {Agent} [agent] */
async function call({ headers }, origin, agent) {
  const { status, bytes } = await ask(`${origin}/api/sendpulse/senders`, headers, agent);
  if (status !== 200 || bytes === 0) throw new Error(`A caller was answered ${status}.`);
}

/** @param {Scene} scene @param {Record<string, number>} change @returns {Promise<{ asked: number }>} */
async function tell({ platform }, change) {
  const query = new URLSearchParams(Object.entries(change).map(([name, is]) => [name, `${is}`]));
  return (await fetch(`${platform}/__renewal?${query}`)).json();
}

/** Opens the app as SendPulse's dashboard does, and returns the cookie of the session that the account is linked to. @param {string} origin */
async function open(origin) {
  const browser = new TestBrowser(origin);
  const code = randomBytes(16).toString("hex");
  const opened = await browser.ask(`/callback/sendpulse?code=${code}&lang=en`);
  if (opened.status !== 303) throw new Error(`${opened.status} ${opened.text}`);
  return browser.cookies.header();
}
