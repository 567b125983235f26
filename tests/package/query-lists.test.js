// Lists and objects in queries, of every operation of every class that takes one, as PHP reads them: all platforms here run on PHP, which
// keeps the last of fields that have the same name.
import * as portaria from "portaria";
import { describe, expect, test } from "vitest";
import { documentNames, readDocument } from "./openapi-document.js";
import { PHP, parsePhpQuery, parseWithPhp } from "./php-query.js";

const PLATFORMS = {
  bangwo8: "Bangwo8",
  jetchat: "JetChat",
  pipichat: "PipiChat",
  sendpulse: "SendPulse",
};

const TEXTS = ["a", "b&c=d", "[x]", "é +1", ""];

/** The queries' parameters that are lists or objects. */
const parameters = Object.entries(PLATFORMS).flatMap(([provider, name]) =>
  documentNames(provider).flatMap((file) => {
    const { operations, follow } = readDocument(provider, file);
    return operations.flatMap(({ id, parameters }) =>
      parameters
        .filter((one) => one.in === "query")
        .map((one) => ({ name: one.name, schema: follow(one.schema), required: one.required }))
        .filter(({ schema }) => ["array", "object"].includes(schema.type))
        .map((one) => ({ class: name, id, of: parameters, ...one })),
    );
  }),
);

/**
 * The query of a call.
 * @param {string} name
 * @param {(client: any) => PromiseLike<unknown>} call
 */
async function queryOf(name, call) {
  /** @type {string[]} */
  const urls = [];
  const fetch = async (/** @type {any} */ url) => {
    urls.push(String(url));
    return Response.json([]);
  };
  const client = new /** @type {any} */ (portaria)[name]({
    via: "https://desk.example/api",
    fetch,
  });
  await Promise.resolve(call(client)).catch(() => {});
  return new URL(/** @type {string} */ (urls[0])).search.slice(1);
}

/** What PHP should have read. @param {any} value */
const asRead = (value) =>
  Object.fromEntries(Object.entries(value).map(([key, one]) => [key, String(one)]));

/** @type {[string, Promise<string>, string, any][]} */
const cases = [
  ...parameters.map(({ class: name, id, of, name: parameter, schema }) => {
    const value = schema.type === "array" ? TEXTS : { UA: "a b", "x.y": "&" };
    const others = of
      .filter((one) => one.required && one.name !== parameter)
      .map((one) => [
        one.name,
        one.schema.type === "array" ? ["1"] : one.schema.type === "object" ? { a: 1 } : 1,
      ]);
    const method = id.split(".");
    const call = (/** @type {any} */ client) =>
      method.reduce(
        (found, word) => found[word],
        client,
      )({ ...Object.fromEntries(others), [parameter]: value });
    return /** @type {any} */ ([
      `${name} ${id} ${parameter}`,
      queryOf(name, call),
      parameter,
      value,
    ]);
  }),
  ...Object.values(PLATFORMS).flatMap((name) =>
    [TEXTS, { a: 1, b: true }, [1]].map((value) => {
      const path = name === "SendPulse" || name === "JetChat" ? "/x" : "/api/x";
      const call = (/** @type {any} */ client) =>
        client.request({ path, query: { ids: value, z: 1 } });
      return /** @type {any} */ ([
        `${name}.request ${JSON.stringify(value)}`,
        queryOf(name, call),
        "ids",
        value,
      ]);
    }),
  ),
];

describe("a list or an object in a query", () => {
  test("is described by some operations", () => {
    expect(parameters.map(({ id, name }) => `${id} ${name}`)).toContain(
      "sms.campaigns.getCost phones",
    );
  });

  test.each(cases)("%s arrives whole by PHP's rules", async (_, query, name, value) => {
    expect(parsePhpQuery(await query)[name]).toEqual(asRead(value));
  });

  test.runIf(PHP)("arrives whole by PHP's own parser, of every operation", async () => {
    const queries = await Promise.all(cases.map(([, query]) => query));
    const read = parseWithPhp(queries);
    for (const [at, [title, , name, value]] of cases.entries()) {
      expect({ title, value: read[at]?.[name] }).toEqual({ title, value: asRead(value) });
    }
  });

  test("is not lost by a reader that keeps the last of equal names, as PHP does", () => {
    expect(parsePhpQuery("phones=a&phones=b")).toEqual({ phones: "b" });
    expect(parsePhpQuery("p%5B%5D=a&p[]=b&r%5BUA%5D=c")).toEqual({
      p: { 0: "a", 1: "b" },
      r: { UA: "c" },
    });
  });
});
