// SendPulse's chatbots of WhatsApp and Telegram.

import { beforeEach, describe, expect, test } from "vitest";
import { ADA, BOT, beginScene, call, DAY, HOUR, MINUTE, refused, scene } from "./rules-client.js";

/** @typedef {import("./rules-client.js").Request} Request */

beforeEach(beginScene);

describe.each(["whatsapp", "telegram"])("the chatbots of %s", (channel) => {
  /** @param {string} id @param {Request} [request] */
  const ask = (id, request) => call(`${channel}.${id}`, request);
  const contact = (id = ADA) => ask("contacts.get", { query: { id } }).data;
  const on = (/** @type {object} */ more = {}) => ({ body: { contact_id: ADA, ...more } });
  /** @returns {any[]} */
  const spoken = (query = {}) =>
    ask("chats.listMessages", { query: { contact_id: ADA, ...query } }).data;
  const say = (/** @type {string} */ text) =>
    channel === "whatsapp"
      ? ask("contacts.send", on({ message: { type: "text", text: { body: text } } }))
      : ask("contacts.sendText", on({ text }));

  test.each([
    ["contacts.get", { query: { id: "absent" } }, 404],
    ["contacts.get", {}, 400],
    ["contacts.setTags", { body: { contact_id: "absent", tags: [] } }, 404],
    ["contacts.send", { body: { contact_id: ADA } }, 400],
    ["contacts.assignOperator", { body: { contact_id: ADA, operator_id: 7 } }, 404],
    ["contacts.setPause", { body: { contact_id: ADA, minutes: 0 } }, 400],
    ["flows.list", { query: { bot_id: "absent" } }, 404],
    ["flows.run", { body: { contact_id: ADA, flow_id: "absent" } }, 404],
    ["flows.runByTrigger", { body: { contact_id: ADA, trigger_keyword: "absent" } }, 404],
    ["chats.list", { query: { bot_id: BOT, size: 101 } }, 400],
    ["notes.delete", { body: { contact_id: ADA, bot_id: BOT, note_id: "absent" } }, 404],
    ["campaigns.send", { body: { title: "A", bot_id: BOT, messages: [] } }, 400],
  ])(`the chatbots of ${channel} refuse %s %j`, (id, request, status) => {
    const refusal = refused(`${channel}.${id}`, request);
    expect(refusal.status).toBe(status);
    expect(refusal.body).toEqual({
      success: false,
      data: { code: status, message: expect.any(String) },
    });
  });

  test(`the chatbots of ${channel} keep tags and variables of a contact, and find by them`, () => {
    ask("contacts.setTags", on({ tags: ["vip", "loud"] }));
    ask("contacts.deleteTag", on({ tag: "newsletter" }));
    const variables = [
      { variable_name: "colour", variable_value: "red" },
      { variable_id: "64a1b2c3d4e5f60718293a4d", variable_value: "Porto" },
    ];
    ask("contacts.setVariable", on({ variables }));
    expect(contact()).toMatchObject({
      tags: ["vip", "loud"],
      variables: { city: "Porto", colour: "red" },
    });
    const query = { bot_id: BOT, tag: "loud", variable_name: "colour", variable_value: "red" };
    expect(ask("contacts.findByTag", { query }).data).toEqual([contact()]);
    expect(ask("contacts.findByVariable", { query }).data).toEqual([contact()]);
    const tags = ask("tags.list", { query: { bot_id: BOT } }).data;
    expect(tags).toContainEqual(expect.objectContaining({ name: "loud", contact_count: 1 }));
    expect(ask("variables.list", { query: { bot_id: BOT, skip: 2 } }).data).toHaveLength(1);
    ask("contacts.deleteVariable", on({ variable_name: "colour" }));
    expect(contact().variables).toEqual({ city: "Porto" });
  });

  test(`the chatbots of ${channel} disable, enable, pause, open, close and delete a contact`, () => {
    ask("contacts.disable", on());
    expect(contact().status).toBe(3);
    expect(refused(`${channel}.flows.run`, on({ flow_id: "any" })).status).toBe(400);
    ask("contacts.enable", on());
    ask("contacts.setPause", on({ minutes: 30 }));
    expect(contact().automation_paused_until).toBe("2026-03-09T14:35:00.000Z");
    scene.now += 10 * MINUTE;
    expect(ask("contacts.getPause", { query: { contact_id: ADA } }).data.minutes).toBe(20);
    ask("contacts.deletePause", on());
    ask("contacts.closeChat", on());
    expect(contact()).toMatchObject({
      status: 1,
      is_chat_opened: false,
      automation_paused_until: null,
    });
    ask("contacts.openChat", on());
    expect(contact().is_chat_opened).toBe(true);
    ask("contacts.delete", on());
    expect(refused(`${channel}.contacts.get`, { query: { id: ADA } }).status).toBe(404);
  });

  test(`the chatbots of ${channel} keep what is said, and pages of it do not shift`, () => {
    say("Good morning");
    const order = "asc";
    const first = spoken({ order });
    say("Meanwhile");
    const second = spoken({ order, search_after: first.at(-1).id });
    const third = spoken({ order, search_after: second.at(-1).id });
    const all = [...first, ...second, ...third];
    expect(new Set(all.map(({ id }) => id)).size).toBe(262);
    expect(spoken({ order, search_after: third.at(-1).id })).toEqual([]);
    expect(spoken()).toEqual(all.slice(-100).toReversed());
    const [newest] = spoken({ size: 1 });
    expect(spoken({ size: 2, search_after: newest.id })).toEqual(spoken({ size: 2, skip: 1 }));
    expect(JSON.stringify(newest.data)).toContain("Meanwhile");
    expect(newest).toMatchObject({ direction: 2, contact_id: ADA, bot_id: BOT });
  });

  test(`the chatbots of ${channel} list chats by their last message, with what is unread`, () => {
    const query = { bot_id: BOT };
    const chats = ask("chats.list", { query }).data;
    expect(chats.map((/** @type {any} */ chat) => chat.inbox_unread)).toEqual(Array(7).fill(1));
    expect(chats[0].contact.id).toBe(ADA);
    expect(ask("chats.list", { query: { ...query, size: 2, skip: 2 } }).data).toEqual(
      chats.slice(2, 4),
    );
    const who = { query: { contact_id: ADA } };
    expect(ask("contacts.markRead", who)).toEqual({ count: 1 });
    expect(ask("contacts.markRead", who)).toEqual({ count: 0 });
    expect(ask("chats.list", { query }).data[0].inbox_unread).toBe(0);
    expect(ask("contacts.markUnread", who)).toEqual({ count: 1 });
    expect(ask("bots.list").data[0].inbox).toEqual({ total: 142, unread: 7 });
  });

  test(`the chatbots of ${channel} run flows by id and by keyword`, () => {
    const { data } = ask("flows.list", { query: { bot_id: BOT } });
    expect(data[0].triggers).toEqual([{ id: expect.any(String), name: "prices", type: 4 }]);
    ask("flows.run", on({ flow_id: data[1].id }));
    ask("flows.runByTrigger", on({ trigger_keyword: "Cost" }));
    const [prices, welcome] = spoken({ size: 2 }).map(({ data: said }) => JSON.stringify(said));
    expect(prices).toContain("loaf");
    expect(welcome).toContain("Good to see you");
  });

  test(`the chatbots of ${channel} keep notes apart from what is said`, () => {
    const query = { bot_id: BOT, contact_id: ADA };
    const made = ask("notes.create", { body: { ...query, text: "Rings twice" } });
    const note_id = made.id;
    const changed = ask("notes.update", { body: { ...query, note_id, text: "Rings once" } });
    expect(ask("notes.list", { query }).data).toContainEqual(changed);
    expect(spoken().map(({ id }) => id)).not.toContain(note_id);
    ask("notes.delete", { body: { ...query, note_id } });
    expect(ask("notes.list", { query }).data).toHaveLength(1);
  });

  test(`the chatbots of ${channel} send a campaign to the people its filter leaves, when it is due`, () => {
    const text = { type: "text", text: { body: "Spring" }, message: { text: "Spring" } };
    const filter = {
      type: "and",
      expressions: [
        { type: "and", expressions: [{ operator: "eq", field: "tags", value: "newsletter" }] },
      ],
    };
    const { data } = ask("campaigns.send", {
      body: { title: "A", bot_id: BOT, send_at: "2026-03-09 15:00", filter, messages: [text] },
    });
    expect(data.send_at).toBe("2026-03-09T15:00:00.000Z");
    expect(spoken({ size: 1 })[0].campaign_id).toBeNull();
    scene.now += HOUR;
    expect(spoken({ size: 1 })[0]).toMatchObject({ campaign_id: data.id });
    const others = ask("chats.list", { query: { bot_id: BOT } }).data;
    const bob = others.find(
      (/** @type {any} */ { contact: { tags } }) => tags.length === 0,
    ).contact;
    const [last] = spoken({ contact_id: bob.id, size: 1 });
    expect(last.campaign_id).toBeNull();
    expect(ask("account.get").data.statistics.messages).toBeGreaterThan(0);
  });
});

