// What a person does in Bangwo8's back office, and what the sandbox's controls do with its accounts.

import { describe, expect, test } from "vitest";
import { ACCOUNTS } from "../../src/providers/bangwo8/accounts.js";
import { signatureOf } from "../../src/providers/bangwo8/signature.js";
import { dayOf, readTime, written } from "../../src/providers/bangwo8/time.js";
import { createClient, DEMO, ready } from "./client.js";

const CHINESE = ready("示例客服");

describe("the back office", () => {
  test("the back office lists accounts and has buttons", async () => {
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

  test("the back office makes keys, and deletes them with their tokens", async () => {
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
    expect((await client.token({ secret_id, secret }))[1]).toEqual({
      error: "invalid_client",
      error_description: "The client credentials are invalid",
    });
  });

  test.each([
    ["querycompany", { type: "querycompany", querycontent: "示例" }],
    ["querycontact", { type: "querycontact", querycontent: "示例" }],
    ["querymobile", { type: "querymobile", querycontent: "示例" }],
    ["querynote", { type: "querynote", querycontent: "示例" }],
    ["get", { type: "get", companyid: "示例" }],
  ])("the back office asks the CRM at its callback address by %s", async (type, asked) => {
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

  test("the back office shows that the CRM did not answer", async () => {
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
  ])("the back office shows what is missing when %s is sent %j", async (path, fields, message) => {
    const response = await createClient().press(path, fields);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
  });
});

describe("the controls", () => {
  test("the controls list accounts, make them and change them", async () => {
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
  ])("the controls refuse to register %j", async (fields, error) => {
    const answer = await createClient().control("apps", { provider: "bangwo8", ...fields });
    expect(answer).toEqual({ error });
  });

  test("the log has none of Bangwo8's secrets", async () => {
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
