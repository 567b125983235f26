// Answers in the form that Bangwo8 is known to send: they fit the document, and methods return what is in them.
import { describe, expect, test } from "vitest";
import { readDocument } from "../../openapi-document.js";
import { createValidator } from "../../openapi-validator.js";
import { createScriptedClient, rejectionOf } from "./clients.js";
import {
  AGENT,
  ASSET,
  BINDING,
  BOUND,
  BUSINESS_RECORD,
  CALL,
  COMPANY,
  CONTACT,
  DONE,
  FIELD,
  IMPORTED,
  TICKET,
} from "./sample-records.js";

const { validateAnswer } = createValidator(readDocument("bangwo8"));

/** @typedef {import("portaria").Bangwo8} Bangwo8 */

/**
 * An operation, its answer, a call of it, and what the call returns if that is not the whole answer.
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

test.each(ANSWERS)("%s accepts the answer %j", async (id, answer, call, expected = answer) => {
  expect(validateAnswer(id, answer)).toEqual([]);
  const { client, sent } = createScriptedClient(() => answer);
  expect(await call(client)).toEqual(expected);
  expect(sent).toHaveLength(1);
});

describe("an error answer", () => {
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
  ])(
    "keeps its code and its message in the PortariaError: %j",
    async (answer, code, providerCode, message) => {
      for (const status of [200, 400, 403]) {
        const { client } = createScriptedClient(() => Response.json(answer, { status }));
        const error = await rejectionOf(
          client.request({ method: "POST", path: "/api/v1/x.json", body: {} }),
        );
        expect(error).toMatchObject({ code, providerCode, status });
        expect(error.message).toMatch(message);
      }
    },
  );
});

describe("the answer to a token request", () => {
  const KEY = { account: undefined, password: undefined, secretId: "made-up-id", secret: "canary" };

  test.each([
    [40, { expires_in: 3600 }],
    [39, { expires_in: "3600" }],
    [41, {}],
  ])("with a token of %i characters is used for the calls", async (length, more) => {
    const token = "fedcba9876543210fedcba9876543210fedcba9876".slice(0, length);
    const grant = { access_token: token, token_type: "Bearer", scope: null, ...more };
    const { client, sent } = createScriptedClient(
      ({ url }) => (url.endsWith("/api/token.php") ? grant : { supports: [], count: "0" }),
      KEY,
    );
    await client.agents.list();
    await client.agents.list();
    expect(sent).toHaveLength(3);
    const [tokenRequest, call] = sent;
    expect(tokenRequest).toMatchObject({
      method: "POST",
      url: "https://www.bangwo8.com/api/token.php",
      headers: { authorization: `Basic ${btoa("made-up-id:canary")}` },
    });
    const form = await new Response(tokenRequest?.body, {
      headers: tokenRequest?.headers,
    }).formData();
    expect([...form]).toEqual([["grant_type", "client_credentials"]]);
    expect(call?.headers.authorization).toBe(`Bearer ${token}`);
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
  ])("that is an error becomes a PortariaError, with HTTP %i: %j", async (status, answer, code) => {
    const { client } = createScriptedClient(() => Response.json(answer, { status }), KEY);
    const error = await rejectionOf(client.agents.list());
    expect(error).toMatchObject({
      code,
      status,
      providerCode: answer.error,
      operation: "token",
    });
    expect(error.message).toContain(answer.error_description);
  });
});
