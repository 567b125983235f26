// What Bangwo8 and its integrations are known to send, in form; every value is made up. Each is read as the method gives it, fits the
// description, and goes out again as it came.
import { describe, expect, test } from "vitest";
import { failed, scripted } from "./bangwo8.js";
import { readDocument } from "./openapi-document.js";
import { createValidator } from "./openapi-validator.js";

const { validateRequest, validateAnswer } = createValidator(readDocument("bangwo8"));

/** @typedef {import("portaria").Bangwo8} Bangwo8 */

const DONE = { status: "0", message: "Insert ok", data: false };
const BOUND = { data: true, msg: "success" };
const IMPORTED = { errcode: 0, errmsg: "ok" };

const TICKET = {
  ticketId: "2002",
  subject: "样例",
  descript: "样例的描述",
  ticketStatus: "3",
  priorityLevel: "1",
  custom_fields: [{ key: "field_2", value: "y" }],
};
const AGENT = {
  sId: 2,
  url: "https://www.bangwo8.com/api/v1/supports/2.json",
  sPassportName: "agent2",
  groupId: "321,432",
  sNum: "777",
  name: "样例",
  gnder: "1",
  email: "agent2@example.com",
  fixnumber: "020-00000000-0000",
  mobile: "10000000002",
  QQ: "20000000",
  isAdmin: "1",
  createDT: "2018-10-13 11:13:23",
};
const CONTACT = {
  cId: 2,
  url: "https://www.bangwo8.com/api/v1/users_v2/2.json",
  name: "样例",
  mobile: "10000000002",
  email: "contact2@example.com",
  fixnumber: "020-00000000",
  position: "工程师",
  QQ: "20000000",
  note: "样例备注",
  companyId: 321,
  uniqueId: "20000002",
  supportId: 4,
  createDT: "2018-10-13 11:13:23",
  updateDT: "2018-10-13 11:13:23",
  custom_fields: [],
};
const COMPANY = {
  uId: 222,
  url: "https://www.bangwo8.com/api/v1/companies/222.json",
  companyName: "样例公司",
  servicestarttime: "2018-01-01",
  serviceendtime: "2018-12-31",
  serviceaccount: "made-up-account",
  servicepassword: "made-up-password",
  address: "样例地址",
  createDT: "2017-11-22",
  updateDT: "2018-03-14",
  custom_fields: [
    { key: "field_1", value: "1221" },
    { key: "field_3", value: "否" },
    { key: "field_2", value: "另一项" },
  ],
  userGroup: 112,
};
const FIELD = {
  id: 2,
  name: "产品型号",
  key: "field_11",
  type: "1",
  system: "0",
  custom_field_options: [{ key: "132", value: "工单模块" }],
};
const BINDING = {
  aId: "100002",
  cId: "1000002",
  account: "u2_100002_fedcba9876543210fedcba9876543210",
  remark: "",
  templateId: "0",
  openId: "3000002",
  appId: "",
  account_source: "dingding",
};
const BUSINESS_RECORD = {
  recordId: "000000000000000000000002",
  chatId: "100003",
  content: "",
  contactId: "0",
  companyId: "0",
  agentId: "100004",
  createTime: "2025-02-23 17:42:33",
};
const ASSET = {
  rId: "31",
  field_1: "样例",
  field_2: "75",
  relative_ticket_columnId: "10000009",
  owner: "1000007",
  ownerType: /** @type {const} */ ("servicer"),
};
const CALL = {
  callid: 321,
  direction: 1,
  appraise: 2,
  fromPhone: "10000000003",
  toPhone: "10000000004",
  Transfer: 0,
  TransferTime: "2018-9-8 11:21:13",
  TransferToAgentid: 342,
  agentid: 231,
  digits: 3,
  fromattr: "上海市",
  CallSummary: "…",
  alertingTime: "2018-09-08 11:21:13",
  starttime: "2018-09-08 11:22:11",
  endtime: "2018-09-08 11:23:41",
  sstime: "2018-09-08 11:22:16",
  setime: "2018-09-08 11:23:36",
  eventFlowState: "7",
  callduration: 90,
  seccallduration: 80,
  recordurl: "http://records.example.com/2.wav",
};

/**
 * An answer: of which operation, as it stands on the wire, how it is asked for, and what is given where that is another thing.
 * @type {[string, unknown, (client: Bangwo8) => PromiseLike<unknown>, unknown?][]}
 */
