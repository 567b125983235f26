// A partner's key of JetChat, which is sent with the account, the workspace and the bot that it is used for.
import { describe, expect, test } from "vitest";
import { lastRequest, useFakeCurl } from "../../curl-command.js";
import { rejectionOf } from "../../promises.js";
import { KEY, useScriptedServer } from "../../scripted-server.js";

const server = useScriptedServer();
const requestOf = useFakeCurl();

describe("a partner's key", () => {
  test("is sent with x-team-id, x-client-workspace-id and x-client-flow-ns, which other keys are not", async () => {
    await server.client({ teamId: "7", workspaceId: "12", flowNs: "f3" }).me.get();
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      "x-team-id": "7",
      "x-client-workspace-id": "12",
      "x-client-flow-ns": "f3",
    });
    await server.client().me.get();
    for (const name of ["x-team-id", "x-client-workspace-id", "x-client-flow-ns"]) {
      expect(server.requests[1]?.headers).not.toHaveProperty(name);
    }
  });

  test("has these fields in its curl command, too", async () => {
    const client = server.client({ teamId: "7", workspaceId: "12", flowNs: "f3" });
    await client.me.get();
    const request = requestOf(await client.me.get.curl({ showSecrets: true }));
    expect(request).toEqual(lastRequest(server));
    expect(request.headers).toMatchObject({
      "x-team-id": "7",
      "x-client-workspace-id": "12",
      "x-client-flow-ns": "f3",
    });
  });

  test.each([
    ["a teamId", { teamId: "canary\n1" }, "teamId"],
    ["a workspaceId", { workspaceId: "canary\n1" }, "workspaceId"],
    ["a flowNs", { workspaceId: "1", flowNs: "canary\n" }, "flowNs"],
  ])(
    "with a line break in %s is refused with an error that does not quote it",
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
});
