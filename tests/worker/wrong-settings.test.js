// A Worker that is not configured, or wrongly.
import { describe, expect, test } from "vitest";
import { createWorker } from "./create-worker.js";
import { useFixtures } from "./fixtures.js";
import { output } from "./output.js";

useFixtures();

describe("a wrong setting", () => {
  test.each([
    ["PORTARIA_ORIGIN", ""],
    ["PORTARIA_KEY", "too-short"],
    ["PORTARIA_INSTANCES", "{"],
    ["PIPICHAT_APP_SECRET", undefined],
    ["VAULT", undefined],
  ])(
    "names %s at /health, in every answer and in the log when that is wrong",
    async (variable, value) => {
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
    },
  );
});