describe("WhatsApp alone", () => {
  const bot_id = BOT;
  const phone = "000000000777";
  const message = { type: "text", text: { body: "Hello" } };
  const template = { name: "order_shipped", language: { code: "en" } };

  test("WhatsApp makes contacts, finds them by number and renames them", () => {
    const variables = [{ name: "city", value: "Faro" }];
    const body = { bot_id, phone, name: "Gil Example", tags: ["vip"], variables };
    const { data } = call("whatsapp.contacts.create", { body });
    expect(data).toMatchObject({ tags: ["vip"], variables: { city: "Faro" } });
    expect(refused("whatsapp.contacts.create", { body }).status).toBe(400);
    call("whatsapp.contacts.setName", { body: { contact_id: data.id, name: "Gil Sample" } });
    const found = call("whatsapp.contacts.findByPhone", { query: { bot_id, phone } }).data;
    expect(found).toMatchObject({ id: data.id, channel_data: { last_name: "Sample" } });
  });

  test("WhatsApp takes any message for a day after the contact's last one, and then only templates", () => {
    const body = { contact_id: ADA, message, template };
    const { data } = call("whatsapp.contacts.send", { body });
    expect(
      call("whatsapp.chats.listMessages", { query: { contact_id: ADA, size: 1 } }).data,
    ).toEqual([data]);
    scene.now += DAY;
    expect(refused("whatsapp.contacts.send", { body })).toMatchObject({
      status: 400,
      body: {
        success: false,
        data: null,
        errors: { contact_id: ["(#1) Contact is not active in 24hours"] },
        error_code: 400,
      },
    });
    expect(call("whatsapp.contacts.sendTemplate", { body }).data.data.template).toEqual(template);
    const pending = { ...template, name: "not_yet" };
    const refusal = refused("whatsapp.contacts.sendTemplate", {
      body: { ...body, template: pending },
    });
    expect(refusal.status).toBe(400);
  });

  test("WhatsApp sends a template to a number that is new", () => {
    expect(
      refused("whatsapp.contacts.sendByPhone", { body: { bot_id, phone, message } }).status,
    ).toBe(404);
    call("whatsapp.contacts.sendTemplateByPhone", { body: { bot_id, phone, template } });
    expect(
      refused("whatsapp.contacts.sendByPhone", { body: { bot_id, phone, message } }).status,
    ).toBe(400);
    call("whatsapp.contacts.findByPhone", { query: { bot_id, phone } });
  });
});

