// A platform's address on this machine, or in a private network, is refused unless the app allows this machine: an app may take
// addresses from its users, and what listens here is not meant for them.
import { Bangwo8, handleRedirect, JetChat, PipiChat, SendPulse, startLogin } from "portaria";
import { beforeEach, describe, expect, test } from "vitest";

/** @typedef {{ baseUrl: string, allowLoopback?: any }} Place */

/** What was sent, by any of them. @type {string[]} */
const sent = [];
beforeEach(() => void sent.splice(0));

/** @param {RequestInfo | URL} request */
const fetch = async (request) => {
  sent.push(request instanceof Request ? request.url : String(request));
  return new Response("{}", { status: 500, headers: { "content-type": "application/json" } });
};

const code = "0123456789abcdef0123456789abcdef";
const settings = /** @type {const} */ ({
  provider: "pipichat",
  appId: "176300000012345",
  key: "bWFkZSB1cCBmb3IgYSB0ZXN0LCAzMiBieXRlcyBsbmc=",
});

/** A callback to a login that was begun at this address, if that is allowed at all. @param {Place} place */
async function finish(place) {
  const begin = (/** @type {string} */ baseUrl) =>
    startLogin({ ...settings, baseUrl, allowLoopback: true });
  const { cookie } = await begin(place.baseUrl).catch(() => begin("https://community.example"));
  const request = new Request(`https://app.example/callback?auth_key=${code}`, {
    headers: { cookie: cookie.split(";")[0] ?? "" },
  });
  return handleRedirect(request, { ...settings, ...place, appSecret: "made-up", fetch });
}

/** All that takes an address, each with whether it sends something there. @type {[what: string, sends: boolean, use: (place: Place) => PromiseLike<unknown>][]} */
const USES = [
  ["a key", true, (place) => new JetChat({ ...place, apiKey: "k", retries: 0, fetch }).me.get()],
  [
    "keys of an account",
    true,
    (place) =>
      new SendPulse({
        ...place,
        clientId: "i",
        clientSecret: "s",
        retries: 0,
        fetch,
      }).balance.get(),
  ],
  [
    "a name and a password",
    true,
    (place) =>
      new Bangwo8({ ...place, account: "a", password: "p", retries: 0, fetch }).agents.list(),
  ],
  [
    "a key of the back office",
    true,
    (place) =>
      new Bangwo8({ ...place, secretId: "a", secret: "p", retries: 0, fetch }).agents.list(),
  ],
  [
    "an access token",
    true,
    (place) => new PipiChat({ ...place, accessToken: "t", retries: 0, fetch }).users.me(),
  ],
  ["the start of a login", false, (place) => startLogin({ ...settings, ...place })],
  ["a callback", true, finish],
  [
    "a client's start of a login",
    false,
    (place) => new PipiChat({ ...settings, ...place }).startLogin(),
  ],
  [
    "an app that is opened",
    true,
    (place) =>
      new SendPulse({ ...place, appId: "a", appSecret: "s", fetch }).handleRedirect(
        `https://app.example/in?code=${code}`,
      ),
  ],
];

const LOOPBACK = [
  "http://127.0.0.1:8788/x",
  "http://localhost:8788",
  "https://localhost",
  "http://[::1]:8788",
];

const PRIVATE = [
  "http://10.0.0.1",
  "https://10.0.0.1",
  "https://192.168.0.1",
  "http://169.254.169.254",
  "https://[fd00::1]",
  "https://127.1",
  "http://127.0.0.2",
  "https://db.internal",
  "http://community.example",
];

/** @param {PromiseLike<unknown>} call @returns {Promise<{ code: string, message: string }>} */
const outcome = (call) =>
  Promise.resolve(call).then(
    () => ({ code: "", message: "" }),
    ({ code, message }) => ({ code, message }),
  );

describe.each(USES)("with %s", (_, sends, use) => {
  test.each(LOOPBACK)("%s is refused, and the error names allowLoopback", async (baseUrl) => {
    for (const option of [{}, { allowLoopback: false }, { allowLoopback: undefined }]) {
      const { code, message } = await outcome(use({ baseUrl, ...option }));
      expect(code, message).toBe("configuration");
      expect(message).toContain("allowLoopback: true");
    }
    expect(sent).toEqual([]);
  });

  test.each(LOOPBACK)("%s is taken where allowLoopback is true", async (baseUrl) => {
    const { code } = await outcome(use({ baseUrl, allowLoopback: true }));
    expect(["", "provider_error", "bad_response"]).toContain(code);
    expect(sent.length > 0).toBe(sends);
    for (const url of sent) expect(url.startsWith(baseUrl)).toBe(true);
  });

  test.each(PRIVATE)("%s is refused even so", async (baseUrl) => {
    for (const option of [{}, { allowLoopback: true }]) {
      expect((await outcome(use({ baseUrl, ...option }))).code).toBe("configuration");
    }
    expect(sent).toEqual([]);
  });

  test.each(["true", 1, {}])(
    "allowLoopback must be a boolean, and not %j",
    async (allowLoopback) => {
      const baseUrl = "http://127.0.0.1:8788";
      const { code, message } = await outcome(use({ baseUrl, allowLoopback }));
      expect(code).toBe("invalid_argument");
      expect(message).toContain("allowLoopback must be true or false");
      expect(sent).toEqual([]);
    },
  );
});
