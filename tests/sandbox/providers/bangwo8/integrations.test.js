// What integrations by others are seen to ask of Bangwo8, asked again.

import { describe, expect, test } from "vitest";
import { createClient, DEMO, ready } from "./client.js";

const FIRST = 4294967246;

test("a scheduled job reads the latest tickets with a token", async () => {
  const client = createClient();
  const [, { access_token }] = await client.token();
  const [status, answer] = await client.call(
    "GET",
    "/api/v1/tickets.json?updated_order=desc&per_page=100",
    undefined,
    { authorization: `Bearer ${access_token}` },
  );
  expect([status, answer.tickets.length, answer.count]).toEqual([200, 100, 101]);
  const next = new URL(answer.next_page);
  expect(next.searchParams.get("page")).toBe("2");
  await client.control("clock", { advance_s: 3600 });
  expect((await client.as(access_token))[0]).toBe(401);
});

test.each([["osp-demo"], ["osp-older"], ["osp-200"]])(
  "the account %s reads a ticket, and sends it back whole with a change and a reply",
  async (name) => {
    const client = createClient(ready(name));
    const path = `/tickets/${FIRST + 2}.json`;
    const { ticket } = await client.get(path);
    const { ticketId, ...before } = [ticket].flat()[0];
    expect(ticketId).toBe(String(FIRST + 2));
    const sent = {
      ...before,
      ticketStatus: 3,
      priorityLevel: 2,
      ticketReply: { replyMsg: "已经处理完毕" },
      custom_fields: [...before.custom_fields.slice(1), { key: "field_1", value: "SN-x" }],
    };
    await client.api("PUT", path, { ticket: sent });
    const [after] = [(await client.get(path)).ticket].flat();
    expect(after).toEqual({
      ...before,
      ticketId,
      ticketStatus: "3",
      priorityLevel: "2",
      custom_fields: [
        { key: "field_1", value: "SN-x" },
        { key: "field_2", value: "严重" },
      ],
      updateDT: expect.any(String),
    });
    const page = await (await client.ask("GET", `/?account=${name}`)).text();
    expect(page).toContain(`${ticketId}: 已经处理完毕`);
  },
);

describe("a company is made, or found when it is there already", () => {
  /**
   * As the integration does it: the id of the answer, of the refusal, or of a search.
   *
   * @param {ReturnType<typeof createClient>} client
   * @param {string} companyName
   */
  async function ensure(client, companyName) {
    const company = {
      companyName,
      address: "示例地址",
      custom_fields: [{ key: "field_1", value: "x" }],
    };
    const [, made] = await client.call("POST", "/api/v1/companies.json", { company });
    const known = made.company?.uId ?? made.data?.companyId;
    if (known) return String(known);
    const query = encodeURIComponent(`companyName:${companyName}`);
    const { results } = await client.get(`/companies/search.json?query=${query}`);
    return String(results[0]?.uId);
  }

  test.each([
    ["osp-demo", "全新 公司: 上海"],
    ["osp-empty", "全新 公司: 上海"],
    ["osp-200", "Brand New 2:1 Ltd"],
  ])(
    "the account %s makes the company %s, or finds it when it is there already",
    async (name, companyName) => {
      const client = createClient(ready(name));
      const id = await ensure(client, companyName);
      expect(id).toBe("4294968000");
      expect(await ensure(client, companyName)).toBe(id);
      expect(await ensure(client, "示例 公司: 北京")).toBe("112");
      expect((await client.get("/companies.json")).companies).toHaveLength(6);
    },
  );
});

