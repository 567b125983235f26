// What a JetChat workspace keeps, from its making to its end: shop, tickets, team, templates.

import { beforeEach, describe, expect, test } from "vitest";
import { createClient } from "./client.js";

const ME = "f123u456";
let client = createClient();
beforeEach(() => {
  client = createClient();
});

describe.each([
  ["product tag", "/shop/product-tags", { name: "Fresh" }, { name: "Stale" }],
  ["product type", "/shop/product-types", { name: "Fresh" }, { name: "Stale" }],
  ["product vendor", "/shop/product-vendors", { name: "Fresh" }, { name: "Stale" }],
  [
    "location",
    "/shop/locations",
    { name: "Fresh", address: "3 Example Lane", lat: 1.5, lng: -2 },
    { note: "new" },
  ],
  [
    "product",
    "/shop/products",
    { name: "Fresh", price: 12.99, qty: 3, track_stock: 1 },
    { vendor: "Example Bakery" },
  ],
  [
    "embedding",
    "/openai-embeddings",
    { heading: "Fresh", text: "Baked today." },
    { text: "Baked yesterday." },
  ],
  [
    "discount code",
    "/shop/discount-codes",
    {
      code: "Fresh",
      type: "percentage",
      discount_percentage: 5,
      start_time: "2026-01-01 00:00:00",
      end_time: "2026-02-01 00:00:00",
    },
    { discount_percentage: 7 },
  ],
])("a %s", (what, path, fields, changes) => {
  test(`each ${what} can be made, read, listed, found, changed and deleted`, async () => {
    const { data } = await client.post(`${path}/create`, fields);
    const one = `${path}/${data.id}`;
    expect((await client.get(`${one}/get-info`)).data).toEqual(data);
    const filter =
      { "/openai-embeddings": "heading", "/shop/discount-codes": "code" }[path] ?? "name";
    expect((await client.get(`${path}?${filter}=fresh`)).data).toEqual([data]);
    expect((await client.put(`${one}/update`, changes)).data).toMatchObject(changes);
    expect((await client.get(`${one}/get-info`)).data).toMatchObject(changes);
    const before = (await client.get(path)).meta.total;
    await client.delete(`${one}/delete`);
    expect((await client.get(path)).meta.total).toBe(before - 1);
    for (const [method, end] of [
      ["GET", "get-info"],
      ["PUT", "update"],
      ["DELETE", "delete"],
    ]) {
      const { message } = await client.call(
        String(method),
        `${one}/${end}`,
        method === "PUT" ? {} : undefined,
        404,
      );
      expect(message).toBe(`There is no such ${what}.`);
    }
  });
});

