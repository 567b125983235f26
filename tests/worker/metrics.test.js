// The metrics, for a program that collects them.
import { describe, expect, test } from "vitest";
import { connectJetchatKey } from "./connect-jetchat-key.js";
import { createWorker } from "./create-worker.js";
import { useFixtures } from "./fixtures.js";
import { SECRETS } from "./worker-settings.js";

useFixtures();

describe("the metrics", () => {
  test("shows metrics in Prometheus' format to a client with the token, and no secret in them", async () => {
    const token = "canary-metrics-token";
    const ask = createWorker({}, { PORTARIA_METRICS_TOKEN: token });
    const cookie = await connectJetchatKey(ask);
    await ask("/api/jetchat/me", { headers: { cookie } });
    for (const authorization of ["", "Bearer ", "Bearer canary-metrics-tokeX", token]) {
      expect((await ask("/metrics", { headers: { authorization } })).status).toBe(401);
    }
    const page = await ask("/metrics", { headers: { authorization: `Bearer ${token}` } });
    expect(page.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const text = await page.text();
    expect(text).toMatch(
      /^portaria_requests_total\{route="api",instance="jetchat",outcome="ok"\} \d+$/m,
    );
    expect(text).toMatch(
      /^portaria_upstream_requests_total\{instance="jetchat",status="200"\} \d+$/m,
    );
    for (const secret of [token, ...SECRETS]) expect(text).not.toContain(secret);
    expect((await createWorker({})("/metrics")).status).toBe(404);
  });
});
