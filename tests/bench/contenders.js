// The same work with fetch, with openapi-fetch and with Portaria, each used as its documentation says.
import createClient from "openapi-fetch";
import { Bangwo8, JetChat, SendPulse } from "portaria";
import { vendorsClient } from "./sendpulse-sdk.js";

const KEY = "key-of-the-benchmark";
const HEADERS = { accept: "application/json", authorization: `Bearer ${KEY}` };
const LIMIT = 100;

/** Every call of Portaria has this limit; hand-written code often has none. */
const TIMEOUT_MS = 30_000;

/**
 * @typedef {{ user_ns: string }} Subscriber
 * @typedef {(page: Subscriber[]) => unknown} Use what the reader does with a page
 */

/** Reads a member of every item, so that no engine can skip the reading. */
class Reader {
  count = 0;

  /** @param {Subscriber} subscriber */
  item({ user_ns }) {
    if (user_ns.startsWith("f71u")) this.count += 1;
  }

  /** @param {number} expected */
  check(expected) {
    if (this.count !== expected) throw new Error(`${this.count} items instead of ${expected}`);
  }
}

/**
 * One small call, `times` times.
 * @param {string} baseUrl
 * @param {number} times
 */
export function smallCalls(baseUrl, times) {
  const url = `${baseUrl}/me`;
  const [peer, jetchat] = clients(baseUrl);
  return [
    contender("fetch + json()", () => repeat(times, () => byHand(url))),
    contender("the same, with a time limit", () => repeat(times, () => byHandInTime(url))),
    contender("openapi-fetch", () => repeat(times, () => peer.GET("/me"))),
    contender("Portaria", () => repeat(times, () => jetchat.me.get())),
  ];
}

/**
 * One small call to SendPulse, which has a client of its own. That one uses `node:http`, which does less than `fetch`, and has no
 * time limit.
 * @param {string} origin
 * @param {number} times
 */
export async function vendorCalls(origin, times) {
  const url = `${origin}/balance`;
  const vendors = await vendorsClient(origin);
  const { balance } = new SendPulse({
    baseUrl: origin,
    allowLoopback: true,
    apiKey: KEY,
    requestsPerSecond: 0,
  });
  return [
    contender("fetch + json()", () => repeat(times, () => byHand(url))),
    contender("the same, with a time limit", () => repeat(times, () => byHandInTime(url))),
    contender("sendpulse-api", () => repeat(times, vendors)),
    contender("Portaria", () => repeat(times, () => balance.get())),
  ];
}

/**
 * One page of a hundred subscribers as an object, `times` times.
 * @param {string} baseUrl
 * @param {number} times
 */
export function pages(baseUrl, times) {
  const url = `${baseUrl}/subscribers?limit=${LIMIT}`;
  const [peer, jetchat] = clients(baseUrl);
  const params = { query: { limit: LIMIT } };
  return [
    contender("fetch + json()", () => repeat(times, () => byHand(url))),
    contender("the same, with a time limit", () => repeat(times, () => byHandInTime(url))),
    contender("openapi-fetch", () => repeat(times, () => peer.GET("/subscribers", { params }))),
    contender("Portaria", () => repeat(times, () => jetchat.subscribers.list({ limit: LIMIT }))),
  ];
}

/**
 * All subscribers, one by one.
 * @param {string} baseUrl
 * @param {number} total
 */
export function listings(baseUrl, total) {
  const [peer, jetchat] = clients(baseUrl);
  /** @param {(reader: Reader) => Promise<void>} read */
  const checked = (read) => async () => {
    const reader = new Reader();
    await read(reader);
    reader.check(total);
  };
  const list = (/** @type {import("portaria").ListOptions} */ options) =>
    jetchat.subscribers.list({ limit: LIMIT, name: `${total}` }, options);
  return [
    contender(
      "a fetch loop",
      checked((reader) => loop(baseUrl, total, byHand, (page) => each(page, reader))),
    ),
    contender(
      "the same, with a time limit",
      checked((reader) => loop(baseUrl, total, byHandInTime, (page) => each(page, reader))),
    ),
    contender(
      "an openapi-fetch loop",
      checked(async (reader) => {
        for (let page = 1, last = 1; page <= last; page++) {
          const query = { page, limit: LIMIT, name: `${total}` };
          const { data, error } = await peer.GET("/subscribers", { params: { query } });
          if (error) throw error;
          each(data.data, reader);
          last = data.meta.last_page;
        }
      }),
    ),
    contender(
      "Portaria, item by item",
      checked(async (reader) => {
        for await (const subscriber of list({})) reader.item(subscriber);
      }),
    ),
    contender(
      "Portaria, page by page",
      checked(async (reader) => {
        for await (const { data } of list({}).pages()) each(data, reader);
      }),
    ),
    contender(
      "Portaria, prefetching",
      checked(async (reader) => {
        for await (const subscriber of list({ prefetch: true })) reader.item(subscriber);
      }),
    ),
  ];
}

