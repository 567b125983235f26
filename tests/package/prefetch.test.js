// Lists with `prefetch`: how many pages are read ahead, and when no longer.
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { idsOf, NAMES, namesOf, PAGES, replyByPage, requestedPages } from "./list-pages.js";
import { rejectionOf } from "./promises.js";
import { useScriptedServer } from "./scripted-server.js";

const server = useScriptedServer();

describe("a list with prefetch", () => {
  /**
   * How many requests were sent while the caller had the first page only.
   * @param {import("portaria").ListOptions} options
   * @param {import("./scripted-server.js").Reply} [more]
   */
  async function sentDuringFirst(options, more) {
    server.answers(replyByPage(PAGES, more));
    const pages = server.client().flowTags.list({}, options).pages();
    await pages.next();
    await wait(80);
    const sent = server.requests.length;
    await pages.return?.();
    return sent;
  }

  test("reads one page ahead if it is true, and none if it is false or missing", async () => {
    expect(await sentDuringFirst({ prefetch: true })).toBe(2);
    expect(await sentDuringFirst({ prefetch: false })).toBe(1);
    expect(await sentDuringFirst({})).toBe(1);
  });

  test("aborts its requests when the loop is left, or when the caller aborts the list", async () => {
    for (const by of ["leaving", "aborting"]) {
      /** @type {AbortSignal[]} */
      const signals = [];
      const fetch = async (/** @type {any} */ url, /** @type {any} */ { signal }) => {
        const page = Number(new URL(url).searchParams.get("page") ?? 1);
        signals.push(signal);
        if (page === 1) return Response.json(PAGES[0]);
        return new Promise((_, reject) => signal.addEventListener("abort", reject));
      };
      const caller = new AbortController();
      const { signal } = caller;
      const list = server.client({ fetch }).flowTags.list({}, { prefetch: 2, signal });
      const pages = list.pages();
      await pages.next();
      await wait(20);
      expect(signals.map(({ aborted }) => aborted)).toEqual([false, false, false]);
      if (by === "leaving") {
        await pages.return?.();
      } else {
        const next = rejectionOf(pages.next());
        caller.abort();
        expect(await next).toMatchObject({ code: "aborted" });
      }
      expect(signals.map(({ aborted }) => aborted)).toEqual([false, true, true]);
    }
  });

  test("gives the same items, with the same requests", async () => {
    server.answers(replyByPage(PAGES));
    const found = await namesOf(server.client().flowTags.list({}, { prefetch: true }));
    expect(found).toEqual(NAMES);
    expect(requestedPages(server)).toEqual([null, "2", "3"]);
  });

  test("never reads further than one page ahead if it is true", async () => {
    server.answers(replyByPage(PAGES));
    let page = 0;
    for await (const _ of server.client().flowTags.list({}, { prefetch: true }).pages()) {
      page += 1;
      await wait(40);
      expect(server.requests).toHaveLength(Math.min(page + 1, 3));
    }
  });

  test("reads as many pages ahead as its number says, each once, and none beyond meta.last_page", async () => {
    expect(await sentDuringFirst({ prefetch: 2 })).toBe(3);
    for (const prefetch of [2, 3, 10]) {
      server.answers(replyByPage(PAGES));
      server.requests.length = 0;
      const found = await namesOf(server.client().flowTags.list({}, { prefetch }));
      expect(found).toEqual(NAMES);
      await wait(40);
      expect(requestedPages(server)).toEqual([null, "2", "3"]);
    }
  });

  test("reads on when a later page has a higher meta.last_page", async () => {
    const wrong = PAGES.map(({ data }, at) => ({ data, meta: { last_page: at === 0 ? 2 : 3 } }));
    server.answers(replyByPage(wrong));
    server.requests.length = 0;
    expect(await namesOf(server.client().flowTags.list({}, { prefetch: 4 }))).toEqual(NAMES);
    await wait(40);
    expect(requestedPages(server)).toEqual([null, "2", "3"]);
  });

  test("ends at a page that repeats the one before, although others were read ahead", async () => {
    const bare = PAGES.map(({ data }) => ({ data }));
    server.answers(({ query }) => ({
      body: bare[Math.min(Number(query.get("page") ?? 1), 3) - 1],
    }));
    expect(await namesOf(server.client().flowTags.list({}, { prefetch: 4 }))).toEqual(NAMES);
    await wait(80);
  });

  test("reads one page ahead where pages go by ids instead of numbers", async () => {
    server.answers(({ query }) => ({
      body: {
        data:
          Number(query.get("start_id") ?? 0) < 20
            ? [{ id: Number(query.get("start_id") ?? 0) + 7 }]
            : [],
      },
    }));
    const found = await idsOf(server.client().conversations.list({}, { prefetch: 5 }));
    expect(found).toEqual([7, 15, 23]);
    expect(server.requests.map(({ query }) => query.get("start_id"))).toEqual([
      null,
      "8",
      "16",
      "24",
    ]);
  });

  test.each([0, 11, 1.5, "yes", null, {}])(
    "of %j is refused with `invalid_argument`",
    async (prefetch) => {
      server.requests.length = 0;
      const options = /** @type {any} */ ({ prefetch });
      const error = await rejectionOf(server.client().flowTags.list({}, options));
      expect(error).toMatchObject({ code: "invalid_argument" });
      expect(error.message).toContain("prefetch");
      expect(server.requests).toEqual([]);
    },
  );

  test.each([undefined, true, 4])(
    "of %s counts every request against the quota",
    async (prefetch) => {
      server.answers(replyByPage(PAGES));
      const client = server.client();
      expect(await namesOf(client.flowTags.list({}, { prefetch }))).toEqual(NAMES);
      expect(client.quota).toMatchObject({ limit: 1000, remaining: 997 });
    },
  );

  test("reads less far ahead, or not at all, when little of the quota is left", async () => {
    const left = (/** @type {number} */ remaining) => ({
      headers: { "x-ratelimit-remaining": `${remaining}` },
    });
    expect(await sentDuringFirst({ prefetch: true }, left(5))).toBe(1);
    expect(await sentDuringFirst({ prefetch: true }, left(500))).toBe(2);
    expect(await sentDuringFirst({ prefetch: 2 }, left(11))).toBe(2);
    server.answers(replyByPage(PAGES, left(5)));
    const found = await namesOf(server.client().flowTags.list({}, { prefetch: true }));
    expect(found).toEqual(NAMES);
  });
});
