// What stays in memory: nothing of a million calls, and of a client its options.
import { Bangwo8, JetChat } from "portaria";
import { result } from "./measure.js";

const CALLS = "heap in use after so many calls";
const CLIENTS = "memory of a client, of 10,000 that live";
const STEPS = [10_000, 250_000, 500_000, 1_000_000];
const LIVE = 10_000;

/** By how much the heap may grow between the first and the last step. */
const MOST_MIB = 4;

const BODY = '{"data":{"id":7,"name":"Ada Example","email":"ada@example.com"}}';

/** A fetch that answers at once, so that only the client's memory is measured. */
const fakeFetch = async () =>
  new Response(BODY, { headers: { "content-type": "application/json" } });

/** @param {(title: string) => boolean} wants */
export async function* results(wants) {
  if (wants(CALLS)) yield await calls();
  if (wants(CLIENTS)) yield await clients();
}

async function calls() {
  const client = new JetChat({
    baseUrl: "http://127.0.0.1:9/api",
    allowLoopback: true,
    apiKey: "key",
    fetch: fakeFetch,
  });
  const rows = [];
  let done = 0;
  for (const step of STEPS) {
    for (; done < step; done++) await client.me.get();
    rows.push({ name: step.toLocaleString("en"), samples: [(await heap()) / 2 ** 20] });
  }
  const [first, last] = [rows[0]?.samples[0] ?? 0, rows.at(-1)?.samples[0] ?? 0];
  if (last - first > MOST_MIB) throw new Error(`A million calls left ${last - first} MiB.`);
  return result({ title: CALLS, unit: "MiB", measured: rows });
}

async function clients() {
  const options = {
    baseUrl: "http://127.0.0.1:9/api",
    allowLoopback: true,
    fetch: fakeFetch,
  };
  const kinds = [
    {
      name: "an object of the same options",
      make: (/** @type {string} */ key) => ({ ...options, key }),
    },
    {
      name: "JetChat",
      make: (/** @type {string} */ key) => new JetChat({ ...options, apiKey: key }),
    },
    {
      name: "JetChat, after a call",
      make: async (/** @type {string} */ key) => {
        const client = new JetChat({ ...options, apiKey: key });
        await client.me.get();
        return client;
      },
    },
    {
      name: "Bangwo8",
      make: (/** @type {string} */ key) => new Bangwo8({ ...options, accessToken: key }),
    },
  ];
  const measured = [];
  for (const { name, make } of kinds) measured.push({ name, samples: [await bytesOf(make)] });
  return result({ title: CLIENTS, unit: "bytes", measured });
}

/** @param {(key: string) => unknown} make */
async function bytesOf(make) {
  await make("warm");
  const before = await heap();
  const live = [];
  for (let at = 0; at < LIVE; at++) live.push(await make(`key-${at}`));
  return ((await heap()) - before) / live.length;
}

async function heap() {
  for (let time = 0; time < 3; time++) {
    await new Promise((resolve) => setTimeout(resolve, 20)); // the next collection frees what was finalised
    globalThis.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
