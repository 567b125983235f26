// Which credentials are refused, and where a credential appears.
import { describe, expect, test } from "vitest";
import { rejectionOf } from "./promises.js";
import { KEY, useScriptedServer } from "./scripted-server.js";

const server = useScriptedServer();

describe("a credential", () => {
  test.each(
    /** @type {[string, any, string][]} */ ([
      ["a line break", { apiKey: "canary\n" }, "apiKey"],
      ["a line break and a header", { apiKey: "canary\r\nx-a: 1" }, "apiKey"],
      ["a space", { apiKey: "Bearer canary" }, "apiKey"],
      ["a character outside ASCII", { apiKey: "canáry" }, "apiKey"],
      ["an empty key", { apiKey: "" }, "apiKey"],
      ["a number as key", { apiKey: 4711 }, "apiKey"],
    ]),
  )(
    "that cannot be a header field is refused with an error that does not quote it: %s",
    async (_, options, name) => {
      const client = server.client(options);
      const error = await rejectionOf(client.me.get(), 500);
      expect(error).toMatchObject({ code: "invalid_argument" });
      expect(error.message).toContain(name);
      expect(error.message).not.toMatch(/can[aá]ry|4711/);
      expect((await rejectionOf(client.me.get.curl(), 500)).code).toBe("invalid_argument");
      expect(server.requests).toEqual([]);
    },
  );

  test("does not appear when a client is inspected or serialised", async () => {
    const { inspect } = await import("node:util");
    const client = server.client();
    await client.me.get();
    const shown = inspect(client, { depth: 9, showHidden: true }) + JSON.stringify(client);
    expect(shown).not.toContain(KEY);
  });
});
