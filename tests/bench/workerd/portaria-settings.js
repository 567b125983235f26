// The settings of Portaria's Worker in the benchmark.
import { randomBytes } from "node:crypto";

/** @param {string} platforms the address of all platforms @returns {(origins: string[]) => Record<string, string>} */
export const settingsAt =
  (platforms) =>
  ([origin = ""]) => ({
    PORTARIA_ORIGIN: origin,
    PORTARIA_KEY: randomBytes(32).toString("base64"),
    PORTARIA_INSTANCES: JSON.stringify({
      pipichat: { base_url: `${platforms}/pipichat`, app_id: "176300000066666", token_ttl_s: 3600 },
      jetchat: { base_url: `${platforms}/jetchat/api` },
      // There is no person who could confirm.
      sendpulse: {
        base_url: `${platforms}/sendpulse`,
        app_id: "5e9d0000-0000-4000-8000-0000000000c8",
        confirm: false,
      },
    }),
    PIPICHAT_APP_SECRET: randomBytes(16).toString("hex"),
    SENDPULSE_APP_SECRET: randomBytes(16).toString("hex"),
  });
