// The words of the descriptions, which are the documentation of the methods.
import { describe, expect, test } from "vitest";
import { documentNames, readDocument } from "./openapi-document.js";

/** @typedef {import("./openapi-document.js").Schema} Schema */

const documents = ["jetchat", "pipichat", "sendpulse"].flatMap((provider) =>
  documentNames(provider).map((file) => [provider, file]),
);

describe.each(documents)("%s %s", (provider, file) => {
  const { document, operations, follow } = readDocument(provider, file);

  test("a method is a resource and a verb", () => {
    const odd = operations.filter(
      ({ id }) => !/^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*){1,2}$/.test(id),
    );
    expect(odd.map(({ id }) => id)).toEqual([]);
  });

  test("a summary is one short sentence", () => {
    const odd = operations.filter(({ summary }) => !/^[A-Z][^\n]{0,78}\.$/.test(summary));
    expect(odd.map(({ id, summary }) => `${id}: ${summary}`)).toEqual([]);
  });

  test("every parameter and every property is described", () => {
    const schemas = /** @type {Record<string, Schema>} */ (document.components.schemas);
    expect([
      ...operations.flatMap(({ id, parameters, body = {}, answer }) => [
        ...parameters.flatMap(({ name, description, schema }) =>
          description || schema.description ? [] : [`${id}: ${name}`],
        ),
        ...mute(`${id}: body`, body),
        ...mute(`${id}: answer`, answer ?? {}),
      ]),
      ...Object.entries(schemas).flatMap(([name, schema]) => [
        ...(follow(schema).description ? [] : [name]),
        ...mute(name, schema),
      ]),
    ]).toEqual([]);
  });

  /**
   * The properties that nothing is said of, neither here nor where they refer to.
   * @param {string} place
   * @param {Schema} schema
   * @returns {string[]}
   */
  function mute(place, { properties = {}, items, additionalProperties }) {
    return [
      ...Object.entries(properties).flatMap(([name, schema]) => [
        ...(follow(schema).description ? [] : [`${place}.${name}`]),
        ...mute(`${place}.${name}`, schema),
      ]),
      ...(items ? mute(`${place}[]`, items) : []),
      ...(additionalProperties ? mute(`${place}.*`, additionalProperties) : []),
    ];
  }
});
