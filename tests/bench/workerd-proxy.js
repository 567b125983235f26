// What a call through Portaria's Worker costs, beside the least that a Worker can do and beside one that is hardened by hand; and
// whether its memory grows with what it streams.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { TestBrowser } from "../workerd/test-browser.js";
import { measure, median, result } from "./measure.js";
import { ask, repeat } from "./workerd/load.js";
import { settingsAt } from "./workerd/portaria-settings.js";
import { serve } from "./workerd/serve.js";
import { startUpstream } from "./workerd/upstream.js";

const MB = 1024 * 1024;
const AT_ONCE = 8;
const RACES = [
  { title: "a proxied call, small, 8 at a time", size: 0, times: 800 },
  { title: "a proxied call, 1 MB, 8 at a time", size: MB, times: 80 },
];

const MEMORY = "memory while 1 GB streams through";
const GIGABYTE = { size: 64 * MB, times: 16, atOnce: 4 };
const MEMORY_ROUNDS = 3;

/** How much more than the other's Portaria's memory may grow, in MiB: no more than one answer, of four at a time. */
const MOST_MORE = 64;

/** @typedef {{ name: string, pid: number, call: (size: number, agent: import("node:http").Agent) => Promise<void>, close: () => Promise<void> }} Proxy */

/** @param {(title: string) => boolean} wants */
export async function* results(wants) {
  const races = RACES.filter(({ title }) => wants(title));
  const wantsMemory = wants(MEMORY) && canReadMemory();
  if (races.length === 0 && !wantsMemory) return;
  const platform = await startUpstream("workers");
  try {
    for (const race of races) yield await raced(race, platform.origin);
    if (wantsMemory) yield await remembered(platform.origin);
  } finally {
    await platform.close();
  }
}

/** @param {{ title: string, size: number, times: number }} race @param {string} platform */
async function raced({ title, size, times }, platform) {
  const proxies = await start(platform);
  try {
    const contenders = proxies.map(({ name, call }) => ({
      name,
      run: () => repeat({ times, atOnce: AT_ONCE }, (agent) => call(size, agent)),
    }));
    return await measure({ title, unit: "ms", each: times, rounds: 12, warmUp: 2, contenders });
  } finally {
    await stop(proxies);
  }
}

/** Of each, new in every round, what it has in memory at most while it passes on a gigabyte. @param {string} platform */
async function remembered(platform) {
  /** @type {Map<string, { most: number[], more: number[] }>} */
  const seen = new Map();
  for (let round = 0; round < MEMORY_ROUNDS; round++) {
    const proxies = await start(platform);
    try {
      for (const proxy of proxies) {
        const { most, more } = await streamed(proxy);
        const before = seen.get(proxy.name) ?? { most: [], more: [] };
        seen.set(proxy.name, { most: [...before.most, most], more: [...before.more, more] });
      }
    } finally {
      await stop(proxies);
    }
  }
  const grown = [...seen.values()].map(({ more }) => median(more));
  const more = Number(grown.at(-1)) - Number(grown[0]);
  if (more > MOST_MORE) throw new Error(`${MEMORY}: Portaria grew by ${more.toFixed()} MiB more.`);
  const measured = [...seen].map(([name, { most }]) => ({ name, samples: most }));
  return result({ title: MEMORY, unit: "MiB at most", measured });
}

/**
 * What a process has at most while it streams, and how much more that is than before, in MiB.
 * @param {Proxy} proxy
 */
async function streamed({ pid, call }) {
  // What it needs for any calls, it has by then.
  await repeat({ times: 400, atOnce: GIGABYTE.atOnce }, (agent) => call(0, agent));
  const before = memory(pid);
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, memory(pid));
  }, 5);
  try {
    await repeat(GIGABYTE, (agent) => call(GIGABYTE.size, agent));
  } finally {
    clearInterval(timer);
  }
  return { most: most / MB, more: (most - before) / MB };
}

/** What a process has in memory, in bytes, as Linux tells. @param {number} pid */
function memory(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

function canReadMemory() {
  if (process.platform === "linux") return true;
  process.stdout.write(`\n${MEMORY}: only Linux tells how much a process has.\n`);
  return false;
}

/** @param {string} platform @returns {Promise<Proxy[]>} */
async function start(platform) {
  const least = await serve({
    config: "proxy",
    name: "passThrough",
    settings: () => ({ PLATFORM: `${platform}/jetchat/api` }),
    stores: false,
  });
  const byHand = await serve({
    config: "proxy",
    name: "hardened",
    settings: () => ({
      PLATFORM: `${platform}/jetchat/api`,
      SEALING_KEY: randomBytes(32).toString("base64"),
    }),
    stores: false,
  });
  const ours = await serve({ config: "proxy", name: "portaria", settings: settingsAt(platform) });
  const script = { "x-portaria": "1" };
  const [theirs, cookie] = [await connect(byHand.origin, "/connect"), await connect(ours.origin)];
  return [
    proxy("a Worker that passes on", least, "", {}),
    proxy("one that is careful, by hand", byHand, "/api", { cookie: theirs, ...script }),
    proxy("Portaria", ours, "/api/jetchat", { cookie, ...script }),
  ];
}

/** @param {Proxy[]} proxies */
async function stop(proxies) {
  for (const { close } of proxies) await close();
}

/**
 * @param {string} name @param {import("./workerd/serve.js").Served} served @param {string} path @param {Record<string, string>} headers
 * @returns {Proxy}
 */
const proxy = (name, { origin, pid, close }, path, headers) => ({
  name,
  pid,
  close,
  call: async (size, agent) => {
    const operation = size ? `/subscribers?name=${size}` : "/me";
    const answer = await ask(`${origin}${path}${operation}`, headers, agent);
    const isWhole = size ? answer.bytes === size : answer.bytes > 0;
    if (answer.status !== 200 || !isWhole) {
      throw new Error(`${name}: ${answer.status}, ${answer.bytes} bytes of ${size}`);
    }
  },
});

/** Connects an account with a key, as a page would; the session's cookie. @param {string} origin @param {string} [path] */
async function connect(origin, path = "/connect/jetchat") {
  const browser = new TestBrowser(origin);
  const connected = await browser.ask(path, {
    method: "POST",
    body: JSON.stringify({ apiKey: "key-of-the-benchmark" }),
    headers: { "content-type": "application/json", "x-portaria": "1" },
  });
  if (connected.status !== 201) throw new Error(`${connected.status} ${connected.text}`);
  return browser.cookies.header();
}
