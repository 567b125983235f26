// Lists: how they are read, where they end, and what becomes of an error.
import { setTimeout as wait } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { idsOf, NAMES, namesOf, PAGES, replyByPage, requestedPages } from "./list-pages.js";
import { collectUnhandledRejections, rejectionOf, within } from "./promises.js";
import { useScriptedServer } from "./scripted-server.js";

const server = useScriptedServer();

describe("a list", () => {
  beforeEach(() => server.answers(replyByPage(PAGES)));

  test("that is awaited gives its first page", async () => {
    expect(await server.client().flowTags.list()).toEqual(PAGES[0]);
    expect(requestedPages(server)).toEqual([null]);
  });

  test("that is iterated gives every item of every page", async () => {
    expect(await namesOf(server.client().flowTags.list())).toEqual(NAMES);
    expect(requestedPages(server)).toEqual([null, "2", "3"]);
  });

  test("gives page after page by pages()", async () => {
    const pages = [];
    for await (const page of server.client().flowTags.list().pages()) pages.push(page);
    expect(pages).toEqual(PAGES);
  });

  test("sends all its parameters for every page", async () => {
    await namesOf(server.client().flowTags.list({ limit: 2, name: "é&1" }));
    expect(server.requests.map(({ query }) => Object.fromEntries(query))).toEqual([
      { limit: "2", name: "é&1" },
      { limit: "2", name: "é&1", page: "2" },
      { limit: "2", name: "é&1", page: "3" },
    ]);
  });

  test("starts at the page that the parameter `page` names", async () => {
    expect(await namesOf(server.client().flowTags.list({ page: 2 }))).toEqual(NAMES.slice(2));
    expect(requestedPages(server)).toEqual(["2", "3"]);
  });

  test("of a POST has its page number in the query, too", async () => {
    expect(await namesOf(server.client().whatsappTemplates.list())).toEqual(NAMES);
    expect(server.requests.map(({ method, body }) => [method, body])).toEqual(
      Array(3).fill(["POST", ""]),
    );
    expect(requestedPages(server)).toEqual([null, "2", "3"]);
  });

  test("sends nothing before it is awaited or iterated, and reads its first page once", async () => {
    const list = server.client().flowTags.list();
    await wait(20);
    expect(server.requests).toEqual([]);
    const [one, other] = await Promise.all([list, list.catch(() => undefined), list.finally()]);
    expect(one).toBe(other);
    expect(await namesOf(list)).toEqual(NAMES);
    expect(requestedPages(server)).toEqual([null, "2", "3"]);
  });

  test("sends no further request when its loop is left", async () => {
    for await (const { name } of server.client().flowTags.list()) if (name === "1b") break;
    await expect(async () => {
      for await (const _ of server.client().flowTags.list()) throw new Error("mine");
    }).rejects.toThrow("mine");
    await wait(30);
    expect(requestedPages(server)).toEqual([null, null]);
  });

  test("can be iterated twice at the same time, each time from its beginning", async () => {
    const list = server.client().flowTags.list();
    expect(await Promise.all([namesOf(list), namesOf(list)])).toEqual([NAMES, NAMES]);
  });

  test("keeps its parameters when the caller changes the object meanwhile", async () => {
    const params = { name: "a" };
    const list = server.client().flowTags.list(params);
    for await (const _ of list) params.name = "b";
    expect(server.requests.map(({ query }) => query.get("name"))).toEqual(["a", "a", "a"]);
  });
});

describe("a list without meta", () => {
  const bare = PAGES.map(({ data }) => ({ data }));

  test("ends at an empty page", async () => {
    server.answers(replyByPage(bare));
    expect(await namesOf(server.client().flowTags.list())).toEqual(NAMES);
    expect(requestedPages(server)).toEqual([null, "2", "3", "4"]);
  });

  test.each([false, true])(
    "ends at a page that repeats the one before, and gives its items once (prefetch: %s)",
    async (prefetch) => {
      server.answers(({ query }) => ({
        body: bare[Math.min(Number(query.get("page") ?? 1), 3) - 1],
      }));
      const found = await namesOf(server.client().flowTags.list({}, { prefetch }));
      expect(found).toEqual(NAMES);
      expect(server.requests.length).toBeLessThanOrEqual(prefetch ? 5 : 4);
    },
  );

  test("gives the items of a server that ignores page numbers once", async () => {
    server.answers({ body: bare[0] });
    expect(await namesOf(server.client().flowTags.list())).toEqual(["1a", "1b"]);
    expect(server.requests).toHaveLength(2);
  });
});