test("a company's devices can be searched, and new ones added", async () => {
  const client = createClient();
  const search = async () => {
    const query = "query=owner:111 ownerType:company";
    const path = `/forms/asset_form/101/search.json?${query}&page=1&per_page=100`;
    return (await client.get(path)).asset_table.datas;
  };
  const before = await search();
  expect(before).toHaveLength(6);
  expect(before[0]).toMatchObject({ owner: "111", ownerType: "company", tableId: "101" });
  const items_data = [
    { owner: "111", ownerType: "company", field_3: "x", field_4: "y" },
    { owner: 111, ownerType: "company", field_3: "z" },
  ];
  const answer = await client.api("POST", "/forms/asset_form/101.json", { items_data });
  expect(answer).toEqual({ status: "0", message: "Insert ok", data: false });
  const after = await search();
  expect(after.slice(before.length).map((/** @type {any} */ row) => row.field_3)).toEqual([
    "x",
    "z",
  ]);
  const wrong = { items_data: [...items_data, { owner: "", ownerType: "company" }] };
  const [status, refusal] = await client.call("POST", "/api/v1/forms/asset_form/101.json", wrong);
  expect([status, refusal.errorMsg]).toEqual([400, "owner is missing"]);
  expect(await search()).toEqual(after);
});

test("contacts can be bound to people of another platform, found, moved and unbound", async () => {
  const client = createClient();
  const path = "/api/v1/user/relationship/cid.json";
  const pair = { cId: "1000001", openId: "3000001", appId: "789", account_source: "wechat" };
  const DONE = [200, { data: true, msg: "success" }];
  const BOUND = [403, { state: "403", message: "Bind Already exists" }];
  const NOBODY = [403, { state: "403", message: "user error" }];
  expect(await client.call("POST", path, pair)).toEqual(DONE);
  expect(await client.call("POST", path, pair)).toEqual(BOUND);
  expect(await client.call("POST", path, { ...pair, cId: "1000002" })).toEqual(BOUND);
  expect(await client.call("POST", path, { ...pair, account_source: "open" })).toEqual(DONE);
  /** @param {Record<string, string>} query */
  const find = (query) => client.call("GET", `${path}?${new URLSearchParams(query)}`);
  const wechat = { account_source: "wechat" };
  const row = {
    aId: DEMO.vendor_id,
    ...pair,
    account: expect.stringMatching(/^u2_100001_[0-9a-f]{32}$/),
    remark: "",
    templateId: "0",
  };
  const found = [200, { data: [row], msg: "success" }];
  expect(await find({ ...wechat, cId: "1000001" })).toEqual(found);
  expect(await find({ ...wechat, openId: "3000001" })).toEqual(found);
  expect(await find({ ...wechat, cId: "1000001", openId: "3000001" })).toEqual(found);
  expect(await find({ ...wechat, cId: "1000002", openId: "3000001" })).toEqual(NOBODY);
  const moved = { cId: "1000001", openId: "3000002", account_source: "wechat" };
  expect(await client.call("PUT", path, moved)).toEqual(DONE);
  expect(await find({ ...wechat, openId: "3000001" })).toEqual(NOBODY);
  expect((await find({ ...wechat, openId: "3000002" }))[1].data).toMatchObject([{ appId: "789" }]);
  expect(await client.call("PUT", path, { ...moved, cId: "1000002" })).toEqual(NOBODY);
  const gone = new URLSearchParams({ ...wechat, cId: "1000001" });
  expect(await client.call("DELETE", `${path}?${gone}`)).toEqual(DONE);
  expect(await client.call("DELETE", `${path}?${gone}`)).toEqual(NOBODY);
  expect((await find({ cId: "1000001", account_source: "dingding" }))[0]).toBe(200);
});

test("a backup reads the first page of everything", async () => {
  const client = createClient();
  const lists = ["tickets", "supports", "users_v2", "companies", "knowledge"];
  const answers = await Promise.all(lists.map((name) => client.get(`/${name}.json?per_page=5`)));
  for (const answer of answers) {
    expect(Object.values(answer).find(Array.isArray)).toHaveLength(5);
    expect(Number(answer.count)).toBeGreaterThanOrEqual(5);
  }
});

test("faults spoil Bangwo8's answers like any other platform's", async () => {
  const client = createClient();
  await client.control("fault", { path: "/bangwo8/api/v1/", status: 503 });
  const response = await client.ask("GET", "/api/v1/tickets.json");
  expect(response.status).toBe(503);
  expect((await client.get("/tickets.json")).count).toBe(101);
});
