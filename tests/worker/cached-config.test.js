// What an isolate keeps of its configuration, while that is the same.
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { connectJetchatKey } from "./connect-jetchat-key.js";
import { createWorker } from "./create-worker.js";
import { useFixtures } from "./fixtures.js";

useFixtures();

describe("the configuration that an isolate keeps", () => {
  test("follows a changed variable at once, and reports what is wrong with it", async () => {
    /** @type {Record<string, unknown>} */
    const variables = { PORTARIA_INSTANCES: { somee: { provider: "pipichat", app_id: "1" } } };
    const ask = createWorker({}, variables);
    const health = async () => {
      const { instances, problems } = await (await ask("/health")).json();
      return (instances ?? problems).map((/** @type {any} */ one) => one.name ?? one.variable);
    };
    expect([await health(), await health()]).toEqual([["somee"], ["somee"]]);
    variables.SOMEE_APP_SECRET = " ";
    expect([await health(), await health()]).toEqual([["SOMEE_APP_SECRET"], ["SOMEE_APP_SECRET"]]);
    delete variables.SOMEE_APP_SECRET;
    variables.PORTARIA_PREFIX = "/desk";
    expect((await ask("/health")).status).toBe(404);
    variables.PORTARIA_PREFIX = "/";
    variables.PORTARIA_INSTANCES = { jetchat: { base_url: "https://jet.example.com/api" } };
    expect(await health()).toEqual(["jetchat"]);
  });

  test("opens nothing with a key that was removed", async () => {
    /** @type {Record<string, unknown>} */
    const variables = {};
    const ask = createWorker({}, variables);
    const cookie = await connectJetchatKey(ask);
    const status = async () => (await ask("/api/jetchat/me", { headers: { cookie } })).status;
    expect([await status(), await status()]).toEqual([200, 200]);
    const fresh = btoa("f".repeat(32));
    const { PORTARIA_KEY: usual } = /** @type {any} */ (env);
    for (const [ring, expected] of /** @type {[string, number][]} */ ([
      [fresh, 401],
      [`${fresh},${usual}`, 200],
      [`${usual},${fresh}`, 200],
      [fresh, 401],
      [usual, 200],
    ])) {
      variables.PORTARIA_KEY = ring;
      expect(await status(), ring).toBe(expected);
    }
  });
});
