// A cold start: how long workerd takes until it listens, and until it has answered once.
import { result } from "./measure.js";
import { ask } from "./workerd/load.js";
import { settingsAt } from "./workerd/portaria-settings.js";
import { serve } from "./workerd/serve.js";

const LISTENS = "cold start, until it listens";
const ANSWERS = "cold start, until the first answer";
const ROUNDS = 9;

/** No platform is called. */
const NOWHERE = "http://127.0.0.1:9";

const WORKERS = [
  { name: "a Worker that says hello", constant: "hello", path: "/", stores: false },
  { name: "Portaria", constant: "portaria", path: "/health", stores: true },
];

/** @typedef {{ listens: number, answers: number }} Start after how many milliseconds */

/** @param {(title: string) => boolean} wants */
export async function* results(wants) {
  const titles = [LISTENS, ANSWERS].filter(wants);
  if (titles.length === 0) return;
  const starts = WORKERS.map(() => /** @type {Start[]} */ ([]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const [place, worker] of WORKERS.entries()) {
      const took = await start(worker);
      if (round >= 0) starts[place]?.push(took); // the first reads its files from the disk
    }
  }
  for (const title of titles) {
    const part = title === LISTENS ? "listens" : "answers";
    const measured = WORKERS.map(({ name }, place) => ({
      name,
      samples: (starts[place] ?? []).map((took) => took[part]),
    }));
    yield result({ title, unit: "ms", measured });
  }
}

/** @param {typeof WORKERS[number]} worker @returns {Promise<Start>} */
async function start({ constant, path, stores }) {
  const settings = settingsAt(NOWHERE);
  const served = await serve({ config: "start", name: constant, settings, stores });
  try {
    const { status } = await ask(`${served.origin}${path}`, {});
    const answers = performance.now() - served.began;
    if (status !== 200) throw new Error(`${constant}: ${status}`);
    return { listens: served.listensAfter, answers };
  } finally {
    await served.close();
  }
}
