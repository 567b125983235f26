// What stands behind SendPulse's operations: each answer is as our documents say, and what was made
// can be read, changed and deleted. The rules are called as they are, without a server.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { resources } from "../../src/providers/sendpulse/resources/index.js";
import { createWorld } from "../../src/providers/sendpulse/world/world.js";

/** @typedef {{ path?: Record<string, any>, query?: Record<string, any>, body?: any }} Request */

const NOW = Date.UTC(2026, 2, 9, 14, 5);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let world = createWorld(NOW);
let now = NOW;
/** @type {{ user_id: number, options?: { size?: number } }} */
let account = { user_id: 1000001 };

beforeEach(() => {
  world = createWorld(NOW);
  now = NOW;
  account = { user_id: 1000001 };
});

class Refused extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
  }
}

/**
 * @param {string} id
 * @param {Request} [request]
 */
function outcome(id, { path = {}, query = {}, body } = {}) {
  const refuse = (/** @type {number} */ status, /** @type {unknown} */ why) => {
    throw new Refused(status, why);
  };
  const rule = resources[id];
  if (!rule) throw new Error(`there is no ${id}`);
  return rule({ world, account, now, path, query, body, refuse });
}

/**
 * @param {string} id
 * @param {Request} [request]
 * @returns {any} what an operation answers
 */
const call = (id, request) => outcome(id, request).body;

/**
 * @param {string} id
 * @param {Request} [request]
 * @returns {Refused}
 */
