# The Worker that panics on request: pkg/test-panic in the place of pkg/dist.

using Workerd = import "/workerd/workerd.capnp";

const trial :Workerd.Config = (
  services = [
    (name = "portaria", worker = .portaria),
    (name = "storage", disk = (writable = true)),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "portaria")],
);

const portaria :Workerd.Worker = (
  compatibilityDate = "2026-10-01",
  modules = [
    (name = "tests/workerd/test-panic/server.js", esModule = embed "server.js"),
    (name = "src/worker.js", esModule = embed "../../../src/worker.js"),
    (name = "pkg/worker.js", esModule = embed "../../../pkg/worker.js"),
    (name = "pkg/lib/build.js", esModule = embed "../../../pkg/lib/build.js"),
    (name = "pkg/lib/charset.js", esModule = embed "../../../pkg/lib/charset.js"),
    (name = "pkg/lib/error.js", esModule = embed "../../../pkg/lib/error.js"),
    (name = "pkg/lib/panic-recovery.js", esModule = embed "../../../pkg/lib/panic-recovery.js"),
    (name = "pkg/lib/http-bridge.js", esModule = embed "../../../pkg/lib/http-bridge.js"),
    (name = "pkg/lib/abort.js", esModule = embed "../../../pkg/lib/abort.js"),
    (name = "pkg/lib/sql.js", esModule = embed "../../../pkg/lib/sql.js"),
    (name = "pkg/lib/sealing.js", esModule = embed "../../../pkg/lib/sealing.js"),
    (name = "pkg/lib/worker/accounts.js", esModule = embed "../../../pkg/lib/worker/accounts.js"),
    (name = "pkg/lib/worker/answer.js", esModule = embed "../../../pkg/lib/worker/answer.js"),
    (name = "pkg/lib/worker/core.js", esModule = embed "../../../pkg/lib/worker/core.js"),
    (name = "pkg/lib/worker/host-bindings.js", esModule = embed "../../../pkg/lib/worker/host-bindings.js"),
    (name = "pkg/lib/worker/variables.js", esModule = embed "../../../pkg/lib/worker/variables.js"),
    (name = "pkg/lib/worker/vault.js", esModule = embed "../../../pkg/lib/worker/vault.js"),
    (name = "pkg/dist/protocol.js", esModule = embed "../../../pkg/dist/protocol.js"),
    (name = "pkg/dist/server.js", esModule = embed "../../../pkg/test-panic/server.js"),
    (name = "pkg/dist/worker-clients.js", esModule = embed "../../../pkg/dist/worker-clients.js"),
    (name = "pkg/dist/server_bg.wasm", wasm = embed "../../../pkg/test-panic/server_bg.wasm"),
  ],
  bindings = [
    (name = "VAULT", durableObjectNamespace = "Vault"),
    (name = "ACCOUNTS", service = (name = "portaria", entrypoint = "Accounts")),
    (name = "PORTARIA_ORIGIN", fromEnvironment = "PORTARIA_ORIGIN"),
    (name = "PORTARIA_KEY", fromEnvironment = "PORTARIA_KEY"),
    (name = "PORTARIA_INSTANCES", fromEnvironment = "PORTARIA_INSTANCES"),
    (name = "PIPICHAT_APP_SECRET", fromEnvironment = "PIPICHAT_APP_SECRET"),
    (name = "SENDPULSE_APP_SECRET", fromEnvironment = "SENDPULSE_APP_SECRET"),
  ],
  durableObjectNamespaces = [(className = "Vault", uniqueKey = "portaria-vault", enableSql = true)],
  durableObjectStorage = (localDisk = "storage"),
);
