// A client whose calls go through a Worker.
import { describe, expect, test } from "vitest";
import { createScriptedClient, itemsOf } from "./clients.js";

describe("a client with via", () => {
  test("names its accountId in x-portaria-account, and sends no authorization", async () => {
    const { client, sent } = createScriptedClient(() => ({ supports: [] }), {
      via: "https://app.example.com/api",
      accountId: "示例客服",
    });
    await client.agents.list();
    await client.tickets.create({ ticket: { subject: "x" } });
    expect(sent.map(({ url }) => url)).toEqual([
      "https://app.example.com/api/bangwo8/api/v1/supports.json",
      "https://app.example.com/api/bangwo8/api/v1/tickets.json",
    ]);
    for (const { headers } of sent) {
      expect(headers["x-portaria-account"]).toBe(encodeURIComponent("示例客服"));
      expect(headers).not.toHaveProperty("authorization");
    }
    expect(sent[1]?.headers.requestid).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("asks the Worker for the next page, whatever host `next_page` names", async () => {
    const { client, sent } = createScriptedClient(
      (_, number) => ({
        tickets: [{ ticketId: number }],
        next_page: number === 1 ? "https://www.bangwo8.com/api/v1/tickets.json?page=2" : null,
      }),
      { via: "https://app.example.com/api" },
    );
    expect(await itemsOf(client.tickets.list())).toHaveLength(2);
    expect(sent[1]?.url).toBe("https://app.example.com/api/bangwo8/api/v1/tickets.json?page=2");
  });
});