function refused(id, request) {
  try {
    outcome(id, request);
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
  throw new Error(`${id} was not refused`);
}

/**
 * The number in the email services' refusals.
 *
 * @param {string} id
 * @param {Request} [request]
 */
function code(id, request) {
  const { status, body } = refused(id, request);
  expect(body).toEqual({ message: expect.any(String), error_code: expect.any(Number) });
  return [status, body.error_code];
}

const base64 = (/** @type {string} */ text) => btoa(text);
const BOOK = { id: 1001 };
const BOT = "64a1b2c3d4e5f60718293a4b";
const ADA = "64a1b2c3d4e5f60718293a4c";

describe("our documents", () => {
  const folder = join(import.meta.dirname, "../../../../src/providers/sendpulse");
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  const implemented = files.flatMap((name) => {
    const document = closed(parse(readFileSync(join(folder, name), "utf8")));
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema(document, "document");
    return Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(/** @type {Record<string, any>} */ (methods)).flatMap(
        ([method, operation]) => {
          if (!resources[operation.operationId]) return [];
          const [status = ""] = Object.keys(operation.responses);
          const place = ["paths", path, method, "responses", status, "content", "application/json"];
          const pointer = [...place, "schema"].map(escaped).join("/");
          const answers = operation.responses[status].content !== undefined;
          const validate = answers ? ajv.compile({ $ref: `document#/${pointer}` }) : undefined;
          return { ...operation, document, status: Number(status), validate };
        },
      ),
    );
  });

  /** A member that no document names is a mistake. @param {any} value @returns {any} */
  function closed(value) {
    if (Array.isArray(value)) return value.map(closed);
    if (typeof value !== "object" || value === null) return value;
    const copy = Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, closed(each)]),
    );
    const whole = typeof value.properties === "object" && value.type === "object";
    if (whole && value.additionalProperties === undefined) copy.additionalProperties = false;
    return copy;
  }

  /** @param {string} part */
  function escaped(part) {
    return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
  }

  /** @type {Record<string, unknown>} */
  const PLAIN = { string: "text", integer: 1, number: 1.5, boolean: true };

  /**
   * What a schema has for an example; of an object, what is required and what has an example.
   *
   * @param {any} document
   * @param {any} schema
   * @returns {any}
   */
  function example(document, schema) {
    if (schema.$ref)
      return example(document, document.components.schemas[schema.$ref.split("/").at(-1)]);
    if (schema.example !== undefined) return schema.example;
    if (schema.oneOf) return example(document, schema.oneOf[0]);
    if (schema.enum) return schema.enum[0];
    if (schema.type === "array") return [example(document, schema.items)];
    if (schema.properties) {
      const wanted = Object.entries(schema.properties).filter(
        ([key, each]) => schema.required?.includes(key) || each.example !== undefined,
      );
      return Object.fromEntries(wanted.map(([key, each]) => [key, example(document, each)]));
    }
    return PLAIN[schema.type] ?? {};
  }

  /** @param {any} operation @returns {Required<Request>} */
  function request({ document, parameters = [], requestBody }) {
    /** @param {string} place */
    const values = (place) =>
      Object.fromEntries(
        parameters
          .filter((/** @type {any} */ each) => each.in === place && each.required)
          .map((/** @type {any} */ each) => [
            each.name,
            each.example ?? example(document, each.schema),
          ]),
      );
    const schema = requestBody?.content["application/json"].schema;
    const body = schema && example(document, schema);
    return { path: values("path"), query: values("query"), body };
  }

  const mail = { subject: "Hello", from: { name: "Shop", email: "shop@example.com" } };
  const text = { type: "text", text: { body: "Hello" } };
  /** Where an example alone is not enough. @type {Record<string, Request>} */
  const OTHER = {
    "campaigns.create": { body: { body: base64("<p>Hello</p>"), send_date: undefined } },
    "campaigns.getEmail": { path: { id: 3002 } },
    "emails.getManyStatistics": { body: { emails: ["ada@example.com"] } },
    "senders.create": { body: { email: "new@example.com" } },
    "senders.requestCode": { path: { email: "waiting@example.com" } },
    "senders.activate": { path: { email: "waiting@example.com" } },
    "templates.create": { body: { name: "Weekly news" } },
    "addressBooks.create": { body: { bookName: "Another" } },
    "addressBooks.addEmails": { body: { confirmation: undefined, sender_email: undefined } },
    "balance.getByCurrency": { path: { currency: "EUR" } },
    "webhooks.create": { body: { url: "https://app.example.com/hooks", actions: ["open"] } },
    "smtp.emails.send": {
      body: { email: { ...mail, to: [{ email: "ada@example.com" }], text: "Hi" } },
    },
    "smtp.senders.add": { body: { email: "new@example.com" } },
    "smtp.unsubscribes.requestResubscribe": { body: { email: "bob@example.com" } },
    "telegram.contacts.findByVariable": { query: { variable_id: "64a1b2c3d4e5f60718293a4d" } },
    "whatsapp.contacts.findByVariable": { query: { variable_name: "city", bot_id: BOT } },
    "telegram.contacts.markRead": { query: { contact_id: ADA } },
    "whatsapp.contacts.create": { body: { phone: "111111111111", variables: [] } },
    "whatsapp.contacts.send": { body: { message: text } },
    "whatsapp.contacts.sendByPhone": { body: { message: text } },
    "whatsapp.campaigns.send": { body: { messages: [text] } },
    "telegram.campaigns.send": { body: { messages: [{ type: "text", message: { text: "Hi" } }] } },
    "crm.pipelines.deleteStep": { path: { pipelineId: 1002, stepId: 2005 } },
    "crm.deals.update": { body: { name: "Bread", price: 3 } },
    "crm.deals.create": { body: { contact: [5001] } },
    "crm.deals.setExpiration": { body: { date: "2026-03-12", time: "10:30", notifyIn: "1h" } },
    "crm.contacts.createWithDetails": { body: { phones: ["000000000123"], tags: [9001] } },
  };
  /** The conditions of the examples hold for nobody. */
  const UNFILTERED = ["crm.deals.list", "crm.contacts.list"];

  test("have every operation that has a rule", () => {
    expect(Object.keys(resources).sort()).toEqual(
      implemented.map(({ operationId }) => operationId).sort(),
    );
  });

  test.each(implemented.map((each) => [each.operationId, each]))("%s", (id, operation) => {
    const asked = request(operation);
    if (UNFILTERED.includes(id)) asked.body = {};
    const { path, query, body } = OTHER[id] ?? {};
    const merged = {
      path: { ...asked.path, ...path },
      query: { ...asked.query, ...query },
      body: body === undefined ? asked.body : { ...asked.body, ...body },
    };
    const answer = outcome(id, merged);
    expect(answer.status ?? 200).toBe(operation.status);
    if (!operation.validate) return expect(answer.body).toBeUndefined();
    operation.validate(answer.body);
    expect(operation.validate.errors ?? []).toEqual([]);
    return undefined;
  });
});

