// Each operation of SendPulse that has a rule answers its document's own example as the document says.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { resources } from "../../src/providers/sendpulse/resources/index.js";
import { ADA, BOT, base64, beginScene, outcome } from "./rules-client.js";

/** @typedef {import("./rules-client.js").Request} Request */

beforeEach(beginScene);

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

  test("the documents have every operation that has a rule", () => {
    expect(Object.keys(resources).sort()).toEqual(
      implemented.map(({ operationId }) => operationId).sort(),
    );
  });

  test.each(implemented.map((each) => [each.operationId, each]))(
    "%s answers its document's example as the document says",
    (id, operation) => {
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
    },
  );
});
