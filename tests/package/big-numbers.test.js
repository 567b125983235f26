// Numbers that no double holds, in answers that the core reads: nothing becomes undefined, and ids are exact.
import { handleRedirect, SendPulse, startLogin } from "portaria";
import { expect, test } from "vitest";

const SETTINGS = /** @type {const} */ ({ provider: "pipichat", appId: "5289000000777" });
const KEY = Buffer.alloc(32).toString("base64");

/** Finishes a login at a community that tells this of the member, as JSON. @param {string} user */
async function loginAs(user) {
  const { flow } = await startLogin({ ...SETTINGS, key: KEY });
  const fetch = async (/** @type {any} */ url) =>
    new Response(
      new Request(url).url.includes("authorize")
        ? '{"access_token":"0123456789abcdef"}'
        : `{"user_info":${user}}`,
      { headers: { "content-type": "application/json" } },
    );
  const callback = `https://app.example.com/?auth_key=${"0".repeat(32)}`;
  return handleRedirect(callback, {
    ...SETTINGS,
    key: KEY,
    appSecret: "0".repeat(32),
    flow,
    fetch,
  });
}

test.each([
  ["7", 7],
  ["9007199254740991", 9007199254740991],
  ["9007199254740992", "9007199254740992"],
  ["9007199254740993", "9007199254740993"],
  ["-9007199254740993", "-9007199254740993"],
  ["18446744073709551615", "18446744073709551615"],
  ["18446744073709551616", "18446744073709551616"],
  ["123456789012345678901234567890", "123456789012345678901234567890"],
  ["1e400", "1e400"],
  ["1.5", 1.5],
  ['"12345678901234567890"', "12345678901234567890"],
])(
  "the number %s in a profile is kept, wherever it is, and exact as an id",
  async (text, value) => {
    const other = `"a":[${text},{"b":${text}}],"c":"${text.replaceAll('"', "")}"`;
    const login = await loginAs(`{"user_id":${text},"user_name":"ada",${other}}`);
    expect(login.profile).toMatchObject({ id: text.replaceAll('"', ""), username: "ada" });
    expect(login.profile.raw).toMatchObject({ user_id: value, a: [value, { b: value }] });
    expect(login.profile.raw).toMatchObject({ c: text.replaceAll('"', "") });
    expect(login.tokens.accessToken).toBe("0123456789abcdef");
  },
);

test("what a profile has under odd names is kept as it is", async () => {
  const odd = '{"user_id":"7","__proto__":{"x":1},"":null,"constructor":2,"\\u0000":3}';
  const { raw } = (await loginAs(odd)).profile;
  expect(Object.entries(raw).sort()).toEqual(Object.entries(JSON.parse(odd)).sort());
});

test("an app that is opened by an account with such a number has it as text", async () => {
  const number = "98765432109876543210";
  const account = `{"user_id":${number},"client_id":"${"a".repeat(32)}","client_secret":"${"b".repeat(32)}"}`;
  const fetch = async () => new Response(`{"success":true,"data":${account}}`);
  const app = new SendPulse({ appId: "1", appSecret: "s".repeat(32), fetch });
  const opened = await app.handleRedirect(`https://app.example.com/?code=${"c".repeat(32)}`);
  expect(opened.account).toBe(number);
});
