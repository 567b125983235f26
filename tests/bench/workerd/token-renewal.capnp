# Portaria's Worker in four isolates of one process, which share their Vaults, as the isolates of one deployed Worker do.

using Workerd = import "/workerd/workerd.capnp";
using Portaria = import "portaria.capnp";

const tokenRenewal :Workerd.Config = (
  services = [
    (name = "first", worker = Portaria.worker), # it has the Vaults
    (name = "second", worker = .other),
    (name = "third", worker = .other),
    (name = "fourth", worker = .other),
    (name = "storage", disk = (writable = true)),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [
    (name = "first", address = "127.0.0.1:0", http = (), service = "first"),
    (name = "second", address = "127.0.0.1:0", http = (), service = "second"),
    (name = "third", address = "127.0.0.1:0", http = (), service = "third"),
    (name = "fourth", address = "127.0.0.1:0", http = (), service = "fourth"),
  ],
);

const other :Workerd.Worker = (
  compatibilityDate = "2026-10-01",
  modules = Portaria.modules,
  bindings = [
    (name = "VAULT", durableObjectNamespace = (className = "Vault", serviceName = "first")),
    (name = "PORTARIA_ORIGIN", fromEnvironment = "PORTARIA_ORIGIN"),
    (name = "PORTARIA_KEY", fromEnvironment = "PORTARIA_KEY"),
    (name = "PORTARIA_LIMITS", text = "{\"address\": 0, \"server\": 0, \"owner\": 0}"),
    (name = "PORTARIA_INSTANCES", fromEnvironment = "PORTARIA_INSTANCES"),
    (name = "PIPICHAT_APP_SECRET", fromEnvironment = "PIPICHAT_APP_SECRET"),
    (name = "SENDPULSE_APP_SECRET", fromEnvironment = "SENDPULSE_APP_SECRET"),
  ],
);
