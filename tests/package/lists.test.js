import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { collectUnhandledRejections, rejectionOf, within } from "./promises.js";
import { startScriptedServer } from "./scripted-server.js";

/** @type {Awaited<ReturnType<typeof startScriptedServer>>} */
let jetchat;
/** @type {ReturnType<typeof collectUnhandledRejections>} */
let unhandled;

beforeAll(async () => {
  jetchat = await startScriptedServer();
  unhandled = collectUnhandledRejections();
});

beforeEach(() => jetchat.answers());

afterAll(async () => {
  await jetchat.close();
  expect(await unhandled()).toEqual([]);
});

/** Three pages of two, with what JetChat says of pages. */
const PAGES = [1, 2, 3].map((page) => ({
  data: [{ name: `${page}a` }, { name: `${page}b` }],
  meta: { current_page: page, last_page: 3, total: 6 },
}));
const NAMES = ["1a", "1b", "2a", "2b", "3a", "3b"];

/**
 * Answers pages by the number that is asked for.
 * @param {{ data: object[], meta?: object }[]} pages
 * @param {import("./scripted-server.js").Reply} [more]
 * @returns {import("./scripted-server.js").ScriptedReply}
 */
const paged =
  (pages, more) =>
  ({ query }) => ({ body: pages[Number(query.get("page") ?? 1) - 1] ?? { data: [] }, ...more });

/**
 * Every item of a list, which must end.
 * @template Item
 * @param {AsyncIterable<Item>} list
 */
async function all(list) {
  const found = [];
  for await (const item of list) {
    found.push(item);
    if (found.length > 50) throw new Error("The list does not end.");
  }
  return found;
}

/** @param {AsyncIterable<{ name?: string }>} list */
const names = async (list) => (await all(list)).map(({ name }) => name);

/** @param {AsyncIterable<{ id: number }>} list */
const ids = async (list) => (await all(list)).map(({ id }) => id);

/** The pages that were asked for. */
const asked = () => jetchat.requests.map(({ query }) => query.get("page"));

describe("a list", () => {
  beforeEach(() => jetchat.answers(paged(PAGES)));

  test("awaited is its first page", async () => {
    expect(await jetchat.client().flowTags.list()).toEqual(PAGES[0]);
    expect(asked()).toEqual([null]);
  });

  test("iterated is every item of every page", async () => {
    expect(await names(jetchat.client().flowTags.list())).toEqual(NAMES);
    expect(asked()).toEqual([null, "2", "3"]);
  });

  test("is walked page by page", async () => {
    const pages = [];
    for await (const page of jetchat.client().flowTags.list().pages()) pages.push(page);
    expect(pages).toEqual(PAGES);
  });

  test("passes all parameters on with every page", async () => {
    await names(jetchat.client().flowTags.list({ limit: 2, name: "é&1" }));
    expect(jetchat.requests.map(({ query }) => Object.fromEntries(query))).toEqual([
      { limit: "2", name: "é&1" },
      { limit: "2", name: "é&1", page: "2" },
      { limit: "2", name: "é&1", page: "3" },
    ]);
  });

  test("goes on from the page that was asked for", async () => {
    expect(await names(jetchat.client().flowTags.list({ page: 2 }))).toEqual(NAMES.slice(2));
    expect(asked()).toEqual(["2", "3"]);
  });

  test("by POST is paged in the query, too", async () => {
    expect(await names(jetchat.client().whatsappTemplates.list())).toEqual(NAMES);
    expect(jetchat.requests.map(({ method, body }) => [method, body])).toEqual(
      Array(3).fill(["POST", ""]),
    );
    expect(asked()).toEqual([null, "2", "3"]);
  });

  test("sends nothing before it is wanted, and reads its first page once", async () => {
    const list = jetchat.client().flowTags.list();
    await wait(20);
    expect(jetchat.requests).toEqual([]);
    const [one, other] = await Promise.all([list, list.catch(() => undefined), list.finally()]);
    expect(one).toBe(other);
    expect(await names(list)).toEqual(NAMES);
    expect(asked()).toEqual([null, "2", "3"]);
  });

  test("left early reads no further", async () => {
    for await (const { name } of jetchat.client().flowTags.list()) if (name === "1b") break;
    await expect(async () => {
      for await (const _ of jetchat.client().flowTags.list()) throw new Error("mine");
    }).rejects.toThrow("mine");
    await wait(30);
    expect(asked()).toEqual([null, null]);
  });

  test("can be read by several at once, each from its beginning", async () => {
    const list = jetchat.client().flowTags.list();
    expect(await Promise.all([names(list), names(list)])).toEqual([NAMES, NAMES]);
  });

  test("does not change under a caller who changes the parameters meanwhile", async () => {
    const params = { name: "a" };
    const list = jetchat.client().flowTags.list(params);
    for await (const _ of list) params.name = "b";
    expect(jetchat.requests.map(({ query }) => query.get("name"))).toEqual(["a", "a", "a"]);
  });
});