describe("mailing lists", () => {
  test("are made, read, renamed, listed and deleted", () => {
    const { id } = call("addressBooks.create", { body: { bookName: "Bakery" } });
    const [made] = call("addressBooks.get", { path: { id } });
    expect(made).toMatchObject({ id, name: "Bakery", all_email_qty: 0 });
    expect(made.creationdate).toBe("2026-03-09 14:05:00");
    expect(call("addressBooks.update", { path: { id }, body: { name: "Cakes" } })).toEqual({
      result: true,
    });
    const second = call("addressBooks.list", { query: { limit: 1, offset: 1 } });
    expect(second).toEqual([{ ...made, name: "Cakes" }]);
    call("addressBooks.delete", { path: { id } });
    expect(code("addressBooks.get", { path: { id } })).toEqual([404, 213]);
  });

  test.each([
    ["addressBooks.create", { body: { bookName: "Newsletter" } }, 203],
    ["addressBooks.create", { body: { bookName: "" } }, 201],
    ["addressBooks.create", { body: {} }, 422],
    ["addressBooks.list", { query: { limit: 101 } }, 422],
    ["addressBooks.list", { query: { offset: -1 } }, 422],
    ["addressBooks.addEmails", { path: BOOK, body: { emails: ["nobody"] } }, 422],
    ["addressBooks.removeEmails", { path: BOOK, body: { emails: [] } }, 303],
    [
      "addressBooks.removeEmails",
      { path: BOOK, body: { emails: Array(101).fill("a@b.example") } },
      422,
    ],
    ["addressBooks.setPhone", { path: BOOK, body: { email: "x", phone: "000000000" } }, 17],
    [
      "addressBooks.setVariables",
      { path: BOOK, body: { email: "absent@example.com", variables: [] } },
      502,
    ],
  ])("%s %j is refused", (id, request, expected) => {
    expect(code(id, request)).toEqual([422, expected]);
  });

  test("addresses are added, found, changed, unsubscribed and removed", () => {
    const { id } = call("addressBooks.create", { body: { bookName: "Bakery" } });
    const path = { id };
    const variables = { City: "Lisbon", Age: 30, Since: "2026-01-01" };
    call("addressBooks.addEmails", {
      path,
      body: { emails: [{ email: "new@example.com", variables }, "bare@example.com"], tags: [41] },
    });
    expect(world.mail.emailTags.get("bare@example.com")).toEqual(new Set([41]));
    expect(call("addressBooks.listVariables", { path })).toEqual([
      { name: "City", type: "string" },
      { name: "Age", type: "number" },
      { name: "Since", type: "date" },
    ]);
    const email = "new@example.com";
    call("addressBooks.setVariables", {
      path,
      body: { email, variables: [{ name: "City", value: "Porto" }] },
    });
    call("addressBooks.setPhone", { path, body: { email, phone: "+000000001" } });
    const found = call("addressBooks.getEmail", { path: { id, email } });
    expect(found).toMatchObject({ abook_id: String(id), phone: "+000000001", status: 1 });
    expect(found.variables).toContainEqual({ name: "City", type: "string", value: "Porto" });
    const where = { id, variableName: "City", searchValue: "Porto" };
    expect(call("addressBooks.findByVariable", { path: where })).toHaveLength(1);
    call("addressBooks.unsubscribeEmails", { path, body: { emails: [email] } });
    expect(call("addressBooks.countEmails", { path })).toEqual({ total: 2 });
    expect(call("addressBooks.countEmails", { path, query: { active: true } })).toEqual({
      total: 1,
    });
    expect(call("addressBooks.listEmails", { path, query: { not_active: true } })).toHaveLength(1);
    expect(code("addressBooks.unsubscribeEmails", { path, body: { emails: [email] } })[1]).toBe(
      422,
    );
    call("addressBooks.removeEmails", { path, body: { emails: [email] } });
    expect(call("addressBooks.countEmails", { path })).toEqual({ total: 1 });
    expect(code("addressBooks.getEmail", { path: { id, email } })).toEqual([404, 502]);
  });

  test("double opt-in waits for the person, and needs a sender", () => {
    const emails = ["careful@example.com"];
    const add = (/** @type {object} */ more) => ({ path: BOOK, body: { emails, ...more } });
    const ask = { confirmation: "force" };
    expect(code("addressBooks.addEmails", add(ask))[1]).toBe(422);
    const unknown = { ...ask, sender_email: "unknown@example.com" };
    expect(code("addressBooks.addEmails", add(unknown))[1]).toBe(1003);
    call("addressBooks.addEmails", add({ ...ask, sender_email: "news@example.com" }));
    const path = { id: 1001, email: "careful@example.com" };
    expect(call("addressBooks.getEmail", { path })).toMatchObject({ status_explain: "New" });
  });

  test("the ready-made one is read in pages, and keeps up with what is removed", () => {
    const all = [0, 100, 200].flatMap((offset) =>
      call("addressBooks.listEmails", { path: BOOK, query: { limit: 100, offset } }),
    );
    expect(new Set(all.map(({ email }) => email)).size).toBe(250);
    const gone = ["ada@example.com", "reader60@example.com"];
    call("addressBooks.removeEmails", { path: BOOK, body: { emails: gone } });
    const rest = [0, 100, 200].flatMap((offset) =>
      call("addressBooks.listEmails", { path: BOOK, query: { limit: 100, offset } }),
    );
    expect(rest).toEqual(all.filter(({ email }) => !gone.includes(email)));
    const backwards = call("addressBooks.listEmails", { path: BOOK, query: { order: "desc" } });
    expect(backwards).toEqual(rest.toReversed().slice(0, 100));
    const [book] = call("addressBooks.get", { path: BOOK });
    expect(book).toMatchObject({
      all_email_qty: 248,
      active_email_qty: 238,
      inactive_email_qty: 10,
    });
    call("addressBooks.addEmails", { path: BOOK, body: { emails: gone } });
    expect(call("addressBooks.countEmails", { path: BOOK })).toEqual({ total: 250 });
  });

  test("one of a hundred thousand costs nothing, and its counts hold", () => {
    account = { user_id: 1000002, options: { size: 100_000 } };
    const [book] = call("addressBooks.get", { path: BOOK });
    expect(book).toMatchObject({ all_email_qty: 100_000, active_email_qty: 96_000 });
    const query = { limit: 3, offset: 99_998 };
    const emails = [{ email: "last@example.com" }];
    call("addressBooks.addEmails", { path: BOOK, body: { emails } });
    const page = call("addressBooks.listEmails", { path: BOOK, query });
    expect(page.map((/** @type {any} */ each) => each.email)).toEqual([
      "reader99998@example.com",
      "reader99999@example.com",
      "last@example.com",
    ]);
    const inactive = { ...query, offset: 3999, not_active: true };
    expect(call("addressBooks.listEmails", { path: BOOK, query: inactive })).toHaveLength(1);
    expect(
      code("addressBooks.getEmail", { path: { id: 1001, email: "reader100000@example.com" } })[1],
    ).toBe(502);
  });

  test("an address is known across lists, until it is deleted", () => {
    const { id } = call("addressBooks.create", { body: { bookName: "Bakery" } });
    const email = "ada@example.com";
    call("addressBooks.addEmails", { path: { id }, body: { emails: [email] } });
    const path = { email };
    expect(call("emails.get", { path }).map((/** @type {any} */ one) => one.book_id)).toEqual([
      1001,
      id,
    ]);
    expect(call("emails.getDetails", { path })).toEqual([
      { list_name: "Newsletter", source: "import" },
      { list_name: "Bakery", source: "api" },
    ]);
    const emails = [email, "absent@example.com"];
    expect(call("emails.getMany", { body: { emails } })).toEqual({
      [email]: [{ book_id: 1001 }, { book_id: id }],
    });
    expect(call("emails.getStatistics", { path })).toEqual({
      statistic: { sent: 1, open: 1, link: 0 },
    });
    call("emails.delete", { path });
    expect(code("emails.get", { path })).toEqual([404, 17]);
  });
});