describe("the shop", () => {
  test("the shop has products with variants of their own", async () => {
    const variants = [
      { variant_1_value: "S", price: 10, qty: 1 },
      { variant_1_value: "M", price: 11, qty: 2, taxable: 1 },
    ];
    const { data } = await client.post("/shop/products/create", {
      name: "Shirt",
      use_variant: 1,
      variant_1_name: "Size",
      variants,
    });
    expect(data).toMatchObject({ use_variant: true, num_of_variants: 2, total_qty: 3 });
    expect(data.variants[1]).toMatchObject({ option_1: "Size", option_1_value: "M", price: 11 });
    const path = `/shop/products/${data.id}/variants`;
    const { id } = (await client.post(`${path}/create`, { variant_1_value: "L", price: 12.5 }))
      .data;
    expect(
      (await client.put(`${path}/${id}/update`, { qty: 7, track_stock: 1 })).data,
    ).toMatchObject({ qty: 7, track_stock: true, display_order: 3 });
    expect((await client.get(path)).data).toHaveLength(3);
    await client.call("GET", `/shop/products/71/variants/${id}/get-info`, undefined, 404);
    await client.delete(`${path}/${id}/delete`);
    await client.delete(`/shop/products/${data.id}/delete`);
    await client.call("GET", path, undefined, 404);
  });

  test("the shop finds products by type and vendor", async () => {
    expect((await client.get("/shop/products?product_type_id=51")).data).toHaveLength(2);
    expect((await client.get("/shop/products?vendor_id=62&name=loaf")).data).toHaveLength(1);
    await client.call("GET", "/shop/products?vendor_id=1", undefined, 404);
  });

  test("the shop fills a cart, empties it, and takes no more than there is", async () => {
    const cart = async () => (await client.get(`/subscriber/cart?user_ns=${ME}`)).data;
    expect(await cart()).toMatchObject({ num_of_items: 3, total_price: 512.79 });
    await client.post("/subscriber/add-to-cart", { user_ns: ME, variant_id: 101, qty: 3 });
    expect((await cart()).items[0]).toMatchObject({
      id: 101,
      num: 5,
      price: 249.9,
      subtotal: 1249.5,
      currency: "brl",
    });
    expect(
      (
        await client.call(
          "POST",
          "/subscriber/add-to-cart",
          { user_ns: ME, variant_id: 101, qty: 16 },
          422,
        )
      ).errors,
    ).toEqual({ qty: ["There are only 20 pieces left."] });
    await client.call("POST", "/subscriber/add-to-cart", { user_ns: ME, variant_id: 1 }, 404);
    await client.delete("/subscriber/remove-from-cart", { user_ns: ME, variant_id: 101 });
    await client.call(
      "DELETE",
      "/subscriber/remove-from-cart",
      { user_ns: ME, variant_id: 101 },
      404,
    );
    expect((await cart()).num_of_items).toBe(1);
    await client.delete("/subscriber/empty-cart", { user_ns: ME });
    expect(await cart()).toMatchObject({ items: [], num_of_items: 0, total_price: 0 });
  });

  test("the shop turns a paid cart into an order, and keeps its status", async () => {
    const orders = async () => (await client.get(`/shop/orders?user_ns=${ME}`)).data;
    await client.post("/subscriber/cart-paid", { user_ns: ME, payment_method: "cash" });
    const order = (await orders()).at(-1);
    expect(order).toEqual({
      id: expect.any(Number),
      total: "512.79",
      currency: "brl",
      status: "paid",
    });
    expect((await client.get(`/shop/orders/${order.id}/get-info`)).data).toEqual({
      id: order.id,
      total_price: 512.79,
      num_of_items: 3,
    });
    expect((await client.get("/shop/products/71/variants/101/get-info")).data.qty).toBe(18);
    await client.post("/subscriber/update-order-status", {
      user_ns: ME,
      order_id: order.id,
      status: "shipped",
    });
    expect((await orders()).at(-1).status).toBe("shipped");
    await client.call(
      "POST",
      "/subscriber/update-order-status",
      { user_ns: "f123u457", order_id: order.id, status: "paid" },
      404,
    );
    await client.call("POST", "/subscriber/cart-paid", { user_ns: ME }, 422);
  });

  test("the shop takes orders without a cart, and changes them", async () => {
    await client.post("/shop/orders/create", { user_ns: ME, items: [{ variant_id: 131, qty: 2 }] });
    const { id } = (await client.get(`/shop/orders?user_ns=${ME}`)).data.at(-1);
    await client.put(`/shop/orders/${id}/update`, {
      status: "cancelled",
      items: [{ variant_id: 131 }],
    });
    expect((await client.get(`/shop/orders?user_ns=${ME}`)).data.at(-1)).toMatchObject({
      id,
      total: "50.00",
      status: "cancelled",
    });
    await client.call(
      "POST",
      "/shop/orders/create",
      { user_ns: ME, items: [{ variant_id: 1, qty: 1 }] },
      404,
    );
  });

  test("the shop has discount codes, no two of them alike", async () => {
    expect(
      (await client.get("/shop/discount-codes/get-info-by-code?code=WELCOME10")).data.summary,
    ).toBe("10% off");
    const twice = {
      code: "WELCOME10",
      type: "free_shipping",
      start_time: "2026-01-01 00:00:00",
      end_time: "2026-02-01 00:00:00",
    };
    expect(
      (await client.call("POST", "/shop/discount-codes/create", twice, 422)).errors,
    ).toHaveProperty("code");
    await client.put("/shop/discount-codes/81/update", { code: "WELCOME10" });
    await client.delete("/shop/discount-codes/delete-by-code?code=WELCOME10");
    await client.call(
      "DELETE",
      "/shop/discount-codes/delete-by-code?code=WELCOME10",
      undefined,
      404,
    );
  });

  test("the shop's opening hours are in quarters of an hour", async () => {
    const day = { id: "7", option: "open_1", start: "10:00", end: "24:00" };
    const { data } = await client.put("/shop/business-hours/update", { data: [day] });
    expect([data.length, data[6]]).toEqual([
      7,
      expect.objectContaining({ name: "Sunday", ...day }),
    ]);
    const wrong = [{ ...day, option: "open_2", start: "10:07" }];
    expect(
      Object.keys(
        (await client.call("PUT", "/shop/business-hours/update", { data: wrong }, 422)).errors,
      ),
    ).toEqual(["data.0.start", "data.0.start_2", "data.0.end_2"]);
  });
});

