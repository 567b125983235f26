// Bangwo8 accounts at the Worker: connected by a password or by a key, told apart, and disconnected.
import { describe, expect, test } from "vitest";
import { advanceClock } from "../../clock.js";
import { browser, replaceBrowser } from "../../fixtures.js";
import { control, platformRequests } from "../../sandbox.js";
import { failure } from "../../test-browser.js";
import {
  byKey,
  byPassword,
  call,
  connect,
  connected,
  json,
  OURS,
  tokenRequests,
  useBangwo8Fixtures,
} from "./fixtures.js";

useBangwo8Fixtures();

describe("a Bangwo8 account", () => {
  test.each(["osp-demo", "示例客服"])(
    "connects account %s by name and password, and reads one agent as a proof",
    async (name) => {
      const connection = await connected(byPassword(name));
      expect(connection).toMatchObject({
        instance: "bangwo8",
        provider: "bangwo8",
        account: { id: name, name },
        binding: "cookie",
        expiresAt: null,
      });
      const [asked, ...more] = await platformRequests("/");
      expect([asked.method, asked.path, asked.query, more]).toEqual([
        "GET",
        "/bangwo8/api/v1/supports.json",
        { per_page: "1" },
        [],
      ]);
      expect(await browser.connections()).toEqual([connection]);
      expect((await json(await call("GET", "/api/v1/supports.json"))).supports).toHaveLength(10);
      expect(await tokenRequests()).toEqual([]);
    },
  );

  test.each(["osp-demo", "osp-brief"])(
    "connects the key of account %s, exchanges it for a token and reads one agent as a proof",
    async (name) => {
      const connection = await connected(byKey(name));
      expect(connection.account.id).toBe(byKey(name).secretId);
      expect((await platformRequests("/")).map(({ method, path }) => `${method} ${path}`)).toEqual([
        "POST /bangwo8/api/token.php",
        "GET /bangwo8/api/v1/supports.json",
      ]);
      expect((await json(await call("GET", "/api/v1/supports.json"))).supports).toHaveLength(10);
    },
  );

  test("connects an account whose credentials come as a form", async () => {
    expect((await connected(new URLSearchParams(byPassword("示例客服")))).account.id).toBe(
      "示例客服",
    );
    await connected(new URLSearchParams(byKey()));
    expect(await browser.connections()).toHaveLength(2);
  });

  test.each([
    ["a wrong password", () => ({ ...byPassword(), password: "canary" }), 401, "unauthorized", 1],
    ["a wrong secret", () => ({ ...byKey(), secret: "canary" }), 401, "unauthorized", 1],
    [
      "a wrong secret of an account that refuses it under another status",
      () => ({ ...byKey("osp-200"), secret: "canary" }),
      401,
      "unauthorized",
      1,
    ],
    ["an unknown key id", () => ({ ...byKey(), secretId: "canary" }), 401, "unauthorized", 1],
    [
      "the password of an account that takes keys only",
      () => byPassword("osp-brief"),
      401,
      "unauthorized",
      1,
    ],
    [
      "both a password and a key",
      () => ({ ...byPassword(), ...byKey() }),
      400,
      "invalid_argument",
      0,
    ],
    [
      "an account name and the secret of a key",
      () => ({ account: "a", secret: "canary" }),
      400,
      "invalid_argument",
      0,
    ],
    ["an account name alone", () => ({ account: "a" }), 400, "invalid_argument", 0],
    ["a key id alone", () => ({ secretId: "a" }), 400, "invalid_argument", 0],
    ["an empty password", () => ({ account: "a", password: "" }), 400, "invalid_argument", 0],
    [
      "a colon in the account name",
      () => ({ account: "a:b", password: "canary" }),
      400,
      "invalid_argument",
      0,
    ],
    [
      "a line break in the password",
      () => ({ account: "a", password: "canary\n" }),
      400,
      "invalid_argument",
      0,
    ],
    [
      "a space in the secret",
      () => ({ secretId: "a", secret: "canary 1" }),
      400,
      "invalid_argument",
      0,
    ],
    [
      "a password that is a number",
      () => ({ account: "a", password: 4711 }),
      400,
      "invalid_argument",
      0,
    ],
    [
      "a field that is not known",
      () => ({ ...byPassword(), token: "canary" }),
      400,
      "invalid_argument",
      0,
    ],
    [
      "a base_url",
      () => ({ ...byPassword(), base_url: "https://evil.example" }),
      400,
      "invalid_argument",
      0,
    ],
    ["an empty object", () => ({}), 400, "invalid_argument", 0],
    ["a list instead of an object", () => ["canary"], 400, "invalid_argument", 0],
    [
      "a password of 5,000 characters",
      () => ({ account: "a", password: "x".repeat(5000) }),
      400,
      "invalid_argument",
      0,
    ],
  ])(
    "refuses to connect an account with %s, and stores nothing",
    async (_, body, status, code, asked) => {
      const answer = await failure(await connect(body()));
      expect(answer).toMatchObject({ status, code });
      expect(answer.text).not.toMatch(/canary|4711/);
      expect(await platformRequests("/")).toHaveLength(asked);
      expect(await browser.connections()).toEqual([]);
    },
  );

  test.each([
    ["whose Origin is another one", { origin: "https://evil.example" }],
    ["whose Sec-Fetch-Site is cross-site", { "sec-fetch-site": "cross-site" }],
  ])("answers forbidden to credentials from a page %s", async (_, from) => {
    for (const body of [byPassword(), new URLSearchParams(byPassword())]) {
      expect(await failure(await connect(body, from))).toMatchObject({ code: "forbidden" });
    }
    const headers = { "x-portaria": undefined };
    const form = { method: "POST", body: new URLSearchParams(byPassword()), headers };
    expect(await failure(await browser.ask("/connect/bangwo8", form))).toMatchObject({
      code: "forbidden",
    });
    expect(await platformRequests("/")).toEqual([]);
  });

  test.each([
    ["status 503", { status: 503, body: "{}" }, 502],
    ["an HTML page", { status: 200, body: "html" }, 502],
    ["a redirect", { status: 302, headers: { location: "https://evil.example/" } }, 502],
  ])("does not connect an account when Bangwo8 answers with %s", async (_, fault, status) => {
    for (const [path, body] of /** @type {[string, object][]} */ ([
      ["supports", byPassword()],
      ["token.php", byKey()],
      ["supports", byKey()],
    ])) {
      // A token is asked for once more after a failure that may pass.
      const n = path === "token.php" && "status" in fault && fault.status === 503 ? 2 : 1;
      await control("fault", { path, n, ...fault });
      expect((await connect(body)).status).toBe(status);
    }
    expect(await browser.connections()).toEqual([]);
  });

  test("answers 404 to GET /connect/bangwo8, because Bangwo8 has no login page", async () => {
    expect(await failure(await browser.ask("/connect/bangwo8"))).toMatchObject({ status: 404 });
  });

  test("answers reconnect_required once the account has another password at Bangwo8", async () => {
    await connected(byPassword());
    await control("apps", { provider: "bangwo8", account: "osp-demo", password: "another-one" });
    expect(await failure(await call("GET", "/api/v1/supports.json"))).toMatchObject({
      status: 401,
      code: "reconnect_required",
    });
  });

  test("answers login_required to a call after the account was disconnected", async () => {
    await connected(byPassword());
    const response = await browser.ask("/connections/bangwo8", { method: "DELETE", headers: OURS });
    expect(response.status).toBe(204);
    expect(await failure(await call("GET", "/api/v1/supports.json"))).toMatchObject({
      status: 401,
      code: "login_required",
    });
  });
});