describe("campaigns", () => {
  const campaign = {
    sender_name: "Example Store",
    sender_email: "news@example.com",
    subject: "News",
    body: base64("<p>News</p>"),
    list_id: 1001,
  };
  const create = (/** @type {object} */ changes = {}) => ({ body: { ...campaign, ...changes } });

  test.each([
    [{ sender_name: undefined }, 701],
    [{ sender_email: "absent@example.com" }, 704],
    [{ sender_email: "waiting@example.com" }, 704],
    [{ subject: "" }, 720],
    [{ body: undefined }, 721],
    [{ body: "no base64!" }, 721],
    [{ body: undefined, template_id: 1 }, 31],
    [{ list_id: undefined }, 722],
    [{ list_id: 7 }, 703],
    [{ list_id: [1001, 7] }, 703],
    [{ send_date: "2026-03-09" }, 799],
    [{ send_date: "2026-03-09 14:04:58" }, 799],
    [{ attachments: Object.fromEntries([..."abcdef"].map((name) => [name, "x"])) }, 422],
  ])("%j is refused", (changes, expected) => {
    expect(code("campaigns.create", create(changes))[1]).toBe(expected);
  });

  test("goes out, and can then be neither changed nor cancelled", () => {
    const made = call("campaigns.create", create());
    expect(made).toMatchObject({ status: 13, count: 240, ovedraft_currency: "USD" });
    const path = { id: made.id };
    expect(code("addressBooks.delete", { path: BOOK })[1]).toBe(422);
    now += 2 * MINUTE;
    expect(call("campaigns.get", { path })).toMatchObject({ name: "News", status: 3 });
    expect(code("campaigns.update", { path, body: { subject: "More" } })[1]).toBe(602);
    expect(code("campaigns.cancel", { path })[1]).toBe(602);
    expect(call("campaigns.getReferrals", { path })).toHaveLength(1);
    expect(call("addressBooks.listCampaigns", { path: BOOK })).toContainEqual({ task_id: made.id });
    expect(code("campaigns.get", { path: { id: 1 } })).toEqual([404, 802]);
  });

  test("is planned, changed and cancelled; a draft stays one", () => {
    const planned = call("campaigns.create", create({ send_date: "2026-03-10 09:00:00" }));
    const draft = call("campaigns.create", create({ type: "draft", name: "Draft" }));
    expect(draft.status).toBe(26);
    const path = { id: planned.id };
    expect(call("campaigns.list", { query: { planed: true } })).toHaveLength(1);
    expect(call("campaigns.list", { query: { status: [26] } })).toHaveLength(2);
    call("campaigns.update", { path, body: { name: "Changed" } });
    expect(call("campaigns.get", { path }).name).toBe("Changed");
    call("campaigns.cancel", { path });
    now += 2 * DAY;
    expect(call("campaigns.get", { path }).status).toBe(27);
    expect(call("campaigns.get", { path: { id: draft.id } }).status).toBe(26);
  });

  test("is made four times an hour", () => {
    for (let i = 0; i < 4; i += 1) call("campaigns.create", create());
    expect(code("campaigns.create", create())).toEqual([422, 791]);
    now += HOUR;
    call("campaigns.create", create());
  });
});