describe("a ticket", () => {
  const path = "/team/ticket-lists/12";

  test("a ticket can be made, found, changed, commented on and deleted, and its changes are logged", async () => {
    await client.post(`${path}/create`, {
      title: "Loose hinge",
      user_ns: ME,
      select1: "in_work",
      number1: 4,
    });
    const [ticket] = (await client.get(`${path}/items?title=hinge`)).data;
    expect(ticket).toMatchObject({
      title: "Loose hinge",
      user_ns: ME,
      select1: "in_work",
      number1: 4,
      flow_ns: "f123",
    });
    await client.put(`${path}/update/${ticket.id}`, {
      select1: "4",
      comment: { content: "Done.", url: "https://files.example.com/1.png" },
    });
    const log = (await client.get(`${path}/log-data?list_item_id=${ticket.id}`)).data;
    expect(log.map((/** @type {any} */ row) => [row.action, row.column_name, row.value])).toEqual([
      ["update", "select1", 4],
      ["create", "select1", 2],
    ]);
    const comments = `${path}/items/${ticket.id}/comments`;
    const said = await client.call("POST", comments, { content: "Really?" }, 201);
    expect(said.data).toMatchObject({
      list_id: 12,
      list_item_id: ticket.id,
      content: "Really?",
      file: null,
    });
    expect(
      (await client.get(comments)).data.map((/** @type {any} */ each) => each.content),
    ).toEqual(["Done.", "Really?"]);
    await client.delete(`${path}/delete/${ticket.id}`);
    await client.call("DELETE", `${path}/delete/${ticket.id}`, undefined, 404);
    await client.call("GET", comments, undefined, 404);
    expect((await client.get(`${path}/items?title=hinge`)).data).toEqual([]);
  });

  test("a ticket belongs to one list and to one subscriber", async () => {
    await client.call("PUT", "/team/ticket-lists/13/update/345", { title: "x" }, 404);
    await client.call("GET", "/team/ticket-lists/99/items", undefined, 404);
    await client.call("POST", `${path}/create`, { title: "x", user_ns: "f123u1" }, 404);
    expect((await client.get(`${path}/items?flow_ns=f124`)).data).toEqual([]);
    expect((await client.get(`${path}/fields`)).data[2].options).toHaveLength(4);
  });

  test.each([
    [{ content: "x".repeat(2001) }, "content"],
    [{ content: "x", file: "http://files.example.com/1.png" }, "file"],
    [{ content: "x", file: `https://${"x".repeat(500)}` }, "file"],
  ])("a ticket refuses a comment that does not fit (case %#)", async (body, field) => {
    const { errors } = await client.call("POST", `${path}/items/345/comments`, body, 422);
    expect(Object.keys(errors)).toEqual([field]);
  });
});

