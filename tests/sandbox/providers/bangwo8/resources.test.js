// What is made, changed and deleted at Bangwo8 can be read back, and lists are filtered and ordered.

import { describe, expect, test } from "vitest";
import { createTickets, FIRST_TICKET } from "../../src/providers/bangwo8/world/tickets.js";
import { createClient, ready } from "./client.js";

/** @param {any[]} rows @param {string} key */
const column = (rows, key) => rows.map((row) => row[key]);

/** The first and the last of a few. @param {any[]} rows */
const ends = (rows) => [rows[0], rows.at(-1)];

describe("filters", () => {
  test.each([
    ["/tickets.json", "created_start=2020-01-02 23:59:59", 53],
    ["/tickets.json", "created_end=2020-01-01 23:59:59", 48],
    ["/tickets.json", "created_end=2020-1-1", 48],
    ["/tickets.json", "created_end=2020-01-01 00:00:00", 1],
    ["/tickets.json", "created_start=2020-01-02&created_end=2020-01-02", 48],
    ["/tickets.json", "updated_start=2020-01-06", 2],
    ["/users/1000002/tickets.json", "created_start=2020-01-02", 2],
    ["/companies/112/tickets.json", "created_start=2020-01-02", 10],
    ["/supports.json", "created_start=2026-01-05 23:00:00&created_end=2026-01-07 09:00:00", "3"],
    ["/users.json", "created_end=2026-01-06", "2"],
    ["/users.json", "updated_start=2026-02-01", "3"],
    ["/companies.json", "created_start=2026-01-09", "1"],
    ["/knowledge.json", "fId=not", "4"],
    ["/knowledge.json", "fId=8", "4"],
    ["/knowledge.json", "fId=99", "0"],
    ["/knowledge.json", "fId=8&created_start=2026-01-10", "2"],
    ["/imchat/histories.json", "starttime=2026-1-5&endtime=2026-1-6", 2],
    ["/imchat/histories.json", "client_id=1000003", 1],
    ["/callrecord/histories.json", "created_start=2026-01-20", 7],
    ["/remoteassist/histories.json", "endtime=2026-01-07", 3],
  ])("the list %s can be filtered by %s", async (path, query, count) => {
    const answer = await createClient().get(`${path}?${encodeURI(query)}`);
    expect(answer.count).toBe(count);
  });

  test.each([
    ["im", "per_page=500", 23],
    ["im", "page=3", 3],
    ["cc", "", 7],
    ["im", "contact_id=1000002", 1],
    ["im", "company_id=112&per_page=50", 5],
    ["im", "created_start=2026-01-10&created_end=2026-01-12", 3],
    ["im", "updated_start=2026-01-27", 1],
  ])("business records of %s can be filtered by %s", async (module, query, length) => {
    const { data } = await createClient().get(`/bizrecords.json?module=${module}&${query}`);
    expect(data.bizRecords).toHaveLength(length);
  });

  test.each([
    ["companyName:示例公司", ["111"]],
    ["companyName:示例 公司: 北京", ["112"]],
    ["companyName:Ratio 2:1 示例", ["114"]],
    ["companyName:Example Trading", []],
    ["uId:4294967999", ["4294967999"]],
    ["companyName:示例公司 uId:112", []],
  ])("companies can be searched by %s", async (query, ids) => {
    const path = `/companies/search.json?query=${encodeURIComponent(query)}`;
    expect(column((await createClient().get(path)).results, "uId")).toEqual(ids);
  });

  test.each([
    ["mobile:10000010001", [1000002]],
    ["uniqueId:10000003", [1000003]],
    ["cId:5000000000001", [5000000000001]],
    ["companyId:113 name:示例联系人3", [1000003]],
    ["email:nobody@example.com", []],
  ])("contacts can be searched by %s", async (query, ids) => {
    const path = `/users/search.json?query=${encodeURIComponent(query)}`;
    expect(column((await createClient().get(path)).results, "cId")).toEqual(ids);
  });
});