describe("without meta", () => {
  const bare = PAGES.map(({ data }) => ({ data }));

  test("an empty page ends a list", async () => {
    jetchat.answers(paged(bare));
    expect(await names(jetchat.client().flowTags.list())).toEqual(NAMES);
    expect(asked()).toEqual([null, "2", "3", "4"]);
  });

  test.each([false, true])(
    "a page that comes again ends a list, and its items come once (prefetch: %s)",
    async (prefetch) => {
      jetchat.answers(({ query }) => ({
        body: bare[Math.min(Number(query.get("page") ?? 1), 3) - 1],
      }));
      const found = await names(jetchat.client().flowTags.list({}, { prefetch }));
      expect(found).toEqual(NAMES);
      expect(jetchat.requests.length).toBeLessThanOrEqual(prefetch ? 5 : 4);
    },
  );

  test("a server that knows no pages gives its one page once", async () => {
    jetchat.answers({ body: bare[0] });
    expect(await names(jetchat.client().flowTags.list())).toEqual(["1a", "1b"]);
    expect(jetchat.requests).toHaveLength(2);
  });
});

describe("with odd answers", () => {
  test.each([
    ["meta that stands still", { meta: { current_page: 1, last_page: 3 } }],
    ["meta of texts", { meta: { current_page: "1", last_page: "1" } }],
    ["meta of nothing", { meta: null }],
    ["empty meta", { meta: {} }],
    ["meta that is an array", { meta: [] }],
    ["meta that goes on for ever", { meta: { current_page: 1, last_page: 1e300 } }],
  ])("a list ends: %s", async (_, more) => {
    jetchat.answers({ body: { data: [{ name: "a" }, { name: "b" }], ...more } });
    const found = await names(jetchat.client().flowTags.list());
    expect(found.length).toBeLessThanOrEqual(6);
  });

  test.each([{}, { data: null }, { data: {} }, { data: "x" }, [], null, 7])(
    "no items are no items: %j",
    async (body) => {
      jetchat.answers({ body: JSON.stringify(body) });
      expect(await names(jetchat.client().flowTags.list())).toEqual([]);
      expect(jetchat.requests).toHaveLength(1);
    },
  );
});

describe("a log", () => {
  test("goes on after its last id", async () => {
    const log = [3, 5, 8, 13, 21].map((id) => ({ id }));
    jetchat.answers(({ query }) => {
      const from = Number(query.get("start_id") ?? 0);
      const data = log.filter(({ id }) => id >= from).slice(0, Number(query.get("limit")));
      return { body: { data } };
    });
    const client = jetchat.client();
    expect(await ids(client.conversations.list({ limit: 2, user_ns: "f1u2" }))).toEqual([
      3, 5, 8, 13, 21,
    ]);
    expect(jetchat.requests.map(({ query }) => Object.fromEntries(query))).toEqual([
      { limit: "2", user_ns: "f1u2" },
      { limit: "2", user_ns: "f1u2", start_id: "6" },
      { limit: "2", user_ns: "f1u2", start_id: "14" },
      { limit: "2", user_ns: "f1u2", start_id: "22" },
    ]);
    jetchat.requests.length = 0;
    expect(await ids(client.conversations.list({ limit: 2, start_id: 8 }))).toEqual([8, 13, 21]);
  });

  test("that begins anew instead ends", async () => {
    jetchat.answers({ body: { data: [{ id: 3 }] } });
    const found = await ids(jetchat.client().conversations.list());
    expect(found.length).toBeLessThanOrEqual(2);
  });
});

