// Who Bangwo8 lets in, by password and by token, and what an account may not do.

import { describe, expect, test } from "vitest";
import { ACCOUNTS } from "../../src/providers/bangwo8/accounts.js";
import { basic, createClient, DEMO, ready } from "./client.js";

const CHINESE = ready("示例客服");
const INVALID_CLIENT = {
  error: "invalid_client",
  error_description: "The client credentials are invalid",
};
const UNAUTHORIZED = { errcode: "401", errmsg: "Authentication failed" };

describe("the token", () => {
  test("a token lives an hour by the sandbox's clock, and several live at once", async () => {
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

  test("a token is given for an urlencoded form, too", async () => {
    const form = new URLSearchParams({ grant_type: "client_credentials" });
    const { secret_id, secret } = DEMO;
    const [status] = await createClient().call("POST", "/api/token.php", form, {
      authorization: basic(secret_id, secret),
    });
    expect(status).toBe(200);
  });

  test("an account's options set a token's length and life, and leave out expires_in", async () => {
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
  ])("a token is refused to a request with %s", async (_, authorization, body, status, error) => {
    const answer = await createClient().call("POST", "/api/token.php", body, { authorization });
    expect(answer).toEqual([status, expect.objectContaining({ error })]);
    if (error === "invalid_client") expect(answer[1]).toEqual(INVALID_CLIENT);
  });

  test("a token is given by POST only", async () => {
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
    "the account %s is let in by its password",
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
  ])("a request with %s is answered 401", async (_, authorization) => {
    const response = await createClient().ask("GET", "/api/v1/supports.json", undefined, {
      authorization,
    });
    expect([response.status, await response.json()]).toEqual([401, UNAUTHORIZED]);
    expect(response.headers.get("www-authenticate")).toMatch(/^Basic /);
  });

  test("an unknown bearer token is answered 401 invalid_token", async () => {
    expect(await createClient().as("0".repeat(40))).toEqual([
      401,
      { error: "invalid_token", error_description: "The access token provided is invalid" },
    ]);
  });

  test.each([["/tickets.json"], ["/companies/company_fields.json"]])(
    "an agent's account may not read %s",
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
