import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { sandboxWorker } from "../sandbox/miniflare.js";

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
          PORTARIA_ORIGIN: "https://desk.example.com",
          PORTARIA_KEY: "dGVzdHMgb25seTogbm90IGEgcmVhbCBrZXkgYXQgYWw=",
          PORTARIA_RETURN_TO: "https://app.example.com",
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
            pipichat: { base_url: "https://community.example/pipichat", app_id: "176300000012345" },
            sendpulse: {
              base_url: "https://api.example/sendpulse",
              app_id: "5e9d0000-0000-4000-8000-0000000000a1",
            },
            trusting: {
              provider: "sendpulse",
              base_url: "https://api.example/sendpulse",
              app_id: "5e9d0000-0000-4000-8000-0000000000a1",
              confirm: false,
            },
            somee: {
              provider: "pipichat",
              base_url: "https://echo.example/pipichat",
              app_id: "88150000002468",
              state_mode: "echo",
            },
          },
          BANGWO8_AUTHCODE: "bw8AuthcodeSandboxOnly1",
          PIPICHAT_APP_SECRET: "0123456789abcdef0123456789abcdef",
          SENDPULSE_APP_SECRET: "5ec0e70123456789abcdef0123456789",
          TRUSTING_APP_SECRET: "5ec0e70123456789abcdef0123456789",
          SOMEE_APP_SECRET: "13579bdf02468ace13579bdf02468ace",
        },
      },
    }),
  ],
  test: { name: "worker", include: ["*.test.js"], fileParallelism: false },
});
