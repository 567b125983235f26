// What a call costs beside the least that it could cost, and beside what one would use instead:
// `cargo xtask bench`. Times are shown, ratios matter.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { listings, pages, smallCalls, tickets, unhurried } from "./contenders.js";
import { measure, table } from "./rounds.js";

const SMALL_CALLS = 400;
const PAGES = 150;
const SUBSCRIBERS = 100_000;
const FEW = 2000;
const UPSTREAM_MS = 50;

const server = spawn(
  process.execPath,
  [fileURLToPath(new URL("installation.js", import.meta.url))],
  {
    stdio: ["pipe", "pipe", "inherit"],
  },
);
const [address] = await once(server.stdout.setEncoding("utf8"), "data");
const near = `${address.trim()}/api`;
const far = `${address.trim()}/slow${UPSTREAM_MS}/api`;

const races = [
  {
    title: "a small call",
    unit: "ms",
    each: SMALL_CALLS,
    rounds: 11,
    warmUp: 3,
    contenders: smallCalls(near, SMALL_CALLS),
  },
  {
    title: "a page of 100 subscribers, 58 KB",
    unit: "ms",
    each: PAGES,
    rounds: 11,
    warmUp: 3,
    contenders: pages(near, PAGES),
  },
  {
    title: "listing 100,000 subscribers",
    unit: "ms",
    each: 1,
    rounds: 7,
    warmUp: 1,
    contenders: listings(near, SUBSCRIBERS),
  },
  {
    title: "listing 100,000 tickets, 58 KB a page",
    unit: "ms",
    each: 1,
    rounds: 7,
    warmUp: 1,
    contenders: tickets(address.trim(), SUBSCRIBERS),
  },
  {
    title: "listing 2,000, pages come after 50 ms",
    unit: "ms",
    each: 1,
    rounds: 7,
    warmUp: 0,
    contenders: unhurried(far, FEW, async () => {}),
  },
  {
    title: "the same, each page worked on for 50 ms",
    unit: "ms",
    each: 1,
    rounds: 7,
    warmUp: 0,
    contenders: unhurried(far, FEW, () => wait(UPSTREAM_MS)),
  },
];

const [, , file, only = ""] = process.argv;
const results = [];
for (const race of races.filter(({ title }) => title.includes(only))) {
  const result = await measure(race);
  results.push(result);
  process.stdout.write(`\n${table(result)}\n`);
}
server.stdin.end();

if (file) {
  const machine = {
    node: process.version,
    platform: process.platform,
    cores: availableParallelism(),
  };
  writeFileSync(file, `${JSON.stringify({ ...machine, results }, null, 2)}\n`);
}
