// Every operation of the descriptions: a valid request is answered as its schema says, and one that
// leaves out what is required is refused in its service's way.

import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { operations } from "../../src/providers/sendpulse/document.js";
import { documents } from "../../src/providers/sendpulse/documents.js";
import { resources } from "../../src/providers/sendpulse/resources/index.js";
import { findRoutes } from "../../src/providers/sendpulse/router.js";
import { createClient } from "./client.js";

/**
 * @typedef {import("../../src/providers/sendpulse/document.js").Operation} Operation
 * @typedef {import("../../src/providers/sendpulse/document.js").Schema} Schema
 */

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
for (const [service, document] of Object.entries(documents)) ajv.addSchema(document, service);

/** @param {Operation} operation @param {string} status @returns {import("ajv").ValidateFunction} */
function answerSchema({ service, path, method }, status) {
  const start = ["paths", path, method.toLowerCase(), "responses", status];
  const parts =
    status === "default"
      ? ["components", "schemas", "Error"]
      : [...start, "content", "application/json", "schema"];
  const pointer = parts.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"));
  const schema = ajv.getSchema(`${service}#/${pointer.map(encodeURIComponent).join("/")}`);
  return /** @type {import("ajv").ValidateFunction} */ (schema);
}

/**
 * What the ready-made account asks for beyond the description's examples: fields that the description
 * leaves open and the rules cannot do without, and names that are not taken.
 *
 * @type {Record<string, { path?: string, query?: Record<string, string>, body?: object }>}
 */
const OTHERWISE = {
  "addressBooks.create": { body: { bookName: "Another list" } },
  "campaigns.create": { body: { list_id: 1001, body: "PHA+SGVsbG8hPC9wPg==" } },
  "senders.create": { body: { email: "new@example.com" } },
  "smtp.senders.add": { body: { email: "new@example.com" } },
  "senders.requestCode": { path: "/senders/waiting@example.com/code" },
  "senders.activate": { path: "/senders/waiting@example.com/code" },
  "smtp.emails.send": {
    body: {
      email: {
        subject: "Your order",
        from: { name: "Example Shop", email: "shop@example.com" },
        to: [{ email: "ada@example.com" }],
        html: "PHA+SGVsbG8hPC9wPg==",
        text: "Hello!",
      },
    },
  },
  "smtp.unsubscribes.requestResubscribe": { body: { email: "bob@example.com" } },
  "whatsapp.contacts.create": { body: { phone: "000000000999" } },
  "whatsapp.contacts.findByVariable": {
    query: { bot_id: "64a1b2c3d4e5f60718293a4b", variable_name: "city" },
  },
  "telegram.contacts.findByVariable": {
    query: { bot_id: "64a1b2c3d4e5f60718293a4b", variable_name: "city" },
  },
  "whatsapp.contacts.send": { body: { message: { type: "text", text: { body: "Hello!" } } } },
  "whatsapp.contacts.sendByPhone": {
    body: { message: { type: "text", text: { body: "Hello!" } } },
  },
  "whatsapp.contacts.deleteVariable": { body: { variable_name: "city" } },
  "telegram.contacts.send": { body: { message: { type: "text", text: "Hello!" } } },
  "telegram.contacts.deleteVariable": { body: { variable_name: "city" } },
  "telegram.campaigns.send": {
    body: { messages: [{ type: "text", message: { text: "Hello!" } }] },
  },
  "crm.pipelines.deleteStep": { path: "/crm/v1/pipelines/1002/steps/2005" },
  "crm.deals.changePipeline": { body: { pipelineId: 1002, stepId: 2002 } },
  "crm.deals.setExpiration": { body: { date: "2030-01-31" } },
  "crm.contacts.findByEmail": { body: { email: "ada@example.com" } },
};

/** A value for a schema. @param {Operation} operation @param {Schema} declared @returns {unknown} */
function valueFor(operation, declared) {
  const schema = operation.follow(declared);
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  if (schema.oneOf?.[0]) return valueFor(operation, schema.oneOf[0]);
  const [type] = [schema.type ?? "string"].flat();
  if (type === "array") return schema.items ? [valueFor(operation, schema.items)] : ["x"];
  if (type === "object") return least(operation, schema);
  if (type === "boolean") return true;
  if (type === "string") return FORMATS[schema.format ?? ""] ?? "some text";
  return schema.minimum ?? 1;
}

/** @type {Record<string, string>} */
const FORMATS = {
  email: "ada@example.com",
  uri: "https://example.com/",
  uuid: "00000000-0000-4000-8000-00000000000a",
  date: "2030-01-31",
  "date-time": "2030-01-31T09:30:00.000Z",
};

/** What an object has to have. @param {Operation} operation @param {Schema} schema */
function least(operation, { properties = {}, required = [] }) {
  return Object.fromEntries(
    required.map((name) => [name, valueFor(operation, properties[name] ?? {})]),
  );
}

