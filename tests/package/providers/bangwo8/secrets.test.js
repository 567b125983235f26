// Where secrets appear, and where they do not.
import { beforeEach, describe, expect, test } from "vitest";
import { createSandbox, createScriptedClient, rejectionOf } from "./clients.js";

/** @type {ReturnType<typeof createSandbox>} */
let sandbox;
beforeEach(() => {
  sandbox = createSandbox();
});

describe("a secret", () => {
  const AUTHCODE = "canary-authcode";
  const SECRETS = /canary/;

  /** @type {[string, import("portaria").Bangwo8Options][]} */
  const CLIENTS = [
    ["a password", { account: "示例", password: "canary-密码" }],
    ["a key", { account: undefined, password: undefined, secretId: "id", secret: "canary-secret" }],
    ["a token", { account: undefined, password: undefined, accessToken: "canary-token" }],
  ];

  /** A server that quotes secrets. @param {Request} request */
  const echo = async (request) => {
    if (request.url.endsWith("/api/token.php")) return { access_token: "canary-token" };
    const quoted = "密码 canary-密码, canary-secret canary-token";
    return Response.json({ errcode: "40001", errmsg: quoted }, { status: 400 });
  };

  test.each(CLIENTS)("is in no error, no event and no curl command: %s", async (_, options) => {
    /** @type {unknown[]} */
    const events = [];
    const { client, sent } = createScriptedClient(
      async (request) => {
        const answer = await echo(request);
        if (!(answer instanceof Response)) return answer;
        const own = options.password ?? "canary-token"; // a client masks only the secrets that it knows
        return Response.json({ errcode: "40001", errmsg: `密码 ${own}` }, { status: 400 });
      },
      {
        ...options,
        onRequest: (event) => void events.push(event),
        onResponse: (event) => void events.push(event),
      },
    );
    const crm = { vendorID: 1, authcode: AUTHCODE, companies: [] };
    /** @type {unknown[]} */
    const shown = [];
    for (const call of [
      client.agents.list(),
      client.tickets.get({ id: 1 }),
      client.crm.importContacts(crm),
      client.request({ path: "/api/v1/tags.json", query: { authcode: AUTHCODE } }),
      client.requestList({ path: "/api/v1/tags.json", items: "x" }),
    ]) {
      const error = await rejectionOf(call);
      expect(error.message).toContain("密码 [secret]");
      shown.push(error.stack, { ...error });
    }
    shown.push(
      await client.agents.list.curl(),
      await client.tickets.get.curl({ id: 1 }),
      await client.crm.importContacts.curl(crm),
      await client.agents.create.curl({
        support: { sPassportName: "a", sNum: "1", password: "canary-agent" },
      }),
      await client.companies.create.curl({
        company: { companyName: "示例", servicepassword: "canary-service" },
      }),
    );
    const { inspect } = await import("node:util");
    shown.push(inspect(client, { depth: 9, showHidden: true }), JSON.stringify(client));
    expect(events.length).toBeGreaterThan(8);
    expect(JSON.stringify([shown, events])).not.toMatch(SECRETS);
    expect(JSON.stringify(sent)).toMatch(AUTHCODE);
  });

  test("in the query is masked in an error that quotes it", async () => {
    const { client } = createScriptedClient((request) => ({
      errcode: 403,
      errmsg: `错误: ${new URL(request.url).searchParams.get("authcode")}`,
    }));
    for (const call of [
      client.crm.importContacts({ vendorID: 1, authcode: AUTHCODE, companies: [] }),
      client.crm.syncCompany({ action: "add", authcode: AUTHCODE, vendorID: 1, companyid: "1" }),
      client.request({ path: "/api/v1/tags.json", query: { authcode: AUTHCODE } }),
    ]) {
      const error = await rejectionOf(call);
      expect(error.message).toContain("错误: [secret]");
      expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(SECRETS);
    }
  });

  test("that is a token is requested by curl() only with showSecrets", async () => {
    const client = sandbox.withKey();
    expect(await client.agents.list.curl()).toMatch(/authorization: Bearer \W*\w+\W*'/);
    expect(await sandbox.requests()).toEqual([]);
    const command = await client.agents.list.curl({}, { showSecrets: true });
    expect(command).toMatch(/authorization: Bearer [0-9a-f]{40}'/);
    expect(await sandbox.requests()).toHaveLength(1);
  });

  test("is in a curl command with showSecrets, which has the URL, the fields and the body that are sent", async () => {
    const { client, sent } = createScriptedClient(() => ({ errcode: 0, errmsg: "ok" }));
    const crm = { vendorID: 1, authcode: AUTHCODE, companies: [{ companyid: 12 }] };
    await client.crm.importContacts(crm);
    const command = await client.crm.importContacts.curl(crm, { showSecrets: true });
    const [{ url = "", headers = {}, body = "" } = {}] = sent;
    for (const part of [url, body, `authorization: ${headers.authorization}`]) {
      expect(command).toContain(part);
    }
    const masked = await client.crm.importContacts.curl(crm);
    expect(masked).toMatch(/authcode=(\[secret\]|%5Bsecret%5D)/);
    expect(masked).toContain(body);
    expect(masked).toMatch(/authorization: Basic /);
    const company = { companyName: "示例", servicepassword: "canary-service" };
    const whole = await client.companies.create.curl({ company }, { showSecrets: true });
    expect(whole).toContain("canary-service");
    const hidden = await client.companies.create.curl({ company });
    expect(hidden).toContain('"companyName":"示例","servicepassword":"[secret]"');
  });
});
