// SendPulse's App Directory: installing, opening and uninstalling apps, and exchanging codes.

import { describe, expect, test } from "vitest";
import { ACCOUNTS, APPS } from "../../src/providers/sendpulse/fixtures.js";
import { createState } from "../../src/providers/sendpulse/market.js";
import { register } from "../../src/providers/sendpulse/register.js";
import { createSandbox } from "../../src/sandbox.js";
import {
  APP,
  BASE,
  connected,
  createClient,
  LIMITED,
  OWN,
  POST_APP,
  UNAUTHORIZED,
} from "./client.js";

const NO_CONNECT = [422, { result: false, data: null, error: "\u0421onnect not found!", code: 5 }];
const NO_CLIENT = [
  401,
  {
    error: "invalid_client",
    error_description: "Client authentication failed",
    message: "Client authentication failed",
  },
];

describe("the dashboard", () => {
  test("the dashboard shows accounts, languages and apps, with buttons for what can be done", async () => {
    const client = createClient();
    const root = await client.sandbox.fetch(new Request(`${BASE}/`));
    expect([root.status, root.headers.get("location")]).toEqual([302, `${BASE}/dashboard`]);
    const look = async (query = "") =>
      (await client.sandbox.fetch(new Request(`${BASE}/dashboard${query}`))).text();
    const fresh = await look();
    for (const { name } of [...ACCOUNTS, ...APPS]) expect(fresh).toContain(name);
    expect(fresh).toContain(">Install</button>");
    expect(fresh).not.toContain("Open app");
    expect(fresh).not.toContain("<script");
    await client.code();
    expect(await look()).toMatch(/>Open app<\/button>\s*<button [^>]*>Uninstall<\/button>/);
    const other = await look("?user=1000002");
    expect(other).toContain('value="1000002" selected');
    expect(other).toContain('value="pt" selected');
    expect(other).not.toContain("Open app");
    expect(await look("?user=1&lang=xx")).toContain('value="1000001" selected');
  });

  test("the dashboard asks before it installs an app, and declining sends and changes nothing", async () => {
    const asked = /** @type {string[]} */ ([]);
    const client = createClient({
      reach: async (url) => {
        asked.push(url);
        return new Response();
      },
    });
    for (const button of ["install", "open"]) {
      const page = await (await client.press(button)).text();
      expect(page).toContain("Install Corner Shop?");
      expect(page).toContain('value="agree">Agree</button>');
      expect(page).toContain('value="decline">Decline</button>');
    }
    const declined = await client.press("consent", { decision: "decline" });
    expect(declined.headers.get("location")).toBe(
      "/sendpulse/dashboard?user=1000001&lang=en&theme=light&shown=window",
    );
    expect(asked).toEqual([]);
    expect((await client.press("uninstall")).status).toBe(400);
  });

  test.each([
    ["consent", {}, "Choose agree or decline."],
    ["consent", { decision: "perhaps" }, "Choose agree or decline."],
    ["open", { app_id: "nobody" }, "There is no app by that id."],
    ["open", { user: "7" }, "There is no account by that number"],
    ["install", { lang: "xx" }, "no such language"],
    ["uninstall", {}, "The app is not installed."],
  ])("the dashboard shows what is missing when %s is sent %j", async (button, fields, message) => {
    const response = await createClient().press(button, fields);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
  });

  test("the dashboard sends the code by GET, with the language of the account or the one chosen", async () => {
    const client = createClient();
    const agreed = await client.press("consent", { decision: "agree" });
    expect(agreed.status).toBe(302);
    const at = /^http:\/\/127\.0\.0\.1:8787\/callback\/sendpulse\?code=[0-9a-f]{32}&lang=/;
    expect(agreed.headers.get("location")).toMatch(new RegExp(`${at.source}en$`));
    const opened = await client.press("open", { lang: "pt" });
    expect(opened.headers.get("location")).toMatch(new RegExp(`${at.source}pt$`));
    expect(opened.headers.get("location")).not.toBe(agreed.headers.get("location"));
  });

  test("the dashboard sends the code without the ampersand, or to an address with a query", async () => {
    const client = createClient();
    const at = async (/** @type {object} */ more) => {
      const { app_id, app_secret } = APP;
      await client.control("apps", { provider: "sendpulse", app_id, app_secret, ...more });
      return (await client.press("consent", { decision: "agree" })).headers.get("location");
    };
    const login_url = "http://127.0.0.1:1/in";
    expect(await at({ login_url, options: { delivery: "glued" } })).toMatch(
      /^http:\/\/127\.0\.0\.1:1\/in\?code=[0-9a-f]{32}lang=en$/,
    );
    expect(await at({ login_url: `${login_url}?shop=1` })).toMatch(
      /\/in\?shop=1&code=[0-9a-f]{32}&lang=en$/,
    );
  });

  test.each([
    ["http://127.0.0.1:8787/in", "http://localhost:8788"],
    ["http://localhost:8787/in", "http://127.0.0.1:8788"],
  ])(
    "the dashboard shows the app at %s in a frame of another site, with a fresh code each time",
    async (login_url, host) => {
      const client = createClient();
      const { app_id, app_secret } = APP;
      await client.control("apps", { provider: "sendpulse", app_id, app_secret, login_url });
      const look = { shown: "frame", theme: "dark", lang: "pt" };
      const agreed = await client.press("consent", { decision: "agree", ...look });
      const address = new URL(agreed.headers.get("location") ?? "");
      expect(address.hostname).toBe(new URL(host).hostname);
      const view = async () => {
        const page = await (await client.sandbox.fetch(new Request(address))).text();
        const [, source] = /<iframe [^>]*src="([^"]+)"/.exec(page) ?? [];
        return new URL((source ?? "").replaceAll("&amp;", "&"));
      };
      const [first, second] = [await view(), await view()];
      expect(first.origin + first.pathname).toBe(login_url);
      expect(Object.fromEntries(first.searchParams)).toEqual({
        code: expect.stringMatching(/^[0-9a-f]{32}$/),
        lang: "pt",
        theme: "dark",
        access: "sandbox & all",
      });
      expect(second.searchParams.get("code")).not.toBe(first.searchParams.get("code"));
    },
  );

  test("the dashboard sends the code by POST, from a page with a button", async () => {
    const client = createClient();
    const response = await client.press("consent", {
      app_id: POST_APP.app_id,
      decision: "agree",
      lang: "de",
    });
    const page = await response.text();
    expect(page).toContain(`<form method="post" action="${POST_APP.login_url}">`);
    expect(page).toContain('name="lang" value="de"');
    expect(page).toContain(">Continue</button>");
    const [, code] = /name="code" value="([0-9a-f]{32})"/.exec(page) ?? [];
    const { app_id, app_secret: secret } = POST_APP;
    expect((await client.exchange({ app_id, secret, code }))[0]).toBe(200);
  });
});

