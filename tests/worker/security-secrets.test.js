// Rows 21 to 23 of SECURITY.md: secrets are in no output and do not stay in memory, and sealing does what it says.
// (Row 24: tests/browser.)
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { initSync } from "../../pkg/dist/server.js";
import { createPortaria } from "../../pkg/worker.js";
import { createWorker } from "./create-worker.js";
import { useFixtures } from "./fixtures.js";
import { output } from "./output.js";
import { control, jetchatKey } from "./sandbox.js";
import { TestBrowser } from "./test-browser.js";
import { ORIGIN } from "./worker-settings.js";

const OURS = { "x-portaria": "1", "content-type": "application/json" };
const SESSION = "__Host-Http-portaria";

/** @typedef {import("./test-browser.js").BrowserInit} BrowserInit */

useFixtures();

/**
 * A browser at a Worker with options and variables of its own. Every header field of an answer is part of the output, those
 * that set cookies too.
 * @param {import("../../pkg/worker.js").PortariaOptions} [options]
 * @param {object} [variables]
 */
function browserAt(options, variables) {
  const send = createWorker(options, variables);
  const browser = new TestBrowser(async (request) => {
    const response = await send(request);
    output.texts.push(...[...response.headers].map(String));
    return response;
  });
  return (/** @type {string} */ path, /** @type {BrowserInit} */ init = {}) =>
    browser.ask(path, init);
}

/** @param {ReturnType<typeof browserAt>} ask @param {string} apiKey */
const connectKey = (ask, apiKey) =>
  ask("/connect/jetchat", { method: "POST", body: JSON.stringify({ apiKey }), headers: OURS });

/** @param {string} canary */
function expectUnsaid(canary) {
  expect(output.texts.length).toBeGreaterThan(0);
  for (const text of output.texts) expect(text).not.toContain(canary);
}

