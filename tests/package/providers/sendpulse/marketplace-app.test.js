// An app of SendPulse's marketplace that has a server of its own: how it is opened and uninstalled.
import { SendPulse } from "portaria";
import { beforeEach, describe, expect, test } from "vitest";
import { rejectionOf, useScriptedServer } from "./scripted-server.js";

const server = useScriptedServer();

describe("a marketplace app with its own server", () => {
  const CODE = "0123456789abcdef0123456789abcdef";
  const RECORD = {
    id: "00000000-0000-4000-8000-0000000000c3",
    user_id: 1000001,
    app_id: "app-1",
    client_id: "11111111111111111111111111111111",
    client_secret: "canary-2222",
  };
  const app = () =>
    new SendPulse({
      baseUrl: server.baseUrl,
      allowLoopback: true,
      appId: "app-1",
      appSecret: "canary-secret",
    });
  const exchanges = () =>
    server.requests.filter(({ path }) => path === "/market-service/oauth/authorize");
  beforeEach(() => {
    server.answer = ({ body }) =>
      body.code === CODE
        ? { body: { result: true, data: RECORD } }
        : { status: 422, body: { result: false, data: null, error: "x", code: 5 } };
  });

  test.each([
    ["a URL", () => new URL(`https://app.example/in?code=${CODE}&lang=pt`)],
    ["a Request", () => new Request(`https://app.example/in?code=${CODE}lang=pt`)],
    [
      "a form",
      () =>
        new Request("https://app.example/in", {
          method: "POST",
          body: new URLSearchParams({ code: CODE, lang: "pt" }),
        }),
    ],
  ])("exchanges the code of %s for the account's keys", async (_, request) => {
    const login = await app().handleRedirect(request());
    expect(login).toMatchObject({
      provider: "sendpulse",
      account: "1000001",
      keys: { clientId: RECORD.client_id, clientSecret: RECORD.client_secret },
      lang: "pt",
      binding: "none",
    });
    expect(JSON.stringify(login.profile)).not.toContain("canary");
    expect(exchanges()).toMatchObject([
      { body: { app_id: "app-1", secret: "canary-secret", code: CODE } },
    ]);
  });

  test("refuses a malformed code with `invalid_argument`, and a used one with `login_required`", async () => {
    const none = await rejectionOf(app().handleRedirect("https://app.example/in?code=x"));
    expect(none.code).toBe("invalid_argument");
    expect(exchanges()).toEqual([]);
    const used = `https://app.example/in?code=${"f".repeat(32)}`;
    expect(await rejectionOf(app().handleRedirect(used))).toMatchObject({
      code: "login_required",
      providerCode: "5",
    });
  });

  test("accepts an uninstall request that has the account's keys, and no other one", async () => {
    const keys = { clientId: RECORD.client_id, clientSecret: RECORD.client_secret };
    const uninstall = (/** @type {unknown} */ body) =>
      app().handleUninstall(
        new Request("https://app.example/out", { method: "POST", body: JSON.stringify(body) }),
        { find: (account) => (account === "1000001" ? keys : undefined) },
      );
    expect(await uninstall(RECORD)).toBe("1000001");
    for (const forged of [
      { ...RECORD, client_secret: "canary-2223" },
      { ...RECORD, app_id: "app-2" },
      { ...RECORD, user_id: 7 },
      {},
      null,
    ]) {
      expect(await uninstall(forged)).toBeUndefined();
    }
  });
});
