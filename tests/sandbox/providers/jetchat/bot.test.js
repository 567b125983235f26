// What a JetChat bot keeps, from its making to its end: tags, fields, people, logs, settings.

import { beforeEach, describe, expect, test } from "vitest";
import { createClient } from "./client.js";

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

describe.each([
  ["tag", "/flow/tags", "/flow/create-tag", "/flow/delete-tag", "tag_ns", {}],
  [
    "user field",
    "/flow/user-fields",
    "/flow/create-user-field",
    "/flow/delete-user-field",
    "var_ns",
    { var_type: "number", value: 1 },
  ],
  [
    "bot field",
    "/flow/bot-fields",
    "/flow/create-bot-field",
    "/flow/delete-bot-field",
    "var_ns",
    { var_type: "longtext", value: "x" },
  ],
  ["label", "/team/labels", "/team/create-label", "/team/delete-label", "id", {}],
  [
    "closing note",
    "/flow/closing-notes",
    "/flow/create-closing-note",
    "/flow/delete-closing-note",
    "id",
    {},
  ],
])("a %s", (what, all, create, remove, id, rest) => {
  test(`a ${what} can be made, listed, found by name and deleted`, async () => {
    const { data } = await client.post(create, { name: "Brand New", ...rest });
    expect(data.name).toBe("Brand New");
    expect((await client.get(`${all}?limit=100`)).data).toContainEqual(data);
    expect((await client.get(`${all}?name=brand`)).data).toEqual([data]);
    await client.delete(remove, { [id]: data[id] });
    expect((await client.get(`${all}?name=brand`)).data).toEqual([]);
    expect((await client.call("DELETE", remove, { [id]: data[id] }, 404)).message).toBe(
      `There is no such ${what}.`,
    );
  });

  test(`making a ${what} whose name exists answers with it, or is refused`, async () => {
    const first = (await client.post(create, { name: "Twice", ...rest })).data;
    expect((await client.post(create, { name: "Twice", ...rest })).data).toEqual(first);
    await client.set({ duplicate_names: "refuse" });
    const { errors } = await client.call("POST", create, { name: "Twice", ...rest }, 422);
    expect(errors).toEqual({ name: [`There is a ${what} of this name already.`] });
  });

  if (what !== "closing note") {
    test(`a ${what} can be deleted by name`, async () => {
      await client.post(create, { name: "Named", ...rest });
      await client.delete(`${remove}-by-name`, { name: "Named" });
      await client.call("DELETE", `${remove}-by-name`, { name: "Named" }, 404);
    });
  }
});

describe("fields of the bot", () => {
  test("fields of the bot can be set by id and by name, one or many, all or none", async () => {
    expect(
      (await client.put("/flow/set-bot-field", { var_ns: "f123v558", value: 41 })).data.value,
    ).toBe("41");
    await client.put("/flow/set-bot-fields-by-name", {
      data: [
        { name: "greeting", value: "Oi" },
        { name: "shop name", value: true },
      ],
    });
    const missing = [
      { var_ns: "f123v556", value: "no" },
      { var_ns: "f123v1", value: "no" },
    ];
    await client.call("PUT", "/flow/set-bot-fields", { data: missing }, 404);
    const { data } = await client.get("/flow/bot-fields");
    expect(data.slice(0, 3).map((/** @type {any} */ field) => field.value)).toEqual([
      "true",
      "Oi",
      "41",
    ]);
  });

  test.each([
    ["text", 20_000],
    ["array", 20_000],
    ["longtext", 500_000],
  ])("fields of type %s are silently cut at %i characters", async (var_type, size) => {
    const value = "é".repeat(size + 1);
    const { data } = await client.post("/flow/create-bot-field", { name: "long", var_type, value });
    expect(data.value).toHaveLength(size);
    await client.put("/flow/set-bot-field", { var_ns: data.var_ns, value: "x" });
    expect(
      (await client.put("/flow/set-bot-field-by-name", { name: "long", value })).data.value,
    ).toHaveLength(size);
  });
});