describe("orders", () => {
  const LAST = FIRST_TICKET + 100;
  test.each([
    ["/tickets.json?per_page=100", "tickets", "ticketId", FIRST_TICKET, LAST - 1],
    [
      "/tickets.json?created_order=desc&per_page=100",
      "tickets",
      "ticketId",
      LAST,
      FIRST_TICKET + 1,
    ],
    ["/tickets.json?status_order=desc&per_page=30", "tickets", "ticketStatus", 5, 4],
    ["/tickets.json?status_order=up&per_page=1", "tickets", "ticketId", FIRST_TICKET, FIRST_TICKET],
    ["/supports.json?created_order=desc", "supports", "sId", 10, 1],
    ["/users.json?updated_order=desc", "users", "cId", 5000000000001, 1000001],
    ["/companies.json?created_order=asc", "companies", "uId", 111, 4294967999],
    ["/knowledge.json?created_order=DESC", "knowledge", "kId", 12, 1],
  ])("the list %s can be sorted", async (path, key, name, first, last) => {
    expect(ends(column((await createClient().get(path))[key], name))).toEqual([first, last]);
  });

  test("tickets can be sorted by their last change", async () => {
    const { tickets } = await createClient().get("/tickets.json?updated_order=desc&per_page=100");
    const times = column(tickets, "updateDT");
    expect(times).toEqual([...times].sort().reverse());
  });
});

describe("tickets", () => {
  test("tickets can be made, read, changed and deleted", async () => {
    const client = createClient(ready("osp-older"));
    await client.control("clock", { advance_s: -1 });
    const made = await client.api("POST", "/tickets.json", {
      ticket: {
        subject: "产品咨询",
        descript: "示例",
        custUserId: "5000000000001",
        servicerUserId: 3,
        ticketReply: { replyMsg: "示例回复" },
        custom_fields: [{ key: "field_2", value: "严重" }],
      },
    });
    const { ticketId } = made.ticket;
    expect(Number(ticketId)).toBeGreaterThan(2 ** 32);
    expect(made.ticket).toMatchObject({
      subject: "产品咨询",
      custUserId: "5000000000001",
      ticketStatus: "1",
      custom_fields: [{ key: "field_2", value: "严重" }],
    });
    const page = await (await client.ask("GET", "/?account=osp-older")).text();
    expect(page).toContain(`${ticketId}: 示例回复`);
    const path = `/tickets/${ticketId}`;
    expect((await client.get(`${path}_v2.json`)).ticket.custom_fields).toEqual([
      { key: "field_2", value: "22" },
    ]);
    const own = await client.get("/users/5000000000001/tickets.json?created_order=desc&per_page=1");
    expect(column(own.tickets, "ticketId")).toEqual([Number(ticketId)]);
    await client.control("clock", { advance_s: 60 });
    const ticket = { servicerUserId: "", ticketStatus: 5, subject: "改" };
    await client.api("PUT", `${path}_v2.json`, { ticket });
    const [latest] = (await client.get("/tickets.json?updated_order=desc")).tickets;
    expect(latest).toMatchObject({ ticketId: Number(ticketId), ...ticket, descript: "示例" });
    expect(latest.updateDT > latest.createDT).toBe(true);
    await client.api("DELETE", `${path}.json`);
    expect((await client.call("GET", `/api/v1${path}.json`))[0]).toBe(404);
    expect((await client.get("/tickets.json")).count).toBe(101);
  });

  test("tickets that were there at first can be changed and deleted, too", async () => {
    const client = createClient();
    const path = `/tickets/${FIRST_TICKET + 1}.json`;
    await client.api("PUT", path, {
      ticket: { subject: "改", custom_fields: [{ key: "field_1", value: "x" }] },
    });
    const [ticket] = (await client.get(path)).ticket;
    expect(ticket).toMatchObject({
      subject: "改",
      custom_fields: [
        { key: "field_1", value: "x" },
        { key: "field_2", value: "一般" },
      ],
    });
    await client.api("DELETE", `/tickets/${FIRST_TICKET}.json`);
    const { tickets, count } = await client.get("/tickets.json");
    expect([count, tickets[0].subject]).toEqual([100, "改"]);
  });
});