describe("the rest of the email service", () => {
  test("templates are made, changed and listed by their owners", () => {
    const body = base64("<p>One</p>");
    const { real_id } = call("templates.create", { body: { name: "Fresh bread!", body } });
    expect(code("templates.create", { body: { name: "Fresh bread!", body } })[1]).toBe(573);
    expect(code("templates.create", { body: { name: "Other", body: "%" } })[1]).toBe(422);
    const changed = base64("<p>Two</p>");
    call("templates.update", { path: { id: real_id }, body: { body: changed } });
    const path = { template_id: String(real_id), name_slug: "fresh-bread" };
    expect(call("templates.get", { path })).toMatchObject({ id: String(real_id), body: changed });
    expect(call("templates.getBySlug", { path })).toMatchObject({ name: "Fresh bread!" });
    expect(call("templates.list", { query: { owner: "me" } })).toHaveLength(3);
    expect(call("templates.list")).toHaveLength(2);
    expect(code("templates.update", { path: { id: 2002 }, body: { body } })[1]).toBe(2900);
    expect(code("templates.update", { path: { id: 7 }, body: { body } })).toEqual([404, 31]);
    expect(code("templates.get", { path: { template_id: "7" } })).toEqual([404, 290]);
  });

  test("a sender is added, activated by a code, and deleted", () => {
    const email = "fresh@example.com";
    const path = { email };
    call("senders.create", { body: { email, name: "Fresh" } });
    expect(code("senders.create", { body: { email, name: "Fresh" } })[1]).toBe(902);
    expect(call("smtp.senders.list")).not.toContain(email);
    expect(code("senders.activate", { path, body: { code: "0a1b2c3d4e5f" } })[1]).toBe(1005);
    call("senders.requestCode", { path });
    expect(code("senders.requestCode", { path })[1]).toBe(1004);
    expect(code("senders.activate", { path, body: {} })[1]).toBe(1104);
    expect(code("senders.activate", { path, body: { code: "wrong" } })[1]).toBe(1005);
    call("senders.activate", { path, body: { code: "0a1b2c3d4e5f" } });
    expect(call("smtp.senders.list")).toContain(email);
    expect(code("senders.requestCode", { path })[1]).toBe(21);
    call("senders.delete", { body: { email } });
    expect(call("senders.list")).not.toContainEqual({ email, name: "Fresh" });
    const name = "Anybody";
    expect(code("senders.create", { body: { email: "me@gmail.com", name } })[1]).toBe(97);
    expect(code("smtp.senders.add", { body: { email: "nobody@example.com", name } })[1]).toBe(904);
  });

  test("the blacklist is written in Base64 and read plain", () => {
    const emails = base64("a@example.com,b@example.com");
    call("blacklist.add", { body: { emails } });
    expect(call("blacklist.list")).toEqual([
      "nobody@example.com",
      "a@example.com",
      "b@example.com",
    ]);
    call("blacklist.remove", { body: { emails } });
    expect(call("blacklist.list")).toEqual(["nobody@example.com"]);
    expect(code("blacklist.add", { body: { emails: "a@example.com" } })[1]).toBe(832);
  });

  test("tags are made, changed, put on, taken off and deleted", () => {
    call("tags.create", { body: { name: "New", color: "#112233" } });
    call("tags.update", { path: { id: 43 }, body: { name: "Newer", color: "#445566" } });
    expect(call("tags.list").tags).toContainEqual({ id: 43, name: "Newer", color: "#445566" });
    const body = { email: "ada@example.com", phone: "000000001", tags: [41, 43] };
    call("tags.addToEmail", { body });
    call("tags.addToPhone", { body });
    call("tags.removeFromEmail", { body: { ...body, tags: [41] } });
    expect(world.mail.emailTags.get(body.email)).toEqual(new Set([43]));
    call("tags.delete", { path: { id: 43 } });
    expect(world.mail.phoneTags.get(body.phone)).toEqual(new Set([41]));
    expect(refused("tags.delete", { path: { id: 43 } }).status).toBe(404);
  });

  test("webhooks: one for each event", () => {
    const url = "https://app.example.com/hooks/fresh";
    const { data } = call("webhooks.create", { body: { url, actions: ["open", "spam"] } });
    expect(data.map((/** @type {any} */ one) => one.action)).toEqual(["open", "spam"]);
    const path = { id: data[1].id };
    call("webhooks.update", { path, body: { url: `${url}er` } });
    expect(call("webhooks.get", { path }).data.url).toBe(`${url}er`);
    call("webhooks.delete", { path });
    expect(call("webhooks.list").data).toHaveLength(2);
    expect(code("webhooks.create", { body: { url, actions: ["shout"] } })[1]).toBe(422);
  });
});

