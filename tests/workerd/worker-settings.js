// The settings of a Worker that uses the sandbox's platforms, and its apps there.

import { randomBytes } from "node:crypto";

export const APPS = {
  pipichat: { app_id: "176300000066666", app_secret: randomBytes(16).toString("hex") },
  sendpulse: {
    app_id: "5e9d0000-0000-4000-8000-0000000000c8",
    app_secret: randomBytes(16).toString("hex"),
  },
};

/** A key of JetChat's without a limit. */
export const JETCHAT_KEY = randomBytes(30).toString("hex");

/** The Worker's sealing key. */
export const KEY = randomBytes(32).toString("base64");

/**
 * @param {string} origin the Worker's
 * @param {string} platforms the sandbox's
 * @returns {Record<string, string>}
 */
export const workerSettings = (origin, platforms) => ({
  PORTARIA_ORIGIN: origin,
  PORTARIA_KEY: KEY,
  PORTARIA_LIMITS: JSON.stringify({ address: 0, server: 0 }), // tests ask much in a minute
  PORTARIA_INSTANCES: JSON.stringify({
    // Connections are looked at long after they were made.
    pipichat: {
      base_url: `${platforms}/pipichat`,
      app_id: APPS.pipichat.app_id,
      token_ttl_s: 3600,
    },
    jetchat: { base_url: `${platforms}/jetchat/api` },
    sendpulse: { base_url: `${platforms}/sendpulse`, app_id: APPS.sendpulse.app_id },
  }),
  PIPICHAT_APP_SECRET: APPS.pipichat.app_secret,
  SENDPULSE_APP_SECRET: APPS.sendpulse.app_secret,
});

/** Registers our apps at the platforms. @param {import("./sandbox-server.js").SandboxServer} sandbox @param {string} origin of the Worker */
export async function registerApps({ control }, origin) {
  await control("apps", {
    provider: "pipichat",
    redirect_url: `${origin}/callback/pipichat`,
    options: { token_ttl_s: 7200 },
    ...APPS.pipichat,
  });
  await control("apps", {
    provider: "jetchat",
    api_key: JETCHAT_KEY,
    options: { rate_limit: null },
  });
  await control("apps", {
    provider: "sendpulse",
    login_url: `${origin}/callback/sendpulse`,
    ...APPS.sendpulse,
  });
}