describe("the team", () => {
  test("the team has agents by name and role, bots by type, and one workspace", async () => {
    expect((await client.get("/flow/agents?role=agent")).data).toHaveLength(2);
    expect((await client.get("/team-members?name=olga")).data).toHaveLength(1);
    expect((await client.get("/team-flows?type=web")).data).toMatchObject([{ flow_ns: "f124" }]);
    expect((await client.get("/team-info")).data).toMatchObject({ id: 1001, owner_id: 77 });
    expect((await client.get("/team-bot-users?limit=100")).data).toHaveLength(57);
  });

  test("the team's agents can be grouped", async () => {
    const { data } = await client.post("/team/create-agent-group", {
      name: "Day shift",
      online_first: 2,
    });
    const { id } = data;
    await client.post(`/team/update-agent-group-users/${id}`, { members: [77, 78] });
    await client.call("POST", `/team/update-agent-group-users/${id}`, { members: [1] }, 404);
    await client.put(`/team/update-agent-group/${id}`, { name: "Early shift" });
    expect((await client.get(`/team/agent-group/${id}`)).data).toEqual({
      ...data,
      name: "Early shift",
      members: [77, 78],
    });
    expect((await client.get("/team/agent-groups?name=early")).data).toHaveLength(1);
    await client.delete(`/team/delete-agent-group/${id}`);
    await client.call("GET", `/team/agent-group/${id}`, undefined, 404);
  });

  test("the team's work is counted by the day", async () => {
    expect((await client.get("/flow-summary")).data).toHaveLength(1);
    expect((await client.get("/flow-summary?range=last_30_days&flow_ns=f123")).data).toHaveLength(
      30,
    );
    expect((await client.get("/flow-agent-summary?range=last_7_days")).data).toHaveLength(35);
    expect((await client.get("/flow-summary?flow_ns=f124")).data).toEqual([]);
  });

  test("the team keeps shortcuts and settings", async () => {
    const { id } = (await client.post("/flow/create-shortcut", { name: "bye", value: "Goodbye." }))
      .data;
    await client.put("/flow/update-shortcut", { id, value: "See you." });
    expect((await client.get(`/flow/shortcuts/${id}`)).data).toEqual({
      id,
      name: "bye",
      value: "See you.",
    });
    await client.delete("/flow/delete-shortcut", { id });
    await client.call("GET", `/flow/shortcuts/${id}`, undefined, 404);
    await client.post("/workspace-settings/update-live-chat-sidebar", { data: ["hide_my_groups"] });
    expect(await client.get("/workspace-settings/live-chat-sidebar")).toEqual({
      data: ["hide_my_groups"],
      status: "ok",
    });
    await client.post("/workspace-settings/update-channels", { web: false });
    expect((await client.get("/workspace-settings/channels")).data).toMatchObject({ web: false });
  });
});

describe.each([
  [
    "/whatsapp-template",
    { language: "pt_BR", category: "UTILITY", components: [{ type: "BODY", text: "Oi" }] },
  ],
  ["/facebook-utility-message-template", { lang: "pt_BR" }],
])("templates at %s", (path, rest) => {
  test(`templates at ${path} can be made, listed, sent and deleted`, async () => {
    await client.post(`${path}/create`, { name: "fresh_bread", ...rest });
    await client.call("POST", `${path}/create`, { name: "fresh_bread", ...rest }, 422);
    expect((await client.post(`${path}/list?name=fresh`)).data).toEqual([
      { name: "fresh_bread", ...rest },
    ]);
    await client.post(`${path}/sync`);
    await client.delete(`${path}/delete`, { name: "fresh_bread" });
    await client.call("DELETE", `${path}/delete`, { name: "fresh_bread" }, 404);
  });
});