describe("people", () => {
  test("subscribers can be made, read by either id, changed, listed and deleted", async () => {
    const { data } = await client.post("/subscriber/create", {
      first_name: "Zoe",
      last_name: "Sample",
      phone: "+5500123",
      gender: "female",
    });
    expect(data).toMatchObject({
      user_id: "5500123",
      name: "Zoe Sample",
      email: "",
      tags: [],
      user_fields: [],
    });
    const { user_ns } = data;
    expect((await client.get("/subscriber/get-info-by-user-id?user_id=5500123")).data).toEqual(
      data,
    );
    expect((await client.post("/subscriber/create", { phone: "5500 123" })).data.user_ns).toBe(
      user_ns,
    );
    await client.put("/subscriber/update", {
      user_ns,
      last_name: "Exemplo",
      image: "https://files.example.com/z.png",
    });
    expect(await person(user_ns)).toMatchObject({
      name: "Zoe Exemplo",
      profile_pic: "https://files.example.com/z.png",
    });
    expect((await client.get("/subscribers?name=exemplo&phone=123")).data).toHaveLength(1);
    await client.delete("/subscriber/delete", { user_ns });
    await client.call("DELETE", "/subscriber/delete", { user_ns }, 404);
    expect(
      (await client.call("POST", "/subscriber/create", { name: "Nobody" }, 422)).errors,
    ).toHaveProperty("phone");
  });

  test("subscribers can be made by the hundred, with tags that exist", async () => {
    const users = Array.from({ length: 100 }, (_, i) => ({
      email: `made.${i}@example.com`,
      tags: [{ tag_name: "vip" }, { tag_name: "unheard of" }],
      user_fields: [{ var_ns: "f123v456", value: i }],
    }));
    await client.post("/subscriber/create-many", { users });
    const { data, meta } = await client.get("/subscribers?email=made.&limit=100");
    expect(meta.total).toBe(100);
    expect([names(data[99].tags), data[99].user_fields[0].value]).toEqual([["vip"], "99"]);
    const { errors } = await client.call(
      "POST",
      "/subscriber/create-many",
      { users: [...users, {}] },
      422,
    );
    expect(errors).toHaveProperty("users");
  });

  test("subscribers carry tags, labels and values until those are taken off", async () => {
    const carried = async () => {
      const { tags, labels, user_fields } = await person();
      return [
        names(tags),
        names(labels),
        user_fields.map((/** @type {any} */ field) => `${field.name}=${field.value}`),
      ];
    };
    expect(await carried()).toEqual([
      ["vip", "newsletter"],
      ["urgent"],
      ["shoe size=34", "loyalty level=gold"],
    ]);
    const user_ns = ME;
    await client.post("/subscriber/add-tag", { user_ns, tag_ns: "f123t458" });
    await client.post("/subscriber/add-tags-by-name", {
      user_ns,
      data: [{ tag_name: "café" }, { tag_name: "贵宾" }],
    });
    await client.delete("/subscriber/remove-tags", {
      user_ns,
      data: [{ tag_ns: "f123t456" }, { tag_ns: "f123t457" }],
    });
    await client.delete("/subscriber/remove-labels-by-name", {
      user_ns,
      data: [{ label_name: "urgent" }],
    });
    await client.post("/subscriber/add-labels-by-name", {
      user_ns,
      data: [{ label_name: "praise" }],
    });
    await client.put("/subscriber/set-user-field-by-name", {
      user_ns,
      field_name: "visits",
      value: 3,
    });
    await client.put("/subscriber/set-user-fields", {
      user_ns,
      data: [{ var_ns: "f123v456", value: "41" }],
    });
    await client.delete("/subscriber/clear-user-fields-by-name", {
      user_ns,
      data: [{ name: "loyalty level" }],
    });
    expect(await carried()).toEqual([
      ["asked-for-a-demo", "café", "贵宾"],
      ["praise"],
      ["shoe size=41", "visits=3"],
    ]);
    await client.call(
      "POST",
      "/subscriber/add-tag-by-name",
      { user_ns, tag_name: "unheard of" },
      404,
    );
    await client.delete("/flow/delete-tag-by-name", { name: "café" });
    expect((await carried())[0]).toEqual(["asked-for-a-demo", "贵宾"]);
  });

  test.each([
    ["is_channel=instagram", 11],
    ["is_opt_in_sms=yes", 15],
    ["is_opt_in_sms=no", 42],
    ["tag_ns=f123t456", 3],
    ["segment_ns=f123sg34", 3],
    ["label_id=5", 3],
    ["event_ns=f123e456", 10],
    ["user_field_ns=f123v457&user_field_value=gold", 19],
    ["name=ada&is_channel=web", 1],
    ["phone=000000456", 1],
    ["user_id=5500000000460", 57],
  ])("subscribers can be filtered by %s", async (query, total) => {
    expect((await client.get(`/subscribers?${query}`)).meta.total).toBe(total);
  });

  test("subscribers can be filtered by user_id where an installation does that", async () => {
    await client.set({ filters_by_user_id: true });
    expect((await client.get("/subscribers?user_id=5500000000460")).meta.total).toBe(1);
  });

  test("subscribers can give consent and withdraw it", async () => {
    const user_ns = ME;
    await client.post("/subscriber/opt-in-email", { user_ns });
    await client.delete("/subscriber/opt-out-sms", { user_ns });
    await client.delete("/subscriber/unsubscribe-from-bot", { user_ns });
    const { opted_in_email, opted_in_sms, opted_in_through, subscribed } = await person();
    expect(opted_in_email).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect([opted_in_sms, opted_in_through, subscribed]).toEqual(["", "api", ""]);
    const { data } = await client.get(
      `/flow/agent-activity-log/data?user_ns=${ME}&source_type=api`,
    );
    expect(data.map((/** @type {any} */ row) => row.action)).toEqual([
      "unsubscribe_from_bot",
      "opt_out_sms",
      "opt_in_email",
    ]);
  });
});

