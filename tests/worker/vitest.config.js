import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { sandboxWorker } from "../sandbox/miniflare.js";
import { ORIGIN, PIPICHAT_APP, SEALING_KEY, SENDPULSE_APP, SOMEE_APP } from "./worker-settings.js";

// The Worker as it is deployed, in workerd; whatever it fetches is answered by the sandbox.
export default defineConfig({
  plugins: [
    cloudflareTest({
      wrangler: { configPath: "../../wrangler.toml" },
      miniflare: {
        workers: [sandboxWorker()],
        outboundService: "portaria-sandbox",
        serviceBindings: { SANDBOX: "portaria-sandbox" },
        bindings: {
          PORTARIA_ORIGIN: ORIGIN,
          PORTARIA_KEY: SEALING_KEY,
          PORTARIA_RETURN_TO: "https://app.example.com",
          PORTARIA_ADDRESS_HEADER: "CF-Connecting-IP",
          // Tests ask much in a minute. Those of the limits have Workers of their own.
          PORTARIA_LIMITS: { address: 0, server: 0 },
          PORTARIA_INSTANCES: {
            bangwo8: {
              base_url: "https://bw.example/bangwo8",
              also: [
                "GET /api/v1/remoteassist/histories.json",
                "GET /api/v1/tags/{id}.json",
                "POST /api/v1/tags.json",
                "PUT /api/v1/tags/{id}.json",
              ],
            },
            "bare-desk": { provider: "bangwo8", base_url: "https://bw.example/bangwo8" },
            jetchat: { base_url: "https://jet.example/jetchat/api" },
            pipichat: {
              base_url: "https://community.example/pipichat",
              app_id: PIPICHAT_APP.app_id,
            },
            sendpulse: {
              base_url: "https://api.example/sendpulse",
              app_id: SENDPULSE_APP.app_id,
            },
            trusting: {
              provider: "sendpulse",
              base_url: "https://api.example/sendpulse",
              app_id: SENDPULSE_APP.app_id,
              confirm: false,
            },
            somee: {
              provider: "pipichat",
              base_url: "https://echo.example/pipichat",
              app_id: SOMEE_APP.app_id,
              state_mode: "echo",
            },
          },
          BANGWO8_AUTHCODE: "bw8AuthcodeSandboxOnly1",
          PIPICHAT_APP_SECRET: PIPICHAT_APP.app_secret,
          SENDPULSE_APP_SECRET: SENDPULSE_APP.app_secret,
          TRUSTING_APP_SECRET: SENDPULSE_APP.app_secret,
          SOMEE_APP_SECRET: SOMEE_APP.app_secret,
        },
      },
    }),
  ],
  test: { name: "worker", include: ["**/*.test.js"], fileParallelism: false },
});
