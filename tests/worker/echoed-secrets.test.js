// Row 21 of SECURITY.md: a platform repeats a secret that was sent to it, in another form than it was sent.
import { describe, expect, test } from "vitest";
import { createWorker } from "./create-worker.js";
import { useFixtures } from "./fixtures.js";
import { output } from "./output.js";
import { openApp } from "./providers/sendpulse/dashboard.js";
import { control } from "./sandbox.js";
import { TestBrowser } from "./test-browser.js";

const OURS = { "x-portaria": "1", "content-type": "application/json" };
const SECRET = "Zk7QwXv93LpTsR5yNd2Hj8Bf";

useFixtures();

/** @param {string} text */
const hex = (text) =>
  [...text].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, "0")).join("");

/**
 * How a platform writes a secret.
 * @type {Record<string, (secret: string) => string>}
 */
const ENCODINGS = {
  "in upper case": (secret) => secret.toUpperCase(),
  "in lower case": (secret) => secret.toLowerCase(),
  "URL-encoded": (secret) => [...secret].map((letter) => `%${hex(letter)}`).join(""),
  "in base64": (secret) => btoa(secret),
  "in base64 behind a name": (secret) => btoa(`x:${secret}`),
  "in HTML entities": (secret) =>
    [...secret].map((letter) => `&#${letter.charCodeAt(0)};`).join(""),
  "in hexadecimal": hex,
  "in escapes": (secret) => [...secret].map((letter) => `\\u00${hex(letter)}`).join(""),
  "with its halves exchanged": (secret) => secret.slice(10) + secret.slice(0, 10),
  backwards: (secret) => [...secret].reverse().join(""),
  shortened: (secret) => `${secret.slice(0, 12)}…`,
  "with spaces between": (secret) => (secret.match(/.{1,4}/g) ?? []).join(" "),
};

/** Where a platform can put a text: each shape is one that some platform's errors have. @type {((echo: string) => object)[]} */
const SHAPES = [
  (echo) => ({ error: true, message: `Bad Request, ${echo}` }),
  (echo) => ({ error: echo, error_description: echo, message: echo, code: echo }),
  (echo) => ({ message: echo, error_code: echo, errors: { [echo]: [echo] } }),
  (echo) => ({ success: false, data: { message: echo, code: echo, errors: { [echo]: echo } } }),
  (echo) => ({ errcode: echo, errmsg: echo }),
  (echo) => ({ status: echo, errorMsg: echo, data: { companyId: echo } }),
  (echo) => ({ state: echo, message: echo }),
];

/**
 * Where six characters of a secret, in one of the encodings, are in a text, in whatever case.
 * @param {string} text @param {string} secret
 */
function pieceOf(text, secret) {
  const searched = text.toLowerCase();
  for (const [how, encode] of Object.entries(ENCODINGS)) {
    const echo = encode(secret).toLowerCase();
    const length = Math.max(6, Math.round((6 * echo.length) / secret.length));
    for (let at = 0; at + length <= echo.length; at += 1) {
      const piece = echo.slice(at, at + length);
      if (searched.includes(piece)) return `${piece}, ${how}, in ${text}`;
    }
  }
  return undefined;
}

/** A browser at a Worker whose apps have this secret, which is like nothing else in an answer. */
const browserAt = () =>
  new TestBrowser(createWorker({}, { PIPICHAT_APP_SECRET: SECRET, TRUSTING_APP_SECRET: SECRET }));

/** @param {TestBrowser} browser */
async function expectNothingSaid(browser) {
  output.texts.push(await (await browser.ask("/flows")).text());
  for (const text of output.texts) expect(pieceOf(text, SECRET)).toBeUndefined();
}

/**
 * The requests in which a secret is sent, with the statuses at which all of those answers are errors.
 * @type {[what: string, path: string, statuses: number[], before: (browser: TestBrowser) => Promise<any>, act: (browser: TestBrowser, before: any) => Promise<Response>][]}
 */
const REQUESTS = [
  [
    "the exchange of a community's code",
    "api/authorize",
    [200, 400, 401, 422],
    async (browser) => browser.approveLogin(await browser.startLogin()),
    (browser, callback) => browser.openCallback(callback),
  ],
  [
    "the exchange of a marketplace's code",
    "market-service",
    [200, 400, 401, 422],
    openApp.bind(null, {}),
    (browser, fields) => browser.openCallback(`/callback/trusting?${fields}`),
  ],
  [
    "the proof of a key",
    "api/me",
    [400, 401, 422],
    async () => {},
    (browser) =>
      browser.ask("/connect/jetchat", {
        method: "POST",
        body: JSON.stringify({ apiKey: SECRET }),
        headers: OURS,
      }),
  ],
];

describe.each(REQUESTS)("the answer to %s", (_, path, statuses, before, act) => {
  test.each(Object.entries(ENCODINGS))(
    "is not quoted, with the secret in it %s",
    async (_, encode) => {
      const browser = browserAt();
      for (const shape of SHAPES) {
        for (const status of statuses) {
          browser.cookies.clear();
          const ready = await before(browser);
          const body = JSON.stringify(shape(encode(SECRET)));
          await control("fault", { path, n: 1, status, body });
          const response = await act(browser, ready);
          expect(response.headers.get("x-portaria-error"), `${status} ${body}`).toBeTruthy();
        }
      }
      await expectNothingSaid(browser);
    },
  );
});

describe("the answer to a call whose token is in the query", () => {
  test.each(Object.entries(ENCODINGS))(
    "is not quoted, with the token in it %s",
    async (_, encode) => {
      const browser = browserAt();
      const granted = JSON.stringify({ access_token: SECRET });
      const callback = await browser.approveLogin(await browser.startLogin());
      await control("fault", { path: "api/authorize", n: 1, body: granted });
      await control("fault", {
        path: "get_user_info",
        n: 1,
        body: '{"user_info":{"user_id":"7"}}',
      });
      expect((await browser.openCallback(callback)).status).toBe(303);
      for (const shape of SHAPES) {
        const body = JSON.stringify(shape(encode(SECRET)));
        await control("fault", { path: "get_user_info", n: 1, body });
        const response = await browser.ask("/api/pipichat/api/get_user_info", { headers: OURS });
        expect(response.headers.get("x-portaria-error"), body).toBeTruthy();
      }
      // And where the profile is read, right after the exchange.
      const another = await browser.approveLogin(await browser.startLogin());
      await control("fault", { path: "api/authorize", n: 1, body: granted });
      const body = JSON.stringify({ error: true, message: encode(SECRET) });
      await control("fault", { path: "get_user_info", n: 2, body });
      const response = await browser.openCallback(another);
      expect(response.headers.get("x-portaria-error")).toBe("provider_error");
      await expectNothingSaid(browser);
    },
  );
});
