// Every operation is called as a user would; what is sent is judged by the descriptions.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { files, names, read } from "./document.js";
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

/** @typedef {ReturnType<typeof read> & ReturnType<typeof validator>} Description */

/** `said` is what an answer is to say where a made-up word would mean a refusal, or that a list goes on at another host. */
const PROVIDERS = [
  {
    provider: "bangwo8",
    name: "Bangwo8",
    count: 49,
    base: "",
    credential: "accessToken",
    said: { errcode: "0", msg: "success", next_page: "", status: "0" },
  },
  {
    provider: "jetchat",
    name: "JetChat",
    count: 249,
    base: "/api",
    credential: "apiKey",
    said: {},
  },
  {
    provider: "sendpulse",
    name: "SendPulse",
    count: 635,
    base: "",
    credential: "apiKey",
    said: { failure: false },
  },
];

describe.each(PROVIDERS)("$name", ({ provider, name, count, base, credential, said }) => {
  /** @param {any} answer */
  const kind = (answer) => {
    const named = Object.entries(said).filter(([name]) => Object.hasOwn(answer, name));
    return Array.isArray(answer) ? answer : { ...answer, ...Object.fromEntries(named) };
  };
  const descriptions = files(provider).map((file) => {
    const document = read(provider, file);
    return { ...document, ...validator(document) };
  });
  const operations = descriptions.flatMap((one) => one.operations);
  const owners = new Map(descriptions.flatMap((one) => one.operations.map(({ id }) => [id, one])));
  const owner = (/** @type {string} */ id) => /** @type {Description} */ (owners.get(id));
  const answers = new Map(
    operations.map(({ id, answer, gives }) => [
      id,
      gives === "json" ? kind(inventor(owner(id).follow, { whole: true })(answer)) : undefined,
    ]),
  );

  /** The verdict of the description that knows the request best: several may describe the same address. */
  function judge(/** @type {Seen} */ request, id = "") {
    const own = owners.get(id)?.judge(request);
    if (own?.id !== undefined) return own;
    const verdicts = descriptions.map((one) => one.judge(request));
    return /** @type {ReturnType<Description["judge"]>} */ (
      verdicts.find((verdict) => verdict.id !== undefined) ?? verdicts[0]
    );
  }

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
    told = JSON.parse(stdout);
    seen = server.seen;
    await server.close();
  }, 60_000);

  afterAll(() => installed?.remove());

  test(`there is a method for each of the ${count} operations, and no other`, () => {
    expect(operations.length).toBe(count);
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
    const gives = { json: result(operation), file: FILE, nothing: undefined };
    expect(outcome(call), id).toEqual(
      gives[operation.gives] === undefined ? {} : { answer: gives[operation.gives] },
    );
    expect(requests(call).length).toBe(1);
    const [request] = /** @type {[Seen]} */ (requests(call));
    expect(request.headers.authorization).toBe(`Bearer ${KEY}`);
    const verdict = judge(request, id);
    expect(verdict.wrong, `${request.method} ${request.target} ${request.body}`).toEqual([]);
    expect(verdict.id).toBe(id);

    // What was given has arrived, whole and where it belongs.
    const places = new Map(operation.parameters.map((one) => [one.name, one.in]));
    const of = (/** @type {string | undefined} */ place) =>
      Object.entries(given).filter(([name]) => places.get(name) === place);
    const texts = (/** @type {"path" | "query"} */ place) =>
      Object.fromEntries(
        of(place)
          .map(([name, value]) => [name, asText(value)])
          .filter(([, text]) => typeof text !== "object" || Object.keys(text ?? {}).length > 0),
      );
    expect(verdict.path).toEqual(texts("path"));
    expect(verdict.query).toEqual(texts("query"));
    const body = Object.fromEntries(of(undefined));
    if (operation.bodyKind === "multipart") expectForm(request, body);
    else if (operation.bodyKind === "whole") expect(verdict.body).toEqual(Object.values(body)[0]);
    else expect(verdict.body).toEqual(operation.body && body);
  }

  /** What the method gives: the answer, or the one record in it. @param {Operation} operation */
  function result({ id, one }) {
    const answer = answers.get(id);
    return one ? [answer[one]].flat()[0] : answer;
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
    const least = params(operation, owner(id).follow, { whole: false });
    const whole = params(operation, owner(id).follow, { whole: true });
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
    expect(operations.flatMap(({ id }) => owner(id).judgeAnswer(id, answers.get(id)))).toEqual([]);
  });
});

/** What the server answers where a file is asked for. */
const FILE = "a,b\n1,2\n";

/**
 * A value as a path and a query hold it.
 * @param {unknown} value
 * @returns {unknown}
 */
function asText(value) {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== "object" || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, String(one)]));
}

/**
 * What was given stands in the form, files with their bytes.
 * @param {Seen} request
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
  const { judge } = validator(read("jetchat"));
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
  import * as portaria from "portaria";

  const { PortariaError } = portaria;
  const { BASE_URL: baseUrl, KEY, CLASS, CREDENTIAL } = process.env;
  const Client = portaria[CLASS];
  // What a description calls binary is a file's.
  const asFile = (value) => (value === "the file's own bytes" ? new Blob([value]) : value);
  const withFiles = (params) =>
    params && Object.fromEntries(Object.entries(params).map(([name, value]) =>
      [name, Array.isArray(value) ? value.map(asFile) : asFile(value)]));
  const read = async (answer) => (answer instanceof Blob ? answer.text() : answer);
  const outcomes = [];
  for (const [number, { id, params }] of JSON.parse(readFileSync("calls.json", "utf8")).entries()) {
    const client = new Client({ baseUrl, [CREDENTIAL]: KEY, headers: { "x-call": String(number) } });
    try {
      const method = id.split(".").reduce((at, word) => at[word], client);
      outcomes.push({ answer: await read(await (params ? method(withFiles(params)) : method())) });
    } catch (error) {
      if (!(error instanceof PortariaError)) throw error;
      const { code, operation, message } = error;
      outcomes.push({ code, operation, message });
    }
  }

  // A service of its own is a client, too; its methods and groups are getters of its class, or of one that it extends.
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
