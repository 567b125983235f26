// Chats of a JetChat bot: whose they are, what is written in them, and broadcasts to many at once.

import { beforeEach, describe, expect, test } from "vitest";
import { BASE, createClient } from "./client.js";

const ME = "f123u456";
let client = createClient();
beforeEach(() => {
  client = createClient();
});

/** The person as an answer shows them. @returns {Promise<any>} */
const person = async (user_ns = ME) =>
  (await client.get(`/subscriber/get-info?user_ns=${user_ns}`)).data;

/** @param {{ name: string }[]} rows */
const names = (rows) => rows.map(({ name }) => name);

/** @param {{ content: string }[]} rows */
const contents = (rows) => rows.map(({ content }) => content);

/** @param {string} [query] @returns {Promise<any[]>} */
const chat = async (query = "include_bot=1", user_ns = ME) =>
  (await client.get(`/subscriber/chat-messages?user_ns=${user_ns}&limit=100&${query}`)).data;

describe("a chat", () => {
  test("a chat can be assigned and moved, and is a conversation on record once it is done", async () => {
    const user_ns = ME;
    const count = async () => (await client.get("/flow/bot-users-count")).data;
    const before = await count();
    await client.post("/subscriber/assign-agent", { user_ns, agent_id: 80 });
    await client.call("POST", "/subscriber/assign-agent", { user_ns, agent_id: 1 }, 404);
    expect((await person()).agent_id).toBe(80);
    await client.post("/subscriber/move-chat-to", { user_ns, status: "done" });
    expect((await person()).status).toBe("done");
    expect((await count())[3].num).toBe(before[3].num + 1);
    const { data } = await client.get(`/flow/conversations/data?user_ns=${ME}`);
    expect(data).toMatchObject([{ user_ns: ME, last_close_agent_id: 80, flow_ns: "f123" }]);
    const { data: activity } = await client.get(`/flow/agent-activity-log/data?user_ns=${ME}`);
    expect(activity.map((/** @type {any} */ row) => row.action)).toEqual(["close", "assign"]);
    await client.post("/subscriber/assign-agent-group", { user_ns, agent_group_id: 10 });
    expect((await person()).agent_id).toBe(78);
    await client.post("/subscriber/unassign-agent", { user_ns });
    expect((await person()).agent_id).toBeNull();
  });

  test("a chat is read newest first, kind by kind", async () => {
    const other = "f123u461";
    expect((await chat("", other)).map(({ type }) => type)).toEqual(["in", "in", "in"]);
    expect((await chat("include_bot=1", other)).map(({ type }) => type)).toEqual(
      ["in", "agent", "in", "out", "in"].slice(0, 5),
    );
    expect(
      (await chat("include_bot=1&include_note=1&include_system=1", other)).map(({ type }) => type),
    ).toContain("system");
    expect(await chat("msg_type=image", other)).toEqual([]);
    const [newest, , oldest] = await chat("", other);
    expect(await chat(`start_time=${newest.ts}`, other)).toEqual([newest]);
    expect(await chat(`end_time=${oldest.ts}`, other)).toEqual([oldest]);
    const { data } = await client.post("/subscriber/chat-messages-by-mids", {
      mids: [newest.mid, "mid.none"],
    });
    expect(data).toEqual([newest]);
    await client.call("GET", "/subscriber/chat-messages", undefined, 422);
    await client.control("clock", { advance_s: 60 * 86_400 });
    expect(await chat("", other)).toEqual([]);
  });

  test.each([
    ["send-text", { content: "Hello" }, "Hello"],
    ["send-sms", { content: "Hello" }, "Hello"],
    ["send-email", { content: "Hello", subject: "Hi" }, "Hello"],
    ["send-main-flow", {}, "This is the main flow."],
    ["send-sub-flow", { sub_flow_ns: "f123s457" }, "This is the flow “Opening hours”."],
    ["send-sub-flow-by-flow-name", { flow_name: "Goodbye" }, "This is the flow “Goodbye”."],
    [
      "send-sub-flow-by-user-id",
      { user_id: "5500000000456", sub_flow_ns: "f123s456" },
      "This is the flow “Welcome”.",
    ],
    ["send-node", { node_ns: "f123n9" }, "This is node f123n9."],
    [
      "send-whatsapp-template",
      { content: { namespace: "n", name: "table_ready", lang: "pt_BR" } },
      "Template “table_ready”",
    ],
    [
      "send-facebook-utility-message-template",
      { content: { name: "table_ready", lang: "pt_BR" } },
      "Template “table_ready”",
    ],
  ])("a chat grows by %s", async (what, body, content) => {
    const before = (await chat()).length;
    await client.post(`/subscriber/${what}`, { user_ns: ME, ...body });
    const [newest, ...rest] = await chat();
    expect(newest).toMatchObject({
      type: "out",
      msg_type: "text",
      content,
      payload: { text: content },
    });
    expect(rest).toHaveLength(before);
    expect((await person()).last_message_type).toBe("text");
    await client.call(
      "POST",
      `/subscriber/${what}`,
      { ...body, user_ns: "f123u1", user_id: "1" },
      404,
    );
  });

  test("a chat grows by every message of dynamic content, whose actions are done", async () => {
    const messages = [
      { type: "text", text: "one" },
      { type: "image", url: "https://files.example.com/2.png" },
    ];
    const actions = [
      { action: "add_tag", tag_name: "beta" },
      { action: "set_field_value", field_name: "remarks", value: "seen" },
      { action: "unset_field_value", field_name: "shoe size" },
    ];
    const data = { version: "v1", content: { messages, actions } };
    await client.post("/subscriber/send-content", { user_ns: ME, data });
    const [second, first] = await chat();
    expect([first.content, second.msg_type, second.payload]).toEqual([
      "one",
      "image",
      { url: "https://files.example.com/2.png" },
    ]);
    const { tags, user_fields } = await person();
    expect([names(tags), names(user_fields)]).toEqual([
      ["vip", "newsletter", "beta"],
      ["loyalty level", "remarks"],
    ]);
    const many = { version: "v1", content: { messages: Array(11).fill(messages[0]) } };
    await client.call("POST", "/subscriber/send-content", { user_ns: ME, data: many }, 422);
  });

  test("a chat can be begun with somebody new where that is asked for", async () => {
    const body = {
      user_id: "5500321",
      content: { namespace: "n", name: "table_ready", lang: "pt_BR" },
    };
    await client.call("POST", "/subscriber/send-whatsapp-template-by-user-id", body, 404);
    await client.post("/subscriber/send-whatsapp-template-by-user-id", {
      ...body,
      create_if_not_found: "yes",
      contact: { first_name: "New" },
    });
    const { data } = await client.get("/subscriber/chat-messages?user_id=5500321&include_bot=1");
    expect(contents(data)).toEqual(["Template “table_ready”"]);
  });

  test("an inbound webhook reaches a chat, and the bot answers unless it is paused", async () => {
    const post = (/** @type {string} */ hook, /** @type {unknown} */ body) =>
      client.sandbox.fetch(
        new Request(`${BASE}/api/iwh/${hook}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      );
    const { data: hooks } = await client.get("/flow/inbound-webhooks");
    const [{ hook_uid, url }, inactive] = hooks;
    expect(url).toBe(`${BASE}/api/iwh/${hook_uid}`);
    expect(await (await post(hook_uid, { phone: "+5500777", first_name: "Web" })).json()).toEqual({
      status: "ok",
    });
    const { user_ns } = (await client.get("/subscriber/get-info-by-user-id?user_id=5500777")).data;
    expect(contents(await chat("include_bot=1", user_ns))).toEqual([
      "This is the flow “Welcome”.",
      "Came in through “From the web shop”.",
    ]);
    await client.post("/subscriber/pause-bot", { user_ns, minutes: 30 });
    await post(hook_uid, { phone: "5500777" });
    expect(await chat("include_bot=1", user_ns)).toHaveLength(3);
    await client.post("/subscriber/resume-bot", { user_ns });
    await post(hook_uid, { phone: "5500777" });
    expect(await chat("include_bot=1", user_ns)).toHaveLength(5);
    await client.set({ pauses_on_send: true });
    await client.post("/subscriber/send-text", { user_ns, content: "I take over" });
    await post(hook_uid, { phone: "5500777" });
    expect(await chat("include_bot=1", user_ns)).toHaveLength(7);
    const statuses = [
      await post(hook_uid, { size: 3 }),
      await post(inactive.hook_uid, { phone: "1" }),
      await post("0".repeat(32), {}),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([422, 404, 404]);
  });
});

describe("a broadcast", () => {
  const body = { user_ns_list: "f123u456, f123u457,f123u1", sub_flow_ns: "f123s456" };

  test("a broadcast reaches at once the people it names by id, tag and segment", async () => {
    const heard = async () =>
      (await chat()).filter(({ content }) => content.includes("Welcome")).length;
    await client.post("/subscriber/broadcast", body);
    await client.post("/subscriber/broadcast-by-user-id", {
      user_id_list: "5500000000456",
      sub_flow_ns: "f123s456",
    });
    await client.post("/subscriber/broadcast-by-tag", { tags: ["vip"], sub_flow_ns: "f123s456" });
    await client.post("/subscriber/broadcast-by-tag", {
      tags: ["vip"],
      exclude_tags: ["f123t457"],
      sub_flow_ns: "f123s456",
    });
    await client.post("/subscriber/broadcast-by-segment", {
      segment_ns: "f123sg34,f123sg35",
      sub_flow_ns: "f123s456",
    });
    expect(await heard()).toBe(4);
    const { data } = await client.get("/subscriber/broadcasts");
    expect(
      data.map((/** @type {any} */ row) => [row.broadcast_ns, row.status, row.recipients])[0],
    ).toEqual(["f123b1", "Completed", 2]);
    const user_ns_list = Array(201).fill(ME).join(",");
    expect(
      (await client.call("POST", "/subscriber/broadcast", { ...body, user_ns_list }, 422)).errors,
    ).toHaveProperty("user_ns_list");
    await client.call("POST", "/subscriber/broadcast", { ...body, sub_flow_ns: "f123s1" }, 404);
  });

  test("a broadcast waits for its time, goes on at its pace, and is cancelled before it is deleted", async () => {
    const { now } = await client.control("clock");
    const listed = async () =>
      (await client.get("/subscriber/broadcasts")).data.map((/** @type {any} */ row) => [
        row.status,
        row.sent,
      ]);
    await client.post("/subscriber/broadcast", {
      ...body,
      scheduled_time: now + 600,
      max_per_minute: 1,
    });
    expect(await listed()).toEqual([["Scheduled", 0]]);
    await client.control("clock", { advance_s: 610 });
    expect(await listed()).toEqual([["New", 1]]);
    const path = (/** @type {string} */ what) =>
      `/subscriber/broadcast/${what}?broadcast_ns=f123b1`;
    await client.call("DELETE", path("delete"), undefined, 422);
    await client.delete(path("cancel"));
    await client.control("clock", { advance_s: 600 });
    expect(await listed()).toEqual([["Cancelled", 1]]);
    await client.call("DELETE", path("cancel"), undefined, 422);
    await client.delete(path("delete"));
    await client.call("DELETE", path("delete"), undefined, 404);
    expect(await listed()).toEqual([]);
  });
});