test("a link to a bot's template lives as long as is asked for", async () => {
  const link = async (/** @type {string} */ query) =>
    (await client.post(`/template/f123tp31/generate-one-time-link${query}`)).data;
  const day = async (/** @type {string} */ query) =>
    Date.parse(`${(await link(query)).expired_at}Z`) / 86_400_000;
  expect((await day("")) - (await day("?days=10"))).toBeCloseTo(20, 3);
  expect((await link("")).url).toContain((await link("")).url.split("?")[0]);
  expect((await client.get("/template/f123tp32/installs")).data).toMatchObject([
    { template_ns: "f123tp32", team_id: 1001 },
  ]);
  await client.call("GET", "/template/f123tp99/installs", undefined, 404);
});

test("importing embeddings makes new ones, renews known ones and skips the rest", async () => {
  const rows = [
    { heading: "Parking", text: "Around the corner." },
    { heading: "Wifi", text: "Ask us." },
    { heading: "Nothing" },
  ];
  expect(await client.post("/openai-embeddings/import", { rows })).toEqual({
    status: "ok",
    inserted: 1,
    updated: 1,
    skipped: 1,
  });
  expect((await client.get("/openai-embeddings?text=corner")).data).toMatchObject([
    { heading: "Parking" },
  ]);
  expect(
    (await client.call("POST", "/openai-embeddings/create", { heading: "Wifi", text: "x" }, 422))
      .errors,
  ).toHaveProperty("heading");
  await client.call("POST", "/openai-embeddings/import", { rows: Array(101).fill(rows[0]) }, 422);
});

describe("integrations", () => {
  test("integrations show their credentials, say whether they work, and can be removed", async () => {
    expect((await client.get("/integration/shopify")).data).toMatchObject({
      token: "sandbox-shopify-token",
      status: "verified",
    });
    const { data } = await client.post("/integration/shopify", {
      url: "https://a.example.com",
      api_key: "wrong",
      token: "t",
    });
    expect(data).toEqual({
      url: "https://a.example.com",
      api_key: "wrong",
      token: "t",
      wait_time: 30,
      status: "failed",
    });
    expect((await client.get("/integration/shopify")).data).toEqual(data);
    await client.delete("/integration/shopify");
    await client.call("GET", "/integration/shopify", undefined, 404);
    await client.call("DELETE", "/integration/shopify", undefined, 404);
  });

  test("the integration with S3 takes its key by two names", async () => {
    const sent = { url: "https://s3.example.com", api_key: "a", secret: "b", bucket: "c" };
    expect((await client.post("/integration/s3storage", sent)).data).toEqual({
      ...sent,
      status: "verified",
    });
    const { api_key: key, ...rest } = sent;
    expect((await client.get("/integration/s3storage")).data).toEqual({
      ...rest,
      key,
      status: "verified",
    });
  });

  test("an integration can be set and removed under its misspelt path", async () => {
    await client.post("/integration/calude", { api_key: "k" });
    expect((await client.get("/integration/claude")).data).toEqual({
      api_key: "k",
      status: "verified",
    });
    await client.delete("/integration/calude");
    await client.call("GET", "/integration/claude", undefined, 404);
  });

  test("integrations include mini apps, some of them with keys", async () => {
    expect((await client.get("/installed-mini-app/list?title=mail")).data[0].param_names).toEqual([
      "api_key",
      "api_secret",
    ]);
    await client.post("/installed-mini-app/update-api-key/65", { api_key: "a", api_secret: "b" });
    expect(
      (await client.call("POST", "/installed-mini-app/update-api-key/64", { api_secret: "b" }, 422))
        .errors,
    ).toHaveProperty("api_secret");
    await client.call("POST", "/installed-mini-app/update-api-key/66", { api_key: "a" }, 400);
  });
});

test("what the sandbox does not keep is answered from its schema, on one page", async () => {
  expect(await client.get("/wa-call-logs")).toEqual({
    data: [{}],
    meta: { current_page: 1, last_page: 1, per_page: 10, total: 1 },
    status: "ok",
  });
  expect((await client.get("/wa-call-logs?page=2")).data).toEqual([]);
  expect(await client.post("/notifications/read", {})).toEqual({ status: "ok" });
});
