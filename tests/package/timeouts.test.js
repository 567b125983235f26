// How long a call may take.
import { beforeEach, describe, expect, test } from "vitest";
import { DOWN } from "./example-calls.js";
import { rejectionOf } from "./promises.js";
import { startScriptedServer, useScriptedServer } from "./scripted-server.js";

const server = useScriptedServer();

// The first call loads the wasm, which is no part of what is timed here.
beforeEach(async () => {
  server.answers({ body: {} });
  await server.client().me.get();
  server.requests.length = 0;
});

describe("a call", () => {
  test("ends within timeoutMs, with all its repetitions and waits", async () => {
    server.answers({ ...DOWN, delayMs: 120 });
    const started = performance.now();
    const error = await rejectionOf(server.client().me.get({ timeoutMs: 1000, retries: 10 }), 2000);
    expect(["provider_error", "timeout"]).toContain(error.code);
    expect(performance.now() - started).toBeLessThan(1400);
    expect(server.requests.length).toBeGreaterThan(1);
  });

  test.each(/** @type {const} */ (["head", "body"]))(
    "rejects with `timeout` after timeoutMs when the answer's %s does not arrive",
    async (hang) => {
      server.answers({ hang, body: { data: [] } });
      const error = await rejectionOf(server.client({ timeoutMs: 400 }).me.get(), 1500);
      expect(error).toMatchObject({ code: "timeout", retryable: true, operation: "me.get" });
      expect(server.requests).toHaveLength(1);
    },
  );

  test("rejects with `network` when no server listens", async () => {
    const closed = await startScriptedServer();
    const client = closed.client();
    await closed.close();
    expect(await rejectionOf(client.me.get())).toMatchObject({ code: "network", retryable: true });
  });
});
