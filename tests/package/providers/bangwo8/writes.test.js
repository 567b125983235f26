// Writes, which have a requestid, and custom fields.
import { customFields, customFieldsByKey } from "portaria";
import { beforeEach, describe, expect, test } from "vitest";
import { createSandbox, FIRST_TICKET } from "./clients.js";

/** @type {ReturnType<typeof createSandbox>} */
let sandbox;
beforeEach(() => {
  sandbox = createSandbox();
});

describe("a write", () => {
  const requestIds = async () =>
    (await sandbox.apiRequests()).map(({ headers }) => headers.requestid);

  test("has a requestid, which its repetitions share and the next write does not", async () => {
    const { contacts } = sandbox.withPassword();
    await sandbox.control("fault", { path: "users", n: 2, status: 503, body: "{}", after: true });
    await contacts.update({ cId: 1000001, user: { note: "一" } });
    await contacts.update({ cId: 1000001, user: { note: "二" } });
    const [first, second, third, other, ...more] = await requestIds();
    expect([second, third, more]).toEqual([first, first, []]);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(other).toMatch(/^[0-9a-f-]{36}$/);
    expect(other).not.toBe(first);
  });

  test("has a requestid whatever its method is, and a read has none", async () => {
    const client = sandbox.withPassword();
    await client.tickets.create({ ticket: { subject: "x" } });
    await client.request({
      method: "POST",
      path: "/api/v1/tickets.json",
      body: { ticket: { subject: "x" } },
    });
    await client.contacts.delete({ cId: 1000002 });
    await client.agents.list();
    await client.request({ path: "/api/v1/supports.json" });
    const found = await requestIds();
    expect(new Set(found.slice(0, 3)).size).toBe(3);
    expect(found.slice(3)).toEqual([undefined, undefined]);
  });

  test("whose answer was lost is repeated, and not carried out twice", async () => {
    const client = sandbox.withPassword();
    await sandbox.control("fault", { path: "companies/112", status: 502, body: "{}", after: true });
    await client.companies.delete({ uId: 112 });
    expect((await sandbox.apiRequests()).map(({ status }) => status)).toEqual([502, 200]);
  });

  test("has the requestid that the caller passes", async () => {
    const { tickets } = sandbox.withPassword();
    const ticket = { subject: "只做一次" };
    const options = { headers: { Requestid: "mine-1" } };
    await tickets.create({ ticket }, options);
    await tickets.create({ ticket }, options);
    expect(await requestIds()).toEqual(["mine-1", "mine-1"]);
    expect(await tickets.list({ per_page: 1 })).toMatchObject({ count: 102 });
  });

  test("of a ticket that was read changes a custom field by its key, and keeps the others", async () => {
    const { tickets } = sandbox.withPassword();
    const { ticketId: _, ...read } = await tickets.get({ id: FIRST_TICKET });
    const fields = customFieldsByKey(read);
    expect(fields).toMatchObject({ field_1: "SN-00000000" });
    await tickets.update({
      id: FIRST_TICKET,
      ticket: {
        ...read,
        ticketStatus: 3,
        ticketReply: { replyMsg: "已处理" },
        custom_fields: customFields({ ...fields, field_1: "SN-新" }),
      },
    });
    const after = await tickets.get({ id: FIRST_TICKET });
    expect(after).toMatchObject({ ticketStatus: "3", subject: read.subject });
    expect(customFieldsByKey(after)).toEqual({ ...fields, field_1: "SN-新" });
  });
});

test("customFieldsByKey() and customFields() convert between a list and an object", () => {
  const list = [
    { key: "field_1", value: "x" },
    { key: "field_2", value: ["a", "b"] },
  ];
  const byKey = { field_1: "x", field_2: ["a", "b"] };
  expect(customFieldsByKey({ custom_fields: list })).toEqual(byKey);
  expect(customFields(byKey)).toEqual(list);
  expect(customFieldsByKey({})).toEqual({});
  expect(customFieldsByKey(/** @type {any} */ (undefined))).toEqual({});
  expect(customFields({})).toEqual([]);
});
