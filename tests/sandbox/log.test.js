// What the sandbox logs, and what it hides there. PipiChat is the platform that is asked.

import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import {
  APP,
  ask,
  BASE,
  beginSandbox,
  consent,
  control,
  login,
  ORIGIN,
  SECRET,
} from "./providers/pipichat/client.js";
import { createLog } from "./src/controls/log.js";
import { createRedactor, isSecretName } from "./src/redact.js";

beforeEach(beginSandbox);

/** @param {string} value */
const digest = (value) => `sha256:${createHash("sha256").update(value).digest("hex").slice(0, 12)}`;

describe("the log", () => {
  test("the log has what was asked, oldest first, without the controls", async () => {
    await control("clock", { advance_s: 5 });
    await consent({ app_id: APP, user: "1", decision: "deny" });
    await ask(`${BASE}/api/x?a=1&a=2&b=`, { headers: { "X-Note": "Seen" } });
    const { requests } = await control("log");
    expect(requests).toEqual([
      {
        at: expect.any(Number),
        method: "POST",
        path: "/pipichat/api/oauth",
        query: {},
        headers: expect.objectContaining({ "content-type": expect.any(String) }),
        body: { app_id: APP, user: "1", decision: "deny" },
        status: 302,
      },
      expect.objectContaining({
        method: "GET",
        query: { a: ["1", "2"], b: "" },
        headers: { "x-note": "Seen" },
        body: null,
        status: 200,
      }),
    ]);
    expect(requests[0].at - Date.now() / 1000).toBeGreaterThan(3);
  });

  test("the log shows no secret anywhere, and equal digests for equal secrets", async () => {
    const { auth_key, access_token } = await login();
    const canaries = [
      SECRET,
      auth_key,
      access_token,
      "hunter2hunter2",
      "dXNlcjpwYXNz",
      "session-1",
    ];
    await ask(`${BASE}/api/get_user_info?access_token=${access_token}&x=1?auth_key=${auth_key}`, {
      headers: {
        authorization: `Bearer ${access_token}`,
        "proxy-authorization": "Basic dXNlcjpwYXNz",
        cookie: "one=session-1; two=session-1",
        referer: `http://127.0.0.1:8787/callback?auth_key=${auth_key}`,
        "x-api-key": "hunter2hunter2",
      },
    });
    await ask(`${BASE}/api/${SECRET}/${auth_key.toUpperCase()}`);
    const json = JSON.stringify({ list: [{ password: "hunter2hunter2" }], note: `see ${SECRET}` });
    for (const type of ["application/json", "text/plain"]) {
      await ask(`${BASE}/api/x`, { method: "POST", body: json, headers: { "content-type": type } });
    }
    const log = JSON.stringify(await control("log"));
    for (const canary of canaries) expect(log.toLowerCase()).not.toContain(canary.toLowerCase());

    const { requests } = JSON.parse(log);
    const [, exchanged, profile, , parsed, text] = requests;
    expect(exchanged.query).toEqual({
      app_id: APP,
      app_secret: digest(SECRET),
      auth_key: digest(auth_key),
    });
    expect(profile.query).toEqual({
      access_token: digest(access_token),
      x: `1?auth_key=${digest(auth_key)}`,
    });
    expect(profile.headers).toMatchObject({
      authorization: `Bearer ${digest(access_token)}`,
      cookie: `one=${digest("session-1")}; two=${digest("session-1")}`,
      referer: `http://127.0.0.1:8787/callback?auth_key=${digest(auth_key)}`,
      "x-api-key": digest("hunter2hunter2"),
    });
    expect(parsed.body.list[0].password).toBe(digest("hunter2hunter2"));
    expect(text.body).toContain(`"password":"${digest("hunter2hunter2")}"`);
  });

  test("the log hides a registered app's secret wherever it stands", async () => {
    const { app } = await control("apps", { provider: "pipichat", redirect_url: `${ORIGIN}/x` });
    await ask(`${BASE}/api/x`, { method: "POST", body: `see ${app.app_secret}x` });
    expect((await control("log")).requests[0].body).toBe(`see ${digest(app.app_secret)}x`);
  });

  test("the log keeps 10,000 entries and 65,536 characters of a body, and says what it left out", () => {
    const redactor = createRedactor(() => []);
    const log = createLog(redactor);
    const url = new URL(`${BASE}/x`);
    for (let i = 0; i < 10_003; i += 1) log.open(new Request(url), url, i);
    const { requests, dropped_entries } = log.read();
    expect([requests.length, dropped_entries, requests[0]?.at]).toEqual([10_000, 3, 3]);

    const entry = log.open(new Request(url), url, 1);
    log.setBody(entry, { text: "y".repeat(100_000), form: null, json: undefined });
    expect(String(entry.body)).toMatch(/^y{65536}… and 34464 characters more$/);
  });

  test.each([
    ["app_secret", true],
    ["access_token", true],
    ["X-Api-Key", true],
    ["clientSecret", true],
    ["Password", true],
    ["code", true],
    ["app_id", false],
    ["error_code", false],
    ["keyword", false],
  ])("the log takes %s for a secret's name: %s", (name, secret) => {
    expect(isSecretName(name)).toBe(secret);
  });

  test.each(["y", '"y', "y=", '"y":"', "f"])(
    "the log hides secrets within two seconds in a million of %j",
    (piece) => {
      const began = performance.now();
      createRedactor(() => [SECRET]).text(piece.repeat(1_000_000 / piece.length));
      expect(performance.now() - began).toBeLessThan(2000);
    },
  );

  test("the log takes a body that is nested 5,000 levels deep", async () => {
    const body = `${"[".repeat(5000)}${"]".repeat(5000)}`;
    const headers = { "content-type": "application/json" };
    const response = await ask(`${BASE}/api/x`, { method: "POST", body, headers });
    expect(response.status).toBe(200);
  });
});
