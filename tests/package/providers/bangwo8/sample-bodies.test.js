// Bodies in the form that the integrations of Bangwo8 are known to send: they fit the document, and are sent unchanged.
import { expect, test } from "vitest";
import { readDocument } from "../../openapi-document.js";
import { createValidator } from "../../openapi-validator.js";
import { createScriptedClient } from "./clients.js";
import { AGENT, ASSET, BOUND, COMPANY, CONTACT, DONE, IMPORTED, TICKET } from "./sample-records.js";

const { validateRequest } = createValidator(readDocument("bangwo8"));

/** @typedef {import("portaria").Bangwo8} Bangwo8 */

/**
 * An operation, its method and target, a call of it, the body that is sent, and the answer.
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

test.each(BODIES)(
  "%s sends a body that fits the document, to %s",
  async (id, address, call, body, answer) => {
    const { client, sent } = createScriptedClient(() => answer);
    expect(await call(client)).toEqual(answer);
    const [request] = sent;
    expect(sent.map(({ method, target }) => `${method} ${target}`)).toEqual([address]);
    expect(JSON.parse(request?.body ?? "")).toEqual(body);
    expect(request && validateRequest(request)).toMatchObject({ id, problems: [] });
  },
);