describe("SMTP", () => {
  const email = {
    subject: "Hello",
    from: { name: "Shop", email: "shop@example.com" },
    to: [{ email: "ada@example.com" }],
    html: base64("<p>Hello</p>"),
    text: "Hello",
  };
  const send = (/** @type {object} */ changes = {}) => ({
    body: { email: { ...email, ...changes } },
  });

  test.each([
    [{ from: undefined }, 10],
    [{ from: { email: "nobody" } }, 10],
    [{ from: { email: "me@other.example" } }, 422],
    [{ from: { email: "waiting@example.com" } }, 422],
    [{ to: [] }, 11],
    [{ to: [{ email: "nobody" }] }, 422],
    [{ to: Array(101).fill({ email: "ada@example.com" }) }, 550],
    [{ subject: "" }, 12],
    [{ html: undefined, text: undefined }, 13],
    [{ html: "no base64!" }, 999],
    [{ template: { id: 7, variables: {} } }, 31],
    [{ template: { variables: {} } }, 10],
    [{ template: { id: 2001, variables: "all" } }, 731],
    [{ attachments_binary: { "a.pdf": 1 } }, 422],
  ])("%j is refused", (changes, expected) => {
    expect(code("smtp.emails.send", send(changes))).toEqual([422, expected]);
  });

  test("what was sent is read, listed, filtered and counted", () => {
    const { id } = call("smtp.emails.send", send());
    expect(call("smtp.emails.get", { path: { id } })).toMatchObject({
      recipient: "ada@example.com",
      send_date: "2026-03-09 14:05:00",
    });
    expect(call("smtp.emails.list", { query: { limit: 1 } })[0].id).toBe(id);
    expect(call("smtp.emails.list", { query: { from: "2026-03-09" } })).toHaveLength(1);
    expect(call("smtp.emails.list", { query: { recipient: "bob@example.com" } })).toHaveLength(60);
    expect(call("smtp.emails.list", { query: { offset: 100 } })).toHaveLength(21);
    expect(call("smtp.emails.count")).toEqual({ total: 121 });
    expect(call("smtp.emails.getMany", { body: { emails: [id, "absent"] } })).toHaveLength(1);
    expect(code("smtp.emails.getMany", { body: { emails: ["absent"] } })).toEqual([400, 14]);
    expect(code("smtp.emails.getMany", { body: { emails: Array(501).fill(id) } })).toEqual([
      400, 832,
    ]);
    expect(code("smtp.emails.get", { path: { id: "absent" } })).toEqual([400, 14]);
    expect(call("smtp.bounces.list", { query: { limit: 2 } })).toMatchObject({
      total: 3,
      found: 2,
    });
  });

  test("people leave, are asked back five times a day, and come back", () => {
    call("smtp.unsubscribes.add", { body: [{ email: "eva@example.com", comment: "by phone" }] });
    const query = { email: "eva@example.com" };
    expect(call("smtp.unsubscribes.find", { query })).toEqual({ result: true });
    expect(call("smtp.unsubscribes.list", { query: { date: "2026-03-09" } })).toHaveLength(1);
    const body = { ...query, sender: "shop@example.com" };
    for (let i = 0; i < 5; i += 1) call("smtp.unsubscribes.requestResubscribe", { body });
    expect(code("smtp.unsubscribes.requestResubscribe", { body })[1]).toBe(422);
    now += DAY;
    call("smtp.unsubscribes.requestResubscribe", { body });
    call("smtp.unsubscribes.remove", { body: [query.email] });
    expect(call("smtp.unsubscribes.find", { query })).toEqual({ result: false });
    expect(code("smtp.unsubscribes.requestResubscribe", { body })[1]).toBe(422);
    expect(code("smtp.unsubscribes.add", { body: [] })).toEqual([400, 14]);
  });

  test("a domain is added once, and not yet checked", () => {
    for (let i = 0; i < 2; i += 1) call("smtp.domains.add", { path: { domain: "shop.example" } });
    const { data } = call("smtp.domains.list").data;
    expect(data.map((/** @type {any} */ one) => [one.service_value, one.status])).toEqual([
      ["example.com", 1],
      ["shop.example", 0],
    ]);
  });
});

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
  ])("refuse %s %j", (id, request, status) => {
    const refusal = refused(`${channel}.${id}`, request);
    expect(refusal.status).toBe(status);
    expect(refusal.body).toEqual({
      success: false,
      data: { code: status, message: expect.any(String) },
    });
  });

  test("keep tags and variables of a contact, and find by them", () => {
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

  test("disable, enable, pause, open, close and delete a contact", () => {
    ask("contacts.disable", on());
    expect(contact().status).toBe(3);
    expect(refused(`${channel}.flows.run`, on({ flow_id: "any" })).status).toBe(400);
    ask("contacts.enable", on());
    ask("contacts.setPause", on({ minutes: 30 }));
    expect(contact().automation_paused_until).toBe("2026-03-09T14:35:00.000Z");
    now += 10 * MINUTE;
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

  test("write down what is said, and page through it without a shift", () => {
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

  test("list chats by the last word, with what is unread", () => {
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

  test("run flows by id and by keyword", () => {
    const { data } = ask("flows.list", { query: { bot_id: BOT } });
    expect(data[0].triggers).toEqual([{ id: expect.any(String), name: "prices", type: 4 }]);
    ask("flows.run", on({ flow_id: data[1].id }));
    ask("flows.runByTrigger", on({ trigger_keyword: "Cost" }));
    const [prices, welcome] = spoken({ size: 2 }).map(({ data: said }) => JSON.stringify(said));
    expect(prices).toContain("loaf");
    expect(welcome).toContain("Good to see you");
  });

  test("keep notes apart from what is said", () => {
    const query = { bot_id: BOT, contact_id: ADA };
    const made = ask("notes.create", { body: { ...query, text: "Rings twice" } });
    const note_id = made.id;
    const changed = ask("notes.update", { body: { ...query, note_id, text: "Rings once" } });
    expect(ask("notes.list", { query }).data).toContainEqual(changed);
    expect(spoken().map(({ id }) => id)).not.toContain(note_id);
    ask("notes.delete", { body: { ...query, note_id } });
    expect(ask("notes.list", { query }).data).toHaveLength(1);
  });

  test("send a campaign to whom the filter leaves, when it is due", () => {
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
    now += HOUR;
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

  test("makes contacts, finds them by number and renames them", () => {
    const variables = [{ name: "city", value: "Faro" }];
    const body = { bot_id, phone, name: "Gil Example", tags: ["vip"], variables };
    const { data } = call("whatsapp.contacts.create", { body });
    expect(data).toMatchObject({ tags: ["vip"], variables: { city: "Faro" } });
    expect(refused("whatsapp.contacts.create", { body }).status).toBe(400);
    call("whatsapp.contacts.setName", { body: { contact_id: data.id, name: "Gil Sample" } });
    const found = call("whatsapp.contacts.findByPhone", { query: { bot_id, phone } }).data;
    expect(found).toMatchObject({ id: data.id, channel_data: { last_name: "Sample" } });
  });

  test("says what it likes for a day, and then only templates", () => {
    const body = { contact_id: ADA, message, template };
    const { data } = call("whatsapp.contacts.send", { body });
    expect(
      call("whatsapp.chats.listMessages", { query: { contact_id: ADA, size: 1 } }).data,
    ).toEqual([data]);
    now += DAY;
    expect(refused("whatsapp.contacts.send", { body }).status).toBe(400);
    expect(call("whatsapp.contacts.sendTemplate", { body }).data.data.template).toEqual(template);
    const pending = { ...template, name: "not_yet" };
    const refusal = refused("whatsapp.contacts.sendTemplate", {
      body: { ...body, template: pending },
    });
    expect(refusal.status).toBe(400);
  });

  test("writes a template to a number that is new", () => {
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
  test("finds people by their number, and puts an emoji on a message", () => {
    const query = { bot_id: BOT, telegram_id: 100000001 };
    expect(call("telegram.contacts.findByTelegramId", { query }).data.id).toBe(ADA);
    const message_id = "64a1b2c3d4e5f60718293a50";
    const reaction = { type: "emoji", emoji: "🙂" };
    call("telegram.contacts.react", { body: { contact_id: ADA, message_id, reaction } });
    const asked = { contact_id: ADA, order: "asc", size: 1 };
    const [first] = call("telegram.chats.listMessages", { query: asked }).data;
    expect(first).toMatchObject({ id: message_id, data: { reaction: "🙂" } });
  });

  test("takes no text that is too long, and forgets that it typed", () => {
    const send = (/** @type {object} */ message) => ({ body: { contact_id: ADA, message } });
    const long = { type: "text", text: "a".repeat(1025) };
    expect(refused("telegram.contacts.send", send(long)).status).toBe(400);
    expect(refused("telegram.contacts.send", send({ type: "photo" })).status).toBe(400);
    const before = world.telegram.sent;
    call("telegram.contacts.send", send({ type: "action", action: "typing" }));
    expect(world.telegram.sent).toBe(before);
  });
});

describe("the CRM", () => {
  test("keeps pipelines and their steps", () => {
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

  test("makes, moves, changes and deletes deals", () => {
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

  test("lists deals in pages, filtered and sorted", () => {
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

  test("keeps comments of deals and of contacts", () => {
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

  test("makes, finds, changes and deletes contacts", () => {
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

  test("keeps contact tags", () => {
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
