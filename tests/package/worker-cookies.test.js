// Every request to a Worker takes the page's cookies along, wherever the Worker is; no request to a platform does.

import * as portaria from "portaria";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const VIA = "https://desk.example.com/api";

const { Bangwo8, JetChat, PipiChat, SendPulse } = portaria;

/** @type {[string, (fetch?: typeof globalThis.fetch) => PromiseLike<unknown>][]} */
const REQUESTS = [
  ["connections()", () => portaria.connections({ via: VIA })],
  ["disconnect()", () => portaria.disconnect("jetchat", { via: VIA })],
  ["a call of PipiChat's", (fetch) => new PipiChat({ via: VIA, ...by(fetch) }).users.me()],
  ["a call of JetChat's", (fetch) => new JetChat({ via: VIA, ...by(fetch) }).me.get()],
  [
    "a call that changes something",
    (fetch) => new JetChat({ via: VIA, ...by(fetch) }).flowTags.create({ name: "x" }),
  ],
  ["a list", (fetch) => read(new JetChat({ via: VIA, ...by(fetch) }).flowTags.list({ limit: 1 }))],
  [
    "a list that is read ahead",
    (fetch) =>
      read(new JetChat({ via: VIA, ...by(fetch) }).flowTags.list({ limit: 1 }, { prefetch: 2 })),
  ],
  [
    "a call of SendPulse's",
    (fetch) => new SendPulse({ via: VIA, ...by(fetch) }).addressBooks.list(),
  ],
  [
    "a call that no document describes",
    (fetch) => new Bangwo8({ via: VIA, ...by(fetch) }).request({ path: "/api/v1/tags.json" }),
  ],
];

/** @param {typeof globalThis.fetch} [fetch] */
const by = (fetch) => (fetch ? { fetch } : {});

/** @param {AsyncIterable<unknown>} list */
async function read(list) {
  let left = 3;
  for await (const _ of list) if (--left === 0) return;
}

/** @param {PromiseLike<unknown>} request */
const settled = (request) => Promise.resolve(request).catch(() => {});

/** @type {RequestInit[]} */
let sent;

const answer = async (/** @type {unknown} */ _, /** @type {RequestInit} */ init = {}) => {
  sent.push(init);
  const page = { data: [{ name: "x" }], meta: { current_page: 1, last_page: 3 } };
  return Response.json({ connections: [], ...page });
};

beforeEach(() => {
  sent = [];
});
afterEach(() => vi.unstubAllGlobals());

test.each(REQUESTS)(
  "%s takes the page's cookies along to a Worker on another origin",
  async (_, request) => {
    vi.stubGlobal("location", new URL("https://app.example.com/x"));
    vi.stubGlobal("fetch", answer);
    await settled(request()); // what is answered here is not what each call expects
    await settled(request(/** @type {any} */ (answer)));
    expect(sent.length).toBeGreaterThan(1);
    for (const { credentials } of sent) expect(credentials).toBe("include");
  },
);

test.each(REQUESTS)("%s names no cookies on a server, which has none", async (_, request) => {
  vi.stubGlobal("fetch", answer);
  await settled(request());
  expect(sent.length).toBeGreaterThan(0);
  for (const init of sent) expect(init).not.toHaveProperty("credentials");
});

test("a call to a platform takes no cookies along", async () => {
  vi.stubGlobal("location", new URL("https://app.example.com/x"));
  const jetchat = new JetChat({
    baseUrl: "https://app.example.net/api",
    apiKey: "x",
    fetch: /** @type {any} */ (answer),
  });
  await jetchat.me.get().catch(() => {});
  for (const init of sent) expect(init).not.toHaveProperty("credentials");
});

test("a Worker on another origin that does not answer may not list the page's origin, and the error says so", async () => {
  vi.stubGlobal("location", new URL("https://app.example.com/x"));
  vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(portaria.connections({ via: VIA })).rejects.toMatchObject({
    code: "network",
    message: expect.stringMatching(/https:\/\/app\.example\.com.*PORTARIA_ALLOW_ORIGINS/),
  });
  await expect(portaria.connections()).rejects.toMatchObject({
    code: "network",
    message: "The Portaria Worker could not be reached.",
  });
});