describe("a log", () => {
  test("the log of events grows, goes on from an id, and is summed up", async () => {
    const event = {
      user_ns: ME,
      event_name: "order placed",
      text_value: "shoes",
      price_value: 12,
    };
    await client.post("/subscriber/log-custom-event", event);
    await client.call(
      "POST",
      "/subscriber/log-custom-event",
      { ...event, event_name: "unheard of" },
      404,
    );
    const path = "/flow/custom-events/data?event_ns=f123e456";
    const ids = async (/** @type {string} */ query) =>
      (await client.get(path + query)).data.map((/** @type {any} */ row) => row.id);
    expect(await ids("&limit=100")).toHaveLength(11);
    expect((await ids("")).length).toBe(10);
    const [first, second] = await ids("&limit=2");
    expect((await ids(`&start_id=${second}&limit=1`))[0]).toBe(second);
    await client.set({ start_id_exclusive: true });
    expect((await ids(`&start_id=${first}&limit=1`))[0]).toBe(second);
    const summary = await client.get(
      "/flow/custom-events/summary?event_ns=f123e456&range=last_30_days",
    );
    expect(summary).toMatchObject({
      data: { name: "order placed" },
      total: { num: 11, unique_user_num: 10 },
    });
    expect(summary.text_values).toContainEqual({ num: 1, unique_user_num: 1, text_value: "shoes" });
    await client.call("GET", "/flow/custom-events/data?event_ns=f123e1", undefined, 404);
  });

  test("a log goes back six months at most", async () => {
    expect((await client.get("/flow/conversations/data?limit=1000")).data.length).toBeGreaterThan(
      10,
    );
    await client.control("clock", { advance_s: 300 * 86_400 });
    expect((await client.get("/flow/conversations/data?limit=1000")).data).toEqual([]);
    expect((await client.get("/flow/agent-activity-log/data")).data).toEqual([]);
  });
});

test("settings of the bot take what exists, and nothing else", async () => {
  await client.post("/flow/set-default-start-flow", { sub_flow_ns: "main" });
  await client.call("POST", "/flow/set-default-start-flow", { sub_flow_ns: "f123s1" }, 404);
  await client.post("/flow/settings/set-default-ai-provider", { provider: "groq" });
  expect((await client.get("/flow/settings/get-default-ai-provider")).data).toEqual({
    provider: "groq",
    model: "model-small",
  });
  await client.post("/flow/update-ai-agent-provider", {
    ai_agent_ns: "f123ag456",
    provider: "xai",
  });
  expect((await client.get("/flow/ai-agents?ai_provider=xai")).data).toMatchObject([
    { name: "Concierge" },
  ]);
  await client.delete("/flow/delete-sub-flow", { sub_flow_ns: "f123s456" });
  await client.call("DELETE", "/flow/delete-sub-flow", { sub_flow_ns: "f123s456" }, 404);
});
