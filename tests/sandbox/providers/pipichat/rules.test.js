// The engine's rules alone: a table of facts, a clock that is a number, keys that count upwards.

import { describe, expect, test } from "vitest";
import { encodeEntities } from "../../src/providers/pipichat/entities.js";
import { APPS, MEMBERS } from "../../src/providers/pipichat/fixtures.js";
import { newAppId, newKey } from "../../src/providers/pipichat/keys.js";
import * as rules from "../../src/providers/pipichat/rules.js";

const BASE = "http://127.0.0.1:8788/pipichat";
const NOW = 1_763_000_000;

/** @typedef {import("../../src/providers/pipichat/fixtures.js").Options} Options */

/** @param {Partial<Options>} [options] */
function community(options = {}) {
  const [shop] = APPS;
  if (!shop) throw new Error("there is no ready-made app");
  const app = { ...shop, options: { ...shop.options, ...options } };
  const state = rules.createState([app, ...APPS.slice(1)], MEMBERS);
  let made = 0;
  const newKey = () => {
    made += 1;
    return String(made).padStart(32, "0");
  };
  const { app_id, app_secret } = app;
  return {
    state,
    app,
    /** A login up to the callback: the key. @param {string} [user] */
    key: (user = "1") => {
      const to = rules.approve(state, app, member(user), null, { now: NOW, newKey });
      return String(to.split("auth_key=")[1]);
    },
    /** @param {Record<string, string | null>} fields @param {number} [now] */
    authorize: (fields, now = NOW) =>
      rules.authorize(state, { app_id, app_secret, auth_key: null, ...fields }, { now, newKey }),
    /** @param {string} auth_key @param {number} [now] */
    token(auth_key, now = NOW) {
      const answer = this.authorize({ auth_key }, now);
      if ("error" in answer) throw new Error(answer.message);
      return answer.access_token;
    },
    /** @param {string | null} token @param {number} [now] */
    info: (token, now = NOW) => rules.getUserInfo(state, token, BASE, now),
  };
}

/** @param {string} id */
function member(id) {
  const found = MEMBERS.find((each) => each.user_id === id);
  if (!found) throw new Error(`no member ${id}`);
  return found;
}

/** @param {string} message */
const refusal = (message) => ({ error: true, message });

describe("the exchange", () => {
  test.each([
    ["no app_id", { app_id: null }, "Bad Request, invalid app_id"],
    ["an empty app_id", { app_id: "" }, "Bad Request, invalid app_id"],
    ["no secret", { app_secret: null }, "Bad Request, invalid app_secret"],
    ["an empty secret", { app_secret: "" }, "Bad Request, invalid app_secret"],
    ["a wrong secret", { app_secret: "f".repeat(32) }, "Bad Request, invalid app_secret"],
    ["no key", { auth_key: null }, "Bad Request, invalid auth_key"],
    ["an empty key", { auth_key: "" }, "Bad Request, invalid auth_key"],
    ["an unknown key", { auth_key: "f".repeat(32) }, "Bad Request, invalid auth_key"],
    [
      "an unknown app",
      { app_id: "9999999999" },
      "We're sorry, but the application you're trying to use doesn't exist or has been disabled",
    ],
  ])("the exchange refuses %s and leaves the key as it was", (_, wrong, message) => {
    const site = community();
    const auth_key = site.key();
    expect(site.authorize({ auth_key, ...wrong })).toEqual(refusal(message));
    expect(site.authorize({ auth_key })).toEqual({ access_token: expect.any(String) });
  });

  test("the exchange answers once, with the token and nothing else", () => {
    const site = community();
    const auth_key = site.key();
    expect(Object.keys(site.authorize({ auth_key }))).toEqual(["access_token"]);
    expect(site.authorize({ auth_key })).toEqual(refusal("Bad Request, invalid auth_key"));
  });

  test("a key has no expiry of its own", () => {
    const site = community();
    expect(site.token(site.key(), NOW + 10 * 365 * 86_400)).toMatch(/^[0-9a-f]{32}$/);
  });

  test("a newer login of the same member kills the key before it, another member's does not", () => {
    const site = community();
    const [first, others, second] = [site.key("1"), site.key("2"), site.key("1")];
    expect(site.authorize({ auth_key: first })).toEqual(refusal("Bad Request, invalid auth_key"));
    expect(site.token(second)).toBeTruthy();
    expect(site.token(others)).toBeTruthy();
  });

  test("a key of one app is unknown to another", () => {
    const site = community();
    const other = APPS[2];
    const auth_key = site.key();
    expect(
      site.authorize({
        auth_key,
        app_id: String(other?.app_id),
        app_secret: String(other?.app_secret),
      }),
    ).toEqual(refusal("Bad Request, invalid auth_key"));
  });

  test("two keys are never the same, even when the engine's generator repeats itself", () => {
    const { state, app } = community();
    const drawn = ["a", "a", "a", "b"];
    const moment = { now: NOW, newKey: () => String(drawn.shift()) };
    expect(rules.approve(state, app, member("1"), null, moment)).toMatch(/=a$/);
    expect(rules.approve(state, app, member("2"), null, moment)).toMatch(/=b$/);
  });
});

