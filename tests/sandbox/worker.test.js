// The real Worker in workerd, as `wrangler dev` runs it, asked over TCP.

import { once } from "node:events";
import { createServer, request } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestHarness } from "wrangler";

const APP = { app_id: "176300000012345", app_secret: "0123456789abcdef0123456789abcdef" };

const harness = createTestHarness({
  workers: [{ configPath: new URL("./wrangler.toml", import.meta.url) }],
});
let origin = "";

beforeAll(async () => {
  origin = (await harness.listen()).url.origin;
}, 60_000);
afterAll(() => harness.close());
beforeEach(() => control("reset", {}));

/** @param {string} name @param {unknown} [body] @returns {Promise<any>} */
async function control(name, body) {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return (await fetch(`${origin}/__${name}`, init)).json();
}

/** @param {string} user */
async function approve(user, app_id = APP.app_id) {
  const response = await fetch(`${origin}/pipichat/api/oauth`, {
    method: "POST",
    body: new URLSearchParams({ app_id, user, decision: "approve" }),
    redirect: "manual",
  });
  return new URL(String(response.headers.get("location"))).searchParams.get("auth_key") ?? "";
}

/** @param {string} auth_key @param {{ app_id: string, app_secret: string }} [app] */
const exchange = (auth_key, app = APP) =>
  fetch(`${origin}/pipichat/api/authorize?${new URLSearchParams({ ...app, auth_key })}`);

/** @param {Promise<Response>} asked @returns {Promise<any>} */
const read = async (asked) => (await asked).json();

test("a whole login works in workerd, and its log shows no token", async () => {
  const { access_token } = await read(exchange(await approve("1")));
  expect(access_token).toMatch(/^[0-9a-f]{32}$/);
  const profile = `${origin}/pipichat/api/get_user_info?access_token=${access_token}`;
  const { user_info } = await read(fetch(profile));
  expect(user_info.user_name).toBe("ada_example");
  expect((await fetch(user_info.profile_picture)).headers.get("content-type")).toBe(
    "image/svg+xml",
  );
  await control("clock", { advance_s: 61 });
  expect(await read(fetch(profile))).toMatchObject({
    message: "Bad Request, expired access_token",
  });
  const { requests } = await control("log");
  expect(requests.map((/** @type {any} */ each) => each.status)).toEqual([302, 200, 200, 200, 200]);
  expect(JSON.stringify(requests)).not.toContain(access_token);
});

test("100 parallel exchanges of one key give one token", async () => {
  const auth_key = await approve("1");
  const answers = await Promise.all(Array.from({ length: 100 }, () => read(exchange(auth_key))));
  expect(answers.filter((answer) => answer.access_token)).toHaveLength(1);
  expect((await control("log")).requests).toHaveLength(101);
});

test("100 parallel logins of as many apps all succeed", async () => {
  const tokens = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const redirect_url = "http://127.0.0.1:4321/callback";
      const { app } = await control("apps", { provider: "pipichat", redirect_url });
      const { app_id, app_secret } = app;
      const auth_key = await approve("2", app_id);
      return (await read(exchange(auth_key, { app_id, app_secret }))).access_token;
    }),
  );
  expect(new Set(tokens).size).toBe(100);
});

test("a delayed request holds up no other", async () => {
  const auth_key = await approve("1");
  await control("fault", { path: "authorize", delay_ms: 500 });
  const order = /** @type {string[]} */ ([]);
  const slow = exchange("f".repeat(32)).then(() => order.push("slow"));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const quick = read(exchange(auth_key)).then(() => order.push("quick"));
  await Promise.all([slow, quick]);
  expect(order).toEqual(["quick", "slow"]);
});

