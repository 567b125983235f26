// What Bangwo8 refuses, each module in its own form, and writes that name themselves.

import { describe, expect, test } from "vitest";
import { basic, createClient, ready } from "./client.js";

const CHINESE = ready("示例客服");

describe("a refusal", () => {
  /** @param {string} errorMsg @param {string} [status] */
  const business = (errorMsg, status = "400") => ({ status, errorMsg });
  const NOWHERE = { errcode: "100047", errmsg: "Invalid resource URI" };
  const CID = "/user/relationship/cid.json";

  test.each([
    ["GET", "/nothing.json", undefined, 404, NOWHERE],
    ["GET", "/tickets", undefined, 404, NOWHERE],
    ["DELETE", "/tickets.json", undefined, 404, NOWHERE],
    ["GET", "/tickets/7.json", undefined, 404, business("ticket does not exist", "404")],
    ["GET", "/tickets/x_v2.json", undefined, 404, business("ticket does not exist", "404")],
    ["GET", "/users/7.json", undefined, 404, business("user does not exist", "404")],
    ["GET", "/users/7/tickets.json", undefined, 404, business("user does not exist", "404")],
    ["GET", "/companies/7/tickets.json", undefined, 404, business("company does not exist", "404")],
    ["DELETE", "/companies/7.json", undefined, 404, business("company does not exist", "404")],
    ["GET", "/supports/77.json", undefined, 404, business("support does not exist", "404")],
    ["GET", "/knowledge/77.json", undefined, 404, business("knowledge does not exist", "404")],
    ["GET", "/imchat/chatrecords/7.json", undefined, 404, business("chat does not exist", "404")],
    [
      "GET",
      "/forms/asset_form/7.json",
      undefined,
      404,
      business("asset table does not exist", "404"),
    ],
    [
      "GET",
      "/tickets.json?created_start=soon",
      undefined,
      400,
      business("created_start is not a time"),
    ],
    [
      "GET",
      "/tickets.json?updated_end=2026-13-01",
      undefined,
      400,
      business("updated_end is not a time"),
    ],
    ["GET", "/companies/search.json", undefined, 400, business("query does not say field:value")],
    [
      "GET",
      "/companies/search.json?query=x:y",
      undefined,
      400,
      business("query does not say field:value"),
    ],
    ["POST", "/tickets.json", undefined, 400, business("the body is not a JSON object")],
    ["POST", "/tickets.json", [], 400, business("the body is not a JSON object")],
    [
      "POST",
      "/tickets.json",
      new URLSearchParams({ subject: "x" }),
      400,
      business("the body is not a JSON object"),
    ],
    ["POST", "/tickets.json", { subject: "x" }, 400, business("the body has no ticket")],
    ["POST", "/tickets.json", { ticket: { descript: "x" } }, 400, business("subject is missing")],
    [
      "PUT",
      "/tickets/4294967246.json",
      { ticket: { subject: " " } },
      400,
      business("subject is missing"),
    ],
    [
      "POST",
      "/tickets.json",
      { ticket: { subject: "x", custUserId: 7 } },
      400,
      business("custUserId is nobody's"),
    ],
    [
      "POST",
      "/tickets.json",
      { ticket: { subject: "x", servicerUserId: 77 } },
      400,
      business("servicerUserId is nobody's"),
    ],
    ["POST", "/tickets.json", { ticket: { subject: {} } }, 400, business("subject is an object")],
    [
      "POST",
      "/tickets.json",
      { ticket: { subject: "x", ticketReply: "y" } },
      400,
      business("ticketReply is not an object"),
    ],
    [
      "POST",
      "/tickets.json",
      { ticket: { subject: "x", custom_fields: {} } },
      400,
      business("custom_fields is not a list"),
    ],
    [
      "POST",
      "/tickets.json",
      { ticket: { subject: "x", custom_fields: [{ key: "field_99", value: 1 }] } },
      400,
      business("there is no custom field field_99"),
    ],
    [
      "POST",
      "/tickets.json",
      { ticket: { subject: "x", custom_fields: [{ key: "field_2", value: "?" }] } },
      400,
      business("field_2 has no option ?"),
    ],
    [
      "POST",
      "/supports.json",
      { support: { sNum: "1" } },
      400,
      business("sPassportName is missing"),
    ],
    [
      "POST",
      "/supports.json",
      { support: { sPassportName: "agent1", sNum: "1" } },
      400,
      business("sPassportName is somebody else's"),
    ],
    [
      "POST",
      "/users.json",
      { user: { name: "x" } },
      400,
      business("mobile or fixnumber is missing"),
    ],
    [
      "PUT",
      "/users/1000001.json",
      { user: { mobile: "", fixnumber: "" } },
      400,
      business("mobile or fixnumber is missing"),
    ],
    [
      "POST",
      "/users.json",
      { user: { mobile: "1", companyId: 7 } },
      400,
      business("companyId is nobody's"),
    ],
    ["POST", "/companies.json", { company: {} }, 400, business("companyName is missing")],
    [
      "PUT",
      "/companies/111.json",
      { company: { companyName: "" } },
      400,
      business("companyName is missing"),
    ],
    ["POST", "/forms/asset_form/101.json", {}, 400, business("items_data is not a list of rows")],
    [
      "POST",
      "/forms/asset_form/101.json",
      { items_data: [1] },
      400,
      business("items_data is not a list of rows"),
    ],
    [
      "POST",
      "/forms/asset_form/101.json",
      { items_data: [{ ownerType: "company" }] },
      400,
      business("owner is missing"),
    ],
    [
      "POST",
      "/forms/asset_form/101.json",
      { items_data: [{ owner: "1", ownerType: "x" }] },
      400,
      business("ownerType is unknown"),
    ],
    [
      "GET",
      "/bizrecords.json",
      undefined,
      400,
      { requestId: expect.any(String), status: "400", message: "module is im or cc", data: null },
    ],
    [
      "GET",
      `${CID}?account_source=wechat`,
      undefined,
      403,
      { state: "403", message: "user error" },
    ],
    [
      "GET",
      `${CID}?cId=1000001`,
      undefined,
      403,
      { state: "403", message: "account_source is missing" },
    ],
    [
      "GET",
      `${CID}?cId=1000001&account_source=x`,
      undefined,
      403,
      { state: "403", message: "account_source is unknown" },
    ],
    [
      "POST",
      CID,
      { cId: "7", openId: "x", account_source: "open" },
      403,
      { state: "403", message: "user error" },
    ],
    [
      "POST",
      CID,
      { cId: "1000001", account_source: "open" },
      403,
      { state: "403", message: "openId is missing" },
    ],
  ])(
    "%s %s is refused in its module's own form for %j",
    async (method, path, body, status, answer) => {
      const client = createClient();
      expect(await client.call(method, `/api/v1${path}`, body)).toEqual([status, answer]);
      const lenient = createClient(ready("osp-200"));
      expect(await lenient.call(method, `/api/v1${path}`, body)).toEqual([200, answer]);
    },
  );

  test("making a company that exists is refused with its id", async () => {
    const company = { companyName: "示例公司" };
    expect(await createClient().call("POST", "/api/v1/companies.json", { company })).toEqual([
      400,
      {
        status: "110026",
        errorMsg: expect.stringContaining("already exists"),
        data: { companyId: "111" },
      },
    ]);
  });

  test("making a contact without a company is refused where the account requires one", async () => {
    const client = createClient();
    await client.set({ company_required: true });
    const user = { mobile: "10000000009" };
    const [status, answer] = await client.call("POST", "/api/v1/users.json", { user });
    expect([status, answer]).toEqual([400, business("companyId is missing")]);
  });
});