describe("the exchange", () => {
  test("the exchange gives the same keys each time, and only updated_at moves", async () => {
    const client = createClient();
    const first = await connected(client);
    expect(first).toEqual({
      id: "5e9d0000-0000-4000-8000-0000000000c1",
      user_id: 1000001,
      app_id: APP.app_id,
      client_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      client_secret: expect.stringMatching(/^[0-9a-f]{32}$/),
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      updated_at: first.created_at,
    });
    await client.control("clock", { advance_s: 3600 });
    const { updated_at, ...again } = await connected(client);
    expect({ ...again, updated_at: first.updated_at }).toEqual(first);
    expect(Date.parse(updated_at) - Date.parse(first.updated_at)).toBeGreaterThanOrEqual(3_600_000);
  });

  test("the exchange takes a form, too", async () => {
    const client = createClient();
    const { app_id, app_secret: secret } = APP;
    const form = new URLSearchParams({ app_id, secret, code: await client.code() });
    const [status, answer] = await client.call("POST", "/market-service/oauth/authorize", form);
    expect([status, answer.result, answer.data.user_id]).toEqual([200, true, 1000001]);
    expect((await client.call("GET", "/market-service/oauth/authorize"))[0]).toBe(405);
  });

  test("the exchange uses a code up, and one of several requests at once gets it", async () => {
    const client = createClient();
    const code = await client.code();
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.exchange({ code })));
    expect(answers.filter(([status]) => status === 200)).toHaveLength(1);
    expect(answers.filter(([status]) => status !== 200)).toEqual(Array(19).fill(NO_CONNECT));
  });

  test("the exchange takes a code for a minute", async () => {
    const client = createClient();
    const [early, late] = [await client.code(), await client.code()];
    await client.control("clock", { advance_s: 59 });
    expect((await client.exchange({ code: early }))[0]).toBe(200);
    await client.control("clock", { advance_s: 2 });
    expect(await client.exchange({ code: late })).toEqual(NO_CONNECT);
  });

  test.each([
    ["a wrong secret", { secret: "5ec0e7" }],
    ["another app", { app_id: POST_APP.app_id, secret: POST_APP.app_secret }],
    ["an unknown app", { app_id: "nobody" }],
    ["another code", { code: "f".repeat(32) }],
    ["no code", { code: undefined }],
  ])("the exchange refuses %s, and the code stays good", async (_, wrong) => {
    const client = createClient();
    const code = await client.code();
    expect(await client.exchange({ code, ...wrong })).toEqual(NO_CONNECT);
    expect((await client.exchange({ code }))[0]).toBe(200);
  });
});

