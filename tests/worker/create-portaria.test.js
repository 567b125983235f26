import { beforeEach, describe, expect, test } from "vitest";
import { createWorker } from "./create-worker.js";
import { output } from "./output.js";
import { resetSandbox } from "./sandbox.js";
import { TestBrowser } from "./test-browser.js";

beforeEach(async () => {
  await resetSandbox();
  output.record();
});

/** @param {Response} response */
const cookie = (response) => (response.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";

/**
 * @param {ReturnType<typeof createWorker>} ask
 * @param {Record<string, string>} headers
 */
async function logIn(ask, headers) {
  const start = await ask("/connect/pipichat", { headers });
  const callback = await new TestBrowser().approveLogin(start.headers.get("location") ?? "");
  return ask(callback, { headers: { ...headers, cookie: cookie(start) } });
}

describe("createPortaria", () => {
  test("binds connections to the app's own users", async () => {
    const ask = createWorker({ identify: (request) => request.headers.get("x-user") });
    const ana = { "x-user": "ana" };
    const start = await ask("/connect/pipichat", { headers: ana });
    expect(start.headers.getSetCookie()).toHaveLength(1); // no session of ours
    expect((await logIn(ask, ana)).status).toBe(303);
    const mine = async (/** @type {Record<string, string>} */ headers) =>
      /** @type {any} */ (await (await ask("/connections", { headers })).json()).connections.length;
    expect([await mine(ana), await mine({ "x-user": "bia" }), await mine({})]).toEqual([1, 0, 0]);
  });

  test("does not let one user finish what another has started", async () => {
    const ask = createWorker({ identify: (request) => request.headers.get("x-user") });
    const start = await ask("/connect/pipichat", { headers: { "x-user": "ana" } });
    const callback = await new TestBrowser().approveLogin(start.headers.get("location") ?? "");
    const answer = await ask(callback, { headers: { "x-user": "bia", cookie: cookie(start) } });
    expect(answer.headers.get("x-portaria-error")).toBe("flow_mismatch");
  });

  test("tells the app of a connection, without what is secret, and survives its failure", async () => {
    /** @type {any[]} */
    const told = [];
    const ask = createWorker({
      onConnect: (connection) => {
        told.push(connection);
        throw new Error("the app's own mistake");
      },
    });
    expect((await logIn(ask, {})).status).toBe(303);
    expect(told).toMatchObject([
      { instance: "pipichat", account: { id: "1" }, profile: { id: "1" } },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/token/i);
    expect(output.logLines()).toContainEqual({
      portaria: "problem",
      code: "unavailable",
      message: "The onConnect function failed.",
    });
  });

  test("takes its instances from code", async () => {
    const ask = createWorker(
      { instances: { "my-net": { provider: "pipichat", app_id: "42" } } },
      { MY_NET_APP_SECRET: "made-up" },
    );
    expect(await (await ask("/health")).json()).toMatchObject({
      status: "ok",
      instances: [{ name: "my-net", provider: "pipichat" }],
    });
  });
});

describe("a Worker that is not set up", () => {
  test.each([
    ["PORTARIA_ORIGIN", ""],
    ["PORTARIA_KEY", "too-short"],
    ["PORTARIA_INSTANCES", "{"],
    ["PIPICHAT_APP_SECRET", undefined],
    ["VAULT", undefined],
  ])("names %s at /health, in every answer and in the log", async (variable, value) => {
    const ask = createWorker({}, { [variable]: value });
    const health = await ask("/health");
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({
      status: "misconfigured",
      problems: [{ variable }],
    });
    const answer = await ask("/connect/pipichat");
    expect(answer.headers.get("x-portaria-error")).toBe("configuration");
    expect(await answer.text()).toContain(variable);
    expect(output.logLines()[0]).toMatchObject({
      portaria: "problem",
      message: expect.stringContaining(variable),
    });
  });
});

test("the log has one line a request, with nothing of the person's", async () => {
  const browser = new TestBrowser();
  await browser.logIn();
  await browser.ask("/connect/%3Cscript%3E");
  expect(output.logLines()).toMatchObject([
    { portaria: "request", route: "connect", instance: "pipichat", status: 303, code: null },
    { portaria: "request", route: "callback", instance: "pipichat", status: 303, code: null },
    { portaria: "request", route: "connect", instance: null, status: 404, code: "not_found" },
  ]);
  for (const line of output.logLines())
    expect(Object.keys(line).sort()).toEqual([
      "calls",
      "code",
      "instance",
      "ms",
      "portaria",
      "route",
      "status",
      "upstream",
      "vault",
    ]);
});
