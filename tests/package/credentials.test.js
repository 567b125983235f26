// Which credentials are refused, and where a credential appears.
import { describe, expect, test } from "vitest";
import { rejectionOf } from "./promises.js";
import { KEY, useScriptedServer } from "./scripted-server.js";

const jetchat = useScriptedServer();

describe("a credential", () => {
  test.each(
    /** @type {[string, any, string][]} */ ([
      ["a line break", { apiKey: "canary\n" }, "apiKey"],
      ["a line break and a header", { apiKey: "canary\r\nx-a: 1" }, "apiKey"],
      ["a space", { apiKey: "Bearer canary" }, "apiKey"],
      ["a character outside ASCII", { apiKey: "canáry" }, "apiKey"],
      ["an empty key", { apiKey: "" }, "apiKey"],
      ["a number as key", { apiKey: 4711 }, "apiKey"],
      ["a teamId with a line break", { teamId: "canary\n1" }, "teamId"],
      ["a workspaceId with a line break", { workspaceId: "canary\n1" }, "workspaceId"],
      ["a flowNs with a line break", { workspaceId: "1", flowNs: "canary\n" }, "flowNs"],
    ]),
  )(
    "that cannot be a header field is refused with an error that does not quote it: %s",
    async (_, options, name) => {
      const client = jetchat.client(options);
      const error = await rejectionOf(client.me.get(), 500);
      expect(error).toMatchObject({ code: "invalid_argument" });
      expect(error.message).toContain(name);
      expect(error.message).not.toMatch(/can[aá]ry|4711/);
      expect((await rejectionOf(client.me.get.curl(), 500)).code).toBe("invalid_argument");
      expect(jetchat.requests).toEqual([]);
    },
  );

  test("of a partner is sent with x-team-id, x-client-workspace-id and x-client-flow-ns", async () => {
    await jetchat.client({ teamId: "7", workspaceId: "12", flowNs: "f3" }).me.get();
    expect(jetchat.requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      "x-team-id": "7",
      "x-client-workspace-id": "12",
      "x-client-flow-ns": "f3",
    });
    await jetchat.client().me.get();
    for (const name of ["x-team-id", "x-client-workspace-id", "x-client-flow-ns"]) {
      expect(jetchat.requests[1]?.headers).not.toHaveProperty(name);
    }
  });

  test("does not appear when a client is inspected or serialised", async () => {
    const { inspect } = await import("node:util");
    const client = jetchat.client();
    await client.me.get();
    const shown = inspect(client, { depth: 9, showHidden: true }) + JSON.stringify(client);
    expect(shown).not.toContain(KEY);
  });
});