const ANSWERS = [
  [
    "tickets.list",
    {
      tickets: [],
      count: 321,
      next_page: "https://www.bangwo8.com/api/v1/tickets.json?page=2",
      previous_page: null,
    },
    ({ tickets }) => tickets.list(),
  ],
  ["tickets.get", { ticket: [TICKET] }, ({ tickets }) => tickets.get({ id: 2002 }), TICKET],
  ["tickets.getV2", { ticket: [TICKET] }, ({ tickets }) => tickets.getV2({ id: "2002" }), TICKET],
  ["agents.list", { supports: [], count: "20" }, ({ agents }) => agents.list()],
  ["agents.list", { supports: [AGENT], count: "1" }, ({ agents }) => agents.list()],
  ["agents.get", { support: AGENT }, ({ agents }) => agents.get({ sId: 2 }), AGENT],
  ["contacts.list", { users: [CONTACT], count: "1" }, ({ contacts }) => contacts.list()],
  ["contacts.getV2", { user: CONTACT }, ({ contacts }) => contacts.getV2({ cId: 2 }), CONTACT],
  ["companies.list", { companies: [COMPANY] }, ({ companies }) => companies.list()],
  ["companies.get", { company: COMPANY }, ({ companies }) => companies.get({ uId: 222 }), COMPANY],
  ["companies.listFields", { company_fields: [FIELD] }, ({ companies }) => companies.listFields()],
  [
    "companies.search",
    { results: [{ uId: "222" }] },
    ({ companies }) => companies.search({ query: "companyName:样例公司" }),
  ],
  [
    "companies.create",
    { company: { uId: 222 } },
    ({ companies }) => companies.create({ company: { companyName: "样例公司" } }),
  ],
  [
    "bindings.create",
    BOUND,
    ({ bindings }) => bindings.create({ cId: "1", openId: "2", account_source: "open" }),
  ],
  [
    "bindings.find",
    { data: [BINDING], msg: "success" },
    ({ bindings }) => bindings.find({ cId: "1000002", account_source: "dingding" }),
  ],
  [
    "businessRecords.list",
    {
      requestId: "00000000-0000-4000-8000-000000000002",
      status: "0",
      message: "OK",
      data: { bizRecords: [BUSINESS_RECORD] },
    },
    ({ businessRecords }) => businessRecords.list({ module: "cc" }),
  ],
  [
    "assets.list",
    { asset_table: { datas: [ASSET] } },
    ({ assets }) => assets.list({ tableId: 101 }),
  ],
  [
    "assets.search",
    { asset_table: { datas: [{ field_3: "y" }] } },
    ({ assets }) => assets.search({ tableId: 101, query: "owner:222 ownerType:company" }),
  ],
  ["calls.list", { histories: [CALL] }, ({ calls }) => calls.list()],
  ["tickets.create", DONE, ({ tickets }) => tickets.create({ ticket: { subject: "样例" } })],
  ["crm.importContacts", IMPORTED, ({ crm }) => crm.importContacts({ vendorID: 1, companies: [] })],
];

test.each(ANSWERS)("%s answers %j", async (id, answer, call, given = answer) => {
  expect(validateAnswer(id, answer)).toEqual([]);
  const { client, sent } = scripted(() => answer);
  expect(await call(client)).toEqual(given);
  expect(sent).toHaveLength(1);
});

/**
 * A body: of which operation, how it is sent, where, and as what.
 * @type {[string, string, (client: Bangwo8) => PromiseLike<unknown>, unknown, unknown][]}
 */
