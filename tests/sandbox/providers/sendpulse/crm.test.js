// SendPulse's CRM: pipelines, deals, contacts and their tags.

import { beforeEach, describe, expect, test } from "vitest";
import { beginScene, call, outcome, refused } from "./rules-client.js";

/** @typedef {import("./rules-client.js").Request} Request */

beforeEach(beginScene);

describe("the CRM", () => {
  test("the CRM keeps pipelines and their steps", () => {
    const { id } = call("crm.pipelines.create", { body: { name: "Catering" } }).data;
    const path = { pipelineId: id };
    const step = call("crm.pipelines.createStep", { path, body: { name: "First" } }).data;
    const stepPath = { ...path, stepId: step.id };
    call("crm.pipelines.updateStep", { path: stepPath, body: { name: "Asked", notifyIn: "1h" } });
    call("crm.pipelines.update", { path, body: { name: "Big orders", order: 0 } });
    expect(call("crm.pipelines.list").data[0]).toMatchObject({
      name: "Big orders",
      steps: [{ name: "Asked", notifyIn: "1h", pipelineId: id }],
    });
    expect(outcome("crm.pipelines.deleteStep", { path: stepPath }).status).toBe(204);
    expect(call("crm.pipelines.listSteps", { path }).data).toEqual([]);
    const busy = { pipelineId: 1001, stepId: 2001 };
    expect(refused("crm.pipelines.deleteStep", { path: busy }).status).toBe(422);
  });

  test("the CRM makes, moves, changes and deletes deals", () => {
    const place = { pipelineId: 1001, stepId: 2001 };
    const { id } = call("crm.deals.create", {
      body: { ...place, name: "Cake", price: 12.5, contact: [5002] },
    }).data;
    const path = { dealId: id };
    const moved = { ...place, stepId: 2003, status: 3, name: "Big cake", price: 20 };
    call("crm.deals.update", { path, body: moved });
    expect(call("crm.deals.get", { path }).data).toMatchObject(moved);
    call("crm.deals.changePipeline", { path, body: { pipelineId: 1002, stepId: 2002 } });
    expect(call("crm.deals.get", { path }).data).toMatchObject({ pipelineId: 1002, stepId: 2002 });
    const astray = { pipelineId: 1002, stepId: 2001 };
    expect(refused("crm.deals.changePipeline", { path, body: astray }).status).toBe(404);
    expect(refused("crm.deals.update", { path, body: { name: "x" } }).status).toBe(422);
    const contact = { ...path, contactId: 5001 };
    expect(outcome("crm.deals.addContact", { path: contact }).status).toBe(201);
    expect(call("crm.deals.listContacts", { path }).data).toHaveLength(2);
    expect(call("crm.contacts.get", { path: contact }).data.dealsQty).toBe(5);
    call("crm.deals.removeContact", { path: contact });
    expect(refused("crm.deals.removeContact", { path: contact }).status).toBe(404);
    expect(outcome("crm.deals.delete", { path }).status).toBe(204);
    expect(refused("crm.deals.get", { path }).body).toEqual({
      success: false,
      data: { code: 404, message: expect.any(String) },
    });
  });

  test("the CRM lists deals in pages, filtered and sorted", () => {
    const list = (/** @type {object} */ body) => call("crm.deals.list", { body });
    const ids = (/** @type {any} */ { data }) => data.map((/** @type {any} */ { id }) => id);
    const first = list({});
    expect(first.meta.total).toBe(25);
    expect(ids(first)).toEqual(Array.from({ length: 10 }, (_, i) => 4001 + i));
    expect(ids(list({ limit: 10, offset: 20 }))).toEqual([4021, 4022, 4023, 4024, 4025]);
    expect(ids(list({ unlimited: true }))).toHaveLength(25);
    const dear = [{ name: "price", expression: "gte", value: "33" }];
    const sortBy = { fieldName: "price", direction: "desc" };
    expect(ids(list({ filter: dear, sortBy }))).toEqual([4025, 4024]);
    expect(list({ email: "bob@example.com", limit: 1 }).meta.total).toBe(4);
    expect(list({ name: "order 25" }).meta.total).toBe(1);
    expect(list({ pipelineIds: [1002] }).meta.total).toBe(0);
  });

  test("the CRM keeps comments of deals and of contacts", () => {
    for (const [kind, owner] of /** @type {const} */ ([
      ["deals", { dealId: 4002 }],
      ["contacts", { contactId: 5002 }],
    ])) {
      const { id } = call(`crm.${kind}.addComment`, { path: owner, body: { message: "One" } }).data;
      const path = { ...owner, commentId: id };
      const { data } = call(`crm.${kind}.updateComment`, { path, body: { message: "Two" } });
      expect(call(`crm.${kind}.get`, { path: owner }).data.comments).toEqual([data]);
      expect(outcome(`crm.${kind}.deleteComment`, { path }).status).toBe(204);
      expect(refused(`crm.${kind}.deleteComment`, { path }).status).toBe(404);
    }
  });

  test("the CRM makes, finds, changes and deletes contacts", () => {
    const body = { responsibleId: 501, firstName: "Gil", lastName: "Example" };
    const { id } = call("crm.contacts.create", { body }).data;
    const path = { contactId: id };
    const emails = [{ email: "gil@example.com" }, { email: "gil@shop.example", isMain: true }];
    const made = call("crm.contacts.addEmails", { path, body: { emails } }).data;
    call("crm.contacts.updateEmail", {
      path: { ...path, emailId: made[0].id },
      body: { email: "g@example.com" },
    });
    const phone = call("crm.contacts.addPhone", { path, body: { phone: "000000000777" } }).data;
    const phonePath = { ...path, phoneId: phone.id };
    call("crm.contacts.updatePhone", { path: phonePath, body: { phone: "000000000778" } });
    call("crm.contacts.update", { path, body: { ...body, firstName: "Gila" } });
    call("crm.contactTags.addToContact", { path: { ...path, tagId: 9002 } });
    const { data } = call("crm.contacts.get", { path });
    expect(data).toMatchObject({
      firstName: "Gila",
      phones: [{ phone: "000000000778", isMain: true }],
    });
    expect(data.tags).toMatchObject([{ id: 9002, contactCount: 1 }]);
    const lists = [{ phone: "0778" }, { tagIds: [9002] }, { firstName: "gila" }, { ids: [id] }];
    for (const wanted of lists) {
      expect(call("crm.contacts.list", { body: wanted }).data).toEqual({
        list: [data],
        total: 1,
        searchRequest: "",
      });
    }
    const byEmail = (/** @type {object} */ sent) =>
      call("crm.contacts.findByEmail", { body: sent }).data.total;
    expect(byEmail({ email: "g@example.com", isEmailFullSearch: true })).toBe(1);
    expect(byEmail({ email: "@example", isEmailFullSearch: true })).toBe(0);
    expect(byEmail({ email: "@shop.example" })).toBe(1);
    call("crm.contacts.deletePhone", { path: phonePath });
    expect(refused("crm.contacts.deletePhone", { path: phonePath }).status).toBe(404);
    call("crm.contacts.delete", { path });
    expect(refused("crm.contacts.get", { path }).status).toBe(404);
  });

  test("the CRM keeps contact tags", () => {
    const { id } = call("crm.contactTags.create", { body: { name: "loud" } }).data;
    const path = { tagId: id, contactId: 5001 };
    call("crm.contactTags.update", { path, body: { name: "quiet" } });
    expect(call("crm.contactTags.list", { query: { search: "QUI" } }).data).toHaveLength(1);
    call("crm.contactTags.addToContact", { path });
    call("crm.contactTags.removeFromContact", { path });
    expect(refused("crm.contactTags.removeFromContact", { path }).status).toBe(404);
    call("crm.contactTags.addToContact", { path });
    call("crm.contactTags.delete", { path });
    const names = call("crm.contacts.get", { path }).data.tags.map(
      (/** @type {any} */ tag) => tag.name,
    );
    expect(names).toEqual(["regular"]);
  });
});