/**
 * All tickets; each answer names the next page.
 * @param {string} origin
 * @param {number} total
 */
export function tickets(origin, total) {
  const bangwo8 = new Bangwo8({ baseUrl: origin, allowLoopback: true, accessToken: KEY });
  /** @param {(count: (ticket: { ticketId: number }) => void) => Promise<void>} read */
  const checked = (read) => async () => {
    let seen = 0;
    await read(({ ticketId }) => {
      if (ticketId > 9e9 - 1) seen += 1;
    });
    if (seen !== total) throw new Error(`${seen} tickets instead of ${total}`);
  };
  /** @param {(url: string) => Promise<any>} ask */
  const byLinks = (ask) =>
    checked(async (count) => {
      let url = `${origin}/api/v1/tickets.json?per_page=${LIMIT}`;
      while (url) {
        const { tickets, next_page } = await ask(url);
        for (const ticket of tickets) count(ticket);
        url = next_page;
      }
    });
  const list = () => bangwo8.tickets.list({ per_page: LIMIT });
  return [
    contender("a fetch loop", byLinks(byHand)),
    contender("the same, with a time limit", byLinks(byHandInTime)),
    contender(
      "Portaria, item by item",
      checked(async (count) => {
        for await (const ticket of list()) count(/** @type {any} */ (ticket));
      }),
    ),
    contender(
      "Portaria, page by page",
      checked(async (count) => {
        for await (const { tickets } of list().pages()) {
          for (const ticket of tickets ?? []) count(/** @type {any} */ (ticket));
        }
      }),
    ),
  ];
}

/**
 * All subscribers, by a reader whose work on each page takes time.
 * @param {string} baseUrl
 * @param {number} total
 * @param {() => Promise<unknown>} work
 */
export function unhurried(baseUrl, total, work) {
  const [, jetchat] = clients(baseUrl);
  const list = (/** @type {import("portaria").ListOptions} */ options) =>
    jetchat.subscribers.list({ limit: LIMIT, name: `${total}` }, options);
  return [
    contender("a fetch loop", () => loop(baseUrl, total, byHand, work)),
    contender("Portaria", async () => {
      for await (const _ of list({}).pages()) await work();
    }),
    contender("Portaria, prefetching", async () => {
      for await (const _ of list({ prefetch: true }).pages()) await work();
    }),
    contender("Portaria, prefetching four", async () => {
      for await (const _ of list({ prefetch: 4 }).pages()) await work();
    }),
  ];
}

/** @param {string} baseUrl */
function clients(baseUrl) {
  return /** @type {[any, JetChat]} */ ([
    createClient({ baseUrl, headers: HEADERS }),
    new JetChat({ baseUrl, allowLoopback: true, apiKey: KEY }),
  ]);
}

/**
 * @param {string} url
 * @param {RequestInit} [init]
 */
async function byHand(url, init) {
  const response = await fetch(url, { headers: HEADERS, ...init });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return /** @type {Promise<any>} */ (response.json());
}

/** @param {string} url */
const byHandInTime = (url) => byHand(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });

/**
 * @param {string} baseUrl
 * @param {number} total
 * @param {(url: string) => Promise<any>} read
 * @param {Use} use
 */
async function loop(baseUrl, total, read, use) {
  for (let page = 1, last = 1; page <= last; page++) {
    const body = await read(`${baseUrl}/subscribers?page=${page}&limit=${LIMIT}&name=${total}`);
    await use(body.data);
    last = body.meta.last_page;
  }
}

/**
 * @param {Subscriber[]} page
 * @param {Reader} reader
 */
function each(page, reader) {
  for (const subscriber of page) reader.item(subscriber);
}

/**
 * @param {string} name
 * @param {() => Promise<unknown>} run
 */
const contender = (name, run) => ({ name, run });

/**
 * @param {number} times
 * @param {() => PromiseLike<unknown>} call
 */
async function repeat(times, call) {
  for (let time = 0; time < times; time++) await call();
}
