// What a call costs in a Worker, beside the alternatives.
import { measure } from "./measure.js";
import { bundle } from "./workerd/bundle.js";
import { serve } from "./workerd/serve.js";
import { startUpstream } from "./workerd/upstream.js";

const TABLES = [
  { title: "a small call, in workerd", kind: "small", times: 400 },
  { title: "a page of 100 subscribers, 58 KB, in workerd", kind: "page", times: 150 },
];

const CONTENDERS = [
  ["fetch + json()", "fetch"],
  ["the same, with a time limit", "fetch-in-time"],
  ["openapi-fetch", "openapi-fetch"],
  ["Portaria", "portaria"],
];

/** @param {(title: string) => boolean} wants */
export async function* results(wants) {
  const wanted = TABLES.filter(({ title }) => wants(title));
  if (wanted.length === 0) return;
  await bundle("calls");
  const upstream = await startUpstream("calls");
  const served = await serve({ config: "calls", name: "calls", stores: false });
  try {
    for (const { title, kind, times } of wanted) {
      const contenders = CONTENDERS.map(([name = "", contender = ""]) => ({
        name,
        run: () =>
          run(served.origin, {
            contender,
            kind,
            times: `${times}`,
            base: `${upstream.origin}/api`,
          }),
      }));
      yield await measure({ title, unit: "ms", each: times, rounds: 12, warmUp: 3, contenders });
    }
  } finally {
    await served.close();
    await upstream.close();
  }
}

/** @param {string} origin @param {Record<string, string>} query */
async function run(origin, query) {
  const answer = await fetch(`${origin}/run?${new URLSearchParams(query)}`);
  const text = await answer.text();
  if (answer.status !== 200 || JSON.parse(text).whole !== Number(query.times)) {
    throw new Error(`${query.contender}: ${answer.status} ${text.slice(0, 500)}`);
  }
}
