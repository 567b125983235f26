// What a call rejects with when the answer is an error, or a redirect.
import { PortariaError } from "portaria";
import { describe, expect, test } from "vitest";
import { rejectionOf } from "./promises.js";
import { KEY, startScriptedServer, useScriptedServer } from "./scripted-server.js";

const server = useScriptedServer();

const PAGE = "<!DOCTYPE html><html><body>Attention required</body></html>";

/** @type {[string, import("./scripted-server.js").Reply, object][]} */
const ERRORS = [
  ["400 with a message", reply(400, "Error message"), expected("rejected", 400, "Error message")],
  ["401", reply(401, "Unauthenticated."), expected("unauthorized", 401, "Unauthenticated.")],
  ["403", reply(403, "No scope."), expected("forbidden", 403, "No scope.")],
  ["404", reply(404, "Not found."), expected("not_found", 404, "Not found.")],
  [
    "422 with a message and Laravel's `errors`",
    reply(422, "The given data was invalid.", {
      errors: {
        "data.0.tag_ns": ["The tag is unknown.", "And more."],
        name: ["Too long."],
        phone: "Wrong.",
        email: [],
      },
    }),
    expected(
      "rejected",
      422,
      /invalid\. \(.*data\.0\.tag_ns: The tag.*name: Too.*phone: Wro.*email/,
    ),
  ],
  [
    "422 with a long message and `errors`",
    reply(422, "So long. ".repeat(60), { errors: { user_ns: ["Required."] } }),
    expected("rejected", 422, "user_ns"),
  ],
  [
    "422 with `errors` alone",
    { status: 422, body: { errors: { user_ns: ["Required."] } } },
    expected("rejected", 422, "user_ns"),
  ],
  ["422 with a message alone", reply(422, "Wrong."), expected("rejected", 422, "Wrong.")],
  [
    "422 with `error`",
    { status: 422, body: { error: "Wrong." } },
    expected("rejected", 422, "Wrong."),
  ],
  ["422 with an empty body", { status: 422, body: "" }, expected("rejected", 422, "422")],
  ["429", reply(429, "Too Many Attempts."), expected("rate_limited", 429, "Too Many", true)],
  ["403 with a proxy's web page", { status: 403, body: PAGE }, expected("forbidden", 403, "403")],
  ["404 with a web page", { status: 404, body: PAGE }, expected("not_found", 404, "404")],
  ["429 with a web page", { status: 429, body: PAGE }, expected("rate_limited", 429, "429", true)],
  [
    "503 with a web page",
    { status: 503, body: PAGE },
    expected("bad_response", 503, "web page", true),
  ],
  [
    "500 with an empty body",
    { status: 500, body: "" },
    expected("bad_response", 500, "empty", true),
  ],
  ["200 with a web page", { body: PAGE }, expected("bad_response", 200, "web page")],
  [
    "200 with an object that is cut off",
    { body: '{"data":[{"id":1}' },
    expected("bad_response", 200, "cut off"),
  ],
  [
    "200 with an array that is cut off",
    { body: '[{"id":1},{"id":2}' },
    expected("bad_response", 200, "cut off"),
  ],
  [
    "200 with a text that is cut off",
    { body: '{"data":"a' },
    expected("bad_response", 200, "cut off"),
  ],
  [
    "200 with a message and no data",
    reply(200, "Wrong method."),
    expected("rejected", 200, "Wrong method."),
  ],
  [
    "401 that quotes the key",
    reply(401, `Bad key ${KEY}`),
    expected("unauthorized", 401, "[secret]"),
  ],
  [
    "422 that quotes the key in `errors`",
    reply(422, "No.", { errors: { [KEY]: [KEY] } }),
    expected("rejected", 422, "[secret]"),
  ],
  [
    "400 with line breaks in its message",
    reply(400, "one\r\ntwo"),
    expected("rejected", 400, /^[^\r\n]*one {1,2}two[^\r\n]*$/),
  ],
];

/**
 * @param {number} status
 * @param {string} message
 * @param {object} [more]
 * @returns {import("./scripted-server.js").Reply}
 */
function reply(status, message, more) {
  return { status, body: { message, ...more } };
}

/**
 * @param {import("portaria").PortariaErrorCode} code
 * @param {number} status
 * @param {string | RegExp} message
 * @param {boolean} [retryable]
 */
function expected(code, status, message, retryable = false) {
  return { code, status, retryable, message: expect.stringMatching(patternOf(message)) };
}

/** @param {string | RegExp} text */
function patternOf(text) {
  return typeof text === "string" ? RegExp(text.replace(/[[\].]/g, "\\$&")) : text;
}

describe("an error answer", () => {
  test.each(ERRORS)(
    "becomes a PortariaError with its code, status and message: %s",
    async (_, answer, properties) => {
      server.answers(answer);
      const error = await rejectionOf(
        server.client({ retries: 0 }).flowTags.create({ name: "vip" }),
      );
      expect(error).toBeInstanceOf(PortariaError);
      expect(error).toMatchObject({
        provider: "jetchat",
        operation: "flowTags.create",
        ...properties,
      });
      expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(KEY);
    },
  );

  test("is not seen in a successful answer that has a member `message`, or is no object", async () => {
    for (const body of [
      { data: [], message: "x" },
      { status: "ok", message: "x" },
      { id: 7, message: "x" },
      [{ message: "x" }],
      [],
      {},
      null,
      "x",
      7,
      false,
    ]) {
      server.answers({ body: JSON.stringify(body) });
      expect(await server.client().me.get()).toEqual(body);
    }
  });
});

describe("a redirect", () => {
  test.each([301, 302, 303, 307, 308])(
    "with status %d is not followed, and rejects with `bad_response`",
    async (status) => {
      const elsewhere = await startScriptedServer();
      for (const location of [`${elsewhere.baseUrl}/me`, "/api/other", "//127.0.0.1", ""]) {
        server.answers({ status, headers: { location }, body: PAGE });
        const error = await rejectionOf(server.client().me.get());
        expect(error).toMatchObject({ code: "bad_response", status, retryable: false });
        expect(server.requests).toHaveLength(1);
      }
      expect(elsewhere.requests).toEqual([]);
      await elsewhere.close();
    },
  );
});
