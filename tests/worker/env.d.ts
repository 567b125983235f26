// What the Worker under test is bound to.
declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import("../../src/worker.js");
  }
  interface Env {
    SANDBOX: Fetcher;
    VAULT: DurableObjectNamespace<import("../../pkg/worker.js").Vault>;
  }
}