describe("the token", () => {
  test.each([
    [60, 60, true],
    [60, 61, false],
    [3600, 3600, true],
    [3600, 3601, false],
  ])("a token with a life of %i s, after %i s, is good: %s", (token_ttl_s, age, good) => {
    const site = community({ token_ttl_s });
    const token = site.token(site.key());
    const answer = site.info(token, NOW + age);
    if (good) expect(answer).toHaveProperty("user_info.user_id", "1");
    else expect(answer).toEqual(refusal("Bad Request, expired access_token"));
  });

  test("a new exchange gives the same token while it lives, with the rest of its life", () => {
    const site = community();
    const token = site.token(site.key());
    expect(site.token(site.key(), NOW + 40)).toBe(token);
    expect(site.info(token, NOW + 61)).toEqual(refusal("Bad Request, expired access_token"));
  });

  test("a token is replaced after it has expired, and then is invalid", () => {
    const site = community();
    const old = site.token(site.key());
    const fresh = site.token(site.key(), NOW + 61);
    expect(fresh).not.toBe(old);
    expect(site.info(old, NOW + 61)).toEqual(refusal("Bad Request, invalid access_token"));
    expect(site.info(fresh, NOW + 121)).toHaveProperty("user_info");
  });

  test.each([[null], [""], ["f".repeat(32)]])("the token %j is invalid", (token) => {
    expect(community().info(token)).toEqual(refusal("Bad Request, invalid access_token"));
  });
});

describe("the profile", () => {
  /** @param {string} user @param {Partial<Options>} [options] */
  function profileOf(user, options) {
    const site = community(options);
    const answer = site.info(site.token(site.key(user)));
    if (!("user_info" in answer)) throw new Error(JSON.stringify(answer));
    return answer.user_info;
  }

  test("a profile has all fields, each of them text or null", () => {
    for (const { user_id } of MEMBERS.filter((each) => !each.deleted)) {
      const profile = profileOf(user_id);
      expect(Object.keys(profile)).toEqual([
        "user_id",
        "user_name",
        "user_email",
        "user_firstname",
        "user_lastname",
        "user_gender",
        "user_birthdate",
        "user_picture",
        "user_cover",
        "user_registered",
        "user_verified",
        "user_relationship",
        "user_biography",
        "user_website",
        "profile_picture",
        "profile_cover",
      ]);
      for (const value of Object.values(profile)) {
        expect(value === null || typeof value === "string").toBe(true);
      }
    }
  });

  test("a profile is stored with HTML entities", () => {
    expect(profileOf("2")).toMatchObject({
      user_firstname: "Se&aacute;n",
      user_lastname: "O&#039;Brien &quot;Caf&eacute;&quot;",
      user_biography: expect.stringContaining("&amp;lt;"),
    });
    expect(profileOf("3")).toMatchObject({ user_firstname: "小雨" });
  });

  test("a profile has its picture's address, and never its cover's", () => {
    expect(profileOf("1")).toMatchObject({
      user_picture: "photos/2025/01/ada_example.svg",
      user_cover: "photos/2025/01/ada_example_cover.svg",
      profile_picture: `${BASE}/content/uploads/photos/2025/01/ada_example.svg`,
      profile_cover: `${BASE}/content/uploads/`,
    });
    const avatar = `${BASE}/content/themes/default/images/blank_profile.svg`;
    expect(profileOf("5")).toMatchObject({ user_picture: null, profile_picture: avatar });
    expect(profileOf("1", { old_pictures: true })).toMatchObject({
      user_picture: "photos/2025/01/ada_example.svg",
      profile_picture: avatar,
    });
  });

  test("a profile keeps an id beyond 32 bits", () => {
    expect(profileOf("4294967296123")).toHaveProperty("user_id", "4294967296123");
  });

  test("the profile of a deleted member is an empty list", () => {
    const site = community();
    expect(site.info(site.token(site.key("6")))).toEqual([]);
  });

  test("a profile names the gender in the site's language", () => {
    expect(profileOf("1")).toHaveProperty("user_gender", "Female");
    expect(profileOf("1", { localised: true })).toHaveProperty("user_gender", "Femme");
    expect(profileOf("4", { localised: true })).toHaveProperty("user_gender", null);
  });
});