describe("row 21: a canary in answers, header fields and log lines", () => {
  const CANARY = "canary0123456789canary";

  test.each([
    ["in its message", { status: 401, body: `{"message":"Bad key ${CANARY}"}` }],
    ["among the errors of fields", { status: 422, body: `{"errors":{"x":["${CANARY}"]}}` }],
    ["in an error's code", { status: 400, body: `{"code":"${CANARY}","message":"no"}` }],
    ["in a field's name", { status: 422, body: `{"errors":{"${CANARY}":["x"]}}` }],
    ["in a page", { status: 500, body: `<html>${CANARY}` }],
    ["in a text", { status: 200, body: `Notice: ${CANARY}` }],
    [
      "in a header",
      { status: 400, body: "{}", headers: { "x-debug": CANARY, "set-cookie": CANARY } },
    ],
    ["in a redirect", { status: 302, headers: { location: `https://a.example/?key=${CANARY}` } }],
    ["in a list", { status: 200, body: `["${CANARY}"]` }],
    ["and drops the connection", { drop: true }],
  ])("keeps a key out of the output when the platform repeats it %s", async (_, fault) => {
    await control("fault", { path: "api/me", n: 1, ...fault });
    const response = await connectKey(browserAt(), CANARY);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expectUnsaid(CANARY);
  });

  test("keeps a secret out of the output when it is sent in the wrong place", async () => {
    const ask = browserAt();
    for (const [path, init] of /** @type {[string, BrowserInit][]} */ ([
      [`/${CANARY}`, {}],
      [`/connect/${CANARY}`, {}],
      [`/connect/pipichat?return_to=//${CANARY}`, {}],
      [`/callback/pipichat?auth_key=${CANARY}`, {}],
      [`/callback/pipichat?code=${CANARY}&state=${CANARY}`, {}],
      [`/callback/sendpulse?code=${CANARY}`, {}],
      [`/link/sendpulse?question=${CANARY}`, {}],
      [`/api/jetchat/${CANARY}`, { headers: { authorization: `Bearer ${CANARY}` } }],
      ["/connections", { headers: { cookie: `${SESSION}=${CANARY}` } }],
      ["/connect/jetchat", { method: "POST", headers: OURS, body: `{"apiKey":"${CANARY}` }],
      ["/connect/jetchat", { method: "POST", headers: OURS, body: `{"apiKey":["${CANARY}"]}` }],
      ["/connect/jetchat", { method: "POST", headers: OURS, body: `{"apiKey":"${CANARY}\\n"}` }],
      ["/connect/jetchat", { method: "POST", headers: OURS, body: `{"api_key":"${CANARY}"}` }],
      ["/uninstall/sendpulse", { method: "POST", headers: OURS, body: `{"user_id":"${CANARY}"}` }],
    ])) {
      for (const accept of ["text/html", "application/json"]) {
        const headers = { ...init.headers, accept };
        await ask(path, { ...init, headers });
      }
    }
    expectUnsaid(CANARY);
  });

  test("keeps a secret out of the output when an app's function or the storage throws it", async () => {
    const fail = () => {
      throw new Error(CANARY);
    };
    const broken = { get: () => ({ run: async () => fail() }), idFromName: () => "" };
    const key = await jetchatKey();
    for (const broke of [{ identify: fail }, { onConnect: fail }, { VAULT: broken }]) {
      const ask = "VAULT" in broke ? browserAt({}, broke) : browserAt(broke);
      await connectKey(ask, key);
      for (const path of ["/connections", "/connect/pipichat", "/api/jetchat/flow/tags"])
        await ask(path, { headers: { accept: "text/html" } });
    }
    expectUnsaid(CANARY);
    expectUnsaid(key);
  });

  test.each([
    ["PORTARIA_KEY", CANARY],
    ["PORTARIA_KEY", `${"A".repeat(43)}=,${CANARY}`],
    ["PORTARIA_ORIGIN", `https://user:${CANARY}@desk.example.com`],
    ["PORTARIA_RETURN_TO", `https://user:${CANARY}@app.example.com`],
    ["PORTARIA_INSTANCES", `{"pipichat":{"app_id":"1","app_secret":"${CANARY}"}}`],
    [
      "PORTARIA_INSTANCES",
      `{"pipichat":{"app_id":"1","base_url":"https://u:${CANARY}@a.example"}}`,
    ],
    ["PORTARIA_INSTANCES", `{"pipichat":{"app_id":"1","token":"${CANARY}"}}`],
    ["PORTARIA_INSTANCES", `{"pipichat":"${CANARY}`],
  ])(
    "keeps a secret out of the output when it is in a wrong setting: %s %s",
    async (name, value) => {
      const ask = browserAt({}, { [name]: value });
      expect((await ask("/health")).status).toBe(503);
      await ask("/connect/pipichat");
      expectUnsaid(CANARY);
    },
  );
});

/** A long text of numbered pieces, so that any part of it is known again. @param {string} seed @param {number} pieces */
const numbered = (seed, pieces) =>
  Array.from({ length: pieces }, (_, at) => `${seed}${String(at).padStart(5, "0")}.`).join("");

/** Whether something is in the memory of the core. @param {string | Uint8Array} what */
function isInMemory(what) {
  const { memory } = initSync(/** @type {any} */ (undefined)); // the instance that there is
  const bytes = new Uint8Array(memory.buffer);
  const wanted = typeof what === "string" ? new TextEncoder().encode(what) : what;
  for (let at = bytes.indexOf(wanted[0] ?? 0); at >= 0; at = bytes.indexOf(wanted[0] ?? 0, at + 1))
    if (wanted.every((byte, next) => bytes[at + next] === byte)) return true;
  return false;
}

