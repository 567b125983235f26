// Bangwo8's own rules: who is let in, what each module answers and refuses with, what is signed, and
// what a person does in the back office.

import { describe, expect, test } from "vitest";
import { ACCOUNTS } from "../../src/providers/bangwo8/accounts.js";
import { signatureOf } from "../../src/providers/bangwo8/signature.js";
import { dayOf, readTime, written } from "../../src/providers/bangwo8/time.js";
import { BASE, basic, createClient, DEMO, ready } from "./client.js";

const CHINESE = ready("示例客服");
const INVALID_CLIENT = {
  error: "invalid_client",
  error_description: "The client credentials are invalid",
};
const UNAUTHORIZED = { errcode: "401", errmsg: "Authentication failed" };

describe("the token", () => {
  test("lives an hour, by the sandbox's clock; several live at once", async () => {
    const client = createClient();
    const [status, first] = await client.token();
    expect([status, first]).toEqual([
      200,
      {
        access_token: expect.stringMatching(/^[0-9a-f]{40}$/),
        expires_in: 3600,
        token_type: "Bearer",
        scope: null,
      },
    ]);
    const [, second] = await client.token();
    expect(second.access_token).not.toBe(first.access_token);
    await client.control("clock", { advance_s: 3590 });
    const [, third] = await client.token();
    for (const each of [first, second, third]) {
      expect((await client.as(each.access_token))[0]).toBe(200);
    }
    await client.control("clock", { advance_s: 10 });
    expect(await client.as(first.access_token)).toEqual([
      401,
      { error: "expired_token", error_description: "The access token provided has expired" },
    ]);
    expect((await client.as(third.access_token))[0]).toBe(200);
  });

  test("comes for an urlencoded form, too", async () => {
    const form = new URLSearchParams({ grant_type: "client_credentials" });
    const { secret_id, secret } = DEMO;
    const [status] = await createClient().call("POST", "/api/token.php", form, {
      authorization: basic(secret_id, secret),
    });
    expect(status).toBe(200);
  });

  test("may be of another length, and not say when it ends", async () => {
    const client = createClient(ready("osp-brief"));
    const [, grant] = await client.token();
    expect(grant).toEqual({
      access_token: expect.stringMatching(/^[0-9a-f]{41}$/),
      token_type: "Bearer",
      scope: null,
    });
    expect((await client.as(grant.access_token))[0]).toBe(200);
    await client.control("clock", { advance_s: 60 });
    expect((await client.as(grant.access_token))[1].error).toBe("expired_token");
  });

  const KEY = basic(DEMO.secret_id, DEMO.secret);
  const FORM = () => new URLSearchParams({ grant_type: "client_credentials" });
  test.each([
    ["JSON", KEY, { grant_type: "client_credentials" }, 400, "invalid_request"],
    ["no body", KEY, undefined, 400, "invalid_request"],
    [
      "another grant",
      KEY,
      new URLSearchParams({ grant_type: "password" }),
      400,
      "unsupported_grant_type",
    ],
    ["no key", "", FORM(), 400, "invalid_client"],
    ["an unknown key", basic("nobody", DEMO.secret), FORM(), 400, "invalid_client"],
    ["a wrong secret", basic(DEMO.secret_id, "wrong"), FORM(), 400, "invalid_client"],
    ["account and password", basic(DEMO.account, DEMO.password), FORM(), 400, "invalid_client"],
    [
      "a wrong secret, where that is a 401",
      basic(ready("osp-200").secret_id, "wrong"),
      FORM(),
      401,
      "invalid_client",
    ],
  ])("is refused to %s", async (_, authorization, body, status, error) => {
    const answer = await createClient().call("POST", "/api/token.php", body, { authorization });
    expect(answer).toEqual([status, expect.objectContaining({ error })]);
    if (error === "invalid_client") expect(answer[1]).toEqual(INVALID_CLIENT);
  });

  test("is asked for by POST", async () => {
    expect(await createClient().call("GET", "/api/token.php")).toEqual([
      405,
      {
        error: "invalid_request",
        error_description: "The request method must be POST when requesting an access token",
        error_uri: "http://tools.ietf.org/html/rfc6749#section-3.2",
      },
    ]);
  });
});

