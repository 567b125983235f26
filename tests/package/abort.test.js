// How an AbortSignal ends calls.
import { getEventListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { DOWN, FINE } from "./example-calls.js";
import { rejectionOf } from "./promises.js";
import { useScriptedServer } from "./scripted-server.js";

const server = useScriptedServer();

/** Reasons that a caller may pass to abort(). */
const REASONS = [
  new Error("enough"),
  new DOMException("over", "TimeoutError"),
  "stop",
  "",
  0,
  null,
  undefined,
  Symbol("no"),
  Object.create(null),
];

/** @type {[string, import("./scripted-server.js").Reply][]} */
const MOMENTS = [
  ["before the answer", { hang: "head" }],
  ["in the middle of the answer", { hang: "body", body: { data: [] } }],
  ["while the client waits to repeat the call", { ...DOWN, headers: { "retry-after": "20" } }],
];

describe("an abort", () => {
  test.each(MOMENTS)(
    "%s ends the call at once with `aborted`, whatever its reason is",
    async (_, reply) => {
      const client = server.client();
      for (const reason of REASONS) {
        server.answers(reply);
        const controller = new AbortController();
        const call = rejectionOf(client.me.get({ signal: controller.signal }), 1000);
        await until(() => server.requests.length > 0);
        await wait(30);
        const started = performance.now();
        controller.abort(reason);
        expect(await call).toMatchObject({
          code: "aborted",
          operation: "me.get",
          retryable: false,
        });
        expect(performance.now() - started).toBeLessThan(100);
        expect(getEventListeners(controller.signal, "abort")).toEqual([]);
      }
      expect(server.requests).toHaveLength(1);
    },
  );

  test("before the call keeps it from being sent", async () => {
    for (const reason of REASONS) {
      const call = server.client().me.get({ signal: AbortSignal.abort(reason) });
      expect(await rejectionOf(call, 200)).toMatchObject({ code: "aborted" });
    }
    expect(server.requests).toEqual([]);
  });

  test("between two pages ends a list, with and without prefetch", async () => {
    for (const prefetch of [false, true]) {
      server.answers(({ query }) => {
        const page = Number(query.get("page") ?? 1);
        return { body: { data: [{ name: page }], meta: { current_page: page, last_page: 9 } } };
      });
      const controller = new AbortController();
      /** @type {unknown[]} */
      const seen = [];
      const read = async () => {
        const list = server.client().flowTags.list({}, { prefetch, signal: controller.signal });
        for await (const { name } of list) {
          seen.push(name);
          if (seen.length === 2) controller.abort("stop");
        }
      };
      expect(await rejectionOf(read(), 1000)).toMatchObject({ code: "aborted" });
      expect(seen).toEqual([1, 2]);
      expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    }
  });

  test("of the client's signal ends its calls, and one of a call's signal ends that call only", async () => {
    server.answers({ hang: "head" });
    const [all, one] = [new AbortController(), new AbortController()];
    const client = server.client({ signal: all.signal });
    const call = rejectionOf(client.me.get({ signal: one.signal }), 1000);
    one.abort();
    expect(await call).toMatchObject({ code: "aborted" });
    const other = rejectionOf(client.me.get(), 1000);
    all.abort();
    expect(await other).toMatchObject({ code: "aborted" });
  });

  test("that never happens leaves no listener on a long-lived signal", async () => {
    const { signal } = new AbortController();
    /** @type {Error[]} */
    const warnings = [];
    const warn = (/** @type {Error} */ warning) => warnings.push(warning);
    process.on("warning", warn);
    const client = server.client({ signal });
    for (const reply of [FINE, DOWN, { status: 422 }, { drop: "head" }, { body: "{" }]) {
      server.answers(/** @type {import("./scripted-server.js").Reply} */ (reply), FINE);
      await Promise.allSettled(Array.from({ length: 20 }, () => client.me.get({ retries: 1 })));
      expect(getEventListeners(signal, "abort")).toEqual([]);
    }
    server.answers({ hang: "head" });
    await rejectionOf(client.me.get({ timeoutMs: 50 }));
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await wait(20);
    process.off("warning", warn);
    expect(warnings).toEqual([]);
  });
});

/** @param {() => boolean} condition */
async function until(condition) {
  while (!condition()) await wait(5);
}
