// Every operation of the description: a minimal valid request is answered as its schema says, and
// one that leaves out what is required is refused.

import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { follow, operations, published } from "../../src/providers/jetchat/document.js";
import { handlers } from "../../src/providers/jetchat/resources/index.js";
import { createClient, readyKey } from "./client.js";

/** @typedef {import("../../src/providers/jetchat/document.js").Operation} Operation */

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(/** @type {any} */ (published), "jetchat");

/** @param {Operation} operation @param {string} [status] */
function answerSchema({ path, method }, status) {
  const { responses } = /** @type {any} */ (published).paths[path][method.toLowerCase()];
  const code = status ?? Object.keys(responses)[0];
  const parts = [
    "paths",
    path,
    method.toLowerCase(),
    "responses",
    code,
    "content",
    "application/json",
    "schema",
  ];
  const pointer = parts.map((part) => String(part).replaceAll("~", "~0").replaceAll("/", "~1"));
  return `jetchat#/${pointer.map(encodeURIComponent).join("/")}`;
}

/** What the ready-made world knows, by the name of a parameter or a field. @type {Record<string, unknown>} */
const KNOWN = {
  user_ns: "f123u456",
  user_id: "5500000000456",
  user_ns_list: "f123u456,f123u457",
  user_id_list: "5500000000456,5500000000457",
  tag_ns: "f123t456",
  tag_name: "vip",
  tags: ["f123t456"],
  label_name: "urgent",
  var_ns: "f123v456",
  field_name: "shoe size",
  var_type: "text",
  sub_flow_ns: "f123s456",
  flow_name: "Welcome",
  node_ns: "f123n456",
  segment_ns: "f123sg34",
  event_ns: "f123e456",
  event_name: "order placed",
  ai_agent_ns: "f123ag456",
  ai_task_ns: "f123at456",
  broadcast_ns: "f123b1",
  agent_id: 77,
  agent_group_id: 9,
  mids: ["mid.1"],
  order_id: 501,
  orderId: 501,
  productId: 71,
  variantId: 101,
  tagId: 41,
  typeId: 51,
  vendorId: 61,
  locationId: 91,
  codeId: 81,
  listId: 12,
  listItemId: 345,
  app_id: 64,
  templateNs: "f123tp31",
  wa_template: { namespace: "n", name: "table_ready", lang: "pt_BR" },
  facebook_utility_message_template: { name: "table_ready", lang: "pt_BR" },
};

/** Where the same name means something else. @type {Record<string, Record<string, unknown>>} */
const KNOWN_TO = {
  "flowTags.deleteByName": { name: "vip" },
  "userFields.deleteByName": { name: "shoe size" },
  "botFields.setByName": { name: "greeting" },
  "botFields.deleteByName": { name: "greeting" },
  "botFields.set": { var_ns: "f123v556" },
  "botFields.delete": { var_ns: "f123v556" },
  "closingNotes.get": { id: 11 },
  "closingNotes.delete": { id: 11 },
  "shortcuts.get": { id: 21 },
  "shortcuts.delete": { id: 21 },
  "agentGroups.get": { id: 9 },
  "agentGroups.update": { id: 9 },
  "agentGroups.delete": { id: 9 },
  "agentGroups.updateMembers": { id: 9 },
  "embeddings.get": { id: 301 },
  "embeddings.update": { id: 301 },
  "embeddings.delete": { id: 301 },
  "labels.delete": { id: 5 },
  "labels.deleteByName": { name: "urgent" },
  "facebookTemplates.delete": { name: "table_ready" },
  "whatsappTemplates.delete": { name: "table_ready" },
  "messages.sendWhatsappTemplate": {
    content: { namespace: "n", name: "table_ready", lang: "pt_BR" },
  },
  "messages.sendWhatsappTemplateByUserId": {
    content: { namespace: "n", name: "table_ready", lang: "pt_BR" },
  },
  "messages.sendFacebookTemplate": { content: { name: "table_ready", lang: "pt_BR" } },
  "messages.sendFacebookTemplateByUserId": { content: { name: "table_ready", lang: "pt_BR" } },
  "messages.sendContent": {
    data: { version: "v1", content: { messages: [{ type: "text", text: "Olá" }] } },
  },
  "shop.discountCodes.getByCode": { code: "WELCOME10" },
  "shop.discountCodes.deleteByCode": { code: "WELCOME10" },
  "subscribers.create": { phone: "+5500999" },
  "subscribers.createMany": { users: [{ phone: "+5500999" }] },
  "chatMessages.list": { user_ns: "f123u456" },
  "shop.businessHours.update": { data: [{ id: "7", option: "close" }] },
};

