// PipiChat over HTTP: the consent, the exchange and the profile.

import { beforeEach, describe, expect, test } from "vitest";
import { APPS } from "../../src/providers/pipichat/fixtures.js";
import {
  APP,
  ask,
  BASE,
  beginSandbox,
  consent,
  control,
  cookieOf,
  exchange,
  keyOf,
  login,
  ORIGIN,
  SECRET,
} from "./client.js";

beforeEach(beginSandbox);

describe("the start", () => {
  test("the consent page is a plain form with a choice of member", async () => {
    const response = await ask(`${BASE}/api/oauth?app_id=${APP}&state="><script>`);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/html/);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(page).toContain("Corner Shop");
    expect(page).toContain(">Approve</button>");
    expect(page).toContain(">Deny</button>");
    expect(page).toContain("Seán O&#39;Brien &quot;Café&quot;");
    expect(page).not.toContain("<script");
  });

  test("an approval redirects with a key, and a denial to the site's home", async () => {
    const approved = await consent({ app_id: APP, user: "ada_example", decision: "approve" });
    expect(approved.status).toBe(302);
    expect(approved.headers.get("location")).toMatch(
      /^http:\/\/127\.0\.0\.1:8787\/callback\/pipichat\?auth_key=[0-9a-f]{32}$/,
    );
    expect(approved.headers.get("set-cookie")).toMatch(
      /^sandbox_pipichat=[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const denied = await consent({ app_id: APP, user: "1", decision: "deny" });
    expect([denied.status, denied.headers.get("location")]).toEqual([302, `${BASE}/`]);
    expect((await ask(`${BASE}/`)).status).toBe(200);
  });

  test("a member who approved before is redirected at once, with a new key each time", async () => {
    const first = await consent({ app_id: APP, user: "1", decision: "approve" });
    const cookie = cookieOf(first);
    const again = await ask(`${BASE}/api/oauth?app_id=${APP}`, { headers: { cookie } });
    expect(again.status).toBe(302);
    expect(keyOf(again)).not.toBe(keyOf(first));
    expect(await (await exchange({ auth_key: keyOf(first) })).json()).toMatchObject({
      message: "Bad Request, invalid auth_key",
    });
    const other = await ask(`${BASE}/api/oauth?app_id=${APPS[1]?.app_id}`, { headers: { cookie } });
    expect(other.status).toBe(200);
    const out = await ask(`${BASE}/signout`, { method: "POST", headers: { cookie } });
    expect(out.headers.get("set-cookie")).toContain("Max-Age=0");
    const after = await ask(`${BASE}/api/oauth?app_id=${APP}`, { headers: { cookie } });
    expect(after.status).toBe(200);
  });

  test.each([
    ["", 404, "nothing at this address"],
    ["?app_id=", 404, "nothing at this address"],
    ["?app_id=9999999999", 200, "doesn&#39;t exist or has been disabled"],
    ["?app_id=70520000003141", 200, "doesn&#39;t exist or has been disabled"],
  ])(
    "a login that starts with the query %j ends at a page that says why",
    async (query, status, text) => {
      const response = await ask(`${BASE}/api/oauth${query}`);
      expect(response.status).toBe(status);
      expect(response.headers.get("content-type")).toMatch(/^text\/html/);
      expect(await response.text()).toContain(text);
    },
  );

  test("a state comes back only where the app's site does that", async () => {
    const fork = String(APPS[1]?.app_id);
    const fields = { user: "1", decision: "approve", state: "a b" };
    const echoed = await consent({ app_id: fork, ...fields });
    expect(echoed.headers.get("location")).toMatch(/\?auth_key=[0-9a-f]{32}&state=a%20b$/);
    const cookie = cookieOf(echoed);
    const again = await ask(`${BASE}/api/oauth?app_id=${fork}&state=z`, { headers: { cookie } });
    expect(again.headers.get("location")).toMatch(/&state=z$/);
    const stock = await consent({ app_id: APP, ...fields });
    expect(stock.headers.get("location")).not.toContain("state");
  });

  test("the key is appended to a redirect URL that has a query", async () => {
    const response = await consent({ app_id: "352600000099", user: "1", decision: "approve" });
    expect(response.headers.get("location")).toMatch(/\/pipichat\?shop=1\?auth_key=[0-9a-f]{32}$/);
  });

  test("an older engine forgets the login while the member signs in", async () => {
    const app_id = "17630000001";
    const signIn = await (await ask(`${BASE}/api/oauth?app_id=${app_id}`)).text();
    expect(signIn).toContain('action="/pipichat/signin"');
    expect(signIn).not.toContain(app_id);
    const user = new URLSearchParams({ user: "1" });
    const signedIn = await ask(`${BASE}/signin`, { method: "POST", body: user });
    expect(signedIn.headers.get("location")).toBe(`${BASE}/`);
    const cookie = cookieOf(signedIn);
    const second = await ask(`${BASE}/api/oauth?app_id=${app_id}`, { headers: { cookie } });
    expect(await second.text()).toContain("Approve");
    const script = { app_id, user: "2", decision: "approve" };
    expect((await consent(script)).headers.get("location")).toBe(`${BASE}/`);
    expect(keyOf(await consent(script, { cookie }))).toMatch(/^[0-9a-f]{32}$/);
  });

  test("a login starts at the path that the app's site has for it", async () => {
    const french = "1763000000";
    expect((await ask(`${BASE}/api/oauth2?app_id=${french}`)).status).toBe(200);
    for (const elsewhere of [`oauth?app_id=${french}`, `oauth2?app_id=${APP}`, "other", ""]) {
      const response = await ask(`${BASE}/api/${elsewhere}`);
      expect([response.status, await response.json()]).toEqual([
        200,
        { error: true, message: "Bad Request, invalid parameters" },
      ]);
    }
  });

  test("a consent without a member or a decision is answered with 400", async () => {
    expect((await consent({ app_id: APP, user: "nobody", decision: "approve" })).status).toBe(400);
    expect((await consent({ app_id: APP, decision: "approve" })).status).toBe(400);
    expect((await consent({ app_id: APP, user: "1" })).status).toBe(400);
  });
});

describe("the API", () => {
  test("the API answers JSON with status 200, uncached, without CORS", async () => {
    for (const address of [`${BASE}/api/authorize`, `${BASE}/api/get_user_info`, `${BASE}/api/x`]) {
      const response = await ask(address, { headers: { origin: "http://127.0.0.1:1" } });
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("application/json");
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect([...response.headers.keys()].join()).not.toContain("access-control");
      expect(await response.json()).toMatchObject({ error: true });
    }
  });

  test("a whole login ends with the member's profile", async () => {
    const { access_token } = await login("2");
    const response = await ask(`${BASE}/api/get_user_info?access_token=${access_token}`);
    expect(await response.json()).toHaveProperty("user_info.user_firstname", "Se&aacute;n");
  });

  test("the exchange reads the query whatever the method, the last of two fields, and a form only where the app says so", async () => {
    const auth_key = keyOf(await consent({ app_id: APP, user: "1", decision: "approve" }));
    const form = new URLSearchParams({ app_id: APP, app_secret: SECRET, auth_key });
    const post = await ask(`${BASE}/api/authorize`, { method: "POST", body: form });
    expect(await post.json()).toMatchObject({ message: "Bad Request, invalid app_id" });
    const query = `${BASE}/api/authorize?auth_key=x&${form}`;
    expect(await (await ask(query, { method: "POST" })).json()).toHaveProperty("access_token");

    const office = { app_id: "5289000000777", app_secret: "fedcba9876543210fedcba9876543210" };
    for (const Body of [URLSearchParams, FormData]) {
      const key = keyOf(await consent({ ...office, user: "1", decision: "approve" }));
      const body = new Body();
      for (const [name, value] of Object.entries({ ...office, auth_key: key })) {
        body.append(name, value);
      }
      const answer = await ask(`${BASE}/api/authorize`, { method: "POST", body });
      expect(await answer.json()).toHaveProperty("access_token");
    }
  });

  test("a profile's pictures can be loaded", async () => {
    const { access_token } = await login("1");
    const response = await ask(`${BASE}/api/get_user_info?access_token=${access_token}`);
    const { user_info } = /** @type {any} */ (await response.json());
    const picture = await ask(user_info.profile_picture);
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
    expect((await ask(`${BASE}/content/uploads/photos/none.svg`)).status).toBe(404);
  });

  test("the consent and the API fail where an app's options say so", async () => {
    const app = {
      provider: "pipichat",
      app_id: APP,
      app_secret: SECRET,
      redirect_url: `${ORIGIN}/cb`,
    };
    const { auth_key, access_token } = await login();
    await control("apps", { ...app, options: { developers_disabled: true } });
    const page = await ask(`${BASE}/api/oauth?app_id=${APP}`);
    expect(await page.text()).toContain("developers module has been disabled");
    for (const path of [
      `authorize?app_id=${APP}&app_secret=${SECRET}&auth_key=${auth_key}`,
      `get_user_info?access_token=${access_token}`,
      `other?app_id=${APP}`,
    ]) {
      expect(await (await ask(`${BASE}/api/${path}`)).json()).toEqual({
        error: true,
        message: "The developers module has been disabled by the admin",
      });
    }
    await control("apps", { ...app, options: { database_error: "get_user_info" } });
    const profile = await ask(`${BASE}/api/get_user_info?access_token=${access_token}`);
    expect(await profile.json()).toMatchObject({ message: expect.stringContaining("database") });
    await control("apps", { ...app, options: { database_error: "oauth" } });
    const failed = await consent({ app_id: APP, user: "1", decision: "approve" });
    expect([failed.status, await failed.text()]).toEqual([
      200,
      expect.stringContaining("database"),
    ]);
  });
});
