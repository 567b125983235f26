import { describe, expect, test } from "vitest";
import { CookieJar } from "../cookie-jar.js";
import { advanceClock } from "./clock.js";
import { browser, useFixtures } from "./fixtures.js";
import { control, platformRequests } from "./sandbox.js";
import { failure, TestBrowser } from "./test-browser.js";
import { ORIGIN, SECRETS } from "./worker-settings.js";

useFixtures();

const clear = (/** @type {CookieJar} */ cookies) => cookies.clear();

/** The cookie of the login that a browser has begun. @param {TestBrowser} of */
const flowOf = ({ cookies }) => [...cookies].find(([name]) => name.includes("flow")) ?? ["", ""];

const KEY = "00112233445566778899aabbccddeeff";

describe("a login", () => {
  test("sends the browser out with a link and two cookies, and brings it back connected", async () => {
    const response = await browser.ask("/connect/pipichat?return_to=/account");
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe(
      "https://community.example/pipichat/api/oauth?app_id=176300000012345",
    );
    const cookies = response.headers.getSetCookie();
    expect(cookies).toHaveLength(2);
    expect(cookies[0]).toMatch(
      /^__Host-portaria-flow-[\w-]{10}=v1\.[0-9a-f]{8}\.[\w-]+; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/,
    );
    expect(cookies[1]).toMatch(
      /^__Host-Http-portaria=v1\.[0-9a-f]{8}\.[\w-]+; Path=\/; Max-Age=2592000; Secure; HttpOnly; SameSite=Strict$/,
    );

    const back = await browser.openCallback(
      await browser.approveLogin(response.headers.get("location") ?? ""),
    );
    expect(back.status).toBe(303);
    expect(back.headers.get("location")).toBe("/account");
    expect([...browser.cookies].map(([name]) => name)).toEqual(["__Host-Http-portaria"]);

    const [connection, ...others] = await browser.connections();
    expect(others).toEqual([]);
    expect(connection).toMatchObject({
      instance: "pipichat",
      provider: "pipichat",
      binding: "cookie",
    });
    expect(connection.profile.id).toBe("1");
    expect(connection.expiresAt - connection.connectedAt).toBeLessThanOrEqual(60_000);
    expect(await platformRequests("authorize")).toHaveLength(1);
    expect(await platformRequests("get_user_info")).toHaveLength(1);
  });

  test("decodes the entities in a member's name, and keeps the raw profile", async () => {
    await browser.logIn("pipichat", "2");
    const [{ profile }] = await browser.connections();
    const { user_firstname, user_lastname } = profile.raw;
    expect(`${user_firstname}${user_lastname}`).toMatch(/&[#\w]+;/);
    expect(profile.name).not.toMatch(/&[#\w]+;/);
  });

  test("binds a login by its state where the community echoes it", async () => {
    await browser.logIn("somee");
    expect((await browser.connections())[0]).toMatchObject({ instance: "somee", binding: "state" });
  });

  test("answers flow_expired to a callback that comes ten minutes after the start", async () => {
    const start = await browser.startLogin();
    advanceClock(600);
    const callback = await browser.approveLogin(start);
    expect(await failure(await browser.openCallback(callback))).toMatchObject({
      status: 410,
      code: "flow_expired",
    });
    expect(await platformRequests("authorize")).toEqual([]);
  });

  test("connects after an earlier login was given up", async () => {
    await browser.startLogin();
    await browser.logIn();
    expect(await browser.connections()).toHaveLength(1);
  });

  test("connects both of two logins that run in two tabs", async () => {
    const first = await browser.startLogin("pipichat", "return_to=/first");
    const second = await browser.startLogin("pipichat", "return_to=/second");
    const answers = [];
    for (const [start, user] of [
      [first, "1"],
      [second, "2"],
    ]) {
      answers.push(
        await browser.openCallback(await browser.approveLogin(/** @type {string} */ (start), user)),
      );
    }
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(answers.map(({ headers }) => headers.get("location")).sort()).toEqual([
      "/first",
      "/second",
    ]);
    expect((await browser.connections()).map(({ account }) => account.id).sort()).toEqual([
      "1",
      "2",
    ]);
  });

  test("connects both of two logins that run at two communities", async () => {
    const [here, there] = [await browser.startLogin("pipichat"), await browser.startLogin("somee")];
    for (const start of [there, here])
      expect((await browser.openCallback(await browser.approveLogin(start))).status).toBe(303);
    expect((await browser.connections()).map(({ instance }) => instance).sort()).toEqual([
      "pipichat",
      "somee",
    ]);
  });

  test("replaces the connection when the same account logs in again", async () => {
    await browser.logIn();
    advanceClock(61);
    await control("clock", { advance_s: 61 });
    await browser.logIn();
    expect(await browser.connections()).toHaveLength(1);
  });
});

describe("a callback", () => {
  test("answers flow_replayed to a second callback, and keeps the connection of the first", async () => {
    const callback = await browser.approveLogin(await browser.startLogin());
    const copy = new TestBrowser();
    copy.cookies = browser.cookies.copy();
    expect((await browser.openCallback(callback)).status).toBe(303);
    // With the cookie that a slow browser may still send, and (back button, reload) without it.
    expect(await failure(await copy.openCallback(callback))).toMatchObject({
      status: 409,
      code: "flow_replayed",
    });
    expect(await failure(await browser.openCallback(callback))).toMatchObject({
      status: 403,
      code: "flow_mismatch",
    });
    expect(await platformRequests("authorize")).toHaveLength(1);
    expect(await browser.connections()).toHaveLength(1);
  });

  test("exchanges a code once when its callback arrives 50 times at once", async () => {
    await browser.startLogin("pipichat", "return_to=/other-tab");
    const callback = await browser.approveLogin(await browser.startLogin());
    const cookies = browser.cookies.copy();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => {
        const one = new TestBrowser();
        one.cookies = cookies.copy();
        return one.openCallback(callback);
      }),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
    expect(await platformRequests("authorize")).toHaveLength(1);
    expect(await browser.connections()).toHaveLength(1);
    // The other tab's flow was not used up by the crowd.
    expect(
      (await browser.openCallback(await browser.approveLogin(await browser.startLogin()))).status,
    ).toBe(303);
  });

  test.each([
    ["without a cookie", clear, "flow_mismatch", 403],
    [
      "with a cookie of nonsense",
      (/** @type {CookieJar} */ cookies) => {
        cookies.clear();
        cookies.set("__Host-portaria-flow-aaaaaaaaaa", "v1.00000000.AAAA");
      },
      "flow_mismatch",
      403,
    ],
    [
      "with a changed cookie",
      (/** @type {CookieJar} */ cookies) => {
        for (const [name, value] of cookies) cookies.set(name, `${value.slice(0, -2)}AA`);
      },
      "flow_mismatch",
      403,
    ],
  ])("connects nothing when a callback comes %s", async (_, change, code, status) => {
    const callback = await browser.approveLogin(await browser.startLogin());
    change(browser.cookies);
    const answer = await failure(await browser.openCallback(callback));
    expect(answer).toMatchObject({ code, status });
    expect(answer.text).toContain('href="/connect/pipichat?return_to=%2F"');
    expect(await platformRequests("authorize")).toEqual([]);
  });

  test("connects nothing when a callback comes with another instance's cookie", async () => {
    const callback = await browser.approveLogin(await browser.startLogin("pipichat"));
    const other = new TestBrowser();
    await other.startLogin("somee");
    const underOurName = new CookieJar(ORIGIN);
    underOurName.set(flowOf(browser)[0], flowOf(other)[1]);
    for (const cookies of [other.cookies, underOurName]) {
      const one = new TestBrowser();
      one.cookies = cookies;
      expect(await failure(await one.openCallback(callback))).toMatchObject({
        status: 403,
        code: "flow_mismatch",
      });
    }
    expect(await platformRequests("authorize")).toEqual([]);
  });

  test("answers flow_mismatch to a callback that comes with another session", async () => {
    const callback = await browser.approveLogin(await browser.startLogin());
    const other = new TestBrowser();
    await other.startLogin();
    const session = other.cookies.get("__Host-Http-portaria") ?? "";
    browser.cookies.set("__Host-Http-portaria", session);
    const answer = await browser.ask(callback); // a same-site provider: the session comes along
    expect(await failure(answer)).toMatchObject({ status: 403, code: "flow_mismatch" });
    expect(await platformRequests("authorize")).toEqual([]);
  });

  test.each([
    ["no state", "", ""],
    ["an empty state", "", "&state="],
    ["a wrong state", "", "&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
    ["two states", "&state=a", "&state=b"],
  ])(
    "connects nothing when a callback comes with %s, though one was sent",
    async (_, before, after) => {
      await browser.approveLogin(await browser.startLogin("somee"));
      const answer = await failure(
        await browser.openCallback(`/callback/somee?auth_key=${KEY}${before}${after}`),
      );
      expect([400, 403]).toContain(answer.status);
      expect(await platformRequests("authorize")).toEqual([]);
    },
  );

  test.each([
    ["without a key", ""],
    ["with an empty key", "auth_key="],
    ["with a key of 31 digits", `auth_key=${KEY.slice(1)}`],
    ["with a key of 33 digits", `auth_key=${KEY}0`],
    ["with an upper-case key", `auth_key=${KEY.toUpperCase()}`],
    ["with two keys", `auth_key=${KEY}&auth_key=${KEY}`],
    ["with a key and a NUL", `auth_key=${KEY}%00`],
    ["with bytes that are not UTF-8", `auth_key=${KEY}&x=%ff`],
    ["with more than 4 KB", `auth_key=${KEY}&x=${"a".repeat(5000)}`],
    ["with markup", "auth_key=%3Cscript%3Ealert(1)%3C/script%3E"],
  ])("answers invalid_argument to a callback %s, and exchanges nothing", async (_, query) => {
    await browser.startLogin();
    const answer = await failure(await browser.openCallback(`/callback/pipichat?${query}`));
    expect(answer).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(answer.text).not.toContain("<script>alert");
    expect(await platformRequests("authorize")).toEqual([]);
  });

  test("accepts a callback whose registered address has a query", async () => {
    await control("apps", {
      provider: "pipichat",
      app_id: "176300000012345",
      app_secret: "0123456789abcdef0123456789abcdef",
      redirect_url: `${ORIGIN}/callback/pipichat?shop=1`,
    });
    const callback = await browser.approveLogin(await browser.startLogin());
    expect(callback).toContain("?shop=1?auth_key=");
    expect((await browser.openCallback(callback)).status).toBe(303);
  });

  test("accepts a callback posted as a form or as JSON, and answers 400 to another type or a long body", async () => {
    const sent = async (/** @type {string} */ type, /** @type {string} */ body) =>
      (
        await browser.openCallback("/callback/pipichat", {
          method: "POST",
          body,
          headers: { "content-type": type },
        })
      ).status;
    const key = async () =>
      new URL(await browser.approveLogin(await browser.startLogin())).searchParams.get("auth_key");
    expect(await sent("application/x-www-form-urlencoded", `auth_key=${await key()}`)).toBe(303);
    expect(await sent("application/json", JSON.stringify({ auth_key: await key() }))).toBe(303);
    expect(await sent("text/plain", `auth_key=${await key()}`)).toBe(400);
    expect(
      await sent(
        "application/x-www-form-urlencoded",
        `auth_key=${await key()}&x=${"a".repeat(5000)}`,
      ),
    ).toBe(400);
    expect(await platformRequests("authorize")).toHaveLength(2);
  });

  test.each([
    ["a HEAD request", { method: "HEAD" }, 204],
    ["a prefetch", { headers: { "sec-purpose": "prefetch" } }, 403],
    ["a prerender", { headers: { "sec-purpose": "prefetch;prerender" } }, 403],
    ["a prefetch that says Purpose", { headers: { purpose: "prefetch" } }, 403],
  ])("exchanges nothing when %s asks for the callback", async (_, init, status) => {
    const callback = await browser.approveLogin(await browser.startLogin());
    expect((await browser.openCallback(callback, init)).status).toBe(status);
    expect(await platformRequests("authorize")).toEqual([]);
    expect((await browser.openCallback(callback)).status).toBe(303);
  });

  test("answers not_found to the callback of an unknown instance", async () => {
    expect(
      await failure(await browser.openCallback(`/callback/nobody?auth_key=${KEY}`)),
    ).toMatchObject({
      status: 404,
      code: "not_found",
    });
  });
});

describe("a community that fails", () => {
  test.each([
    ["drops the connection", { drop: true }, "network"],
    ["answers with a web page", { body: "html" }, "bad_response"],
    ["is in maintenance", { status: 503, body: "html" }, "bad_response"],
    ["asks for a bot check", { status: 403, body: "html" }, "forbidden"],
    ["answers nothing", { body: "empty" }, "bad_response"],
    ["answers broken JSON", { body: "malformed" }, "bad_response"],
    ["answers without end", { body: "huge" }, "bad_response"],
    [
      "redirects to the inside of a network",
      { status: 302, headers: { location: "http://169.254.169.254/" } },
      "bad_response",
    ],
    [
      "has changed the app's secret",
      { body: '{"error":true,"message":"Bad Request, invalid app_secret"}' },
      "configuration",
    ],
    [
      "repeats the secret",
      { body: `{"error":true,"message":"no ${SECRETS[0]} <b>here</b>"}` },
      "provider_error",
    ],
  ])(
    "ends the login with an error page, without a second try, when the community %s",
    async (_, fault, code) => {
      const callback = await browser.approveLogin(await browser.startLogin());
      await control("fault", { path: "authorize", n: 1, ...fault });
      const answer = await failure(await browser.openCallback(callback));
      expect(answer.code).toBe(code);
      expect(answer.text).toContain('href="/connect/pipichat?return_to=%2Faccount"');
      expect(answer.text).not.toContain("<b>here</b>");
      expect(await platformRequests("authorize")).toHaveLength(1);
      expect(await platformRequests("169.254")).toEqual([]);
      expect(await browser.connections()).toEqual([]);
      await browser.logIn();
      expect(await browser.connections()).toHaveLength(1);
    },
  );

  test("asks for the profile again after the community answered 503", async () => {
    const callback = await browser.approveLogin(await browser.startLogin());
    await control("fault", { path: "get_user_info", n: 1, status: 503, body: "html" });
    expect((await browser.openCallback(callback)).status).toBe(303);
    expect(await platformRequests("get_user_info")).toHaveLength(2);
  });

  test("answers not_found when the community has deleted the member", async () => {
    const callback = await browser.approveLogin(await browser.startLogin(), "6");
    expect(await failure(await browser.openCallback(callback))).toMatchObject({
      status: 404,
      code: "not_found",
    });
  });
});