/** Rows of a batch, by what the operation's rows name. @type {[RegExp, unknown][]} */
const ROWS = [
  [/^subscribers\.\w+TagsByName$/, { tag_name: "vip" }],
  [/^subscribers\.\w+Tags$/, { tag_ns: "f123t456" }],
  [/LabelsByName$/, { label_name: "urgent" }],
  [/^subscribers\.\w+FieldsByName$/, { name: "shoe size", value: "41" }],
  [/^subscribers\.\w+Fields$/, { var_ns: "f123v456", value: "41" }],
  [/^botFields\.setManyByName$/, { name: "greeting", value: "Oi" }],
  [/^botFields\.setMany$/, { var_ns: "f123v556", value: "Oi" }],
  [/^embeddings\.import$/, { heading: "New", text: "News" }],
];

/** Fields that the description leaves open and the rules cannot do without. */
const NEEDED = new Set(["subscribers.create", "chatMessages.list", "facebookTemplates.delete"]);

/** @param {Operation} operation @param {string} name @param {import("../../src/providers/jetchat/document.js").Schema} declared @returns {unknown} */
function valueFor(operation, name, declared) {
  const schema = follow(declared);
  const own = KNOWN_TO[operation.id];
  if (own && name in own) return own[name];
  const row = ROWS.find(([pattern]) => pattern.test(operation.id));
  if (row && schema.type === "array") return [row[1]];
  if (name in KNOWN) return KNOWN[name];
  if (schema.enum) return schema.enum[0];
  if (schema.example !== undefined) return schema.example;
  const [type] = [schema.type ?? "string"].flat();
  if (type === "array") return [schema.items ? valueFor(operation, "", schema.items) : "x"];
  if (type === "object") return {};
  return type === "string" ? "some text" : 1;
}

/** The least that the operation takes. @param {Operation} operation */
function minimal(operation) {
  const own = KNOWN_TO[operation.id] ?? {};
  const optional = NEEDED.has(operation.id) ? Object.keys(own) : [];
  let path = operation.path;
  const query = new URLSearchParams();
  for (const { name, in: place, required, schema } of operation.parameters) {
    const value = String(valueFor(operation, name, schema));
    if (place === "path") path = path.replace(`{${name}}`, value);
    else if (required || optional.includes(name)) query.set(name, value);
  }
  if (!operation.body) return { path, query, body: undefined };
  const { properties = {}, required = [] } = follow(operation.body);
  const names = [...required, ...optional.filter((name) => name in properties)];
  const body = Object.fromEntries(
    names.map((name) => [name, valueFor(operation, name, properties[name] ?? {})]),
  );
  return { path, query, body };
}

/** A client whose broadcasts can be listed, cancelled and deleted. @param {Operation} operation */
async function prepared(operation) {
  const client = createClient();
  if (operation.id.startsWith("broadcasts.")) {
    const { now } = await client.control("clock");
    await client.post("/subscriber/broadcast", {
      user_ns_list: "f123u456",
      sub_flow_ns: "f123s456",
      scheduled_time: now + 3600,
    });
  }
  if (operation.id === "broadcasts.delete") {
    await client.delete("/subscriber/broadcast/cancel?broadcast_ns=f123b1");
  }
  return client;
}

const table = operations.map((operation) => /** @type {const} */ ([operation.id, operation]));

test("the sandbox has as many operations as the description", () => {
  const { paths } = /** @type {any} */ (published);
  const described = Object.values(paths).flatMap((path) =>
    Object.keys(/** @type {object} */ (path)),
  );
  expect(operations).toHaveLength(described.length);
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  const known = new Set(operations.map(({ id }) => id));
  expect(Object.keys(handlers).filter((id) => !known.has(id))).toEqual([]);
});

describe("a minimal valid request is answered by the description's schema", () => {
  test.each(table)("%s answers a minimal valid request by its schema", async (_, operation) => {
    const client = await prepared(operation);
    const { path, query, body } = minimal(operation);
    const response = await client.ask(
      operation.method,
      `${path}${query.size ? `?${query}` : ""}`,
      body,
    );
    const answer = await response.json();
    expect([response.status, answer.message]).toEqual([operation.status, undefined]);
    const validate = /** @type {import("ajv").ValidateFunction} */ (
      ajv.getSchema(answerSchema(operation))
    );
    validate(answer);
    expect(validate.errors ?? []).toEqual([]);
    expect(undeclared(operation.answer, answer)).toEqual([]);
  });
});