describe("row 22: the core's memory", () => {
  // Texts of many lengths, because each goes through other free places.
  test.each([1, 2, 4, 9, 20, 44, 90])(
    "holds no secret once a request is answered, with secrets of %i pieces",
    async (pieces) => {
      const seeds = [`Ps${pieces}p`, `Ss${pieces}s`, `Jk${pieces}j`, `Bt${pieces}b`];
      const [pipichat = "", sendpulse = "", key = ""] = seeds.map((seed) => numbered(seed, pieces));
      const sealing = Uint8Array.from({ length: 32 }, (_, at) => 160 + ((at * 7 + pieces) % 90));
      const ask = browserAt(
        {},
        {
          PORTARIA_KEY: btoa(String.fromCharCode(...sealing)),
          PIPICHAT_APP_SECRET: pipichat,
          SENDPULSE_APP_SECRET: sendpulse,
        },
      );
      await control("fault", { path: "api/me", n: 1, body: '{"id":1,"name":"Ana"}' });
      const connected = await connectKey(ask, key);
      expect(connected.status).toBe(201);
      await control("fault", { path: "flow/tags", n: 2, body: "{}" });
      // Once as a session that is new to the core, once as one that it knows again.
      for (const _ of [1, 2]) expect((await ask("/api/jetchat/flow/tags")).status).toBe(200);
      // A login, and an app that is opened, whose exchange repeats what it was sent, and then fails.
      const message = JSON.stringify({ error: true, message: `${pipichat} ${sendpulse}` });
      await control("fault", { path: "api/authorize", n: 1, body: message });
      await control("fault", { path: "market-service", n: 1, body: message });
      await ask("/connect/pipichat");
      const auth = pieces.toString(16).padStart(32, "c7");
      expect((await ask(`/callback/pipichat?auth_key=${auth}`)).status).toBe(502);
      expect((await ask(`/callback/sendpulse?code=${auth}`)).status).toBe(502);
      expect(isInMemory("portaria")).toBe(true); // it is the right memory
      for (const seed of seeds)
        for (let at = 0; at < pieces; at++)
          expect(isInMemory(`${seed}${String(at).padStart(5, "0")}`), `${seed} ${at}`).toBe(false);
      const [session = ""] =
        connected.headers
          .getSetCookie()
          .join()
          .match(/v1\.[^;]+/) ?? [];
      expect(session.length).toBeGreaterThan(100);
      for (let at = session.lastIndexOf(".") + 1; at + 16 <= session.length; at += 16)
        expect(isInMemory(session.slice(at, at + 16)), `session ${at}`).toBe(false);
      expect(isInMemory(auth.slice(0, 16))).toBe(false);
      expect(isInMemory(sealing.slice(8, 24))).toBe(false);
    },
  );

  test("answers the next request after three that trapped in the middle of the core", async () => {
    const ask = browserAt();
    const answered = async () => (await ask("/health")).status;
    expect(await answered()).toBe(200);
    // A trap in wasm and an exception in what it calls leave the same behind: frames that were never unwound.
    const trap = () => {
      throw new WebAssembly.RuntimeError("unreachable, as a test wants it");
    };
    const broken = { ...env, PORTARIA_KEY: { toJSON: trap } };
    for (let time = 0; time < 3; time++) {
      const lost = createPortaria({}).fetch(
        new Request(`${ORIGIN}/health`),
        /** @type {any} */ (broken),
        createExecutionContext(),
      );
      const end = await Promise.race([
        lost.then(
          ({ status }) => status,
          () => "failed",
        ),
        after(20),
      ]);
      expect(end).not.toBe(200);
    }
    expect(await answered()).toBe(200);
    const browser = new TestBrowser();
    await browser.logIn();
    expect(await browser.connections()).toHaveLength(1);
  });
});

/** @param {number} ms */
const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms, "lost"));

