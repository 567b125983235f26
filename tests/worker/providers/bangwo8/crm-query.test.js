// The questions that Bangwo8's CRM extension asks, and the app's function that answers them.
import { beforeEach, describe, expect, test } from "vitest";
import { createWorker } from "../../create-worker.js";
import { browser } from "../../fixtures.js";
import { output } from "../../output.js";
import { AUTHCODE, useBangwo8Fixtures } from "./fixtures.js";

useBangwo8Fixtures();

describe("a query of Bangwo8's CRM extension", () => {
  /** @type {any[]} */
  let asked = [];
  beforeEach(() => {
    asked = [];
  });

  /**
   * A Worker with this function; it is asked with a code, and its answer is part of the output.
   * @param {import("../../../../pkg/worker.js").PortariaOptions["onCrmQuery"]} onCrmQuery
   */
  function workerWith(onCrmQuery) {
    const send = createWorker({
      onCrmQuery: (query, ...rest) => {
        asked.push(query);
        return onCrmQuery?.(query, ...rest);
      },
    });
    return async (
      /** @type {string | undefined} */ authcode,
      /** @type {unknown} */ body = { type: "get", companyid: "12" },
      path = "/crm/bangwo8/companyinfo",
      method = "POST",
    ) => {
      const query = new URLSearchParams({ supportname: "客服 1", ...(authcode && { authcode }) });
      const response = await send(`${path}?${query}`, {
        method,
        ...(method === "POST"
          ? { body: typeof body === "string" ? body : JSON.stringify(body) }
          : {}),
      });
      const answer = /** @type {any} */ (await response.json());
      output.texts.push(JSON.stringify(answer));
      return { status: response.status, code: response.headers.get("x-portaria-error"), answer };
    };
  }

  const COMPANY = { companyid: "12", companyname: "示例公司" };

  test.each([
    [
      { type: "get", companyid: "12" },
      { type: "get", companyIds: ["12"] },
    ],
    [
      { type: "get", companyid: 12 },
      { type: "get", companyIds: ["12"] },
    ],
    [
      { type: "get", companyid: "12, 13,14" },
      { type: "get", companyIds: ["12", "13", "14"] },
    ],
    [
      { type: "querycompany", querycontent: "示例 公司" },
      { type: "queryCompany", content: "示例 公司" },
    ],
    [
      { type: "querycontact", querycontent: "小明" },
      { type: "queryContact", content: "小明" },
    ],
    [
      { type: "querymobile", querycontent: "10000000001" },
      { type: "queryMobile", content: "10000000001" },
    ],
    [
      { type: "querynote", querycontent: "x" },
      { type: "queryNote", content: "x" },
    ],
  ])("passes the question %j to onCrmQuery, and returns its answer", async (body, query) => {
    const ask = workerWith(async () => [COMPANY]);
    expect(await ask(AUTHCODE, body)).toEqual({
      status: 200,
      code: null,
      answer: { errcode: 0, errmsg: "ok", data: [COMPANY] },
    });
    expect(asked).toEqual([{ instance: "bangwo8", supportName: "客服 1", ...query }]);
  });

  test.each([
    undefined,
    "",
    "canary",
    `${AUTHCODE}x`,
    AUTHCODE.slice(0, -1),
    AUTHCODE.toUpperCase(),
  ])("answers unauthorized to a CRM query with the authcode %j", async (authcode) => {
    const ask = workerWith(() => [COMPANY]);
    const { status, code, answer } = await ask(authcode);
    expect([status, code]).toEqual([401, "unauthorized"]);
    expect(answer).toEqual({ errcode: 401, errmsg: expect.any(String) });
    expect(JSON.stringify(answer)).not.toContain("canary");
    expect(asked).toEqual([]);
  });

  test.each([
    ["is JSON that breaks off", "{"],
    ["is empty", ""],
    ["is a list", []],
    ["is an empty object", {}],
    ["asks for no company", { type: "get" }],
    ["has an unknown type", { type: "delete", querycontent: "x" }],
    ["has an object as its content", { type: "querynote", querycontent: { $ne: 1 } }],
    ["has 70,000 characters", { type: "querynote", querycontent: "x".repeat(70_000) }],
  ])("answers 400 to a CRM query that %s", async (_, body) => {
    const { status, answer } = await workerWith(() => [])(AUTHCODE, body);
    expect([status, answer.errcode]).toEqual([400, 400]);
    expect(asked).toEqual([]);
  });

  test.each([
    ["an empty list", [], { errcode: 0, errmsg: "ok", data: [] }],
    ["a record", COMPANY, { errcode: 0, errmsg: "ok", data: COMPANY }],
    [
      "an answer with an errcode of its own",
      { errcode: 7, errmsg: "无", list: [] },
      { errcode: 7, errmsg: "无", list: [] },
    ],
    ["a text", "示例", { errcode: 0, errmsg: "ok", data: "示例" }],
    ["a date", [new Date(0)], { errcode: 0, errmsg: "ok", data: ["1970-01-01T00:00:00.000Z"] }],
  ])("answers a CRM query when onCrmQuery returns %s", async (_, given, answer) => {
    expect(await workerWith(() => given)(AUTHCODE)).toEqual({ status: 200, code: null, answer });
  });

  test.each([
    ["returns undefined", 404, () => undefined],
    ["resolves to null", 404, async () => null],
    [
      "throws",
      503,
      () => {
        throw new Error(`canary ${AUTHCODE}`);
      },
    ],
    ["rejects", 503, () => Promise.reject(new Error(`canary ${AUTHCODE}`))],
  ])("when onCrmQuery %s, answers the CRM query with %i", async (_, status, hook) => {
    const { status: found, answer } = await workerWith(hook)(AUTHCODE);
    expect([found, answer.errcode]).toEqual([status, status]);
    const problems = output.logLines().filter(({ portaria }) => portaria === "problem");
    expect(problems).toHaveLength(status === 503 ? 1 : 0);
    for (const text of output.texts) expect(text).not.toContain("canary");
  });

  const circle = () => {
    const company = /** @type {any} */ ({ ...COMPANY, name: "canary" });
    company.parent = { subsidiaries: [company] };
    return company;
  };
  const deep = (/** @type {number} */ levels) => {
    let list = /** @type {unknown[]} */ (["canary"]);
    for (let level = 0; level < levels; level++) list = [list];
    return list;
  };

  test.each([
    ["a record that contains itself", circle],
    ["a list with a record that contains itself", async () => [COMPANY, circle()]],
    ["a BigInt", () => 12n],
    ["a record with a BigInt", () => [{ ...COMPANY, companyid: 2n ** 70n }]],
    ["a function", () => () => "canary"],
    ["a symbol", () => Symbol("canary")],
    ["500 nested lists", () => deep(500)],
    ["100,000 nested lists", () => deep(100_000)],
    [
      "an object whose getter throws",
      () => ({
        get name() {
          throw new Error("canary");
        },
      }),
    ],
    [
      "an object whose toJSON throws",
      () => ({
        toJSON() {
          throw new Error("canary");
        },
      }),
    ],
  ])("answers 503 and logs that it is no JSON when onCrmQuery returns %s", async (_, hook) => {
    const { status, code, answer } = await workerWith(hook)(AUTHCODE);
    const errmsg = expect.stringMatching(/onCrmQuery.* cannot be written as JSON/);
    expect([status, code, answer]).toEqual([503, "configuration", { errcode: 503, errmsg }]);
    const problem = { portaria: "problem", code: "configuration", message: errmsg };
    expect(output.logLines()).toContainEqual(problem);
    expect(output.logLines()).not.toContainEqual(expect.objectContaining({ portaria: "panic" }));
    for (const text of output.texts) expect(text).not.toContain("canary");
    expect((await workerWith(() => [COMPANY])(AUTHCODE)).status, "the next one").toBe(200);
  });

  test.each([
    [404, "POST", "to an unknown function", "/crm/bangwo8/other"],
    [404, "POST", "to an instance without an authcode", "/crm/bare-desk/companyinfo"],
    [404, "POST", "to another platform's instance", "/crm/jetchat/companyinfo"],
    [404, "POST", "to an unknown instance", "/crm/nobody/companyinfo"],
    [400, "GET", "to the right address", "/crm/bangwo8/companyinfo"],
  ])("answers %i to a CRM query by %s %s", async (status, method, _, path) => {
    expect((await workerWith(() => [])(AUTHCODE, undefined, path, method)).status).toBe(status);
    expect(asked).toEqual([]);
  });

  test("answers 404 to a CRM query when the Worker has no onCrmQuery", async () => {
    const response = await browser.ask(`/crm/bangwo8/companyinfo?authcode=${AUTHCODE}`, {
      method: "POST",
      body: '{"type":"get","companyid":"1"}',
    });
    expect(response.status).toBe(404);
  });
});
