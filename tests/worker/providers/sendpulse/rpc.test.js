// What another Worker may do with a SendPulse account over RPC.
import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { useFixtures } from "../../fixtures.js";
import { control, platformRequests } from "../../sandbox.js";
import { call, linked } from "./fixtures.js";

useFixtures();

describe("another Worker that uses a SendPulse account over RPC", () => {
  const accounts = /** @type {any} */ (exports).Accounts;

  test("gets the account's token from accessToken(), the same that calls use", async () => {
    await linked();
    await call("/senders");
    const token = await accounts.accessToken("sendpulse", "1000001");
    const response = await env.SANDBOX.fetch("https://api.example/sendpulse/senders", {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(200);
    expect(await platformRequests("oauth/access_token")).toHaveLength(1);
  });

  test("calls the described operations of an account through fetch(), and no others", async () => {
    await linked();
    const ask = (/** @type {string} */ path, /** @type {RequestInit} */ init = {}) =>
      accounts.fetch(new Request(`https://portaria/${path}`, init));
    const response = await ask("sendpulse/1000001/addressbooks?limit=1");
    expect([response.status, (await response.json()).length]).toEqual([200, 1]);
    await control("clock", { advance_s: 7200 }); // its token has ended there, and not yet here
    expect((await ask("sendpulse/1000001/senders")).status).toBe(200);
    const created = await ask("sendpulse/1000001/addressbooks", {
      method: "POST",
      body: JSON.stringify({ bookName: "Made at night" }),
      headers: { "content-type": "application/json" },
    });
    expect(created.status, await created.clone().text()).toBe(200);
    for (const [path, code] of [
      ["sendpulse/7/senders", "reconnect_required"],
      ["sendpulse/1000001/oauth/access_token", "not_found"],
      ["pipichat/1/api/get_user_info", "not_found"],
      ["nobody/1/senders", "not_found"],
      ["", "not_found"],
    ]) {
      expect((await ask(path ?? "")).headers.get("x-portaria-error"), path).toBe(code);
    }
  });

  test("is refused by accessToken() for an account that is not connected, and for another platform", async () => {
    for (const [instance, account] of [
      ["sendpulse", "7"],
      ["pipichat", "1"],
      ["nobody", "1"],
    ]) {
      // `rejects` would look up members of the RPC promise, each of which is a promise that nothing awaits.
      const error = await accounts.accessToken(instance, account).then(
        () => expect.unreachable(),
        (/** @type {Error} */ error) => error,
      );
      expect(error.message).toMatch(/SendPulse|instance/);
    }
  });
});
