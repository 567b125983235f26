// What has ended stays ended: a session that was signed out of or claimed, for whoever kept its cookie.

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { CookieJar } from "../cookie-jar.js";
import { advanceClock } from "./clock.js";
import { createWorker } from "./create-worker.js";
import { browser, replaceBrowser, useFixtures } from "./fixtures.js";
import { exchangeRequests, jetchatKey } from "./sandbox.js";
import { storedEntries } from "./stored-entries.js";
import { failure, TestBrowser } from "./test-browser.js";
import { ORIGIN } from "./worker-settings.js";

const OURS = { "x-portaria": "1" };
const SESSION = "__Host-Http-portaria";
const DAY_S = 24 * 60 * 60;

useFixtures();

/** @param {TestBrowser} [who] */
async function connectKey(who = browser) {
  return who.ask("/connect/jetchat", {
    method: "POST",
    body: JSON.stringify({ apiKey: await jetchatKey() }),
    headers: { ...OURS, "content-type": "application/json" },
  });
}

/** Signs out; gives a browser that has kept the cookies. */
async function signOut() {
  const kept = new TestBrowser();
  kept.cookies = browser.cookies.copy();
  const response = await browser.ask("/sign-out", { method: "POST", headers: OURS });
  expect(response.status).toBe(204);
  return kept;
}

describe("row 25: a session that was signed out of", () => {
  test("connects, lists and calls nothing for whoever kept the cookie, and has his browser forget it", async () => {
    expect((await connectKey()).status).toBe(201);
    const kept = await signOut();
    const cookies = kept.cookies.copy();
    for (const [ask, code] of /** @type {[() => Promise<Response>, string | null][]} */ ([
      [() => connectKey(kept), "login_required"],
      [() => kept.ask("/connections"), null],
      [() => kept.ask("/flows"), null],
      [() => kept.ask("/connections/jetchat"), "login_required"],
      [() => kept.ask("/connections", { method: "DELETE", headers: OURS }), "login_required"],
      [() => kept.ask("/api/jetchat/me"), "login_required"],
    ])) {
      kept.cookies = cookies.copy();
      const response = await ask();
      expect(response.headers.get("x-portaria-error"), await response.clone().text()).toBe(code);
      if (!code) expect(Object.values(await response.json())).toEqual([[]]);
      expect(kept.cookies.has(SESSION)).toBe(false);
    }
    kept.cookies = cookies.copy();
    expect(await kept.connections(), "nothing was connected meanwhile").toEqual([]);
  });

  test("stays ended for weeks, though nothing was ever connected in it", async () => {
    await browser.startLogin();
    const kept = await signOut();
    const cookies = kept.cookies.copy();
    advanceClock(6 * DAY_S);
    expect((await failure(await connectKey(kept))).code).toBe("login_required");
    kept.cookies = cookies;
    expect(await kept.connections()).toEqual([]);
  });

  test("does not get the connection of a login that was under way, whose code is not spent", async () => {
    const callback = await browser.approveLogin(await browser.startLogin());
    const kept = await signOut();
    const cookies = kept.cookies.copy();
    expect(await failure(await kept.openCallback(callback))).toMatchObject({
      status: 403,
      code: "flow_mismatch",
    });
    expect(await exchangeRequests()).toEqual([]);
    kept.cookies = cookies;
    expect(await kept.connections()).toEqual([]);
  });

  test("ends while a login waits for the platform, and the login connects nothing", async () => {
    const callback = await browser.approveLogin(await browser.startLogin());
    /** @type {(value?: unknown) => void} */
    let asked = () => {};
    /** @type {(value?: unknown) => void} */
    let goOn = () => {};
    const isAsked = new Promise((resolve) => (asked = resolve));
    const mayGoOn = new Promise((resolve) => (goOn = resolve));
    // The Vault's second command is the one that stores.
    const VAULT = {
      idFromName: (/** @type {string} */ name) => env.VAULT.idFromName(name),
      get: (/** @type {DurableObjectId} */ id) => ({
        run: async (/** @type {string} */ command) => {
          if (command.includes('"putConnection"')) {
            asked();
            await mayGoOn;
          }
          return /** @type {any} */ (env.VAULT.get(id)).run(command);
        },
      }),
    };
    const send = createWorker({}, { VAULT });
    const slow = new TestBrowser((request) => send(request));
    slow.cookies = browser.cookies.copy();
    const answer = slow.openCallback(callback);
    await isAsked;
    const before = (await storedEntries("connection ")).length;
    const kept = await signOut();
    goOn();
    expect((await failure(await answer)).code).toBe("flow_mismatch");
    expect(await storedEntries("connection ")).toHaveLength(before);
    expect(await kept.connections()).toEqual([]);
  });
});

test("forgets what a login connected in a session when the session would end", async () => {
  const before = new Set((await storedEntries("connection ")).map(({ name }) => name));
  await browser.logIn();
  const [made, ...others] = (await storedEntries("connection ")).filter(
    ({ name }) => !before.has(name),
  );
  expect(others).toEqual([]);
  expect(made.forget_at).toBe(Date.now() + 30 * DAY_S * 1000);
});