describe("contacts", () => {
  test("contacts write choices as texts at the older addresses, and as ids at the newer ones", async () => {
    const client = createClient();
    const { user } = await client.get("/users/1000001.json");
    expect(user.uniqueId).toBe("10000001");
    expect(user.custom_fields).toEqual([
      { key: "field_1", value: "高级会员" },
      { key: "field_2", value: "1990-01-01" },
      { key: "field_3", value: ["产品培训", "线下活动"] },
    ]);
    const newer = (await client.get("/users_v2/1000001.json")).user;
    expect([newer.uniqueId, newer.uniqueIds]).toEqual([undefined, ["10000001"]]);
    expect(newer.custom_fields).toEqual([
      { key: "field_1", value: "12" },
      { key: "field_2", value: "1990-01-01" },
      { key: "field_3", value: ["31", "32"] },
      { key: "field_4", value: ["41", "411"] },
    ]);
  });

  test.each([["users"], ["users_v2"]])(
    "contacts can be made, changed and deleted by %s",
    async (path) => {
      const client = createClient();
      const user = {
        name: "新联系人",
        mobile: "10000000099",
        companyId: "112",
        uniqueIds: ["a", "b"],
      };
      await client.api("POST", `/${path}.json`, { user });
      const found = await client.get("/users/search.json?query=mobile:10000000099");
      const [{ cId }] = found.results;
      const custom_fields = [{ key: "field_1", value: path === "users" ? "普通会员" : "11" }];
      await client.api("PUT", `/${path}/${cId}.json`, {
        user: { position: "经理", custom_fields },
      });
      expect((await client.get(`/users_v2/${cId}.json`)).user).toMatchObject({
        ...user,
        companyId: 112,
        position: "经理",
        state: "1",
        custom_fields: [{ key: "field_1", value: "11" }],
      });
      expect((await client.get(`/users/${cId}.json`)).user.custom_fields).toEqual([
        { key: "field_1", value: "普通会员" },
      ]);
      await client.api("DELETE", `/users/${cId}.json`);
      expect((await client.get("/users.json")).count).toBe("30");
      expect((await client.get("/users.json?deStat=0")).count).toBe("30");
      const all = await client.get("/users_v2.json?deStat=1");
      expect(all.count).toBe("31");
      expect(all.users.find((/** @type {any} */ each) => each.cId === cId).state).toBe("3");
    },
  );

  test("contacts have fields, without those of newer types", async () => {
    const { user_fields } = await createClient().get("/users/user_fields.json");
    expect(column(user_fields, "key")).toEqual(["field_1", "field_2", "field_3"]);
  });
});

test("companies can be made, changed and deleted", async () => {
  const client = createClient();
  const made = await client.api("POST", "/companies.json", {
    company: {
      companyName: "新公司",
      servicepassword: "fake",
      custom_fields: [{ key: "field_10", value: "231" }],
    },
  });
  const { uId } = made.company;
  expect(uId).toBe(4294968000);
  await client.api("PUT", `/companies/${uId}.json`, {
    company: { city: "示例市", companyName: "新公司" },
  });
  expect((await client.get(`/companies/${uId}.json`)).company).toMatchObject({
    companyName: "新公司",
    city: "示例市",
    status: "1",
    createDT: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    custom_fields: [{ key: "field_10", value: "在线客服模块" }],
  });
  const twin = { company: { companyName: "示例公司" } };
  expect((await client.call("PUT", `/api/v1/companies/${uId}.json`, twin))[1].status).toBe(
    "110026",
  );
  await client.api("DELETE", `/companies/${uId}.json`);
  expect((await client.get("/companies.json")).count).toBe("5");
  const { company_fields } = await client.get("/companies/company_fields.json");
  expect(company_fields[0]).toEqual({
    id: 1,
    url: expect.stringMatching(/\/api\/v1\/companies\/company_fields\/1\.json$/),
    name: "产品类型",
    key: "field_10",
    type: "1",
    system: "0",
    custom_field_options: [
      { key: "231", value: "在线客服模块" },
      { key: "232", value: "呼叫中心模块" },
    ],
  });
});

