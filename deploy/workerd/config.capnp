# The Worker on plain workerd, on a machine of your own: docs/self-hosting.md says how.
#
# Paths are relative to this file, but for those of the directories, which workerd takes from where it is started: they
# are given on its command line, as --directory-path console=… and --directory-path storage=….

using Workerd = import "/workerd/workerd.capnp";

# For people: it reaches public addresses only.
const live :Workerd.Config = (
  services = [.portaria, .console, .storage, .internet],
  sockets = [.http],
);

# To try it out: it reaches this machine only, where the made-up platforms are.
const trial :Workerd.Config = (
  services = [.portaria, .console, .storage, .thisMachine],
  sockets = [.http],
);

const portaria :Workerd.Service = (name = "portaria", worker = (
  compatibilityDate = "2026-10-01",
  modules = [
    (name = "deploy/workerd/server.js", esModule = embed "server.js"),
    (name = "deploy/workerd/console.js", esModule = embed "console.js"),
    (name = "src/worker.js", esModule = embed "../../src/worker.js"),
    (name = "pkg/worker.js", esModule = embed "../../pkg/worker.js"),
    (name = "pkg/lib/build.js", esModule = embed "../../pkg/lib/build.js"),
    (name = "pkg/lib/charset.js", esModule = embed "../../pkg/lib/charset.js"),
    (name = "pkg/lib/error.js", esModule = embed "../../pkg/lib/error.js"),
    (name = "pkg/lib/panic-recovery.js", esModule = embed "../../pkg/lib/panic-recovery.js"),
    (name = "pkg/lib/http-bridge.js", esModule = embed "../../pkg/lib/http-bridge.js"),
    (name = "pkg/lib/abort.js", esModule = embed "../../pkg/lib/abort.js"),
    (name = "pkg/lib/sql.js", esModule = embed "../../pkg/lib/sql.js"),
    (name = "pkg/lib/sealing.js", esModule = embed "../../pkg/lib/sealing.js"),
    (name = "pkg/lib/worker/accounts.js", esModule = embed "../../pkg/lib/worker/accounts.js"),
    (name = "pkg/lib/worker/answer.js", esModule = embed "../../pkg/lib/worker/answer.js"),
    (name = "pkg/lib/worker/core.js", esModule = embed "../../pkg/lib/worker/core.js"),
    (name = "pkg/lib/worker/host-bindings.js", esModule = embed "../../pkg/lib/worker/host-bindings.js"),
    (name = "pkg/lib/worker/variables.js", esModule = embed "../../pkg/lib/worker/variables.js"),
    (name = "pkg/lib/worker/vault.js", esModule = embed "../../pkg/lib/worker/vault.js"),
    (name = "pkg/dist/protocol.js", esModule = embed "../../pkg/dist/protocol.js"),
    (name = "pkg/dist/server.js", esModule = embed "../../pkg/dist/server.js"),
    (name = "pkg/dist/worker-clients.js", esModule = embed "../../pkg/dist/worker-clients.js"),
    (name = "pkg/dist/server_bg.wasm", wasm = embed "../../pkg/dist/server_bg.wasm"),
  ],
  bindings = [
    (name = "VAULT", durableObjectNamespace = "Vault"),
    (name = "CONSOLE", service = "console"),
    (name = "ASSETS", service = "console"), # for the documents that the Worker serves
    # One that is not set in the environment is as if it had no line.
    (name = "PORTARIA_ORIGIN", fromEnvironment = "PORTARIA_ORIGIN"),
    (name = "PORTARIA_KEY", fromEnvironment = "PORTARIA_KEY"),
    (name = "PORTARIA_INSTANCES", fromEnvironment = "PORTARIA_INSTANCES"),
    (name = "PORTARIA_RETURN_TO", fromEnvironment = "PORTARIA_RETURN_TO"),
    (name = "PORTARIA_ALLOW_ORIGINS", fromEnvironment = "PORTARIA_ALLOW_ORIGINS"),
    (name = "PORTARIA_CROSS_SITE_ORIGINS", fromEnvironment = "PORTARIA_CROSS_SITE_ORIGINS"),
    (name = "PORTARIA_LIMITS", fromEnvironment = "PORTARIA_LIMITS"),
    (name = "PORTARIA_ADDRESS_HEADER", fromEnvironment = "PORTARIA_ADDRESS_HEADER"),
    (name = "PORTARIA_METRICS_TOKEN", fromEnvironment = "PORTARIA_METRICS_TOKEN"),
    (name = "PORTARIA_PREFIX", fromEnvironment = "PORTARIA_PREFIX"),
    (name = "PORTARIA_PAGES", fromEnvironment = "PORTARIA_PAGES"),
    (name = "PORTARIA_HSTS", fromEnvironment = "PORTARIA_HSTS"),
    # What belongs to one instance: its name in capitals, and _APP_SECRET or _AUTHCODE. An instance of another name needs a line.
    (name = "PIPICHAT_APP_SECRET", fromEnvironment = "PIPICHAT_APP_SECRET"),
    (name = "SENDPULSE_APP_SECRET", fromEnvironment = "SENDPULSE_APP_SECRET"),
    (name = "BANGWO8_AUTHCODE", fromEnvironment = "BANGWO8_AUTHCODE"),
  ],
  durableObjectNamespaces = [
    # The key names the folder of all that is stored, and goes into the ids: it must never change.
    (className = "Vault", uniqueKey = "portaria-vault", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "storage"),
));

const console :Workerd.Service = (name = "console", disk = ());

const storage :Workerd.Service = (name = "storage", disk = (writable = true));

# A platform in your own network, a JetChat installation perhaps, needs its block here: allow = ["public", "10.1.2.0/24"].
const internet :Workerd.Service = (name = "internet", network = (
  allow = ["public"],
  tlsOptions = (trustBrowserCas = true),
));

const thisMachine :Workerd.Service = (name = "internet", network = (allow = ["local"]));

# A proxy on this machine takes TLS off; so nobody else may reach this.
const http :Workerd.Socket = (
  name = "http",
  address = "127.0.0.1:8787",
  http = (forwardedProtoHeader = "X-Forwarded-Proto"),
  service = "portaria",
);