describe("uninstalling", () => {
  /** @param {() => Response | Promise<Response>} answer */
  function told(answer) {
    /** @type {{ url: string, init: RequestInit }[]} */
    const seen = [];
    const client = createClient({
      reach: async (url, init) => {
        seen.push({ url, init });
        return answer();
      },
    });
    return { seen, client };
  }

  test("uninstalling tells the app, and ends keys, tokens and codes", async () => {
    const { seen, client } = told(() => new Response("gone <ok>"));
    const keys = await connected(client);
    const [, { access_token }] = await client.token(keys);
    const code = await client.code();
    const page = await (await client.press("uninstall")).text();
    expect(page).toContain("200 gone &lt;ok&gt;");
    expect(seen).toHaveLength(1);
    expect([seen[0]?.url, seen[0]?.init.method]).toEqual([APP.uninstall_url, "POST"]);
    expect(new Headers(seen[0]?.init.headers).get("content-type")).toBe("application/json");
    expect(JSON.parse(String(seen[0]?.init.body))).toEqual(keys);
    expect(await client.as("/balance", access_token)).toEqual(UNAUTHORIZED);
    expect(await client.token(keys)).toEqual(NO_CLIENT);
    expect(await client.exchange({ code })).toEqual(NO_CONNECT);
    expect((await connected(client)).client_id).not.toBe(keys.client_id);
  });

  test.each([
    ["a failure", () => new Response("no", { status: 500 }), "500 no"],
    [
      "a broken connection",
      () => Promise.reject(new Error("connection refused")),
      "nothing: connection refused",
    ],
  ])("uninstalling happens even when the app answers with %s", async (_, answer, shown) => {
    const { client } = told(answer);
    const keys = await connected(client);
    expect(await (await client.press("uninstall")).text()).toContain(shown);
    expect(await client.token(keys)).toEqual(NO_CLIENT);
  });

  test("uninstalling tells nobody when there is no address, nor anybody beyond this machine", async () => {
    const { seen, client } = told(() => new Response());
    await client.press("consent", { app_id: POST_APP.app_id, decision: "agree" });
    const page = await (await client.press("uninstall", { app_id: POST_APP.app_id })).text();
    expect(page).toContain("it has no uninstall URL");
    expect(seen).toEqual([]);
    const alone = createClient();
    const { app_id, app_secret, login_url } = APP;
    const uninstall_url = "https://apps.example.com/uninstall";
    const fields = { provider: "sendpulse", app_id, app_secret, login_url, uninstall_url };
    await alone.control("apps", fields);
    await alone.code();
    expect(await (await alone.press("uninstall")).text()).toContain("nobody but this machine");
  });
});