describe("a write that names itself", () => {
  const body = { ticket: { subject: "Twice" } };
  const HEADERS = { requestid: "5f0e" };

  test("a write with a Requestid is done once within ten minutes, even when its answer was lost", async () => {
    const client = createClient();
    await client.control("fault", { path: "tickets.json", drop: true, after: true });
    await client.ask("POST", "/api/v1/tickets.json", body, HEADERS);
    const again = await client.call("POST", "/api/v1/tickets.json", body, HEADERS);
    expect(again).toEqual([200, { status: "0", message: "Insert ok", data: false }]);
    expect((await client.get("/tickets.json")).count).toBe(102);
    await client.call("POST", "/api/v1/tickets.json", body, { requestid: "another" });
    expect((await client.get("/tickets.json")).count).toBe(103);
    await client.control("clock", { advance_s: 601 });
    await client.call("POST", "/api/v1/tickets.json", body, HEADERS);
    expect((await client.get("/tickets.json")).count).toBe(104);
  });

  test("a write with a Requestid gets its refusal again, and is not mixed up with another account's", async () => {
    const client = createClient();
    const company = { company: { companyName: "示例公司" } };
    const path = "/api/v1/companies.json";
    const refused = await client.call("POST", path, company, HEADERS);
    await client.api("DELETE", "/companies/111.json");
    expect(await client.call("POST", path, company, HEADERS)).toEqual(refused);
    const authorization = basic(CHINESE.account, CHINESE.password);
    const other = { company: { companyName: "Another" } };
    const [status] = await client.call("POST", path, other, { ...HEADERS, authorization });
    expect(status).toBe(200);
  });
});
