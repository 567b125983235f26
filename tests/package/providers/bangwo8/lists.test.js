// Lists: how they go on, and where they end.
import { beforeEach, describe, expect, test } from "vitest";
import {
  BASE,
  createSandbox,
  createScriptedClient,
  FIRST_TICKET,
  itemsOf,
  ready,
  rejectionOf,
} from "./clients.js";

/** @typedef {import("portaria").Bangwo8} Bangwo8 */

/** @type {ReturnType<typeof createSandbox>} */
let sandbox;
beforeEach(() => {
  sandbox = createSandbox();
});

describe("a list", () => {
  const IDS = Array.from({ length: 101 }, (_, at) => FIRST_TICKET + at);

  test.each([
    ["osp-demo", 10],
    ["osp-http", 10],
    ["osp-absent", 10],
    ["osp-older", 100],
  ])(
    "gives every ticket, whatever the account %s answers about the next page",
    async (name, perPage) => {
      const { tickets } = sandbox.withPassword(ready(name));
      const found = await itemsOf(tickets.list());
      expect(found.map(({ ticketId }) => Number(ticketId))).toEqual(IDS);
      const calls = await sandbox.apiRequests();
      expect(calls.map(({ query }) => query.page)).toEqual([
        undefined,
        ...Array.from({ length: Math.ceil(101 / perPage) - 1 }, (_, at) => String(at + 2)),
      ]);
    },
  );

  test("sends its filters for every page, although `next_page` lacks them", async () => {
    const { tickets } = sandbox.withPassword(ready("osp-older"));
    const found = await itemsOf(tickets.list({ per_page: 40, updated_order: "desc" }));
    expect(found).toHaveLength(101);
    expect(new Set(found.map(({ ticketId }) => ticketId)).size).toBe(101);
    expect((await sandbox.apiRequests()).map(({ query }) => query)).toEqual([
      { per_page: "40", updated_order: "desc" },
      { per_page: "40", updated_order: "desc", page: "2" },
      { per_page: "40", updated_order: "desc", page: "3" },
    ]);
  });

  test("starts at the page that the parameter `page` names", async () => {
    const { tickets } = sandbox.withPassword();
    const found = await itemsOf(tickets.list({ page: 3, per_page: 40 }));
    expect(found.map(({ ticketId }) => Number(ticketId))).toEqual(IDS.slice(80));
  });

  test("whose `next_page` names another host rejects with `bad_response`, and sends no request there", async () => {
    const client = sandbox.withPassword(ready("osp-elsewhere"));
    /** @type {string[]} */
    const urls = [];
    const watched = sandbox.withPassword(ready("osp-elsewhere"), {
      fetch: (url, init) => {
        urls.push(String(url));
        return sandbox.fetch(url, init);
      },
    });
    for (const call of [
      itemsOf(watched.tickets.list()),
      itemsOf(watched.requestList({ path: "/api/v1/tickets.json", items: "tickets" })),
    ]) {
      const error = await rejectionOf(call);
      expect(error).toMatchObject({ code: "bad_response", provider: "bangwo8" });
      expect(error.message).toMatch(/another host/);
    }
    expect(urls.map((url) => new URL(url).host)).toEqual(Array(2).fill(new URL(BASE).host));
    // A list of one page has no `next_page`.
    expect((await client.tickets.listByUser({ user_id: 1000001 })).tickets).toHaveLength(4);
  });

  /** @type {[string, number, (client: Bangwo8) => AsyncIterable<unknown>, number][]} */
  const OTHERS = [
    ["agents", 3, ({ agents }) => agents.list({ per_page: 3 }), 10],
    ["contacts", 7, ({ contacts }) => contacts.list({ per_page: 7 }), 30],
    ["contacts v2", 10, ({ contacts }) => contacts.listV2({ per_page: 10 }), 30],
    ["companies", 2, ({ companies }) => companies.list({ per_page: 2 }), 5],
    [
      "tickets of a company",
      8,
      ({ tickets }) => tickets.listByCompany({ company_id: 111, per_page: 8 }),
      21,
    ],
    ["chats", 4, ({ chats }) => chats.list({ per_page: 4 }), 25],
    ["calls", 5, ({ calls }) => calls.list({ per_page: 5 }), 22],
    [
      "remote assistance",
      5,
      ({ remoteAssists }) => remoteAssists.list({ resource: "remoteassist", per_page: 5 }),
      12,
    ],
    ["knowledge", 5, ({ knowledge }) => knowledge.list({ per_page: 5 }), 12],
    [
      "contacts that a search finds",
      4,
      ({ contacts }) => contacts.search({ query: "QQ:10000000", per_page: 4 }),
      30,
    ],
  ];
  test.each(OTHERS)("of %s is complete, in pages of %i", async (_, perPage, list, count) => {
    expect(await itemsOf(list(sandbox.withPassword()))).toHaveLength(count);
    expect(await sandbox.apiRequests()).toHaveLength(Math.ceil(count / perPage));
  });

  test("without `count` and `next_page` ends at a page that is short", async () => {
    const { businessRecords, assets } = sandbox.withPassword();
    const records = await itemsOf(businessRecords.list({ module: "im" }));
    expect(new Set(records.map(({ recordId }) => recordId)).size).toBe(records.length);
    expect(await sandbox.apiRequests()).toHaveLength(Math.floor(records.length / 10) + 1);
    expect(await itemsOf(businessRecords.list({ module: "im", per_page: 500 }))).toEqual(records);
    expect(await itemsOf(assets.list({ tableId: 101 }))).toHaveLength(45);
    const query = "owner:111 ownerType:company";
    expect(await itemsOf(assets.search({ tableId: 101, query, per_page: 4 }))).toHaveLength(6);
    expect((await sandbox.apiRequests()).at(-1)?.query.query).toBe(query);
  });

  test.each([
    ["a count as a text", { count: "3" }, 3],
    ["a count", { count: 3 }, 3],
    ["neither count nor next_page", {}, 4],
    ["null as next_page", { count: "9", next_page: null }, 2],
    [
      "a next_page without TLS",
      { next_page: "http://www.bangwo8.com/api/v1/supports.json?page=2" },
      4,
    ],
    ["a next_page that is the same page", { next_page: "https://www.bangwo8.com/x?page=1" }, 4],
  ])("ends at the last item, and stays at its host, with %s", async (_, members, length) => {
    const { client, sent } = createScriptedClient((request) => {
      const page = Number(new URL(request.url).searchParams.get("page") ?? 1);
      const supports = [1, 2, 3, 4].slice((page - 1) * 2, page * 2).map((sId) => ({ sId }));
      return { supports: supports.slice(0, length - (page - 1) * 2), ...members };
    });
    expect(await itemsOf(client.agents.list({ per_page: 2 }))).toHaveLength(length);
    expect(sent.every(({ url }) => url.startsWith("https://www.bangwo8.com/"))).toBe(true);
  });

  test("of 100,000 tickets is complete, with one token", async () => {
    await sandbox.control("seed", { provider: "bangwo8", tickets: 100_000 });
    let [count, last] = [0, 0];
    const seen = new Set();
    for await (const { ticketId } of sandbox.withKey().tickets.list({ per_page: 100 })) {
      count += 1;
      last = Number(ticketId);
      seen.add(ticketId);
    }
    expect([count, seen.size, last]).toEqual([100_000, 100_000, FIRST_TICKET + 99_999]);
    expect(await sandbox.tokenRequests()).toHaveLength(1);
    expect(await sandbox.apiRequests()).toHaveLength(1000);
  });
});
