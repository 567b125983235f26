// The forms of Bangwo8's successful answers: lists, single records, writes, and links to pages.

import { describe, expect, test } from "vitest";
import { BASE, basic, createClient, ready } from "./client.js";

describe("envelopes", () => {
  test.each([
    ["/tickets.json", "tickets", 10, 101],
    ["/companies/111/tickets.json", "tickets", 10, 21],
    ["/users/1000001/tickets.json", "tickets", 4, 4],
    ["/supports.json", "supports", 10, "10"],
    ["/users.json", "users", 30, "30"],
    ["/users_v2.json", "users", 30, "30"],
    ["/users/search.json?query=QQ:10000000", "results", 30, 30],
    ["/companies.json", "companies", 5, "5"],
    ["/companies/search.json?query=uId:111", "results", 1, 1],
    ["/imchat/histories.json", "histories", 25, 25],
    ["/callrecord/histories.json", "histories", 22, 22],
    ["/remoteassist/histories.json", "histories", 12, 12],
    ["/knowledge.json", "knowledge", 12, "12"],
  ])("the list %s has its rows under its key, and its count", async (path, key, shown, count) => {
    const answer = await createClient().get(path);
    expect(answer[key]).toHaveLength(shown);
    expect(answer.count).toBe(count);
    const links = typeof count === "number" ? ["next_page", "previous_page"] : [];
    expect(Object.keys(answer)).toEqual([key, "count", ...links]);
  });

  test("one ticket is a list of one whose numbers are text, unless the account's options say otherwise", async () => {
    const client = createClient();
    const [first] = (await client.get("/tickets.json")).tickets;
    expect(first.ticketId).toBe(4294967246);
    const { ticket } = await client.get(`/tickets/${first.ticketId}.json`);
    expect(ticket).toHaveLength(1);
    expect(ticket[0]).toMatchObject({ ticketId: "4294967246", ticketStatus: "1" });
    const older = createClient(ready("osp-older"));
    expect((await older.get("/tickets/4294967246.json")).ticket.subject).toBe(first.subject);
    const empty = createClient(ready("osp-empty"));
    expect(await empty.get("/tickets/7.json")).toEqual({ ticket: [] });
  });

  test.each([
    ["/supports/1.json", "support", "sId", 1],
    ["/users/1000001.json", "user", "cId", 1000001],
    ["/users_v2/5000000000001.json", "user", "cId", 5000000000001],
    ["/companies/4294967999.json", "company", "uId", 4294967999],
    ["/knowledge/3.json", "knowledge", "kId", 3],
  ])("the record %s stands alone under its name, with its address", async (path, name, key, id) => {
    const answer = await createClient().get(path);
    expect(Object.keys(answer)).toEqual([name]);
    expect(answer[name][key]).toBe(id);
    expect(answer[name].url).toMatch(new RegExp(`^${BASE}/api/v1/\\w+/${id}\\.json$`));
  });

  test("business records come ten at a time, without a count", async () => {
    const client = createClient();
    const answer = await client.get("/bizrecords.json?module=im");
    expect(answer).toEqual({
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: "0",
      message: "OK",
      data: { bizRecords: expect.any(Array) },
    });
    expect(answer.data.bizRecords).toHaveLength(10);
    const [, named] = await client.call("GET", "/api/v1/bizrecords.json?module=cc", undefined, {
      requestid: "mine",
    });
    expect(named.requestId).toBe("mine");
  });

  test.each([
    ["osp-demo", "POST", "/companies.json", { company: { companyName: "x" } }, "company"],
    ["osp-demo", "POST", "/users.json", { user: { mobile: "1" } }, null],
    ["osp-older", "POST", "/users.json", { user: { mobile: "1" } }, "user"],
    ["osp-older", "PUT", "/tickets/4294967246.json", { ticket: { ticketStatus: 3 } }, "ticket"],
    ["osp-empty", "POST", "/companies.json", { company: { companyName: "x" } }, null],
  ])(
    "the account %s is answered with a record or a status for %s %s",
    async (account, method, path, body, record) => {
      const answer = await createClient(ready(account)).api(method, path, body);
      if (record) expect(Object.keys(answer)).toEqual([record]);
      else expect(answer).toEqual({ status: "0", message: "Insert ok", data: false });
    },
  );
});

describe("pages", () => {
  const NEXT = `${BASE}/api/v1/tickets.json`;
  test.each([
    ["osp-demo", `${NEXT}?updated_order=desc&per_page=40&page=2`, 101],
    ["osp-older", `${NEXT}?page=2`, 101],
    ["osp-http", `${NEXT}?updated_order=desc&per_page=40&page=2`, "101"],
    [
      "osp-elsewhere",
      "https://elsewhere.example.com/api/v1/tickets.json?updated_order=desc&per_page=40&page=2",
      101,
    ],
    ["osp-absent", undefined, 101],
  ])("the account %s gets its own form of next_page and count", async (name, next, count) => {
    const client = createClient(ready(name));
    const answer = await client.get("/tickets.json?updated_order=desc&per_page=40");
    expect([answer.next_page, answer.count]).toEqual([next, count]);
  });

  test("next_page is http although the request was https, where the account's options say so", async () => {
    const client = createClient(ready("osp-http"));
    const { account, password } = ready("osp-http");
    const response = await client.sandbox.fetch(
      new Request("https://www.bangwo8.com/bangwo8/api/v1/tickets.json", {
        headers: { authorization: basic(account, password) },
      }),
    );
    expect((await response.json()).next_page).toMatch(/^http:/);
  });

  test("following next_page leads to the last page", async () => {
    const client = createClient();
    const pages = [];
    for (let path = "/tickets.json?per_page=40"; path; ) {
      const { tickets, next_page, previous_page } = await client.get(path);
      pages.push([tickets.length, previous_page !== null]);
      path = next_page?.slice(`${BASE}/api/v1`.length);
    }
    expect(pages).toEqual([
      [40, false],
      [40, true],
      [21, true],
    ]);
  });

  test.each([
    ["/tickets.json?per_page=500", "tickets", 100],
    ["/tickets.json?per_page=0&page=x", "tickets", 10],
    ["/tickets.json?page=11", "tickets", 1],
    ["/tickets.json?page=12", "tickets", 0],
    ["/supports.json?per_page=3&page=4", "supports", 1],
    ["/callrecord/histories.json?per_page=20&page=2", "histories", 2],
  ])("the page at %s has the length that paging leaves it", async (path, key, length) => {
    expect((await createClient().get(path))[key]).toHaveLength(length);
  });

  test.each([
    ["/forms/asset_form/101.json", 20],
    ["/forms/asset_form/101.json?per_page=100&page=3", 5],
    ["/forms/asset_form/101/search.json?query=ownerType:company&per_page=100", 30],
  ])("the asset rows at %s have the length that paging leaves them", async (path, length) => {
    expect((await createClient().get(path)).asset_table.datas).toHaveLength(length);
  });
});