describe("a list with unexpected answers", () => {
  test.each([
    ["meta that always names the first page", { meta: { current_page: 1, last_page: 3 } }],
    ["meta with texts for numbers", { meta: { current_page: "1", last_page: "1" } }],
    ["null as meta", { meta: null }],
    ["empty meta", { meta: {} }],
    ["an array as meta", { meta: [] }],
    ["meta with an endless last_page", { meta: { current_page: 1, last_page: 1e300 } }],
  ])("ends although it has %s", async (_, more) => {
    server.answers({ body: { data: [{ name: "a" }, { name: "b" }], ...more } });
    const found = await namesOf(server.client().flowTags.list());
    expect(found.length).toBeLessThanOrEqual(6);
  });

  test.each([[{}], [{ data: "x" }], [null], [7]])(
    "is a `bad_response`, and no empty list, when the answer is %j",
    async (body) => {
      server.answers({ body: JSON.stringify(body) });
      const error = await rejectionOf(namesOf(server.client().flowTags.list()));
      expect(error.code).toBe("bad_response");
      expect(server.requests).toHaveLength(1);
    },
  );

  test.each([[{ data: null }], [{ data: {} }], [[]]])(
    "has no items, and sends one request, when the answer is %j",
    async (body) => {
      server.answers({ body: JSON.stringify(body) });
      expect(await namesOf(server.client().flowTags.list())).toEqual([]);
      expect(server.requests).toHaveLength(1);
    },
  );
});

describe("a list that goes by ids", () => {
  test("asks for what follows its last id, by start_id", async () => {
    const log = [3, 5, 8, 13, 21].map((id) => ({ id }));
    server.answers(({ query }) => {
      const from = Number(query.get("start_id") ?? 0);
      const data = log.filter(({ id }) => id >= from).slice(0, Number(query.get("limit")));
      return { body: { data } };
    });
    const client = server.client();
    expect(await idsOf(client.conversations.list({ limit: 2, user_ns: "f1u2" }))).toEqual([
      3, 5, 8, 13, 21,
    ]);
    expect(server.requests.map(({ query }) => Object.fromEntries(query))).toEqual([
      { limit: "2", user_ns: "f1u2" },
      { limit: "2", user_ns: "f1u2", start_id: "6" },
      { limit: "2", user_ns: "f1u2", start_id: "14" },
      { limit: "2", user_ns: "f1u2", start_id: "22" },
    ]);
    server.requests.length = 0;
    expect(await idsOf(client.conversations.list({ limit: 2, start_id: 8 }))).toEqual([8, 13, 21]);
  });

  test("ends when the server starts from the beginning again", async () => {
    server.answers({ body: { data: [{ id: 3 }] } });
    const found = await idsOf(server.client().conversations.list());
    expect(found.length).toBeLessThanOrEqual(2);
  });
});

describe.each([false, true])("an error while a list is read (prefetch: %s)", (prefetch) => {
  const options = { prefetch, retries: 0 };
  const broken = [replyByPage(PAGES), { status: 422, body: { message: "No." } }];

  test("is thrown after the items of the pages before it", async () => {
    server.answers(...broken);
    /** @type {unknown[]} */
    const seen = [];
    const read = async () => {
      for await (const { name } of server.client().flowTags.list({}, options)) {
        seen.push(name);
        await wait(30);
      }
    };
    expect(await rejectionOf(read())).toMatchObject({
      code: "rejected",
      operation: "flowTags.list",
    });
    expect(seen).toEqual(["1a", "1b"]);
    expect(server.requests).toHaveLength(2);
  });

  test("is not an unhandled rejection when the loop ends before it", async () => {
    const unhandled = collectUnhandledRejections();
    server.answers(...broken);
    for await (const _ of server.client().flowTags.list({}, options)) break;
    await wait(60);
    server.answers(...broken);
    const pages = server.client().flowTags.list({}, options).pages();
    await pages.next();
    await wait(60);
    await pages.return?.();
    expect(await unhandled()).toEqual([]);
  });

  test("on the first page rejects every reader of the list, and is not an unhandled rejection", async () => {
    const unhandled = collectUnhandledRejections();
    server.answers({ status: 401, body: { message: "No." } });
    const list = server.client().flowTags.list({}, options);
    await wait(20);
    expect(server.requests).toEqual([]);
    expect(await rejectionOf(list)).toMatchObject({ code: "unauthorized" });
    expect(await rejectionOf(namesOf(list))).toMatchObject({ code: "unauthorized" });
    expect(await list.catch(() => "caught")).toBe("caught");
    expect(await unhandled()).toEqual([]);
  });

  test("that is temporary is repaired by repeating the request of that page", async () => {
    server.answers(replyByPage(PAGES), { drop: "body", body: PAGES[1] }, replyByPage(PAGES));
    const list = server.client().flowTags.list({}, { prefetch });
    expect(await within(namesOf(list), 3000)).toEqual(NAMES);
    expect(requestedPages(server)).toEqual([null, "2", "2", "3"]);
  });
});