describe("what varies between sites", () => {
  test.each([
    [{ developers_disabled: true }, "The developers module has been disabled by the admin"],
    [
      { disabled: true },
      "We're sorry, but the application you're trying to use doesn't exist or has been disabled",
    ],
    [
      { database_error: /** @type {const} */ ("authorize") },
      "An error occurred while writing to database. Please try again later",
    ],
  ])("the option %j fails the exchange, in the site's language", (options, message) => {
    const site = community(options);
    expect(site.authorize({ auth_key: site.key() })).toEqual(refusal(message));
    const french = community({ ...options, localised: true });
    const answer = french.authorize({ auth_key: french.key() });
    expect(answer).toEqual(refusal(expect.any(String)));
    expect(answer).not.toEqual(refusal(message));
  });

  test("a failing database keeps the key", () => {
    const site = community({ database_error: "authorize" });
    const auth_key = site.key();
    site.authorize({ auth_key });
    site.app.options.database_error = null;
    expect(site.token(auth_key)).toBeTruthy();
  });

  test.each([
    ["http://127.0.0.1:1/cb", false, "s t", /^http:\/\/127\.0\.0\.1:1\/cb\?auth_key=0+1$/],
    ["http://127.0.0.1:1/cb?x=1", false, null, /cb\?x=1\?auth_key=0+1$/],
    ["http://127.0.0.1:1/cb", true, "s t&u", /\?auth_key=0+1&state=s%20t%26u$/],
    ["http://127.0.0.1:1/cb", true, null, /\?auth_key=0+1$/],
  ])(
    "an approval for %s with echo_state %s and the state %j leads to the app's address",
    (redirect_url, echo_state, loginState, to) => {
      const { state, app } = community({ echo_state });
      const moment = { now: NOW, newKey: () => "1".padStart(32, "0") };
      const other = { ...app, redirect_url };
      expect(rules.approve(state, other, member("1"), loginState, moment)).toMatch(to);
    },
  );

  test("an app can be registered, changed, or refused with a reason", () => {
    const { state } = community();
    const made = { app_id: "1234567890", app_secret: "e".repeat(32) };
    const redirect_url = "http://127.0.0.1:9/cb";
    expect(rules.registerApp(state, { redirect_url }, made)).toMatchObject({
      ...made,
      redirect_url,
      options: { token_ttl_s: 60 },
    });
    rules.registerApp(state, { ...made, redirect_url, options: { token_ttl_s: 5 } }, made);
    expect(state.apps.get("1234567890")?.options.token_ttl_s).toBe(5);
    /** @type {[Record<string, unknown>, RegExp][]} */
    const wrong = [
      [{}, /redirect_url/],
      [{ redirect_url: "/cb" }, /redirect_url/],
      [{ redirect_url: "http://x/\r\ny" }, /redirect_url/],
      [{ redirect_url, app_id: 1234567890 }, /app_id/],
      [{ redirect_url, app_secret: "short" }, /app_secret/],
      [{ redirect_url, optoins: {} }, /optoins/],
      [{ redirect_url, options: { token_ttl: 1 } }, /token_ttl_s/],
      [{ redirect_url, options: { token_ttl_s: 0 } }, /token_ttl_s/],
      [{ redirect_url, options: { oauth_path: "api/authorize" } }, /oauth_path/],
      [{ redirect_url, options: { constructor: true } }, /constructor/],
    ];
    for (const [fields, reason] of wrong) {
      expect(rules.registerApp(state, fields, made)).toMatch(reason);
    }
  });
});

describe("keys and entities", () => {
  test("an app's id has 10 to 15 digits, and a key 32 hexadecimal digits", () => {
    for (let i = 0; i < 200; i += 1) {
      expect(newAppId(NOW)).toMatch(/^\d{10,15}$/);
      expect(newKey(NOW)).toMatch(/^[0-9a-f]{32}$/);
    }
  });

  test.each([
    ["", ""],
    ["plain", "plain"],
    [`<a href="x">'&amp;'</a>`, "&lt;a href=&quot;x&quot;&gt;&#039;&amp;amp;&#039;&lt;/a&gt;"],
    ["\u00a0¡ÿ×÷", "&nbsp;&iexcl;&yuml;&times;&divide;"],
    ["Αα Ρρ ς Σσ Ωω", "&Alpha;&alpha; &Rho;&rho; &sigmaf; &Sigma;&sigma; &Omega;&omega;"],
    ["€ – — … ™ ♥ ♦ →", "&euro; &ndash; &mdash; &hellip; &trade; &hearts; &diams; &rarr;"],
    ["ő ł 小 🌧", "ő ł 小 🌧"],
  ])("the text %j is stored as %j", (typed, stored) => {
    expect(encodeEntities(typed)).toBe(stored);
  });
});