describe("Telegram alone", () => {
  test("Telegram finds people by their number, and puts an emoji on a message", () => {
    const query = { bot_id: BOT, telegram_id: 100000001 };
    expect(call("telegram.contacts.findByTelegramId", { query }).data.id).toBe(ADA);
    const message_id = "64a1b2c3d4e5f60718293a50";
    const reaction = { type: "emoji", emoji: "🙂" };
    call("telegram.contacts.react", { body: { contact_id: ADA, message_id, reaction } });
    const asked = { contact_id: ADA, order: "asc", size: 1 };
    const [first] = call("telegram.chats.listMessages", { query: asked }).data;
    expect(first).toMatchObject({ id: message_id, data: { reaction: "🙂" } });
  });

  test("Telegram refuses a text that is too long, and keeps no sign of typing", () => {
    const send = (/** @type {object} */ message) => ({ body: { contact_id: ADA, message } });
    const long = { type: "text", text: "a".repeat(1025) };
    expect(refused("telegram.contacts.send", send(long))).toMatchObject({
      status: 422,
      body: { errors: { "message.text": [expect.stringContaining("1024 characters")] } },
    });
    expect(refused("telegram.contacts.send", send({ type: "photo" })).status).toBe(400);
    const before = scene.world.telegram.sent;
    call("telegram.contacts.send", send({ type: "action", action: "typing" }));
    expect(scene.world.telegram.sent).toBe(before);
  });
});
