// Calls every operation as a user would, and validates what is sent against the provider's documents.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { install } from "./installed-package.js";
import { documentNames, parameterNames, readDocument } from "./openapi-document.js";
import { createValidator } from "./openapi-validator.js";
import { startRecordingServer } from "./recording-server.js";
import { exampleGenerator, exampleParams } from "./schema-examples.js";

/**
 * @typedef {import("./openapi-document.js").Operation} Operation
 * @typedef {import("./openapi-validator.js").SentRequest} SentRequest
 * @typedef {Record<string, unknown>} Params
 * @typedef {{ answer?: unknown, code?: string, message?: string, operation?: string }} Outcome
 */

const KEY = "made-up-key-0123456789abcdefghijklmnopqrstuvwxyz";

/** @typedef {ReturnType<typeof readDocument> & ReturnType<typeof createValidator>} Description */

/** `members` are set in every answer, because an example value there would mean an error, or a next page at another host. */
const PROVIDERS = [
  {
    provider: "bangwo8",
    name: "Bangwo8",
    count: 49,
    base: "",
    credential: "accessToken",
    members: { errcode: "0", msg: "success", next_page: "", status: "0" },
  },
  {
    provider: "jetchat",
    name: "JetChat",
    count: 249,
    base: "/api",
    credential: "apiKey",
    members: {},
  },
  {
    provider: "sendpulse",
    name: "SendPulse",
    count: 639,
    base: "",
    credential: "apiKey",
    members: { failure: false },
  },
];

