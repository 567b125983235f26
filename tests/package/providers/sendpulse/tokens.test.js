// When a client with keys of its own requests a token, and which keys are refused.
import { SendPulse } from "portaria";
import { describe, expect, test } from "vitest";
import { KEYS, rejectionOf, useScriptedServer } from "./scripted-server.js";

const server = useScriptedServer();

describe("a token", () => {
  test("is requested once, although 200 callers wait for it, and used for all calls", async () => {
    const sendpulse = server.client();
    await Promise.all(Array.from({ length: 200 }, () => sendpulse.senders.list()));
    await sendpulse.balance.get();
    expect(server.tokenRequests()).toEqual([
      {
        method: "POST",
        path: "/oauth/access_token",
        authorization: undefined,
        body: {
          grant_type: "client_credentials",
          client_id: KEYS.clientId,
          client_secret: KEYS.clientSecret,
        },
      },
    ]);
    const others = server.requests.filter(({ path }) => !path.startsWith("/oauth/"));
    expect(others.map(({ authorization }) => authorization)).toEqual(
      Array(201).fill("Bearer token-1"),
    );
  });

  test("of a user of an app is requested at /oauth/access_token/market", async () => {
    await server.client({ keysOf: "app" }).balance.get();
    expect(server.tokenRequests().map(({ path }) => path)).toEqual(["/oauth/access_token/market"]);
  });

  test("that has expired is renewed before the next call", async () => {
    server.token = { expires_in: 1 };
    const sendpulse = server.client();
    await sendpulse.balance.get();
    await sendpulse.balance.get();
    expect(server.tokenRequests()).toHaveLength(2);
  });

  test("without expires_in is used for the next call, too", async () => {
    server.token = {};
    const sendpulse = server.client();
    await sendpulse.balance.get();
    await sendpulse.balance.get();
    expect(server.tokenRequests()).toHaveLength(1);
  });

  test("that is refused is renewed once for 50 refused calls, and each call is repeated", async () => {
    server.refused.add("Bearer token-1");
    const sendpulse = server.client();
    const calls = Array.from({ length: 50 }, () =>
      sendpulse.addressBooks.create({ bookName: "x" }),
    );
    expect(await Promise.all(calls)).toHaveLength(50);
    expect(server.tokenRequests()).toHaveLength(2);
  });

  test("that is refused although it is new is renewed only once", async () => {
    for (const number of [1, 2, 3]) server.refused.add(`Bearer token-${number}`);
    const error = await rejectionOf(server.client().balance.get());
    expect(error).toMatchObject({ code: "unauthorized", status: 401, operation: "balance.get" });
    expect(server.tokenRequests()).toHaveLength(2);
    expect(server.requests).toHaveLength(4);
  });

  test("is requested only once when the keys are refused", async () => {
    server.tokenStatus = 401;
    const sendpulse = server.client();
    for (let time = 0; time < 3; time++) {
      const error = await rejectionOf(sendpulse.balance.get());
      expect(error).toMatchObject({ code: "unauthorized", providerCode: "invalid_client" });
    }
    expect(server.requests).toHaveLength(1);
  });

  test("is requested again after a 503", async () => {
    server.tokenStatus = 503;
    const sendpulse = server.client();
    expect(await rejectionOf(sendpulse.balance.get())).toMatchObject({ code: "provider_error" });
    server.tokenStatus = 200;
    await sendpulse.balance.get();
    expect(server.tokenRequests()).toHaveLength(2);
  });

  test("is shared by the services of a client", async () => {
    const sendpulse = server.client();
    await sendpulse.senders.list();
    await sendpulse.whatsapp.bots.list();
    await sendpulse.telegram.bots.list();
    expect(server.tokenRequests()).toHaveLength(1);
  });

  test("is not requested by a client with an apiKey or an accessToken", async () => {
    const place = { baseUrl: server.baseUrl, allowLoopback: true };
    await new SendPulse({ ...place, apiKey: "key" }).balance.get();
    await new SendPulse({ ...place, accessToken: "own" }).balance.get();
    expect(server.requests.map(({ authorization }) => authorization)).toEqual([
      "Bearer key",
      "Bearer own",
    ]);
  });
});

test.each([
  [{ clientId: "x" }, "clientSecret"],
  [{ clientSecret: "canary-x" }, "clientId"],
  [{ clientId: "x", clientSecret: "canary-x\n" }, "clientSecret"],
  [{ ...KEYS, keysOf: "nobody" }, "keysOf"],
  [{}, "clientId"],
])(
  "the keys %j are refused before anything is sent, and the error names the missing or wrong option",
  async (options, named) => {
    const all = /** @type {any} */ ({ baseUrl: server.baseUrl, allowLoopback: true, ...options });
    const error = await rejectionOf(new SendPulse(all).balance.get());
    expect(["invalid_argument", "configuration"]).toContain(error.code);
    expect(error.message).toContain(named);
    expect(server.requests).toEqual([]);
  },
);