const BODIES = [
  [
    "tickets.create",
    "POST /api/v1/tickets.json",
    ({ tickets }) =>
      tickets.create({ ticket: { subject: "售后咨询", ticketReply: { replyMsg: "样例回复" } } }),
    { ticket: { subject: "售后咨询", ticketReply: { replyMsg: "样例回复" } } },
    DONE,
  ],
  [
    "tickets.update",
    "PUT /api/v1/tickets/2002.json",
    ({ tickets }) => {
      const { ticketId: id, ...ticket } = TICKET;
      return tickets.update({
        id,
        ticket: {
          ...ticket,
          ticketStatus: 3,
          priorityLevel: 1,
          ticketReply: { replyMsg: "样例回复" },
        },
      });
    },
    {
      ticket: {
        subject: "样例",
        descript: "样例的描述",
        ticketStatus: 3,
        priorityLevel: 1,
        custom_fields: [{ key: "field_2", value: "y" }],
        ticketReply: { replyMsg: "样例回复" },
      },
    },
    DONE,
  ],
  [
    "agents.update",
    "PUT /api/v1/supports/2.json",
    ({ agents }) => {
      const { sId, url: _, createDT: __, sPassportName: ___, ...support } = AGENT;
      return agents.update({ sId, support });
    },
    {
      support: {
        groupId: "321,432",
        sNum: "777",
        name: "样例",
        gnder: "1",
        email: "agent2@example.com",
        fixnumber: "020-00000000-0000",
        mobile: "10000000002",
        QQ: "20000000",
        isAdmin: "1",
      },
    },
    DONE,
  ],
  [
    "contacts.updateV2",
    "PUT /api/v1/users_v2/2.json",
    ({ contacts }) => {
      const { cId, url: _, createDT: __, updateDT: ___, ...user } = CONTACT;
      return contacts.updateV2({ cId, user });
    },
    {
      user: {
        name: "样例",
        mobile: "10000000002",
        email: "contact2@example.com",
        fixnumber: "020-00000000",
        position: "工程师",
        QQ: "20000000",
        note: "样例备注",
        companyId: 321,
        uniqueId: "20000002",
        supportId: 4,
        custom_fields: [],
      },
    },
    DONE,
  ],
  [
    "companies.update",
    "PUT /api/v1/companies/222.json",
    ({ companies }) => {
      const { uId, url: _, createDT: __, updateDT: ___, ...company } = COMPANY;
      return companies.update({ uId, company });
    },
    {
      company: {
        companyName: "样例公司",
        servicestarttime: "2018-01-01",
        serviceendtime: "2018-12-31",
        serviceaccount: "made-up-account",
        servicepassword: "made-up-password",
        address: "样例地址",
        custom_fields: COMPANY.custom_fields,
        userGroup: 112,
      },
    },
    DONE,
  ],
  [
    "companies.create",
    "POST /api/v1/companies.json",
    ({ companies }) =>
      companies.create({
        company: {
          companyName: "样例公司",
          address: "样例地址",
          custom_fields: [{ key: "field_2", value: "y" }],
        },
      }),
    {
      company: {
        companyName: "样例公司",
        address: "样例地址",
        custom_fields: [{ key: "field_2", value: "y" }],
      },
    },
    { company: { uId: 222 } },
  ],
  [
    "bindings.create",
    "POST /api/v1/user/relationship/cid.json",
    ({ bindings }) =>
      bindings.create({
        cId: "1000002",
        openId: "3000002",
        appId: "987",
        account_source: "workWechat",
      }),
    { cId: "1000002", openId: "3000002", appId: "987", account_source: "workWechat" },
    BOUND,
  ],
  [
    "assets.create",
    "POST /api/v1/forms/asset_form/101.json",
    ({ assets }) =>
      assets.create({
        tableId: 101,
        items_data: [{ owner: "222", ownerType: "company", field_3: "y", field_4: "z" }],
      }),
    { items_data: [{ owner: "222", ownerType: "company", field_3: "y", field_4: "z" }] },
    DONE,
  ],
  [
    "assets.create",
    "POST /api/v1/forms/asset_form/101.json",
    ({ assets }) => {
      const { rId: _, ...row } = ASSET;
      return assets.create({ tableId: "101", items_data: [row] });
    },
    {
      items_data: [
        {
          field_1: "样例",
          field_2: "75",
          relative_ticket_columnId: "10000009",
          owner: "1000007",
          ownerType: "servicer",
        },
      ],
    },
    DONE,
  ],
  [
    "crm.importContacts",
    "POST /api/apiImportUser.php?vendorID=100002&authcode=made-up",
    ({ crm }) =>
      crm.importContacts({
        vendorID: "100002",
        authcode: "made-up",
        companies: [
          {
            companyid: 21,
            servicestarttime: "2016-11-11",
            serviceendtime: "2017-11-11",
            custmers: { 321: "100000002" },
          },
        ],
      }),
    [
      {
        companyid: 21,
        servicestarttime: "2016-11-11",
        serviceendtime: "2017-11-11",
        custmers: { 321: "100000002" },
      },
    ],
    IMPORTED,
  ],
  [
    "crm.importGroups",
    "POST /api/apiImportUserGroup.php?vendorID=100002&authcode=made-up",
    ({ crm }) =>
      crm.importGroups({
        vendorID: 100002,
        authcode: "made-up",
        groups: [{ id: 1, name: "华东" }],
      }),
    [{ id: 1, name: "华东" }],
    IMPORTED,
  ],
  [
    "crm.syncCompany",
    "POST /api/apiCRMUserSync.php?action=del&authcode=made-up",
    ({ crm }) =>
      crm.syncCompany({
        action: "del",
        authcode: "made-up",
        vendorID: 2,
        companyid: "",
        servicestarttime: "",
        serviceendtime: "",
      }),
    { vendorID: 2, companyid: "", servicestarttime: "", serviceendtime: "" },
    IMPORTED,
  ],
];