describe.each(PROVIDERS)("$name", ({ provider, name, count, base, credential, members }) => {
  /** The answer with those members. @param {any} answer */
  const successful = (answer) => {
    const named = Object.entries(members).filter(([name]) => Object.hasOwn(answer, name));
    return Array.isArray(answer) ? answer : { ...answer, ...Object.fromEntries(named) };
  };
  const descriptions = documentNames(provider).map((file) => {
    const document = readDocument(provider, file);
    return { ...document, ...createValidator(document) };
  });
  const operations = descriptions.flatMap((one) => one.operations);
  const owners = new Map(descriptions.flatMap((one) => one.operations.map(({ id }) => [id, one])));
  const owner = (/** @type {string} */ id) => /** @type {Description} */ (owners.get(id));
  const answers = new Map(
    operations.map(({ id, answer, gives }) => [
      id,
      gives === "json"
        ? successful(exampleGenerator(owner(id).follow, { whole: true })(answer))
        : undefined,
    ]),
  );

  /** Validates with the operation's own document if it knows the request, since several documents may describe one address. */
  function validateRequest(/** @type {SentRequest} */ request, id = "") {
    const own = owners.get(id)?.validateRequest(request);
    if (own?.id !== undefined) return own;
    const all = descriptions.map((one) => one.validateRequest(request));
    return /** @type {ReturnType<Description["validateRequest"]>} */ (
      all.find((validation) => validation.id !== undefined) ?? all[0]
    );
  }

  /** @type {{ id: string, params: Params | undefined }[]} */
  const calls = [];
  const cases = operations.map(casesOf);

  /** @type {ReturnType<typeof install>} */
  let installed;
  /** @type {{ methods: string[], outcomes: Outcome[] }} the methods that the program found, and the outcome of each call */
  let printed;
  /** @type {SentRequest[]} what the server received */
  let requests;

  beforeAll(async () => {
    installed = install();
    const server = await startRecordingServer((request) => {
      const call = calls[Number(request.headers["x-call"])];
      const operation = operations.find((one) => one.id === call?.id);
      if (!operation) return { status: 404, json: { message: "no such operation" } };
      return { status: operation.status, json: answers.get(operation.id), gives: operation.gives };
    });
    const file = join(installed.folder, "program.js");
    writeFileSync(file, PROGRAM);
    writeFileSync(join(installed.folder, "calls.json"), JSON.stringify(calls));
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      cwd: installed.folder,
      env: { BASE_URL: `${server.url}${base}`, KEY, CLASS: name, CREDENTIAL: credential },
      maxBuffer: 1e8,
    });
    printed = JSON.parse(stdout);
    requests = server.requests;
    await server.close();
  }, 60_000);

  afterAll(() => installed?.remove());

  test(`the client has a method for each of its ${count} operations, and no other method`, () => {
    expect(operations.length).toBe(count);
    expect(printed.methods.sort()).toEqual(operations.map(({ id }) => id).sort());
  });

  test.each(cases)(
    "$id sends what its document describes, and refuses missing and misspelt parameters",
    ({ operation, sent, missing, misspelt, additional }) => {
      for (const { call, given } of sent) expectSent(operation, call, given);
      for (const { call, name } of missing) {
        expect(outcome(call), `without ${name}`).toEqual({
          code: "invalid_argument",
          operation: operation.id,
          message: `${name} is missing`,
        });
        expect(requestsOf(call)).toEqual([]);
      }
      for (const { call, name } of misspelt) {
        expect(outcome(call), `with ${name} misspelt`).toEqual({
          code: "invalid_argument",
          operation: operation.id,
          message: `${name}x is not a parameter of this operation; did you mean ${name}?`,
        });
        expect(requestsOf(call)).toEqual([]);
      }
      for (const { call, given } of additional) expectSent(operation, call, given);
    },
  );

  /**
   * @param {Operation} operation
   * @param {number} call
   * @param {Params} given
   */
  function expectSent(operation, call, given) {
    const { id } = operation;
    const gives = { json: result(operation), file: FILE, nothing: undefined };
    expect(outcome(call), id).toEqual(
      gives[operation.gives] === undefined ? {} : { answer: gives[operation.gives] },
    );
    expect(requestsOf(call).length).toBe(1);
    const [request] = /** @type {[SentRequest]} */ (requestsOf(call));
    expect(request.headers.authorization).toBe(`Bearer ${KEY}`);
    const validation = validateRequest(request, id);
    expect(validation.problems, `${request.method} ${request.target} ${request.body}`).toEqual([]);
    expect(validation.id).toBe(id);

    // Every parameter has arrived in its place, unchanged.
    const places = new Map(operation.parameters.map((one) => [one.name, one.in]));
    const of = (/** @type {string | undefined} */ place) =>
      Object.entries(given).filter(([name]) => places.get(name) === place);
    const texts = (/** @type {"path" | "query"} */ place) =>
      Object.fromEntries(
        of(place)
          .map(([name, value]) => [name, asText(value)])
          .filter(([, text]) => typeof text !== "object" || Object.keys(text ?? {}).length > 0),
      );
    expect(validation.path).toEqual(texts("path"));
    expect(validation.query).toEqual(texts("query"));
    const body = Object.fromEntries(of(undefined));
    if (operation.bodyKind === "multipart") expectForm(request, body);
    else if (operation.bodyKind === "whole")
      expect(validation.body).toEqual(Object.values(body)[0]);
    else expect(validation.body).toEqual(operation.body && body);
  }

  /** What the method returns: the answer, or the one record in it. @param {Operation} operation */
  function result({ id, one }) {
    const answer = answers.get(id);
    return one ? [answer[one]].flat()[0] : answer;
  }

  const outcome = (/** @type {number} */ call) => printed.outcomes[call];
  const requestsOf = (/** @type {number} */ call) =>
    requests.filter(({ headers }) => headers["x-call"] === String(call));

  /**
   * The calls of an operation.
   * @param {Operation} operation
   */
  function casesOf(operation) {
    const { id, body } = operation;
    const { required, all } = parameterNames(operation);
    const isOpen = Boolean(body?.additionalProperties);
    const least = exampleParams(operation, owner(id).follow, { whole: false });
    const whole = exampleParams(operation, owner(id).follow, { whole: true });
    const plan = (/** @type {Params} */ given) => ({
      given,
      call: calls.push({ id, params: Object.keys(given).length > 0 ? given : undefined }) - 1,
    });
    const without = (/** @type {Params} */ given, /** @type {string} */ name) =>
      Object.fromEntries(Object.entries(given).filter(([one]) => one !== name));
    return {
      id,
      operation,
      sent: [plan(least), plan(whole)],
      missing: required.map((name) => ({ name, ...plan(without(least, name)) })),
      misspelt: (isOpen ? [] : all).map((name) => ({
        name,
        ...plan({ ...without(whole, name), [`${name}x`]: whole[name] }),
      })),
      additional: isOpen ? [plan({ ...least, "one's own": "x" })] : [],
    };
  }

  test("the answers that this test makes up fit the documents", () => {
    expect(operations.flatMap(({ id }) => owner(id).validateAnswer(id, answers.get(id)))).toEqual(
      [],
    );
  });
});

/** What the server answers where the document describes a file. */
const FILE = "a,b\n1,2\n";