describe("row 23: sealing", () => {
  /** The Worker's own engine, with the vectors that NIST's submission of GCM is known by (test cases 13 to 16). */
  const K = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
  const P =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
  const C =
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";
  const A = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
  const N = "cafebabefacedbaddecaf888";
  const ZERO = "0".repeat(64);
  const VECTORS = [
    ["13", ZERO, ZERO.slice(0, 24), "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"],
    [
      "14",
      ZERO,
      ZERO.slice(0, 24),
      "",
      ZERO.slice(0, 32),
      "cea7403d4d606b6e074ec5d3baf39d18",
      "d0d1c8a799996bf0265b98b5d48ab919",
    ],
    ["15", K, N, "", P, C, "b094dac5d93471bdec1a502270e3cc6c"],
    ["16", K, N, A, P.slice(0, 120), C.slice(0, 120), "76fc6ece0f4e1768cddf8853bb2d551b"],
  ];
  const bytes = (/** @type {string} */ hex) =>
    Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

  test.each(VECTORS)(
    "seals and opens NIST's AES-256-GCM vector %s, and opens no changed byte of it",
    async (...vector) => {
      const [, key = "", iv = "", aad = "", plain = "", sealed = "", tag = ""] = vector;
      const usages = /** @type {const} */ (["encrypt", "decrypt"]);
      const imported = await crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, [
        ...usages,
      ]);
      const way = { name: "AES-GCM", iv: bytes(iv), additionalData: bytes(aad) };
      const made = new Uint8Array(await crypto.subtle.encrypt(way, imported, bytes(plain)));
      expect(made).toEqual(bytes(sealed + tag));
      expect(new Uint8Array(await crypto.subtle.decrypt(way, imported, made))).toEqual(
        bytes(plain),
      );
      for (let at = 0; at < made.length; at++) {
        const changed = made.slice();
        changed[at] = (changed[at] ?? 0) ^ 1;
        await expect(crypto.subtle.decrypt(way, imported, changed)).rejects.toThrow();
      }
    },
  );

  test("opens a session that OpenSSL sealed, and not one that was changed", async () => {
    // By OpenSSL, with the key and the origin of these tests and the nonce 00 to 0b; the native tests open the same one.
    const known =
      "v1.4ce472db.AAECAwQFBgcICQoLOOp1VlcfQk5D-l-T8b7SG40YzR5FwXsRtHs_mTtnqJIopjfF4ThJuCjdx2SDFsYf8X7kt2uzyxF4knoGm93tdJCc8VGIQhCg9Gx_YLvX6Fu70lesfhM5-A";
    const start = async (/** @type {string} */ session) => {
      const browser = new TestBrowser();
      browser.cookies.set(SESSION, session);
      const response = await browser.ask("/connect/pipichat");
      return response.headers.getSetCookie().map((line) => line.slice(0, 20));
    };
    expect(await start(known)).toEqual(["__Host-portaria-flow"]); // the session is taken for one
    expect(await start(`${known.slice(0, -2)}AA`)).toHaveLength(2);
  });

  test("uses no nonce twice in 80 cookies", async () => {
    const nonces = new Set();
    for (let n = 0; n < 40; n++) {
      const browser = new TestBrowser();
      await browser.startLogin();
      for (const [, value] of browser.cookies) nonces.add(value.split(".")[2]?.slice(0, 16));
    }
    expect(nonces.size).toBe(80);
  }, 20_000);

  test("seals with the new key, opens with the old one, and does not open with one that is gone", async () => {
    const [OLD, NEW] = [
      /** @type {any} */ (env).PORTARIA_KEY,
      btoa("made up for tests, 32 bytes long"),
    ];
    const cookieOf = async (/** @type {string} */ keys, cookie = "") => {
      const ask = createWorker({}, { PORTARIA_KEY: keys });
      const response = await ask("/connect/pipichat", { headers: { cookie } });
      expect(response.status).toBe(303);
      return response.headers
        .getSetCookie()
        .find((line) => line.startsWith(SESSION))
        ?.split(";")[0];
    };
    const before = await cookieOf(OLD);
    expect(before).toBeDefined();
    expect(await cookieOf(`${NEW},${OLD}`, before)).toBeUndefined(); // still the same session
    const after = await cookieOf(`${NEW},${OLD}`);
    expect(after?.split(".")[1]).not.toBe(before?.split(".")[1]);
    expect(await cookieOf(NEW, after)).toBeUndefined();
    expect(await cookieOf(NEW, before)).toBeDefined();
  });
});
