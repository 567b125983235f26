// Users free nothing by hand. A million calls in one process do not make its memory grow.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { install } from "./installed-package.js";

const run = promisify(execFile);
const MIB = 1024 * 1024;

/** @type {ReturnType<typeof install>} */
let installed;
beforeAll(() => {
  installed = install();
}, 60_000);
afterAll(() => installed?.remove());

/** @param {string} name @param {string} program */
async function execute(name, program) {
  const file = join(installed.folder, name);
  writeFileSync(file, program);
  // Without this limit V8 enlarges the space for young objects, which looks like a leak from outside.
  const options = ["--expose-gc", "--max-semi-space-size=1"];
  const { stdout } = await run(process.execPath, [...options, file], { timeout: 170_000 });
  return JSON.parse(stdout);
}

test("memory after a million calls is about that after the first 300,000", async () => {
  const { before, after, seconds } = await execute(
    "million.js",
    `
    import { JetChat } from "portaria";
    const page = JSON.stringify({ data: [{ name: "vip", tag_ns: "f1t1" }], meta: { current_page: 1, last_page: 1, per_page: 10, total: 1 } });
    const refusal = '{"message":"The name has already been taken.","errors":{"name":["The name has already been taken."]}}';
    const answer = (status, text) => ({ status, headers: new Headers(), text: async () => text });
    const good = answer(200, page);
    const bad = answer(422, refusal);
    const fetch = async (url, { method }) => (method === "POST" ? bad : good);
    const client = new JetChat({ baseUrl: "https://jetchat.example.com/api", apiKey: "key", fetch });

    /** Most calls succeed. Some fail and some list, because errors and iterators allocate memory of their own. */
    async function calls(count) {
      for (let done = 0; done < count; done += 100) {
        const round = Array.from({ length: 98 }, (_, at) => client.flowTags.list({ name: "vip" + at }));
        await Promise.all(round);
        await client.flowTags.create({ name: "vip" }).catch(() => {});
        for await (const tag of client.flowTags.list()) void tag;
      }
    }
    async function measured() {
      for (let i = 0; i < 4; i++) { gc(); await new Promise((resolve) => setTimeout(resolve, 50)); }
      const { rss, heapUsed, external } = process.memoryUsage();
      return { rss, heapUsed, external };
    }
    await calls(300_000); // until then, V8 still compiles
    const before = await measured();
    const started = Date.now();
    await calls(700_000);
    const seconds = (Date.now() - started) / 1000;
    console.log(JSON.stringify({ before, after: await measured(), seconds }));
    `,
  );
  const grown = (/** @type {"rss" | "heapUsed" | "external"} */ name) =>
    (after[name] - before[name]) / MIB;
  console.log(
    `700,000 calls in ${seconds.toFixed(0)} s; MiB more: heap ${grown("heapUsed").toFixed(2)}, outside of it ${grown("external").toFixed(2)}, process ${grown("rss").toFixed(1)}`,
  );
  expect(grown("heapUsed")).toBeLessThan(1);
  expect(grown("external")).toBeLessThan(1);
  expect(grown("rss")).toBeLessThan(8);
}, 180_000);

test("clients without references are garbage-collected", async () => {
  const left = await execute(
    "collected.js",
    `
    import { JetChat, PipiChat, SendPulse } from "portaria";
    const fetch = async () => ({ status: 200, headers: new Headers(), text: async () => '{"data":[],"access_token":"t","expires_in":3600}' });
    let left = 0;
    const registry = new FinalizationRegistry(() => { left -= 1; });
    async function use(at) {
      const clients = [
        new JetChat({ baseUrl: "https://jetchat.example.com/api", apiKey: "key" + at, fetch }),
        new PipiChat({ accessToken: "token", fetch }),
        new SendPulse({ clientId: "id", clientSecret: "secret", fetch }),
      ];
      for (const client of clients) { registry.register(client); left += 1; }
      const [jetchat, pipichat, sendpulse] = clients;
      await Promise.allSettled([jetchat.flowTags.list(), pipichat.users.me(), sendpulse.balance.get(), sendpulse.addressBooks.list()]);
    }
    for (let at = 0; at < 300; at++) await use(at);
    for (let i = 0; i < 20 && left > 0; i++) { gc(); await new Promise((resolve) => setTimeout(resolve, 50)); }
    console.log(JSON.stringify(left));
    `,
  );
  expect(left).toBe(0);
}, 60_000);