describe("the apps", () => {
  test("apps are listed with the accounts that have keys, and can be changed without losing what is installed", async () => {
    const client = createClient();
    const { apps } = await client.control("apps");
    const own = apps.filter((/** @type {any} */ app) => app.provider === "sendpulse");
    expect(own.map((/** @type {any} */ app) => app.app_id ?? app.user_id)).toEqual([
      ...APPS.map(({ app_id }) => app_id),
      ...[OWN.user_id, LIMITED.user_id],
    ]);
    expect(own[0]).toMatchObject({ app_id: APP.app_id, redirect_url: APP.login_url });
    const keys = await connected(client);
    const redirect_url = "http://127.0.0.1:9000/callback/sendpulse";
    const { app } = await client.control("apps", { ...own[0], redirect_url });
    expect([app.login_url, app.redirect_url]).toEqual([redirect_url, redirect_url]);
    const opened = await client.press("open");
    expect(opened.headers.get("location")).toContain(`${redirect_url}?code=`);
    expect((await connected(client)).client_id).toBe(keys.client_id);
    const made = await client.control("apps", {
      provider: "sendpulse",
      login_url: "http://localhost:1/in",
    });
    expect(made.app).toMatchObject({ uninstall_url: null, options: { delivery: "get" } });
    expect(made.app.app_secret).toMatch(/^[0-9a-f]{32}$/);
    const { app: account } = await client.control("apps", {
      provider: "sendpulse",
      user_id: 42,
      api_key: "a-key-of-a-test",
      options: { size: 3 },
    });
    expect(account.options).toMatchObject({ size: 3, per_second: null });
    const [, emails] = await client.as("/addressbooks/1001/emails", "a-key-of-a-test");
    expect(emails).toHaveLength(3);
  });

  test.each([
    [{}, "login_url must be an absolute http or https address"],
    [{ login_url: "/in" }, "login_url must be an absolute http or https address"],
    [{ app_id: "a b" }, "app_id must be letters, digits and hyphens"],
    [{ speed: 1 }, "unknown field speed"],
    [{ options: [] }, "options must be an object"],
    [{ options: { delivery: "mail" } }, 'delivery must be "get", "post" or "glued"'],
    [
      { options: { speed: 1 } },
      "unknown option speed; there are delivery, token_ttl_s, states_expiry",
    ],
    [{ user_id: "7" }, "user_id must be a whole number, 1 or more"],
    [
      { user_id: 7, api_key: "short" },
      "api_key must be null, or 8 to 200 characters without spaces",
    ],
    [{ user_id: 7, options: { per_second: -1 } }, "per_second must be null or a whole number"],
  ])("an app is not registered with %j", (fields, problem) => {
    const isApp = !("user_id" in fields) && Object.keys(fields).length > 0;
    const known = isApp ? { login_url: "http://127.0.0.1/" } : {};
    expect(register(createState([], []), { ...known, ...fields })).toBe(problem);
  });

  test("the log has none of the apps' secrets", async () => {
    const client = createClient({ reach: async () => new Response() });
    const code = await client.code();
    const [, { data }] = await client.exchange({ code });
    const [, market] = await client.token(data);
    const [, own] = await client.token(OWN, "");
    await client.as("/balance", market.access_token);
    await client.as(`/balance?note=${OWN.api_key}`, own.access_token);
    await client.call("GET", `/addressbooks?{"client_secret": "${data.client_secret}"}`);
    const page = await client.press("consent", { app_id: POST_APP.app_id, decision: "agree" });
    await page.text();
    await client.press("uninstall");
    const log = JSON.stringify(await client.control("log"));
    const secrets = [APP.app_secret, OWN.client_secret, OWN.api_key, code, data.client_secret];
    for (const secret of [...secrets, market.access_token, own.access_token])
      expect(log).not.toContain(secret);
    for (const part of market.access_token.split(".").slice(1)) expect(log).not.toContain(part);
    expect(log).toContain("sha256:");
  });
});

test("the front page names SendPulse", async () => {
  const page = await createSandbox().fetch(new Request("http://127.0.0.1:8788/"));
  const text = await page.text();
  expect(text).toContain("<code>/sendpulse</code>");
  expect(text).not.toContain("<code></code>");
});