test("the rules run even when the client does not wait for them", async () => {
  const auth_key = await approve("1");
  await control("fault", { path: "authorize", delay_ms: 300 });
  const impatient = fetch(
    `${origin}/pipichat/api/authorize?${new URLSearchParams({ ...APP, auth_key })}`,
    { signal: AbortSignal.timeout(100) },
  );
  await expect(impatient).rejects.toThrow();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await read(exchange(auth_key))).toMatchObject({
    message: "Bad Request, invalid auth_key",
  });
});

test("a dropped connection breaks after the head, and is asked for once", async () => {
  const auth_key = await approve("1");
  await control("fault", { path: "authorize", drop: true, after: true });
  const response = await exchange(auth_key);
  await expect(response.text()).rejects.toThrow();
  const { requests } = await control("log");
  expect(requests.slice(1).map((/** @type {any} */ each) => each.status)).toEqual([0]);
  expect(await read(exchange(auth_key))).toMatchObject({
    message: "Bad Request, invalid auth_key",
  });
});

test("a huge body arrives whole, without having said its length", async () => {
  await control("fault", { path: "get_user_info", body: "huge" });
  const response = await fetch(`${origin}/pipichat/api/get_user_info`);
  expect(response.headers.get("content-length")).toBeNull();
  expect((await response.text()).length).toBeGreaterThan(2 * 1024 * 1024);
});

test("JetChat reads the body of a DELETE, and serves a page of a crowd", async () => {
  const { apps } = await control("apps");
  const { api_key } = apps.find((/** @type {any} */ app) => app.options.rate_limit === null);
  const headers = {
    authorization: `Bearer ${api_key}`,
    accept: "application/json",
    "content-type": "application/json",
  };
  const tag = { method: "DELETE", headers, body: JSON.stringify({ tag_ns: "f123t456" }) };
  const remove = () => fetch(`${origin}/jetchat/api/flow/delete-tag`, tag);
  expect(await read(remove())).toEqual({ status: "ok" });
  expect((await remove()).status).toBe(404);
  await control("seed", { provider: "jetchat", subscribers: 100_000 });
  const { data, meta } = await read(
    fetch(`${origin}/jetchat/api/subscribers?limit=100&page=1000`, { headers }),
  );
  expect([data.length, meta.total]).toEqual([100, 100_000]);
});

test("SendPulse tells an app that it was uninstalled, and reads the body of a GET", async () => {
  /** @type {{ url: string | undefined, body: any }[]} */
  const told = [];
  const app = createServer(async (asked, response) => {
    told.push({ url: asked.url, body: JSON.parse((await asked.toArray()).join("")) });
    response.end("bye");
  });
  await once(app.listen(0, "127.0.0.1"), "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (app.address());
  const url = `http://127.0.0.1:${port}`;
  const made = await control("apps", {
    provider: "sendpulse",
    login_url: `${url}/in`,
    uninstall_url: `${url}/out`,
  });
  const { app_id } = made.app;
  const press = (/** @type {string} */ button, decision = "agree") =>
    fetch(`${origin}/sendpulse/dashboard/${button}`, {
      method: "POST",
      body: new URLSearchParams({ app_id, user: "1000001", shown: "window", decision }),
      redirect: "manual",
    });
  expect((await press("consent")).headers.get("location")).toContain(`${url}/in?code=`);
  expect(await (await press("uninstall")).text()).toContain("200 bye");
  expect(told).toEqual([
    { url: "/out", body: expect.objectContaining({ app_id, user_id: 1000001 }) },
  ]);
  app.close();

  const { apps } = await control("apps");
  const { api_key } = apps.find((/** @type {any} */ each) => each.user_id === 1000003);
  const body = JSON.stringify({ limit: 101 });
  const asked = request(`${origin}/sendpulse/addressbooks`, {
    headers: {
      authorization: `Bearer ${api_key}`,
      "content-type": "application/json",
      "content-length": body.length,
    },
  });
  asked.end(body);
  const [answer] = await once(asked, "response");
  expect(JSON.parse((await answer.toArray()).join(""))).toEqual({
    message: "Argument limit may not be greater than 100",
    error_code: 422,
  });
});