/** The least that the operation takes. @param {Operation} operation */
function minimal(operation) {
  const otherwise = OTHERWISE[operation.id] ?? {};
  let path = otherwise.path ?? operation.path;
  const query = new URLSearchParams(otherwise.query);
  for (const { name, in: place, required, schema, example } of operation.parameters) {
    const value = example ?? valueFor(operation, schema);
    if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(String(value)));
    else if (required)
      query.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  if (!operation.body) return { path, query, body: undefined };
  const { schema } = operation.body;
  const declared = operation.follow(schema);
  // The example of a body may leave out what it has to have, and has more than that.
  const body =
    declared.type === "object" ? least(operation, declared) : valueFor(operation, schema);
  return { path, query, body: otherwise.body ? { ...Object(body), ...otherwise.body } : body };
}

/** @param {Operation} operation @param {any} body */
function sent({ body: declared }, body) {
  if (declared?.type !== "multipart/form-data") return body;
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    if (name.endsWith("[]")) form.append(name, new Blob(["the file's own bytes"]), "a.txt");
    else form.append(name, String(value));
  }
  return form;
}

/** What marks a refusal: `error_code`, or that there was no success. @type {Record<string, unknown>} */
const SHAPES = Object.fromEntries(
  [
    ...["chatbots", "whatsapp", "telegram", "messenger", "instagram", "live-chat", "tiktok"],
    ...["viber-bot", "crm", "courses", "files"],
  ].map((service) => [service, false]),
);

const table = operations.map((operation) => /** @type {const} */ ([operation.id, operation]));

test("the sandbox has as many operations as the descriptions, and no rule for any other", () => {
  expect(operations).toHaveLength(639);
  const known = new Set(operations.map(({ id }) => id));
  expect(known.size).toBe(operations.length);
  expect(Object.keys(resources).filter((id) => !known.has(id))).toEqual([]);
});

describe("a minimal valid request is answered by the description's schema", () => {
  test.each(table)("%s answers a minimal valid request by its schema", async (_, operation) => {
    const { path, query, body } = minimal(operation);
    const client = createClient();
    const target = path + (query.size ? `?${query}` : "");
    const response = await client.ask(operation.method, target, sent(operation, body));
    const text = await response.text();
    expect([response.status, response.ok ? "" : text]).toEqual([operation.status, ""]);
    if (!operation.answer) return expect(text).toBe("");
    expect(response.headers.get("content-type")).toBe(operation.answer.type);
    if (operation.answer.type !== "application/json") return expect(text).toContain("email");
    const validate = answerSchema(operation, String(operation.status));
    validate(JSON.parse(text));
    expect(validate.errors ?? []).toEqual([]);
  });
});

/** The names that a request has to have, wherever they travel. @param {Operation} operation */
function demanded({ parameters, body, follow }) {
  const query = parameters.filter((each) => each.in === "query" && each.required);
  return [...query.map(({ name }) => name), ...((body && follow(body.schema).required) ?? [])];
}

const demanding = table.filter(([, operation]) => demanded(operation).length > 0);

describe("a request that leaves out what is required is refused", () => {
  test.each(demanding)(
    "%s refuses a request that leaves out what is required",
    async (_, operation) => {
      const client = createClient();
      const { path, query, body = {} } = minimal(operation);
      for (const name of demanded(operation)) {
        const rest = Object.fromEntries(Object.entries(body).filter(([key]) => key !== name));
        const params = new URLSearchParams([...query].filter(([key]) => key !== name));
        const [status, answer] = await client.call(
          operation.method,
          `${path}?${params}`,
          operation.body ? sent(operation, rest) : undefined,
        );
        expect([400, 422]).toContain(status);
        const said = answer.message ?? answer.data.errors[name];
        if (operation.service !== "smtp") expect(said).toBe(`Argument ${name} missing`);
        const mark =
          operation.id === "smtp.emails.getMany" ? 832 : (SHAPES[operation.service] ?? 422);
        expect(answer.success ?? answer.error_code).toBe(mark);
        const validate = answerSchema(operation, "default");
        validate(answer);
        expect(validate.errors ?? []).toEqual([]);
      }
    },
  );
});

test.each(table)(
  "%s answers neither without a token nor by another method",
  async (_, operation) => {
    const client = createClient();
    const { path } = minimal(operation);
    const anonymous = { authorization: "" };
    expect(await client.call(operation.method, path, undefined, anonymous)).toEqual([
      401,
      { message: "Unauthorized!", error_code: 401 },
    ]);
    expect((await client.call("OPTIONS", path))[0]).toBe(405);
  },
);

test("a path's own words go before a template, and two services may describe one request", () => {
  const first = (/** @type {string} */ path, method = "GET") =>
    findRoutes(path).find(({ operation }) => operation.method === method)?.operation.id;
  expect(first("/crm/v1/contacts/attributes")).toBe("crm.contacts.listAttributes");
  expect(first("/crm/v1/contacts/17")).toBe("crm.contacts.get");
  expect(first("/senders", "POST")).toBe("senders.create");
  for (const operation of operations) {
    const { path } = minimal(operation);
    const same = findRoutes(path).filter((found) => found.operation.method === operation.method);
    expect(same.slice(0, 2).map((found) => found.operation.id)).toContain(operation.id);
  }
});