describe("several Bangwo8 accounts of one owner", () => {
  const count = async (/** @type {Record<string, string>} */ headers = {}) =>
    (await json(await call("GET", "/api/v1/companies.json", undefined, headers))).count;
  const of = (/** @type {string} */ id) => ({ "x-portaria-account": encodeURIComponent(id) });

  test("calls the account that x-portaria-account names, and the newest one without that header", async () => {
    await connected(byPassword());
    advanceClock(1);
    await connected(byPassword("示例客服"));
    advanceClock(1);
    await connected(byKey("osp-older"));
    const made = { company: { companyName: "只在示例客服" } };
    await json(await call("POST", "/api/v1/companies.json", made, of("示例客服")));
    expect(await count(of("示例客服"))).toBe("6");
    expect(await count(of("osp-demo"))).toBe("5");
    expect(await count(of(byKey("osp-older").secretId))).toBe("5");
    expect(await count()).toBe("5"); // the newest
    expect(await browser.connections()).toHaveLength(3);
    const unknown = await call("GET", "/api/v1/companies.json", undefined, of("nobody"));
    expect(await failure(unknown)).toMatchObject({ status: 401, code: "login_required" });
    const garbled = await call("GET", "/api/v1/companies.json", undefined, {
      "x-portaria-account": "%E7%A4",
    });
    expect(await failure(garbled)).toMatchObject({ status: 400, code: "invalid_argument" });
  });

  test("answers login_required to a browser that names an account of another browser", async () => {
    await connected(byPassword());
    replaceBrowser();
    const response = await call("GET", "/api/v1/companies.json", undefined, of("osp-demo"));
    expect(await failure(response)).toMatchObject({ status: 401, code: "login_required" });
  });
});