test.each(BODIES)("%s sends to %s", async (id, address, call, body, answer) => {
  const { client, sent } = scripted(() => answer);
  expect(await call(client)).toEqual(answer);
  const [request] = sent;
  expect(sent.map(({ method, target }) => `${method} ${target}`)).toEqual([address]);
  expect(JSON.parse(request?.body ?? "")).toEqual(body);
  expect(request && validateRequest(request)).toMatchObject({ id, problems: [] });
});

describe("a refusal", () => {
  test.each([
    [
      { errcode: "100047", errmsg: "Invalid resource URI" },
      "not_found",
      "100047",
      "Invalid resource URI",
    ],
    [
      { status: "110026", errorMsg: "样例公司 already exists", data: { companyId: "222" } },
      "rejected",
      "110026",
      /222.*样例公司 already exists/,
    ],
    [{ state: "403", message: "user error" }, "not_found", "403", "user error"],
    [{ state: "403", message: "Bind Already exists" }, "rejected", "403", "Bind Already exists"],
  ])("is read with its code and its words: %j", async (answer, code, providerCode, said) => {
    for (const status of [200, 400, 403]) {
      const { client } = scripted(() => Response.json(answer, { status }));
      const error = await failed(
        client.request({ method: "POST", path: "/api/v1/x.json", body: {} }),
      );
      expect(error).toMatchObject({ code, providerCode, status });
      expect(error.message).toMatch(said);
    }
  });
});

describe("the answer to a key", () => {
  const KEY = { account: undefined, password: undefined, secretId: "made-up-id", secret: "canary" };

  test.each([
    [40, { expires_in: 3600 }],
    [39, { expires_in: "3600" }],
    [41, {}],
  ])("with a token of %i digits is used", async (length, more) => {
    const token = "fedcba9876543210fedcba9876543210fedcba9876".slice(0, length);
    const grant = { access_token: token, token_type: "Bearer", scope: null, ...more };
    const { client, sent } = scripted(
      ({ url }) => (url.endsWith("/api/token.php") ? grant : { supports: [], count: "0" }),
      KEY,
    );
    await client.agents.list();
    await client.agents.list();
    expect(sent).toHaveLength(3);
    const [asked, used] = sent;
    expect(asked).toMatchObject({
      method: "POST",
      url: "https://www.bangwo8.com/api/token.php",
      headers: { authorization: `Basic ${btoa("made-up-id:canary")}` },
    });
    const form = await new Response(asked?.body, { headers: asked?.headers }).formData();
    expect([...form]).toEqual([["grant_type", "client_credentials"]]);
    expect(used?.headers.authorization).toBe(`Bearer ${token}`);
  });

  test.each([
    [
      400,
      { error: "invalid_client", error_description: "The client credentials are invalid" },
      "unauthorized",
    ],
    [
      401,
      { error: "invalid_client", error_description: "The client credentials are invalid" },
      "unauthorized",
    ],
    [
      200,
      { error: "invalid_client", error_description: "The client credentials are invalid" },
      "unauthorized",
    ],
    [
      405,
      {
        error: "invalid_request",
        error_description: "The request method must be POST when requesting an access token",
        error_uri: "http://tools.ietf.org/html/rfc6749#section-3.2",
      },
      "provider_error",
    ],
  ])("that refuses it is read, with HTTP %i: %j", async (status, answer, code) => {
    const { client } = scripted(() => Response.json(answer, { status }), KEY);
    const error = await failed(client.agents.list());
    expect(error).toMatchObject({
      code,
      status,
      providerCode: answer.error,
      operation: "token",
    });
    expect(error.message).toContain(answer.error_description);
  });
});
