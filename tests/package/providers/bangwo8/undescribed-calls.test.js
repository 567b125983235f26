// Calls that the document does not describe: request() and requestList().
import { beforeEach, describe, expect, test } from "vitest";
import { CHINESE, createSandbox, itemsOf, rejectionOf } from "./clients.js";

/** @type {ReturnType<typeof createSandbox>} */
let sandbox;
beforeEach(() => {
  sandbox = createSandbox();
});

describe("a call by request() or requestList()", () => {
  test("has the client's credential, and returns the whole answer", async () => {
    for (const client of [sandbox.withPassword(CHINESE), sandbox.withKey(CHINESE)]) {
      const answer = await client.request({
        path: "/api/v1/tickets.json",
        query: { per_page: 2, updated_order: "desc" },
      });
      expect(answer).toMatchObject({ tickets: [{}, {}], count: 101 });
      const company = { companyName: `全新 公司 ${Math.random()}` };
      const made = await client.request({
        method: "POST",
        path: "/api/v1/companies.json",
        body: { company },
      });
      expect(made).toMatchObject({ company });
      const uId = /** @type {any} */ (made).company.uId;
      const path = `/api/v1/companies/${uId}.json`;
      await client.request({ method: "PUT", path, body: { company: { address: "上海" } } });
      expect(await client.companies.get({ uId })).toMatchObject({ ...company, address: "上海" });
      await client.request({ method: "DELETE", path });
      expect(await rejectionOf(client.companies.get({ uId }))).toMatchObject({ code: "not_found" });
    }
    expect(await sandbox.tokenRequests()).toHaveLength(1);
  });

  test("gives every item and every page of a list", async () => {
    const client = sandbox.withPassword();
    const tickets = client.requestList({
      path: "/api/v1/tickets.json",
      query: { per_page: 40 },
      items: "tickets",
    });
    expect(await tickets).toMatchObject({ count: 101 });
    expect(await itemsOf(tickets)).toHaveLength(101);
    expect(await sandbox.apiRequests()).toHaveLength(3);
    const pages = [];
    const records = { path: "/api/v1/bizrecords.json", query: { module: "im" } };
    for await (const page of client.requestList({ ...records, items: "data.bizRecords" }).pages())
      pages.push(page);
    expect(pages.length).toBeGreaterThan(1);
    const wrong = client.requestList({ path: "/api/v1/supports.json", items: "none" });
    expect(await rejectionOf(itemsOf(wrong))).toMatchObject({ code: "bad_response" });
  });

  test("is repeated if it is a GET and not if it is a POST, and can be aborted", async () => {
    const client = sandbox.withPassword();
    const down = { path: "supports", n: 1, status: 503, body: "{}" };
    await sandbox.control("fault", down);
    expect(await client.request({ path: "/api/v1/supports.json" })).toMatchObject({ count: "10" });
    expect(await sandbox.apiRequests()).toHaveLength(2);
    await sandbox.control("fault", down);
    const post = client.request({ method: "POST", path: "/api/v1/supports.json", body: {} });
    expect(await rejectionOf(post)).toMatchObject({
      code: "provider_error",
      operation: "request.post",
    });
    expect(await sandbox.apiRequests()).toHaveLength(3);
    const late = client.request({ path: "/api/v1/supports.json" }, { signal: AbortSignal.abort() });
    expect(await rejectionOf(late)).toMatchObject({ code: "aborted" });
  });

  test.each([
    "/api/v1/../../osp2016/chat/pc/index.php",
    "/api/v1/./x.json",
    "/api/v1/%2e%2e/x.json",
    "/api/v1//x.json",
    "/api/v1/x.json?a=1",
    "/api/v1/x.json#a",
    "/api\\..\\x.json",
    "/osp2016/x.php",
    "api/v1/x.json",
    "https://evil.example/api/v1/x.json",
    "//evil.example/api/v1/x.json",
    "@evil.example/api/v1/x.json",
    ".evil.example/api/v1/x.json",
    "",
    /** @type {any} */ (undefined),
  ])(
    "with the path %j is refused with `invalid_argument` before anything is sent",
    async (path) => {
      for (const client of [sandbox.withPassword(), sandbox.withKey()]) {
        for (const call of [
          client.request({ path }),
          client.request({ method: "POST", path, body: {} }),
          client.requestList({ path, items: "x" }),
        ]) {
          expect(await rejectionOf(call)).toMatchObject({ code: "invalid_argument" });
        }
      }
      expect(await sandbox.apiRequests()).toEqual([]);
    },
  );

  test.each(/** @type {any[]} */ (["HEAD", "get", "", 7, "GET /x"]))(
    "with the method %j is refused with `invalid_argument`",
    async (method) => {
      const call = sandbox.withPassword().request({ method, path: "/api/v1/tags.json" });
      expect(await rejectionOf(call)).toMatchObject({ code: "invalid_argument" });
      expect(await sandbox.requests()).toEqual([]);
    },
  );

  test("with an authorization field of the caller is refused, with an error that does not quote it", async () => {
    const call = sandbox
      .withPassword()
      .request({ path: "/api/v1/tags.json" }, { headers: { authorization: "Bearer canary" } });
    const error = await rejectionOf(call);
    expect(error.code).toBe("invalid_argument");
    expect(error.message).not.toContain("canary");
  });
});