/**
 * What an answer has and its schema does not name, where the schema leaves nothing open.
 *
 * @param {import("../../src/providers/jetchat/document.js").Schema} declared
 * @param {any} value
 * @returns {string[]}
 */
function undeclared(declared, value, at = "") {
  const schema = follow(declared);
  if (Array.isArray(value))
    return value.flatMap((each) => (schema.items ? undeclared(schema.items, each, at) : []));
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, each]) => {
    const known = schema.properties?.[name];
    if (known) return undeclared(known, each, `${at}/${name}`);
    return schema.additionalProperties || !schema.properties ? [] : [`${at}/${name}`];
  });
}

const demanding = table.filter(
  ([, { parameters, body }]) =>
    parameters.some((each) => each.in === "query" && each.required) ||
    body?.required ||
    (body && follow(body).required),
);

describe("a request that leaves out what is required is refused", () => {
  test.each(demanding)(
    "%s refuses a request that leaves out what is required",
    async (_, operation) => {
      const client = createClient();
      const { path, query, body = {} } = minimal(operation);
      const wanted = [
        ...operation.parameters
          .filter((each) => each.in === "query" && each.required)
          .map(({ name }) => name),
        ...((operation.body && follow(operation.body).required) ?? []),
      ];
      for (const name of wanted) {
        const rest = Object.fromEntries(Object.entries(body).filter(([key]) => key !== name));
        const params = new URLSearchParams([...query].filter(([key]) => key !== name));
        const response = await client.ask(
          operation.method,
          `${path}?${params}`,
          operation.body ? rest : undefined,
        );
        expect(response.status).toBe(422);
        const answer = await response.json();
        expect(answer.errors[name]).toEqual([`The field ${name} is missing.`]);
        expect(typeof answer.message).toBe("string");
      }
    },
  );
});

/**
 * A value that the schema cannot be content with, if it is not content with anything.
 *
 * @param {import("../../src/providers/jetchat/document.js").Schema} declared
 */
function unfit(declared) {
  const { type, enum: words, maxItems, items } = follow(declared);
  if (words) return "no such word";
  if (maxItems)
    return Array.from({ length: maxItems + 1 }, () =>
      follow(items ?? {}).type === "string" ? "x" : {},
    );
  if (!type) return undefined;
  const types = [type].flat();
  return types.includes("object") || types.includes("array") ? "text" : { an: "object" };
}

const typed = table.flatMap(([id, operation]) => {
  const query = operation.parameters
    .filter(
      ({ in: place, schema }) => place === "query" && (schema.enum || schema.type === "integer"),
    )
    .map(({ name }) => /** @type {const} */ ([`${id} ?${name}`, operation, name, "no such word"]));
  const fields = Object.entries((operation.body && follow(operation.body).properties) ?? {})
    .map(
      ([name, schema]) => /** @type {const} */ ([`${id} ${name}`, operation, name, unfit(schema)]),
    )
    .filter(([, , , value]) => value !== undefined);
  return [...query, ...fields];
});

test.each(typed)("%s refuses a value of the wrong type", async (_, operation, name, value) => {
  const { path, query, body } = minimal(operation);
  if (operation.body) Object.assign(/** @type {object} */ (body), { [name]: value });
  else query.set(name, String(value));
  const response = await createClient().ask(operation.method, `${path}?${query}`, body);
  expect(response.status).toBe(422);
  const { errors } = await response.json();
  expect(Object.keys(errors).every((field) => field.split(".")[0] === name)).toBe(true);
});

const scoped = table.filter(([, { scope }]) => scope);

test.each(scoped)("%s refuses a key without its scope", async (_, operation) => {
  const client = createClient(readyKey("jcNothing"));
  const { path, query, body } = minimal(operation);
  const response = await client.ask(operation.method, `${path}?${query}`, body);
  expect(response.status).toBe(403);
  expect((await response.json()).message).toContain(operation.scope);
});

const inBody = demanding.filter(([, { method, body }]) => method === "DELETE" && body);

test.each(inBody)("%s reads its ids from the body, not from the query", async (_, operation) => {
  const { path, body = {} } = minimal(operation);
  const query = new URLSearchParams(
    Object.entries(body).map(([name, value]) => [name, String(value)]),
  );
  expect((await createClient().ask("DELETE", `${path}?${query}`)).status).toBe(422);
});
