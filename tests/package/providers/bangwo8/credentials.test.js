// How a client of Bangwo8 authenticates: by a password, a key or a token.
import { Bangwo8 } from "portaria";
import { beforeEach, describe, expect, test } from "vitest";
import { BASE, CHINESE, createSandbox, DEMO, rejectionOf } from "./clients.js";

/** @type {ReturnType<typeof createSandbox>} */
let sandbox;
beforeEach(() => {
  sandbox = createSandbox();
});

describe("a client of Bangwo8", () => {
  test.each([[DEMO], [CHINESE]])(
    "sends the account $account and its password as Basic, and requests no token",
    async (account) => {
      const { supports } = await sandbox.withPassword(account).agents.list();
      expect(supports).toHaveLength(10);
      expect(await sandbox.tokenRequests()).toEqual([]);
      const [call] = await sandbox.apiRequests();
      expect(call.headers.authorization).toMatch(/^Basic /);
    },
  );

  test("with a key requests a token by a multipart form, not by JSON", async () => {
    const { supports } = await sandbox.withKey(CHINESE).agents.list();
    expect(supports).toHaveLength(10);
    const [asked] = await sandbox.tokenRequests();
    expect(asked).toMatchObject({
      method: "POST",
      body: { grant_type: "client_credentials" },
      headers: { "content-type": expect.stringMatching(/^multipart\/form-data; boundary=/) },
    });
  });

  test("with an accessToken rejects with `unauthorized` when it is refused, and requests no token", async () => {
    const client = new Bangwo8({
      baseUrl: BASE,
      allowLoopback: true,
      fetch: sandbox.fetch,
      accessToken: "0".repeat(40),
    });
    expect(await rejectionOf(client.agents.list())).toMatchObject({
      code: "unauthorized",
      status: 401,
      providerCode: "invalid_token",
    });
    expect(await sandbox.tokenRequests()).toEqual([]);
  });

  test.each([
    ["a wrong password", "unauthorized", { account: DEMO.account, password: "canary-wrong" }, 1],
    ["a colon in its account", "invalid_argument", { account: "a:b", password: "canary-x" }, 0],
    [
      "a line break in its password",
      "invalid_argument",
      { account: "a", password: "canary-x\n" },
      0,
    ],
    ["an account alone", "invalid_argument", { account: "a" }, 0],
    ["a secretId alone", "invalid_argument", { secretId: "a" }, 0],
    ["a secret alone", "configuration", { secret: "canary-x" }, 0],
    ["no credential", "configuration", {}, 0],
    ["a space in its secret", "invalid_argument", { secretId: "a", secret: "canary x" }, 0],
  ])("with %s rejects with `%s`, and does not quote it", async (_, code, options, requests) => {
    const place = { baseUrl: BASE, allowLoopback: true, fetch: sandbox.fetch };
    const client = new Bangwo8(/** @type {any} */ ({ ...place, ...options }));
    const error = await rejectionOf(client.agents.list());
    expect(error.code, error.message).toBe(code);
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain("canary");
    expect(await sandbox.requests()).toHaveLength(requests);
  });
});
