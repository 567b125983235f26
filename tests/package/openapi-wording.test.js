// The names and descriptions in the OpenAPI documents, which become the methods' documentation.
import { describe, expect, test } from "vitest";
import { documentNames, readDocument } from "./openapi-document.js";

/** @typedef {import("./openapi-document.js").Schema} Schema */

const documents = ["jetchat", "pipichat", "sendpulse"].flatMap((provider) =>
  documentNames(provider).map((file) => [provider, file]),
);

describe.each(documents)("the document %s/%s.yaml", (provider, file) => {
  const { document, operations, follow } = readDocument(provider, file);

  test("names every operation by a resource and a verb", () => {
    const odd = operations.filter(
      ({ id }) => !/^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*){1,2}$/.test(id),
    );
    expect(odd.map(({ id }) => id)).toEqual([]);
  });

  test("summarises every operation in one short sentence", () => {
    const odd = operations.filter(({ summary }) => !/^[A-Z][^\n]{0,78}\.$/.test(summary));
    expect(odd.map(({ id, summary }) => `${id}: ${summary}`)).toEqual([]);
  });

  test("describes every parameter and every property", () => {
    const schemas = /** @type {Record<string, Schema>} */ (document.components.schemas);
    expect([
      ...operations.flatMap(({ id, parameters, body = {}, answer }) => [
        ...parameters.flatMap(({ name, description, schema }) =>
          description || schema.description ? [] : [`${id}: ${name}`],
        ),
        ...undescribed(`${id}: body`, body),
        ...undescribed(`${id}: answer`, answer ?? {}),
      ]),
      ...Object.entries(schemas).flatMap(([name, schema]) => [
        ...(follow(schema).description ? [] : [name]),
        ...undescribed(name, schema),
      ]),
    ]).toEqual([]);
  });

  /**
   * The properties without a description, here and in the schema that they refer to.
   * @param {string} place
   * @param {Schema} schema
   * @returns {string[]}
   */
  function undescribed(place, { properties = {}, items, additionalProperties }) {
    return [
      ...Object.entries(properties).flatMap(([name, schema]) => [
        ...(follow(schema).description ? [] : [`${place}.${name}`]),
        ...undescribed(`${place}.${name}`, schema),
      ]),
      ...(items ? undescribed(`${place}[]`, items) : []),
      ...(additionalProperties ? undescribed(`${place}.*`, additionalProperties) : []),
    ];
  }
});
