import {
  abortAllDurableObjects,
  createExecutionContext,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createPortaria } from "../../pkg/worker.js";
import { DESK, failure, pass, sandbox, seen } from "./person.js";
import { instead, person, visits } from "./visit.js";

const APP = "5e9d0000-0000-4000-8000-0000000000a1";
const OURS = { "x-portaria": "1" };
const PAGE = { accept: "text/html" };

visits();

/**
 * Presses a button of SendPulse's dashboard.
 * @param {string} button @param {Record<string, string>} [more]
 */
async function press(button, more) {
  const fields = { app_id: APP, user_id: "1000001", user: "1000001", lang: "en", ...more };
  return env.SANDBOX.fetch(`https://api.example/sendpulse/dashboard/${button}`, {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
}

/**
 * Opens the app, which is installed then: the fields that SendPulse sends.
 * @param {Record<string, string>} [more]
 */
async function open(more) {
  const response = await press("consent", { decision: "agree", ...more });
  expect(response.status, await response.clone().text()).toBe(302);
  return new URL(response.headers.get("location") ?? "").search.slice(1);
}

/** @param {string} fields @param {string} [instance] */
const arrive = (fields, instance = "sendpulse") =>
  person.ask(`/callback/${instance}?${fields}`, { crossSite: true, headers: PAGE });

/** @param {Response} response @param {string} answer @param {Record<string, string>} [headers] */
async function answer(response, answer, headers) {
  expect(response.status, await response.clone().text()).toBe(303);
  const page = await person.ask(response.headers.get("location") ?? "", { headers: PAGE });
  expect(page.status).toBe(200);
  const ticket = /name="ticket" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  return person.ask("/link/sendpulse", {
    method: "POST",
    body: new URLSearchParams({ ticket, answer, lang: "en" }),
    headers: { ...PAGE, origin: DESK, "sec-fetch-site": "same-origin", ...headers },
  });
}

const linked = async () => {
  const response = await answer(await arrive(await open()), "link");
  expect(response.status, await response.clone().text()).toBe(303);
};

/** @param {string} path @param {RequestInit & { headers?: Record<string, string> }} [init] */
const call = (path, init = {}) =>
  person.ask(`/api/sendpulse${path}`, { ...init, headers: { ...OURS, ...init.headers } });

describe("the app is opened", () => {
  test("and linked to whoever says so", async () => {
    await linked();
    const [connection] = await person.connections();
    expect(connection).toMatchObject({
      instance: "sendpulse",
      provider: "sendpulse",
      binding: "none",
      account: { id: "1000001" },
      expiresAt: null,
    });
    expect(JSON.stringify(connection)).not.toMatch(/client_secret|client_id/);
    const response = await call("/addressbooks?limit=3");
    expect(response.status, await response.clone().text()).toBe(200);
    expect(Array.isArray(await response.json())).toBe(true);
  });

  test.each([
    ["by POST, in the query", (/** @type {string} */ fields) => [`?${fields}`, undefined]],
    ["by POST, in a form", (/** @type {string} */ fields) => ["", new URLSearchParams(fields)]],
    ["with the ampersand missing", (/** @type {string} */ f) => [`?${f.replace("&lang", "lang")}`]],
  ])("%s", async (name, deliver) => {
    const [query, body] = deliver(await open());
    const method = name.includes("POST") ? "POST" : "GET";
    const response = await person.ask(`/callback/sendpulse${query}`, {
      method,
      crossSite: true,
      ...(body ? { body } : {}),
      headers: PAGE,
    });
    expect(response.status, await response.clone().text()).toBe(303);
    expect(response.headers.get("location")).toMatch(/^\/link\/sendpulse\?ticket=/);
    expect(await seen("market-service")).toHaveLength(1);
  });

  test("and nobody is linked who does not say so", async () => {
    const response = await answer(await arrive(await open()), "no");
    expect(response.status).toBe(200);
    expect(await person.connections()).toEqual([]);
  });

  test("and another site cannot say so in his place", async () => {
    for (const headers of [
      { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
      { "sec-fetch-site": "same-site", origin: DESK },
    ]) {
      const response = await answer(await arrive(await open()), "link", headers);
      expect(await failure(response)).toMatchObject({ status: 403, code: "forbidden" });
    }
    expect(await person.connections()).toEqual([]);
  });

  test("and linked without a question where it is set up so", async () => {
    const response = await arrive(await open(), "trusting");
    expect([response.status, response.headers.get("location")]).toEqual([303, "/"]);
    expect(await person.connections()).toMatchObject([{ instance: "trusting" }]);
  });

  test("again, and it is the same connection", async () => {
    await linked();
    await linked();
    expect(await person.connections()).toHaveLength(1);
  });

  test("with a code that was used: the page says to open it again, and nothing is lost", async () => {
    const fields = await open();
    await answer(await arrive(fields), "link");
    const again = await failure(await arrive(fields));
    expect(again).toMatchObject({ status: 409, code: "flow_replayed" });
    expect(await seen("market-service")).toHaveLength(1);
    expect(await person.connections()).toHaveLength(1);
  });

  test("with one code fifty times at once: it is exchanged once", async () => {
    const fields = await open();
    const responses = await Promise.all(Array.from({ length: 50 }, () => arrive(fields)));
    expect(responses.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(await seen("market-service")).toHaveLength(1);
  });

  test("and a crash before he has answered loses nothing", async () => {
    const response = await arrive(await open());
    await abortAllDurableObjects();
    expect((await answer(response, "link")).status).toBe(303);
    await abortAllDurableObjects();
    expect((await call("/senders")).status).toBe(200);
    expect(await seen("market-service")).toHaveLength(1);
  });

  test("too late", async () => {
    const fields = await open();
    await sandbox("__clock", { advance_s: 61 });
    expect(await failure(await arrive(fields))).toMatchObject({
      status: 401,
      code: "login_required",
    });
  });

  test.each(["", "code=", "code=xyz", "code=a&code=b", `code=${"0".repeat(31)}`])(
    "with no code at all, and nobody is asked: %s",
    async (fields) => {
      expect(await failure(await arrive(fields))).toMatchObject({ code: "invalid_argument" });
      expect(await seen("market-service")).toEqual([]);
    },
  );

  test("in the account's language, whatever the browser's", async () => {
    const response = await arrive(await open({ lang: "pt" }));
    const page = await person.ask(response.headers.get("location") ?? "", {
      headers: { ...PAGE, "accept-language": "de" },
    });
    expect(await page.text()).toContain('<html lang="pt">');
    const failed = await person.ask("/callback/sendpulse?code=x", {
      headers: { ...PAGE, "accept-language": "zh-CN,zh;q=0.9" },
    });
    expect(await failed.text()).toContain('<html lang="zh">');
  });

  test("and a question that nobody answered in time is no longer asked", async () => {
    const response = await arrive(await open());
    pass(10 * 60);
    const page = await person.ask(response.headers.get("location") ?? "", { headers: PAGE });
    expect(await failure(page)).toMatchObject({ code: "flow_expired" });
    const forged = await person.ask("/link/sendpulse?ticket=v1.x", { headers: PAGE });
    expect(await failure(forged)).toMatchObject({ code: "flow_expired" });
  });
});

describe("a token", () => {
  const asked = () => seen("oauth/access_token");

  test("is asked for once, however many calls wait", async () => {
    await linked();
    const calls = Array.from({ length: 200 }, () => call("/senders"));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await asked()).toHaveLength(1);
  });

  test("is renewed when it ends, once, however many calls wait", async () => {
    await linked();
    await call("/senders");
    pass(7200);
    await sandbox("__clock", { advance_s: 7200 });
    const calls = Array.from({ length: 200 }, () => call("/senders"));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await asked()).toHaveLength(2);
  });

  test("that is refused is renewed once, and the call repeated with its body", async () => {
    await linked();
    await call("/senders");
    await sandbox("__clock", { advance_s: 7200 }); // ended there, and not yet here
    const response = await call("/addressbooks", {
      method: "POST",
      body: JSON.stringify({ bookName: "Once only" }),
      headers: { "content-type": "application/json", "content-length": "24" },
    });
    expect(response.status, await response.clone().text()).toBe(200);
    expect(await asked()).toHaveLength(2);
  });

  test("that is refused is renewed where the body cannot be sent again: the next call has it", async () => {
    await linked();
    await call("/senders");
    await sandbox("__clock", { advance_s: 7200 });
    const send = () => {
      const padding = " ".repeat(1024 * 1024); // more than is kept
      return call("/addressbooks", {
        method: "POST",
        body: JSON.stringify({ bookName: "Long" }) + padding,
        headers: { "content-type": "application/json" },
      });
    };
    expect(await failure(await send())).toMatchObject({
      status: 401,
      code: "unauthorized",
    });
    expect((await send()).status).toBe(200);
    expect(await asked()).toHaveLength(2);
  });

  test("for keys that are refused is not asked for again, until the app is opened again", async () => {
    await linked();
    await sandbox("__fault", { path: "oauth/access_token", n: 1, status: 401, body: "{}" });
    for (let time = 0; time < 3; time++) {
      expect(await failure(await call("/senders"))).toMatchObject({
        status: 401,
        code: "reconnect_required",
      });
    }
    expect(await asked()).toHaveLength(1);
    await linked();
    expect((await call("/senders")).status).toBe(200);
  });

  test("is asked for again where SendPulse only failed", async () => {
    await linked();
    await sandbox("__fault", { path: "oauth/access_token", n: 1, status: 503, body: "{}" });
    expect((await call("/senders")).status).toBe(502);
    expect((await call("/senders")).status).toBe(200);
  });
});

describe("another Worker", () => {
  const accounts = /** @type {any} */ (exports).Accounts;

  test("has an account's token, the one that the calls use", async () => {
    await linked();
    await call("/senders");
    const token = await accounts.accessToken("sendpulse", "1000001");
    const response = await env.SANDBOX.fetch("https://api.example/sendpulse/senders", {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(200);
    expect(await seen("oauth/access_token")).toHaveLength(1);
  });

  test("calls for an account, the described operations only", async () => {
    await linked();
    const ask = (/** @type {string} */ path, /** @type {RequestInit} */ init = {}) =>
      accounts.fetch(new Request(`https://portaria/${path}`, init));
    const response = await ask("sendpulse/1000001/addressbooks?limit=1");
    expect([response.status, (await response.json()).length]).toEqual([200, 1]);
    await sandbox("__clock", { advance_s: 7200 }); // its token has ended there, and not yet here
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

  test("has none of an account that is not connected, or of another platform", async () => {
    for (const [instance, account] of [
      ["sendpulse", "7"],
      ["pipichat", "1"],
      ["nobody", "1"],
    ]) {
      // Awaited here: whatever is looked up on an RPC promise is a promise of its own, which nobody awaits.
      const error = await accounts.accessToken(instance, account).then(
        () => expect.unreachable(),
        (/** @type {Error} */ error) => error,
      );
      expect(error.message).toMatch(/SendPulse|instance/);
    }
  });
});

describe("an uninstall", () => {
  /** The record that SendPulse would send: our own connection's, with the keys. */
  async function record() {
    const { apps } = await sandbox("__apps");
    expect(apps.length).toBeGreaterThan(0);
    /** @type {any} */
    const told = await env.SANDBOX.fetch(
      "https://api.example/sendpulse/market-service/oauth/authorize",
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          app_id: APP,
          secret: "5ec0e70123456789abcdef0123456789",
          code: new URLSearchParams(await open()).get("code"),
        }),
      },
    );
    return (await told.json()).data;
  }

  /** @param {unknown} body */
  const uninstall = async (body) => {
    const response = await person.ask("/uninstall/sendpulse", {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  };

  test("with the right keys ends the connection, once and for all", async () => {
    await linked();
    const known = await record();
    await uninstall(known);
    expect(await person.connections()).toEqual([]);
    expect(await failure(await call("/senders"))).toMatchObject({ status: 401 });
    await uninstall(known);
  });

  test("is told to the app, as the opening was", async () => {
    /** @type {string[]} */
    const told = [];
    const hook = (/** @type {string} */ what) => (/** @type {any} */ connection) => {
      told.push(`${what} ${connection.instance} ${connection.account.id}`);
      expect(JSON.stringify(connection)).not.toMatch(/client_/);
    };
    const portaria = createPortaria({ onConnect: hook("in"), onDisconnect: hook("out") });
    const ask = async (/** @type {string} */ path, /** @type {RequestInit} */ init = {}) => {
      const ctx = createExecutionContext();
      const request = new Request(new URL(path, DESK), { redirect: "manual", ...init });
      const response = await portaria.fetch(request, /** @type {any} */ (env), ctx);
      await waitOnExecutionContext(ctx);
      return response.status;
    };
    expect(await ask(`/callback/sendpulse?${await open()}`)).toBe(303);
    const body = JSON.stringify(await record());
    expect(await ask("/uninstall/sendpulse", { method: "POST", body })).toBe(200);
    expect(await ask("/uninstall/sendpulse", { method: "POST", body })).toBe(200);
    expect(told).toEqual(["in sendpulse 1000001", "out sendpulse 1000001"]);
  });

  test("that is forged, or nothing at all, changes nothing and is answered alike", async () => {
    await linked();
    const known = await record();
    for (const body of [
      { ...known, client_secret: known.client_secret.replace(/./, "x") },
      { ...known, client_id: "0".repeat(32) },
      { ...known, app_id: "another" },
      { ...known, user_id: 7 },
      {},
      [],
      "",
      "x=1",
      "{".repeat(100),
      "x".repeat(1024 * 1024),
    ]) {
      await uninstall(body);
    }
    expect(await person.connections()).toHaveLength(1);
    expect((await call("/senders")).status).toBe(200);
  });

  test("as a form is as good", async () => {
    await linked();
    await uninstall(new URLSearchParams(await record()).toString());
    expect(await person.connections()).toEqual([]);
  });
});

test("forgetting the account unlinks this browser only", async () => {
  await linked();
  const other = instead();
  await linked();
  const response = await person.ask("/connections/sendpulse", { method: "DELETE", headers: OURS });
  expect(response.status).toBe(204);
  expect(await person.connections()).toEqual([]);
  expect(await other.connections()).toHaveLength(1);
});