describe("who asks", () => {
  test.each(ACCOUNTS.filter(({ options }) => options.basic).map(({ account }) => account))(
    "%s is let in by its password",
    async (name) => {
      const client = createClient(ready(name));
      expect((await client.get("/supports.json")).count).toBeDefined();
    },
  );

  test.each([
    ["nothing", ""],
    ["a wrong password", basic(DEMO.account, "wrong")],
    ["half a password", basic(CHINESE.account, "密码")],
    ["an account without a password", basic("nobody", "undefined")],
    ["no colon", `Basic ${btoa("nobody")}`],
    ["another scheme", "Digest x"],
    ["an account that has tokens only", basic("osp-brief", ready("osp-brief").password)],
  ])("%s is a 401", async (_, authorization) => {
    const response = await createClient().ask("GET", "/api/v1/supports.json", undefined, {
      authorization,
    });
    expect([response.status, await response.json()]).toEqual([401, UNAUTHORIZED]);
    expect(response.headers.get("www-authenticate")).toMatch(/^Basic /);
  });

  test("a bearer that nobody has is another", async () => {
    expect(await createClient().as("0".repeat(40))).toEqual([
      401,
      { error: "invalid_token", error_description: "The access token provided is invalid" },
    ]);
  });

  test.each([["/tickets.json"], ["/companies/company_fields.json"]])(
    "an agent may not read %s",
    async (path) => {
      const client = createClient(ready("osp-agent"));
      expect(await client.call("GET", `/api/v1${path}`)).toEqual([
        403,
        { errcode: "403", errmsg: "No permission" },
      ]);
      expect((await client.call("GET", "/api/v1/supports.json"))[0]).toBe(200);
    },
  );

  test("accounts know nothing of each other", async () => {
    const client = createClient();
    await client.api("POST", "/companies.json", { company: { companyName: "Only here" } });
    const authorization = basic(CHINESE.account, CHINESE.password);
    const path = "/api/v1/companies.json";
    expect((await client.call("GET", path))[1].count).toBe("6");
    expect((await client.call("GET", path, undefined, { authorization }))[1].count).toBe("5");
  });
});

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
  ])("of %s", async (path, key, shown, count) => {
    const answer = await createClient().get(path);
    expect(answer[key]).toHaveLength(shown);
    expect(answer.count).toBe(count);
    const links = typeof count === "number" ? ["next_page", "previous_page"] : [];
    expect(Object.keys(answer)).toEqual([key, "count", ...links]);
  });

  test("of one record: a ticket is a list of one, and its numbers are text", async () => {
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
  ])("of %s", async (path, name, key, id) => {
    const answer = await createClient().get(path);
    expect(Object.keys(answer)).toEqual([name]);
    expect(answer[name][key]).toBe(id);
    expect(answer[name].url).toMatch(new RegExp(`^${BASE}/api/v1/\\w+/${id}\\.json$`));
  });

  test("of business records: ten of them, without a count", async () => {
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
  ])("of what %s writes by %s %s", async (account, method, path, body, record) => {
    const answer = await createClient(ready(account)).api(method, path, body);
    if (record) expect(Object.keys(answer)).toEqual([record]);
    else expect(answer).toEqual({ status: "0", message: "Insert ok", data: false });
  });
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
  ])("of %s", async (name, next, count) => {
    const client = createClient(ready(name));
    const answer = await client.get("/tickets.json?updated_order=desc&per_page=40");
    expect([answer.next_page, answer.count]).toEqual([next, count]);
  });

  test("are http though one asks by https", async () => {
    const client = createClient(ready("osp-http"));
    const { account, password } = ready("osp-http");
    const response = await client.sandbox.fetch(
      new Request("https://www.bangwo8.com/bangwo8/api/v1/tickets.json", {
        headers: { authorization: basic(account, password) },
      }),
    );
    expect((await response.json()).next_page).toMatch(/^http:/);
  });

  test("are followed to the last", async () => {
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
  ])("%s has so many", async (path, key, length) => {
    expect((await createClient().get(path))[key]).toHaveLength(length);
  });

  test.each([
    ["/forms/asset_form/101.json", 20],
    ["/forms/asset_form/101.json?per_page=100&page=3", 5],
    ["/forms/asset_form/101/search.json?query=ownerType:company&per_page=100", 30],
  ])("%s has so many rows", async (path, length) => {
    expect((await createClient().get(path)).asset_table.datas).toHaveLength(length);
  });
});

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
  ])("of %s %s %j", async (method, path, body, status, answer) => {
    const client = createClient();
    expect(await client.call(method, `/api/v1${path}`, body)).toEqual([status, answer]);
    const lenient = createClient(ready("osp-200"));
    expect(await lenient.call(method, `/api/v1${path}`, body)).toEqual([200, answer]);
  });

  test("of a company that exists names it", async () => {
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

  test("of a contact without a company, where one is wanted", async () => {
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

  test("is done once within ten minutes, whatever becomes of the answer", async () => {
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

  test("is refused once more, too, and not mixed up with another account's", async () => {
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

describe("the CRM extension", () => {
  const { vendor_id, authcode } = DEMO;
  const USERS = [
    {
      companyid: 12,
      servicestarttime: "2015-12-12",
      serviceendtime: "2016-12-12",
      custmers: { 123: "100000001" },
    },
  ];
  const OK = { errcode: 0, errmsg: "ok" };
  const QUERY = `?vendorID=${vendor_id}&authcode=${authcode}`;
  const SYNC = {
    vendorID: Number(vendor_id),
    companyid: "12",
    servicestarttime: "",
    serviceendtime: "",
  };

  test("imports people and groups, and companies come, change and go", async () => {
    const client = createClient();
    const page = async () => (await client.ask("GET", "/")).text();
    /** @param {string} path @param {unknown} body */
    const post = async (path, body) =>
      expect(await client.call("POST", path, body)).toEqual([200, OK]);
    await post(`/api/apiImportUser.php${QUERY}`, USERS);
    expect(await page()).toContain("100000001");
    await post(`/api/apiImportUserGroup.php${QUERY}`, [{ id: 7, name: "示例分组" }]);
    expect(await page()).toContain("示例分组");
    const sync = `/api/apiCRMUserSync.php?authcode=${authcode}&action=`;
    await post(`${sync}update`, { ...SYNC, serviceendtime: "2027-01-01" });
    expect(await page()).toContain("2027-01-01");
    await post(`${sync}del`, SYNC);
    expect(await page()).not.toContain("2027-01-01");
    await post(`${sync}add`, { ...SYNC, companyid: "13" });
  });

  test.each([
    ["POST", `/api/apiImportUser.php?vendorID=${vendor_id}`, USERS, 403],
    ["POST", `/api/apiImportUser.php?vendorID=${vendor_id}&authcode=x`, USERS, 403],
    [
      "POST",
      `/api/apiImportUser.php?vendorID=${CHINESE.vendor_id}&authcode=${authcode}`,
      USERS,
      403,
    ],
    ["POST", `/api/apiImportUser.php?vendorID=7&authcode=${authcode}`, USERS, 404],
    ["GET", `/api/apiImportUser.php${QUERY}`, undefined, 405],
    ["POST", `/api/apiImportUser.php${QUERY}`, {}, 400],
    ["POST", `/api/apiImportUser.php${QUERY}`, [{}], 400],
    ["POST", `/api/apiImportUserGroup.php${QUERY}`, [1], 400],
    ["POST", `/api/apiCRMUserSync.php?action=add&authcode=${authcode}`, undefined, 404],
    ["POST", `/api/apiCRMUserSync.php?action=add&authcode=x`, SYNC, 403],
    ["POST", `/api/apiCRMUserSync.php?action=del&authcode=${authcode}`, SYNC, 400],
    ["POST", `/api/apiCRMUserSync.php?action=x&authcode=${authcode}`, SYNC, 400],
    [
      "POST",
      `/api/apiCRMUserSync.php?action=add&authcode=${authcode}`,
      { vendorID: vendor_id },
      400,
    ],
  ])("refuses %s %s %j with HTTP 200", async (method, path, body, errcode) => {
    expect(await createClient().call(method, path, body)).toEqual([
      200,
      { errcode, errmsg: expect.any(String) },
    ]);
  });
});

describe("signed links", () => {
  /**
   * @param {string} key
   * @param {Record<string, string>} params
   */
  function signed(key, params) {
    const query = new URLSearchParams(params);
    query.set("signature", signatureOf(query, key));
    return query;
  }

  test("are signed over the values in the order of their bytes", () => {
    const query = new URLSearchParams({
      vendorID: "100001",
      uid: "u6_100001_alice",
      timestamp: "1700000000000",
      nonce: "1700000000",
      signature: "left out",
    });
    expect(signatureOf(query, "0123456789abcdef")).toBe("6e47ca46f74fdd33eb647bafc8b5fcac2aea3316");
    const astral = new URLSearchParams({ one: "\u{1f600}", other: "\uff5e" });
    expect(signatureOf(astral, "")).not.toBe(
      signatureOf(new URLSearchParams({ all: "\u{1f600}\uff5e" }), ""),
    );
  });

  const PC = "/osp2016/chat/pc/index.php";
  const H5 = "/osp2016/chat/h5/index.php";
  const IM = "/osp2016/im/pc/index.php";
  const TEMPLATE = "/osp2016/ticket/template.php";
  const UID = { uid: `u6_${DEMO.vendor_id}_alice` };
  const BOTH = { authaccount: "alice", mobile: "10000000000" };

  test.each([
    [PC, DEMO.pc_key, UID, 200, UID.uid],
    [PC, DEMO.pc_key, {}, 200, "somebody without a name"],
    [PC, DEMO.h5_key, UID, 403, "signature is wrong"],
    [H5, DEMO.h5_key, UID, 200, UID.uid],
    [H5, DEMO.pc_key, UID, 403, "signature is wrong"],
    [IM, DEMO.pc_key, { ...UID, customSource: "示例" }, 200, UID.uid],
    [TEMPLATE, DEMO.pc_key, BOTH, 200, "<code>alice</code>"],
    [TEMPLATE, DEMO.h5_key, { mobile: "10000000000" }, 200, "<code>10000000000</code>"],
    [PC, DEMO.pc_key, { ...UID, vendorID: "7" }, 403, "no vendor"],
    [PC, DEMO.pc_key, { timestamp: "" }, 403, "no timestamp"],
    [PC, DEMO.pc_key, { nonce: "" }, 403, "no nonce"],
    [PC, DEMO.pc_key, { timestamp: "1700000000" }, 403, "milliseconds"],
    [PC, DEMO.pc_key, { timestamp: "1700000000000" }, 403, "too old"],
    [PC, DEMO.pc_key, { uid: "<b>" }, 200, "&lt;b&gt;"],
  ])("%s signed with %s for %j: %i", async (path, key, params, status, said) => {
    const query = signed(key, {
      vendorID: DEMO.vendor_id,
      timestamp: String(Date.now()),
      nonce: "1700000000",
      ...params,
    });
    const response = await createClient().ask("GET", `${path}?${query}`);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(said);
  });

  test("are good for ten minutes, for what was signed, and not needed where they are off", async () => {
    const client = createClient();
    const params = { vendorID: DEMO.vendor_id, timestamp: String(Date.now()), nonce: "1", ...UID };
    const query = signed(DEMO.pc_key, params);
    /** @param {URLSearchParams | string} query */
    const enter = async (query) => (await client.ask("GET", `${PC}?${query}`)).status;
    expect(await enter(query)).toBe(200);
    const other = new URLSearchParams(query);
    other.set("uid", "u6_100001_bob");
    expect(await enter(other)).toBe(403);
    await client.control("clock", { advance_s: 602 });
    expect(await enter(query)).toBe(403);
    await client.set({ signed_links: false });
    expect(await enter(`vendorID=${DEMO.vendor_id}`)).toBe(200);
  });
});

describe("the back office", () => {
  test("lists accounts and has buttons", async () => {
    const client = createClient();
    const page = await (await client.ask("GET", "/")).text();
    for (const { account, note } of ACCOUNTS) {
      expect(page).toContain(account);
      expect(page).toContain(note.split(";")[0]);
    }
    for (const name of [
      "Make a key",
      "Delete key",
      "Find a company",
      "Find a contact",
      "Find a mobile number",
      "Find a note",
      "Get by company id",
    ]) {
      expect(page).toContain(`${name}</button>`);
    }
    expect(page).not.toContain("<script");
    const chosen = await client.ask("GET", `/?account=${encodeURIComponent("示例客服")}`);
    expect(await chosen.text()).toContain('value="示例客服" selected');
  });

  test("makes keys, and deletes them with their tokens", async () => {
    const client = createClient();
    const page = await (await client.press("/keys")).text();
    const [, secret_id = "", secret = ""] =
      /SecretID <code>(\w+)<\/code>, Secret <code>(\w+)/.exec(page) ?? [];
    const [status, { access_token }] = await client.token({ secret_id, secret });
    expect(status).toBe(200);
    const deleted = await client.press("/keys/delete", { secret_id });
    expect([deleted.status, deleted.headers.get("location")]).toEqual([
      302,
      "/bangwo8/?account=osp-demo",
    ]);
    expect((await client.as(access_token))[1].error).toBe("invalid_token");
    expect((await client.token({ secret_id, secret }))[1]).toEqual(INVALID_CLIENT);
  });

  test.each([
    ["querycompany", { type: "querycompany", querycontent: "示例" }],
    ["querycontact", { type: "querycontact", querycontent: "示例" }],
    ["querymobile", { type: "querymobile", querycontent: "示例" }],
    ["querynote", { type: "querynote", querycontent: "示例" }],
    ["get", { type: "get", companyid: "示例" }],
  ])("asks the CRM: %s", async (type, asked) => {
    /** @type {[url: string, init: RequestInit][]} */
    const calls = [];
    const client = createClient(DEMO, {
      reach: async (url, init) => {
        calls.push([url, init]);
        return new Response("<found>", { status: 201 });
      },
    });
    await client.press("/callback", { callback_url: "http://127.0.0.1:9/crm/" });
    const fields = { type, content: "示例", supportname: "agent 1" };
    const page = await (await client.press("/lookup", fields)).text();
    expect(page).toContain("201 &lt;found&gt;");
    const [[url, init] = ["", {}]] = calls;
    const query = `supportname=agent+1&authcode=${DEMO.authcode}`;
    expect(url).toBe(`http://127.0.0.1:9/crm/companyinfo?${query}`);
    expect(JSON.parse(String(init.body))).toEqual(asked);
    expect(init.method).toBe("POST");
  });

  test("shows that nobody answered", async () => {
    const client = createClient();
    await client.press("/callback", { callback_url: "https://crm.example.com" });
    const page = await (await client.press("/lookup", { type: "get", content: "12" })).text();
    expect(page).toContain("nothing: the sandbox asks nobody but this machine");
  });

  test.each([
    ["/keys", { account: "nobody" }, "There is no account by that name."],
    ["/keys/delete", { secret_id: CHINESE.secret_id }, "The account has no such key."],
    ["/callback", { callback_url: "ftp://x" }, "That is no http or https address."],
    ["/lookup", { type: "get" }, "The account has no callback address."],
  ])("shows what is missing: %s %j", async (path, fields, message) => {
    const response = await createClient().press(path, fields);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
  });
});

describe("the controls", () => {
  test("list accounts, and make and change them", async () => {
    const client = createClient();
    const { apps } = await client.control("apps");
    const own = apps.filter((/** @type {any} */ { provider }) => provider === "bangwo8");
    expect(own.map((/** @type {any} */ { account }) => account)).toEqual(
      ACCOUNTS.map(({ account }) => account),
    );
    const { app } = await client.control("apps", { provider: "bangwo8" });
    expect((await client.token(app))[0]).toBe(200);
    const { account, secret_id } = app;
    const fields = { provider: "bangwo8", account, options: { token_length: 39 } };
    const changed = (await client.control("apps", fields)).app;
    expect(changed).toEqual({ ...app, options: { ...app.options, token_length: 39 } });
    expect((await client.token({ secret_id, secret: app.secret }))[1].access_token).toHaveLength(
      39,
    );
  });

  test.each([
    [{ colour: 1 }, "unknown field colour"],
    [{ account: "a:b" }, "account must be 1 to 100 characters without colons and spaces"],
    [{ password: 1 }, "password must be 4 to 200 characters"],
    [
      { callback_url: "http://x/?y" },
      "callback_url must be null or an absolute http or https address without a query",
    ],
    [{ options: [] }, "options must be an object"],
    [
      { options: { colour: 1 } },
      expect.stringMatching(/^unknown option colour; there are token_ttl_s, /),
    ],
    [{ options: { next_page: "up" } }, expect.stringMatching(/^next_page must be "full" or /)],
    [{ secret_id: DEMO.secret_id }, "secret_id is another account's"],
    [{ vendor_id: DEMO.vendor_id }, "vendor_id is another account's"],
  ])("refuse %j", async (fields, error) => {
    const answer = await createClient().control("apps", { provider: "bangwo8", ...fields });
    expect(answer).toEqual({ error });
  });

  test("never log a secret", async () => {
    const client = createClient(CHINESE);
    const { account, password, secret, authcode, pc_key, h5_key, vendor_id } = CHINESE;
    const [, { access_token }] = await client.token();
    await client.as(access_token);
    await client.get("/supports.json");
    await client.ask("GET", `/api/v1/knowledge.json?fId=${access_token}`);
    const sent = {
      companyName: "x",
      servicepassword: "canary-service",
      address: `${password} ${pc_key}`,
    };
    await client.api("POST", "/companies.json", { company: sent });
    const support = { sPassportName: "x", sNum: "1", password: "canary-agent" };
    await client.api("POST", "/supports.json", { support });
    await client.call(
      "POST",
      `/api/apiImportUser.php?vendorID=${vendor_id}&authcode=${authcode}`,
      [],
    );
    await client.call("POST", "/api/apiImportUser.php?authcode=canary-authcode", []);
    const query = new URLSearchParams({ vendorID: vendor_id, nonce: h5_key });
    const signature = signatureOf(query, pc_key);
    await client.ask("GET", `/osp2016/chat/pc/index.php?${query}&signature=${signature}`);
    const log = JSON.stringify(await client.control("log"));
    const secrets = [password, secret, authcode, pc_key, h5_key, access_token, signature];
    for (const each of [
      ...secrets,
      "canary-service",
      "canary-agent",
      "canary-authcode",
      btoa(`${CHINESE.secret_id}:${secret}`),
    ]) {
      expect(log).not.toContain(each);
    }
    expect(log).toContain("sha256:");
    expect(log).toContain(vendor_id);
    expect(account).toBe("示例客服");
  });
});

test.each([
  ["2026-01-05 09:00:00", "2026-01-05 09:00:00", false],
  ["2017-8-27", "2017-08-27 00:00:00", true],
  ["2017-8-7 1:02", "2017-08-07 01:02:00", false],
])("the time %s means %s in China", (text, meant, wholeDay) => {
  const moment = readTime(text);
  expect(written(moment?.at ?? 0)).toBe(meant);
  expect(moment?.wholeDay).toBe(wholeDay);
  expect(written(dayOf(moment?.at ?? 0))).toBe(`${meant.slice(0, 10)} 00:00:00`);
});