describe("prefetching", () => {
  /**
   * How many requests were sent while the first page was worked on.
   * @param {import("portaria").ListOptions} options
   * @param {import("./scripted-server.js").Reply} [more]
   */
  async function sentDuringFirst(options, more) {
    jetchat.answers(paged(PAGES, more));
    const pages = jetchat.client().flowTags.list({}, options).pages();
    await pages.next();
    await wait(80);
    const sent = jetchat.requests.length;
    await pages.return?.();
    return sent;
  }

  test("reads one page ahead, and only where it is asked for", async () => {
    expect(await sentDuringFirst({ prefetch: true })).toBe(2);
    expect(await sentDuringFirst({ prefetch: false })).toBe(1);
    expect(await sentDuringFirst({})).toBe(1);
  });

  test("is ended with the list, or by the caller", async () => {
    for (const by of ["leaving", "the caller"]) {
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
      const list = jetchat.client({ fetch }).flowTags.list({}, { prefetch: 2, signal });
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

  test("gives the same, with the same requests", async () => {
    jetchat.answers(paged(PAGES));
    const found = await names(jetchat.client().flowTags.list({}, { prefetch: true }));
    expect(found).toEqual(NAMES);
    expect(asked()).toEqual([null, "2", "3"]);
  });

  test("never reads further than one page ahead", async () => {
    jetchat.answers(paged(PAGES));
    let page = 0;
    for await (const _ of jetchat.client().flowTags.list({}, { prefetch: true }).pages()) {
      page += 1;
      await wait(40);
      expect(jetchat.requests).toHaveLength(Math.min(page + 1, 3));
    }
  });

  test("reads as many pages ahead as it is told, each once, and none beyond the last that is told", async () => {
    expect(await sentDuringFirst({ prefetch: 2 })).toBe(3);
    for (const prefetch of [2, 3, 10]) {
      jetchat.answers(paged(PAGES));
      jetchat.requests.length = 0;
      const found = await names(jetchat.client().flowTags.list({}, { prefetch }));
      expect(found).toEqual(NAMES);
      await wait(40);
      expect(asked()).toEqual([null, "2", "3"]);
    }
  });

  test("goes on beyond a last page that is told wrongly", async () => {
    const wrong = PAGES.map(({ data }, at) => ({ data, meta: { last_page: at === 0 ? 2 : 3 } }));
    jetchat.answers(paged(wrong));
    jetchat.requests.length = 0;
    expect(await names(jetchat.client().flowTags.list({}, { prefetch: 4 }))).toEqual(NAMES);
    await wait(40);
    expect(asked()).toEqual([null, "2", "3"]);
  });

  test("ends at a page that comes again, though others were read ahead", async () => {
    const bare = PAGES.map(({ data }) => ({ data }));
    jetchat.answers(({ query }) => ({
      body: bare[Math.min(Number(query.get("page") ?? 1), 3) - 1],
    }));
    expect(await names(jetchat.client().flowTags.list({}, { prefetch: 4 }))).toEqual(NAMES);
    await wait(80);
  });

  test("reads one page ahead where pages have no numbers", async () => {
    jetchat.answers(({ query }) => ({
      body: {
        data:
          Number(query.get("start_id") ?? 0) < 20
            ? [{ id: Number(query.get("start_id") ?? 0) + 7 }]
            : [],
      },
    }));
    const found = await ids(jetchat.client().conversations.list({}, { prefetch: 5 }));
    expect(found).toEqual([7, 15, 23]);
    expect(jetchat.requests.map(({ query }) => query.get("start_id"))).toEqual([
      null,
      "8",
      "16",
      "24",
    ]);
  });

  test.each([0, 11, 1.5, "yes", null, {}])("is not %j", async (prefetch) => {
    jetchat.requests.length = 0;
    const options = /** @type {any} */ ({ prefetch });
    const error = await rejectionOf(jetchat.client().flowTags.list({}, options));
    expect(error).toMatchObject({ code: "invalid_argument" });
    expect(error.message).toContain("prefetch");
    expect(jetchat.requests).toEqual([]);
  });

  test.each([undefined, true, 4])("counts every request (prefetch: %s)", async (prefetch) => {
    jetchat.answers(paged(PAGES));
    const client = jetchat.client();
    expect(await names(client.flowTags.list({}, { prefetch }))).toEqual(NAMES);
    expect(client.quota).toMatchObject({ limit: 1000, remaining: 997 });
  });

  test("does not use up what little is left of the quota", async () => {
    const left = (/** @type {number} */ remaining) => ({
      headers: { "x-ratelimit-remaining": `${remaining}` },
    });
    expect(await sentDuringFirst({ prefetch: true }, left(5))).toBe(1);
    expect(await sentDuringFirst({ prefetch: true }, left(500))).toBe(2);
    expect(await sentDuringFirst({ prefetch: 2 }, left(11))).toBe(2);
    jetchat.answers(paged(PAGES, left(5)));
    const found = await names(jetchat.client().flowTags.list({}, { prefetch: true }));
    expect(found).toEqual(NAMES);
  });
});

describe.each([false, true])("an error on the way (prefetch: %s)", (prefetch) => {
  const options = { prefetch, retries: 0 };
  const broken = [paged(PAGES), { status: 422, body: { message: "No." } }];

  test("is thrown where it is reached, after what came before", async () => {
    jetchat.answers(...broken);
    /** @type {unknown[]} */
    const seen = [];
    const read = async () => {
      for await (const { name } of jetchat.client().flowTags.list({}, options)) {
        seen.push(name);
        await wait(30);
      }
    };
    expect(await rejectionOf(read())).toMatchObject({
      code: "rejected",
      operation: "flowTags.list",
    });
    expect(seen).toEqual(["1a", "1b"]);
    expect(jetchat.requests).toHaveLength(2);
  });

  test("is nobody's concern when nobody reaches it", async () => {
    const stray = collectUnhandledRejections();
    jetchat.answers(...broken);
    for await (const _ of jetchat.client().flowTags.list({}, options)) break;
    await wait(60);
    jetchat.answers(...broken);
    const pages = jetchat.client().flowTags.list({}, options).pages();
    await pages.next();
    await wait(60);
    await pages.return?.();
    expect(await stray()).toEqual([]);
  });

  test("on the first page is thrown to all who want it, and to nobody else", async () => {
    const stray = collectUnhandledRejections();
    jetchat.answers({ status: 401, body: { message: "No." } });
    const list = jetchat.client().flowTags.list({}, options);
    await wait(20);
    expect(jetchat.requests).toEqual([]);
    expect(await rejectionOf(list)).toMatchObject({ code: "unauthorized" });
    expect(await rejectionOf(names(list))).toMatchObject({ code: "unauthorized" });
    expect(await list.catch(() => "caught")).toBe("caught");
    expect(await stray()).toEqual([]);
  });

  test("of a passing kind is tried again where it happened", async () => {
    jetchat.answers(paged(PAGES), { drop: "body", body: PAGES[1] }, paged(PAGES));
    const list = jetchat.client().flowTags.list({}, { prefetch });
    expect(await within(names(list), 3000)).toEqual(NAMES);
    expect(asked()).toEqual([null, "2", "2", "3"]);
  });
});
