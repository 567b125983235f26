// What the hooks onRequest and onResponse are called with.
import { describe, expect, test } from "vitest";
import { DOWN, FINE } from "./example-calls.js";
import { collectUnhandledRejections, within } from "./promises.js";
import { KEY, useScriptedServer } from "./scripted-server.js";

/** @typedef {import("./scripted-server.js").Client} Client */

const server = useScriptedServer();

describe("the hooks onRequest and onResponse", () => {
  /**
   * Makes a call with hooks, and returns the events that they were called with.
   * @param {(client: Client) => PromiseLike<unknown>} call
   */
  async function eventsOf(call) {
    /** @type {[string, import("portaria").CallEvent & { status?: number }][]} */
    const events = [];
    const client = server.client({
      onRequest: (event) => void events.push(["request", event]),
      onResponse: (event) => void events.push(["response", event]),
    });
    await Promise.resolve(call(client)).catch(() => {});
    return events;
  }

  test("are called for each attempt and each answer", async () => {
    server.answers(DOWN, FINE);
    const event = { operation: "me.get", method: "GET", url: `${server.baseUrl}/me` };
    expect(await eventsOf((client) => client.me.get())).toEqual([
      ["request", { ...event, attempt: 1 }],
      ["response", { ...event, attempt: 1, status: 503 }],
      ["request", { ...event, attempt: 2 }],
      ["response", { ...event, attempt: 2, status: 200 }],
    ]);
  });

  test("get no key, not even one that was passed as a parameter", async () => {
    const events = await eventsOf((client) => client.flowTags.list({ name: `<${KEY}>` }));
    expect(events).toHaveLength(2);
    expect(JSON.stringify(events)).not.toContain(KEY);
  });

  test("get the whole URL", async () => {
    const name = "x".repeat(2000);
    const [first] = await eventsOf((client) => client.flowTags.list({ name }));
    expect(first?.[1].url).toBe(`${server.baseUrl}/flow/tags?name=${name}`);
  });

  test("are not called when nothing is sent", async () => {
    expect(await eventsOf((client) => client.me.get({ headers: { "x-a": "\n" } }))).toEqual([]);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("mine");
      },
    ],
    ["rejects", () => Promise.reject(new Error("mine"))],
    ["never ends", () => new Promise(() => {})],
  ])("do not affect the call when a hook %s", async (_, hook) => {
    const unhandled = collectUnhandledRejections();
    const client = server.client({ onRequest: hook, onResponse: hook });
    expect(await within(client.me.get(), 1000)).toEqual({ data: [] });
    expect(await unhandled()).toEqual([]);
  });
});
