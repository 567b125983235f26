// The header fields of a call.
import { PortariaError } from "portaria";
import { describe, expect, test } from "vitest";
import { MESSAGE } from "./example-calls.js";
import { rejectionOf, within } from "./promises.js";
import { KEY, useScriptedServer } from "./scripted-server.js";

const server = useScriptedServer();

describe("header fields", () => {
  test("are the client's and the call's; of the same name, the call's is sent", async () => {
    const client = server.client({ headers: { "x-one": "1", "X-Two": "2" } });
    await client.me.get({ headers: { "x-two": "zwei", "x-three": "drei" } });
    await client.me.get();
    const [first, second] = server.requests.map(({ headers }) => headers);
    expect(first).toMatchObject({ "x-one": "1", "x-two": "zwei", "x-three": "drei" });
    expect(second).toMatchObject({ "x-one": "1", "x-two": "2" });
    expect(second).not.toHaveProperty("x-three");
  });

  test.each(["accept", "Accept"])(
    "named %s are added to the accept field of the call",
    async (name) => {
      await server.client({ headers: { [name]: "text/csv" } }).me.get();
      expect(server.requests[0]?.headers.accept).toBe("application/json, text/csv");
    },
  );

  test("of a POST include accept, authorization and content-type", async () => {
    await server.client().messages.sendText(MESSAGE);
    expect(server.requests[0]?.headers).toMatchObject({
      accept: "application/json",
      authorization: `Bearer ${KEY}`,
      "content-type": "application/json",
    });
  });

  test.each(["authorization", "Authorization", "cookie", "content-type", "HOST", "x-portaria"])(
    "that only Portaria sets are refused with `invalid_argument`: %s",
    async (name) => {
      for (const client of [server.client(), server.client({ headers: { [name]: "canary" } })]) {
        const error = await rejectionOf(client.me.get({ headers: { [name]: "canary" } }));
        expect(error).toMatchObject({ code: "invalid_argument" });
        expect(error.message).toContain(name);
        expect(error.message).not.toContain("canary");
      }
      expect(server.requests).toEqual([]);
    },
  );

  test.each(
    /** @type {[string, any][]} */ ([
      ["a line break", { "x-a": "canary\r\nx-b: 1" }],
      ["a control character", { "x-a": "canary\0" }],
      ["a character outside Latin-1", { "x-a": "canary 你好" }],
      ["a lone surrogate", { "x-a": "canary \ud800" }],
      ["a name with a space", { "x a": "canary" }],
      ["a name with a line break", { "x-a\n": "canary" }],
      ["an empty name", { "": "canary" }],
      ["a number as value", { "x-a": 1 }],
      ["null as value", { "x-a": null }],
      ["an object as value", { "x-a": {} }],
      ["fields in an array", [["x-a", "canary"]]],
      ["fields in a Headers", new Headers({ "x-a": "canary" })],
      ["a text instead of fields", "x-a: canary"],
    ]),
  )(
    "that are malformed are refused with an error that does not quote them: %s",
    async (_, headers) => {
      for (const call of [
        () => server.client({ headers }).me.get(),
        () => server.client().me.get({ headers }),
        () => server.client({ headers }).me.get({ headers: {} }),
      ]) {
        const error = await rejectionOf(call(), 1000);
        expect(error).toMatchObject({ code: "invalid_argument" });
        expect(error.message).not.toContain("canary");
      }
      expect(server.requests).toEqual([]);
    },
  );

  test.each(["connection", "content-length", "expect", "transfer-encoding", "upgrade"])(
    "that fetch forbids make no call hang: %s",
    async (name) => {
      const call = server.client().me.get({ headers: { [name]: "7" }, retries: 0 });
      const settled = Promise.resolve(call).catch((error) => error);
      const result = await within(settled, 2000);
      if (result instanceof PortariaError) expect(result.code).toBe("invalid_argument");
    },
  );
});
