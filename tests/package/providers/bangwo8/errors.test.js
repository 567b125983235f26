// What calls reject with when Bangwo8 answers with an error.
import { beforeEach, describe, expect, test } from "vitest";
import { createSandbox, createScriptedClient, ready, rejectionOf } from "./clients.js";

/** @type {ReturnType<typeof createSandbox>} */
let sandbox;
beforeEach(() => {
  sandbox = createSandbox();
});

const HTML = "<!DOCTYPE html><html><body>系统维护</body></html>";

/**
 * The members of an error answer, an example, its status (200 and 400 if undefined), and properties of the error.
 * @type {[string, unknown, number | undefined, object][]}
 */
const ERRORS = [
  [
    "errcode, errmsg",
    { errcode: "40035", errmsg: "参数不合法：主题" },
    undefined,
    { code: "rejected", providerCode: "40035", message: /参数不合法：主题/ },
  ],
  [
    "errcode as a number",
    { errcode: 40001, errmsg: "授权码错误" },
    undefined,
    { code: "rejected", providerCode: "40001", message: /授权码错误/ },
  ],
  [
    "errcode of an unknown resource",
    { errcode: "100047", errmsg: "Invalid resource URI" },
    undefined,
    { code: "not_found", providerCode: "100047", message: /no such resource/ },
  ],
  [
    "status, errorMsg",
    { status: "110027", errorMsg: "公司名称“示例”不能为空" },
    undefined,
    { code: "rejected", providerCode: "110027", message: /公司名称“示例”不能为空/ },
  ],
  [
    "status, message",
    { requestId: "x", status: "500", message: "系统繁忙，请稍后再试", data: null },
    undefined,
    { code: "provider_error", providerCode: "500", message: /系统繁忙，请稍后再试/ },
  ],
  [
    "state, message",
    { state: "403", message: "Bind Already exists" },
    undefined,
    { code: "rejected", providerCode: "403", message: /Bind Already exists/ },
  ],
  [
    "state of an unknown contact",
    { state: "403", message: "user error" },
    undefined,
    { code: "not_found", providerCode: "403", message: /no such contact/ },
  ],
  [
    "msg alone",
    { data: false, msg: "绑定失败" },
    undefined,
    { code: "rejected", providerCode: undefined, message: /绑定失败/ },
  ],
  [
    "error, error_description",
    { error: "expired_token", error_description: "The access token provided has expired" },
    undefined,
    { code: "unauthorized", providerCode: "expired_token", message: /has expired/ },
  ],
  [
    "error, error_description, error_uri",
    { error: "invalid_request", error_description: "须用 POST", error_uri: "http://a.example" },
    undefined,
    { code: "rejected", providerCode: "invalid_request", message: /须用 POST/ },
  ],
  ["plain HTTP: 401", HTML, 401, { code: "unauthorized", status: 401 }],
  ["plain HTTP: 403", "", 403, { code: "forbidden", status: 403 }],
  ["plain HTTP: 404", HTML, 404, { code: "not_found", status: 404 }],
  ["plain HTTP: 429", {}, 429, { code: "rate_limited", status: 429, retryable: true }],
  ["plain HTTP: 500", {}, 500, { code: "provider_error", status: 500, retryable: true }],
  ["plain HTTP: 503", HTML, 503, { code: "bad_response", status: 503, retryable: true }],
];

describe("an error answer", () => {
  test.each(ERRORS)(
    "keeps its code and its message in the PortariaError: %s",
    async (_, answer, only, properties) => {
      for (const status of only ? [only] : [200, 400]) {
        const text = typeof answer === "string" ? answer : JSON.stringify(answer);
        const { client } = createScriptedClient(() => new Response(text, { status }));
        const error = await rejectionOf(client.tickets.update({ id: 1, ticket: {} }));
        const { message, ...rest } = /** @type {{ message?: RegExp }} */ (properties);
        expect(error).toMatchObject({ provider: "bangwo8", operation: "tickets.update", ...rest });
        if (message) expect(error.message).toMatch(message);
      }
    },
  );

  test.each(["osp-demo", "osp-200"])(
    "to an unknown path becomes `not_found`, from the account %s",
    async (name) => {
      const client = sandbox.withPassword(ready(name));
      expect(await rejectionOf(client.request({ path: "/api/v1/nothing.json" }))).toMatchObject({
        code: "not_found",
        providerCode: "100047",
        operation: "request.get",
      });
    },
  );

  test.each(["osp-demo", "osp-200"])(
    "about an existing company names its id, from the account %s",
    async (name) => {
      const client = sandbox.withPassword(ready(name));
      const company = { companyName: "示例 公司: 北京" };
      const error = await rejectionOf(client.companies.create({ company }));
      expect(error).toMatchObject({ code: "rejected", providerCode: "110026", retryable: false });
      expect(error.message).toContain(": 112.");
      // The search finds the whole name, with its space, its colon and its Chinese characters.
      const found = await client.companies.search({ query: `companyName:${company.companyName}` });
      expect(found.results).toMatchObject([{ uId: "112" }]);
    },
  );

  test("about a missing permission becomes `forbidden`", async () => {
    const client = sandbox.withPassword(ready("osp-agent"));
    expect(await rejectionOf(client.tickets.list())).toMatchObject({
      code: "forbidden",
      status: 403,
    });
    expect(await rejectionOf(client.companies.listFields())).toMatchObject({ code: "forbidden" });
    expect((await client.agents.list()).supports).toHaveLength(10);
  });

  test("about a binding becomes `rejected` when it exists, and `not_found` when it was deleted", async () => {
    const { bindings } = sandbox.withPassword();
    const pair = /** @type {const} */ ({
      cId: "1000001",
      openId: "3000001",
      account_source: "wechat",
    });
    expect(await bindings.create(pair)).toEqual({ data: true, msg: "success" });
    const twice = await rejectionOf(bindings.create(pair));
    expect(twice).toMatchObject({ code: "rejected", providerCode: "403", status: 403 });
    expect(twice.message).toContain("Bind Already exists");
    expect((await bindings.find({ cId: "1000001", account_source: "wechat" })).data).toMatchObject([
      { openId: "3000001" },
    ]);
    await bindings.delete(pair);
    expect(await rejectionOf(bindings.find(pair))).toMatchObject({ code: "not_found" });
  });
});
