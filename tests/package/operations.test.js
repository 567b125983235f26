// Every operation of JetChat is called as a user would; what is sent is judged by the description.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { names, read } from "./document.js";
import { inventor, params } from "./invent.js";
import { install } from "./packed.js";
import { record } from "./recorder.js";
import { validator } from "./validator.js";

/**
 * @typedef {import("./document.js").Operation} Operation
 * @typedef {import("./validator.js").Seen} Seen
 * @typedef {Record<string, unknown>} Params
 * @typedef {{ answer?: unknown, code?: string, message?: string, operation?: string }} Outcome
 */

const KEY = "made-up-key-0123456789abcdefghijklmnopqrstuvwxyz";

const description = read("jetchat");
const { operations, follow } = description;
const { judge, judgeAnswer } = validator(description);
const answers = new Map(
  operations.map(({ id, answer }) => [id, inventor(follow, { whole: true })(answer)]),
);

/** @type {{ id: string, params: Params | undefined }[]} */
const calls = [];
const cases = operations.map(casesOf);

/** @type {ReturnType<typeof install>} */
let installed;
/** @type {{ methods: string[], outcomes: Outcome[] }} the methods that the program found, and how each call went */
let told;
/** @type {Seen[]} what the server saw */
let seen;

beforeAll(async () => {
  installed = install();
  const server = await record((request) => {
    const { id } = judge(request);
    const operation = operations.find((one) => one.id === id);
    if (!operation) return { status: 404, json: { message: "no such operation" } };
    return { status: operation.status, json: answers.get(operation.id) };
  });
  const file = join(installed.folder, "program.js");
  writeFileSync(file, PROGRAM);
  writeFileSync(join(installed.folder, "calls.json"), JSON.stringify(calls));
  const { stdout } = await promisify(execFile)(process.execPath, [file], {
    cwd: installed.folder,
    env: { BASE_URL: `${server.url}/api`, KEY },
    maxBuffer: 1e8,
  });
  told = JSON.parse(stdout);
  seen = server.seen;
  await server.close();
}, 60_000);

afterAll(() => installed?.remove());

test("there is a method for each of the 249 operations, and no other", () => {
  expect(operations.length).toBe(249);
  expect(told.methods.sort()).toEqual(operations.map(({ id }) => id).sort());
});

test.each(cases)("$id", ({ operation, sent, missing, misspelt, further }) => {
  for (const { call, given } of sent) expectSent(operation, call, given);
  for (const { call, name } of missing) {
    expect(outcome(call), `without ${name}`).toEqual({
      code: "invalid_argument",
      operation: operation.id,
      message: `${name} is missing`,
    });
    expect(requests(call)).toEqual([]);
  }
  for (const { call, name } of misspelt) {
    expect(outcome(call), `with ${name} misspelt`).toEqual({
      code: "invalid_argument",
      operation: operation.id,
      message: `${name}x is not a parameter of this operation; did you mean ${name}?`,
    });
    expect(requests(call)).toEqual([]);
  }
  for (const { call, given } of further) expectSent(operation, call, given);
});

/**
 * @param {Operation} operation
 * @param {number} call
 * @param {Params} given
 */
function expectSent(operation, call, given) {
  const { id } = operation;
  expect(outcome(call), id).toEqual({ answer: answers.get(id) });
  expect(requests(call).length).toBe(1);
  const [request] = /** @type {[Seen]} */ (requests(call));
  expect(request.headers.authorization).toBe(`Bearer ${KEY}`);
  const verdict = judge(request);
  expect(verdict.wrong, `${request.method} ${request.target} ${request.body}`).toEqual([]);
  expect(verdict.id).toBe(id);

  // What was given has arrived, whole and where it belongs.
  const places = new Map(operation.parameters.map((one) => [one.name, one.in]));
  const of = (/** @type {string | undefined} */ place) =>
    Object.entries(given).filter(([name]) => places.get(name) === place);
  const texts = (/** @type {"path" | "query"} */ place) =>
    Object.fromEntries(of(place).map(([name, value]) => [name, String(value)]));
  expect(verdict.path).toEqual(texts("path"));
  expect(verdict.query).toEqual(texts("query"));
  expect(verdict.body).toEqual(operation.body && Object.fromEntries(of(undefined)));
}