describe("row 6: a login that was begun as a user of the app", () => {
  /** What identify says. @type {string | null | undefined} */
  let says;
  const send = createWorker({ identify: () => says });
  const app = () => new TestBrowser((request) => send(request));

  test.each([
    ["by the user himself", () => says, undefined],
    ["by a browser of which identify cannot tell whose it is", () => undefined, undefined],
    ["by a browser of which identify says that it is nobody's", () => null, "flow_mismatch"],
    ["by another user", () => "bia", "flow_mismatch"],
  ])("is finished %s, or answered flow_mismatch", async (_, finisher, code) => {
    says = `ana-${crypto.randomUUID()}`;
    const ana = says;
    const who = app();
    const callback = await who.approveLogin(await who.startLogin());
    says = finisher();
    const response = await who.openCallback(callback);
    expect(response.headers.get("x-portaria-error") ?? undefined).toBe(code);
    says = ana;
    expect(await who.connections()).toHaveLength(code ? 0 : 1);
  });

  test("lands in the session that began it where identify cannot tell, and not at a user", async () => {
    says = undefined;
    const who = app();
    const callback = await who.approveLogin(await who.startLogin());
    says = "bia";
    expect((await who.openCallback(callback)).headers.get("x-portaria-error")).toBe(
      "flow_mismatch",
    );
    says = undefined;
    expect((await who.openCallback(callback)).status).toBe(303);
    expect(await who.connections()).toHaveLength(1);
  });

  test("is not begun as one user for another whose name differs in half a character", async () => {
    says = "a\ud800";
    expect((await app().ask("/connections")).headers.get("x-portaria-error")).toBe("unavailable");
  });
});

describe("a session that users claim", () => {
  const send = createWorker({ identify: (request) => request.headers.get("x-user") });
  /** @param {string} path @param {string} user @param {RequestInit & { headers?: Record<string, string> }} [init] @param {CookieJar} [cookies] */
  const ask = (path, user, init = {}, cookies = new CookieJar(ORIGIN)) =>
    send(path, {
      ...init,
      headers: { cookie: cookies.header(), "x-user": user, ...init.headers },
    });
  /** @param {string} user @param {CookieJar} cookies */
  const claim = async (user, cookies) => {
    const response = await ask("/claim", user, { method: "POST", headers: OURS }, cookies);
    expect(response.status).toBe(200);
    return /** @type {any} */ (await response.json()).connections;
  };
  /** @param {string} user */
  const owned = async (user) =>
    /** @type {any} */ (await (await ask("/connections", user)).json()).connections;

  test("goes to one of two users who claim it at once, in each of 30 runs", async () => {
    for (let run = 0; run < 30; run++) {
      replaceBrowser();
      expect((await connectKey()).status).toBe(201);
      const users = ["ana", "bia"].map((name) => `${name}-${crypto.randomUUID()}`);
      const claimed = await Promise.all(users.map((user) => claim(user, browser.cookies)));
      const have = await Promise.all(users.map(owned));
      const counts = (/** @type {any[][]} */ lists) => lists.map((list) => list.length).sort();
      expect([counts(claimed), counts(have)], `run ${run}`).toEqual([
        [0, 1],
        [0, 1],
      ]);
    }
  });

  test("is ended afterwards, for whoever kept the cookie", async () => {
    expect((await connectKey()).status).toBe(201);
    const kept = new TestBrowser();
    kept.cookies = browser.cookies.copy();
    expect(await claim(`ana-${crypto.randomUUID()}`, browser.cookies)).toHaveLength(1);
    const cookies = kept.cookies.copy();
    expect((await failure(await connectKey(kept))).code).toBe("login_required");
    kept.cookies = cookies.copy();
    expect((await failure(await kept.ask("/api/jetchat/me"))).code).toBe("login_required");
    expect(await claim(`bia-${crypto.randomUUID()}`, cookies)).toEqual([]);
  });

  test("loses nothing when the claim stops before any of its commands, and is repeated by the user", async () => {
    for (let stops = 0; stops < 4; stops++) {
      replaceBrowser();
      expect((await connectKey()).status).toBe(201);
      expect((await browser.logIn()).status).toBe(303);
      const [ana, bia] = ["ana", "bia"].map((name) => `${name}-${crypto.randomUUID()}`);
      let commands = 0;
      const VAULT = {
        idFromName: (/** @type {string} */ name) => env.VAULT.idFromName(name),
        get: (/** @type {DurableObjectId} */ id) => ({
          run: async (/** @type {string} */ command) => {
            if (commands++ === stops) throw new Error("killed");
            return /** @type {any} */ (env.VAULT.get(id)).run(command);
          },
        }),
      };
      const stopped = createWorker({ identify: () => ana }, { VAULT });
      const headers = { ...OURS, cookie: browser.cookies.header() };
      const answer = await stopped("/claim", { method: "POST", headers });
      expect([answer.status, commands], `stopped before ${stops}`).toEqual([503, stops + 1]);
      expect(answer.headers.getSetCookie()).toEqual([]);
      if (stops > 0) expect(await claim(String(bia), browser.cookies)).toEqual([]);
      expect(await claim(String(ana), browser.cookies)).toHaveLength(2);
      expect(await owned(String(ana))).toHaveLength(2);
      expect(await owned(String(bia))).toEqual([]);
    }
  });
});