/**
 * A value as it arrives in a path or a query.
 * @param {unknown} value
 * @returns {unknown}
 */
function asText(value) {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== "object" || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, String(one)]));
}

/**
 * Expects the parameters in the form, files with their bytes.
 * @param {SentRequest} request
 * @param {Params} given
 */
function expectForm({ body }, given) {
  for (const [name, value] of Object.entries(given)) {
    const parts = [value].flat();
    expect(body.split(`name="${name}"`)).toHaveLength(parts.length + 1);
    for (const part of parts) expect(body).toContain(String(part));
  }
}

test.each([
  ["the wrong method", { method: "PUT" }, "no operation is PUT"],
  ["an unknown path", { target: "/api/flow/create-tags" }, "no operation is POST"],
  [
    "an undescribed query parameter",
    { target: "/api/flow/create-tag?name=a" },
    "query must NOT have",
  ],
  ["a missing body", { body: "" }, "body: is not JSON"],
  ["a body without a required member", { body: "{}" }, "body must have required property 'name'"],
  [
    "a body with an undescribed member",
    { body: '{"name":"a","more":1}' },
    "body must NOT have unevaluated",
  ],
  ["a member of the wrong type", { body: '{"name":1}' }, "body/name must be string"],
  ["a body without its content-type", { headers: { accept: "application/json" } }, "content-type"],
  [
    "a request without its accept field",
    { headers: { "content-type": "application/json" } },
    "accept",
  ],
  [
    "a body where none is described",
    { method: "GET", target: "/api/flow/tags" },
    "body: there should be none",
  ],
  [
    "a text where the query has a number",
    { method: "GET", target: "/api/flow/tags?page=x", body: "" },
    "query/page",
  ],
  [
    "a doubled query parameter",
    { method: "GET", target: "/api/flow/tags?name=a&name=b", body: "" },
    "appears twice",
  ],
])("the validator reports %s", (_, changed, expected) => {
  const { validateRequest } = createValidator(readDocument("jetchat"));
  const request = {
    method: "POST",
    target: "/api/flow/create-tag",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: '{"name":"vip"}',
  };
  expect(validateRequest(request).problems).toEqual([]);
  expect(validateRequest({ ...request, ...changed }).problems.join("\n")).toContain(expected);
});

/** Makes the calls one after the other, each with its own client, and prints the outcomes and the client's methods. */
const PROGRAM = `
  import { readFileSync } from "node:fs";
  import * as portaria from "portaria";

  const { PortariaError } = portaria;
  const { BASE_URL: baseUrl, KEY, CLASS, CREDENTIAL } = process.env;
  const Client = portaria[CLASS];
  // A value that a document calls binary is a file.
  const asFile = (value) => (value === "the file's own bytes" ? new Blob([value]) : value);
  const withFiles = (params) =>
    params && Object.fromEntries(Object.entries(params).map(([name, value]) =>
      [name, Array.isArray(value) ? value.map(asFile) : asFile(value)]));
  const read = async (answer) => (answer instanceof Blob ? answer.text() : answer);
  const outcomes = [];
  for (const [number, { id, params }] of JSON.parse(readFileSync("calls.json", "utf8")).entries()) {
    const client = new Client({ baseUrl, allowLoopback: true, [CREDENTIAL]: KEY, headers: { "x-call": String(number) } });
    try {
      const method = id.split(".").reduce((at, word) => at[word], client);
      outcomes.push({ answer: await read(await (params ? method(withFiles(params)) : method())) });
    } catch (error) {
      if (!(error instanceof PortariaError)) throw error;
      const { code, operation, message } = error;
      outcomes.push({ code, operation, message });
    }
  }

  // A service of a provider is a client, too; its methods and groups are getters of its class or of a class that it extends.
  let Base = Client;
  while (Object.getPrototypeOf(Base) !== Function.prototype) Base = Object.getPrototypeOf(Base);
  const getters = (prototype) =>
    prototype === Base.prototype
      ? []
      : [
          ...Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { get }]) => (get ? [name] : [])),
          ...getters(Object.getPrototypeOf(prototype)),
        ];
  const members = (value) =>
    value instanceof Base ? getters(Object.getPrototypeOf(value)) : Object.keys(value);
  const walk = (value, words) =>
    typeof value === "function"
      ? [words.join(".")]
      : members(value).flatMap((word) => walk(value[word], [...words, word]));
  const methods = walk(new Client(), []);
  console.log(JSON.stringify({ methods, outcomes }));
`;