const outcome = (/** @type {number} */ call) => told.outcomes[call];
const requests = (/** @type {number} */ call) =>
  seen.filter(({ headers }) => headers["x-call"] === String(call));

/**
 * The calls of an operation.
 * @param {Operation} operation
 */
function casesOf(operation) {
  const { id, body } = operation;
  const { required, all } = names(operation);
  const isOpen = Boolean(body?.additionalProperties);
  const least = params(operation, follow, { whole: false });
  const whole = params(operation, follow, { whole: true });
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
    further: isOpen ? [plan({ ...least, "one's own": "x" })] : [],
  };
}

test("what is answered here is true to the description", () => {
  expect(operations.flatMap(({ id }) => judgeAnswer(id, answers.get(id)))).toEqual([]);
});

test.each([
  ["another method", { method: "PUT" }, "no operation is PUT"],
  ["another path", { target: "/api/flow/create-tags" }, "no operation is POST"],
  [
    "a query that is not described",
    { target: "/api/flow/create-tag?name=a" },
    "query must NOT have",
  ],
  ["no body", { body: "" }, "body: is no JSON"],
  ["a body without what is required", { body: "{}" }, "body must have required property 'name'"],
  ["a body with more", { body: '{"name":"a","more":1}' }, "body must NOT have unevaluated"],
  ["another type", { body: '{"name":1}' }, "body/name must be string"],
  [
    "a body that is not said to be JSON",
    { headers: { accept: "application/json" } },
    "content-type",
  ],
  ["an answer of any kind", { headers: { "content-type": "application/json" } }, "accept"],
  [
    "a body where there is none",
    { method: "GET", target: "/api/flow/tags" },
    "body: there should be none",
  ],
  [
    "a number that is none",
    { method: "GET", target: "/api/flow/tags?page=x", body: "" },
    "query/page",
  ],
  [
    "a name twice",
    { method: "GET", target: "/api/flow/tags?name=a&name=b", body: "" },
    "stands twice",
  ],
])("the judge sees %s", (_, changed, expected) => {
  const request = {
    method: "POST",
    target: "/api/flow/create-tag",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: '{"name":"vip"}',
  };
  expect(judge(request).wrong).toEqual([]);
  expect(judge({ ...request, ...changed }).wrong.join("\n")).toContain(expected);
});

/** Makes the planned calls one after the other, each by a client of its own. */
const PROGRAM = `
  import { readFileSync } from "node:fs";
  import { JetChat, PortariaError } from "portaria";

  const { BASE_URL: baseUrl, KEY: apiKey } = process.env;
  const outcomes = [];
  for (const [number, { id, params }] of JSON.parse(readFileSync("calls.json", "utf8")).entries()) {
    const client = new JetChat({ baseUrl, apiKey, headers: { "x-call": String(number) } });
    try {
      const method = id.split(".").reduce((at, word) => at[word], client);
      outcomes.push({ answer: await (params ? method(params) : method()) });
    } catch (error) {
      if (!(error instanceof PortariaError)) throw error;
      const { code, operation, message } = error;
      outcomes.push({ code, operation, message });
    }
  }

  const walk = (value, words) =>
    typeof value === "function"
      ? [words.join(".")]
      : Object.entries(value).flatMap(([word, member]) => walk(member, [...words, word]));
  const client = new JetChat();
  const groups = Object.keys(Object.getOwnPropertyDescriptors(JetChat.prototype));
  const methods = groups.flatMap((name) => (name === "constructor" ? [] : walk(client[name], [name])));
  console.log(JSON.stringify({ methods, outcomes }));
`;
