// Lists: by an offset in the query or in the body, and by a cursor.
import { SendPulseWhatsApp } from "portaria";
import { describe, expect, test } from "vitest";
import { KEYS, useScriptedServer } from "./scripted-server.js";

const server = useScriptedServer();

describe("a list", () => {
  const rows = Array.from({ length: 250 }, (_, at) => ({ id: at + 1 }));

  test("of bare arrays goes on by `offset` in the query, until a page is short", async () => {
    server.answer = ({ path }) => {
      const query = new URL(path, server.baseUrl).searchParams;
      const from = Number(query.get("offset") ?? 0);
      return { body: rows.slice(from, from + Number(query.get("limit") ?? 100)) };
    };
    const found = await Array.fromAsync(server.client().addressBooks.list());
    expect(found).toEqual(rows);
    expect(server.requests.slice(1).map(({ path }) => path)).toEqual([
      "/addressbooks",
      "/addressbooks?offset=100",
      "/addressbooks?offset=200",
    ]);
    server.requests = [];
    expect(await Array.fromAsync(server.client().addressBooks.list({ limit: 50 }))).toHaveLength(
      250,
    );
    expect(server.requests).toHaveLength(1 + 6);
  });

  test("of a POST goes on by `offset` in the body", async () => {
    server.answer = ({ body }) => ({
      body: { data: rows.slice(body.offset ?? 0, (body.offset ?? 0) + (body.limit ?? 10)) },
    });
    const found = await Array.fromAsync(server.client().crm.deals.list({ limit: 100 }));
    expect(found).toEqual(rows);
    expect(server.requests.slice(1).map(({ body }) => body.offset ?? 0)).toEqual([
      0, 100, 200, 250,
    ]);
  });

  test("with a cursor goes on after the last item, by search_after", async () => {
    server.answer = ({ path }) => {
      const after = Number(new URL(path, server.baseUrl).searchParams.get("search_after") ?? 0);
      return { body: { success: true, data: rows.slice(after, after + 100) } };
    };
    const whatsapp = new SendPulseWhatsApp({
      baseUrl: server.baseUrl,
      allowLoopback: true,
      ...KEYS,
    });
    const found = await Array.fromAsync(
      whatsapp.chats.listMessages({ contact_id: "a", size: 100 }),
    );
    expect(found).toEqual(rows);
  });
});
