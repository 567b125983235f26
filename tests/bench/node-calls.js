// What a call costs in Node, beside the least possible and beside the alternatives.
import { setTimeout as wait } from "node:timers/promises";
import { listings, pages, smallCalls, tickets, unhurried, vendorCalls } from "./contenders.js";
import { measure } from "./measure.js";
import { startUpstream } from "./workerd/upstream.js";

const CALLS = 400;
const PAGES = 150;
const ALL = 100_000;
const FEW = 2000;
const UPSTREAM_MS = 50;

/** How often a race is run. Short ones are noisier. */
const SHORT = { unit: "ms", rounds: 12, warmUp: 3 };
const LONG = { unit: "ms", each: 1, rounds: 6, warmUp: 1 };
const WAITING = { unit: "ms", each: 1, rounds: 8, warmUp: 0 };

/** @param {string} origin */
const races = (origin) => {
  const near = `${origin}/api`;
  const far = `${origin}/slow${UPSTREAM_MS}/api`;
  return [
    {
      ...SHORT,
      title: "a small call",
      each: CALLS,
      contenders: () => smallCalls(near, CALLS),
    },
    {
      ...SHORT,
      title: "a small call to SendPulse",
      each: CALLS,
      contenders: () => vendorCalls(origin, CALLS),
    },
    {
      ...SHORT,
      title: "a page of 100 subscribers, 58 KB",
      each: PAGES,
      contenders: () => pages(near, PAGES),
    },
    { ...LONG, title: "listing 100,000 subscribers", contenders: () => listings(near, ALL) },
    {
      ...LONG,
      title: "listing 100,000 tickets, 58 KB a page",
      contenders: () => tickets(origin, ALL),
    },
    {
      ...WAITING,
      title: "listing 2,000, pages come after 50 ms",
      contenders: () => unhurried(far, FEW, async () => {}),
    },
    {
      ...WAITING,
      title: "listing 2,000 so, each page worked on for 50 ms",
      contenders: () => unhurried(far, FEW, () => wait(UPSTREAM_MS)),
    },
  ];
};

/** @param {(title: string) => boolean} wants */
export async function* results(wants) {
  if (!races("").some(({ title }) => wants(title))) return;
  const upstream = await startUpstream("calls");
  try {
    for (const { contenders, ...race } of races(upstream.origin)) {
      if (wants(race.title)) yield measure({ ...race, contenders: await contenders() });
    }
  } finally {
    await upstream.close();
  }
}