test("agents can be made, changed, put into the bin and restored", async () => {
  const client = createClient();
  const support = { sPassportName: "new", sNum: 7, password: "fake", gnder: 1 };
  await client.api("POST", "/supports.json", { support });
  await client.api("PUT", "/supports/11.json", { support: { sPassportName: "other", name: "新" } });
  const read = async () => (await client.get("/supports/11.json")).support;
  expect(await read()).toMatchObject({ sPassportName: "new", sNum: "7", name: "新", isStat: "1" });
  expect(await read()).not.toHaveProperty("password");
  await client.api("DELETE", "/supports/11.json");
  expect((await read()).isStat).toBe("0");
  await client.api("DELETE", "/supports/11.json");
  expect((await client.get("/supports.json")).count).toBe("10");
});

describe("records", () => {
  test("a chat's record leads to its messages", async () => {
    const client = createClient();
    const { histories } = await client.get("/imchat/histories.json?client_id=1000002");
    expect(histories).toMatchObject([{ r_id: "122", uname: "示例联系人2" }]);
    const path = new URL(histories[0].contents).pathname.slice("/bangwo8/api/v1".length);
    const { chatrecords } = await client.get(path);
    expect(column(chatrecords, "spokesman_identity")).toEqual(["2", "3", "1", "2"]);
    expect(column(chatrecords, "msg_type")).toEqual(["1", "1", "1", "2"]);
  });

  test("records of calls end in every way", async () => {
    const { histories } = await createClient().get("/callrecord/histories.json");
    expect(new Set(column(histories, "eventFlowState")).size).toBe(11);
    expect(column(histories, "callid")[0]).toBe(123);
  });
});

describe("a crowd of tickets", () => {
  test("a crowd of tickets is worked out from places, and keeps what is changed and deleted", () => {
    const tickets = createTickets(0);
    const own = tickets.add({ subject: "own" }, {}, 1_763_000_000);
    tickets.gather(1000);
    expect(tickets.size).toBe(1000);
    /** @type {import("../../src/providers/bangwo8/filter.js").Span} */
    const always = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    const find = () =>
      tickets.find({ created: always, updated: always, order: { by: "id", descending: false } });
    expect(ends(find())).toEqual([FIRST_TICKET, own.id]);
    const first = tickets.get(FIRST_TICKET);
    const second = tickets.get(String(FIRST_TICKET + 1));
    if (!first || !second) throw new Error("nothing came");
    tickets.put({ ...second, said: { ...second.said, subject: "changed" } });
    tickets.remove(first);
    expect([find().length, tickets.size]).toEqual([999, 999]);
    expect(tickets.get(find()[0])?.said.subject).toBe("changed");
    tickets.gather(10);
    expect(find()).toHaveLength(10);
    expect(tickets.get(FIRST_TICKET + 1)).toEqual(second);
    expect(tickets.get(FIRST_TICKET + 9)).toBeUndefined();
  });

  test("a control makes a crowd of tickets, which is read in pages of some 58 kB", async () => {
    const client = createClient();
    const seeded = { provider: "bangwo8", account: "osp-demo", tickets: 100_000 };
    expect(await client.control("seed", { provider: "bangwo8", tickets: 100_000 })).toEqual(seeded);
    let path = "/api/v1/tickets.json?per_page=100&updated_order=asc";
    const began = performance.now();
    let [pages, bytes] = [0, 0];
    /** @type {Set<number>} */
    const ids = new Set();
    while (path) {
      const text = await (await client.ask("GET", path)).text();
      const { tickets, next_page } = JSON.parse(text);
      for (const { ticketId } of tickets) ids.add(ticketId);
      pages += 1;
      bytes += new TextEncoder().encode(text).length;
      path = next_page?.slice(new URL(next_page).origin.length + "/bangwo8".length);
    }
    expect([pages, ids.size]).toEqual([1000, 100_000]);
    expect(Math.abs(bytes / pages - 58_000)).toBeLessThan(3000);
    expect(performance.now() - began).toBeLessThan(15_000);
  }, 30_000);

  test.each([
    [{}, "tickets must be a whole number from 0 to 1000000"],
    [{ tickets: 1, subscribers: 1 }, "unknown field subscribers; there are tickets and account"],
    [{ tickets: 1, account: "nobody" }, "account is nobody's"],
  ])("a control refuses to make a crowd of tickets of %j", async (fields, error) => {
    const answer = await createClient().control("seed", { provider: "bangwo8", ...fields });
    expect(answer).toEqual({ error });
  });
});
