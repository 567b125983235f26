# Portaria's Worker and its peers, each alone in a process, with the same flags and the same kind of storage.

using Workerd = import "/workerd/workerd.capnp";
using Portaria = import "portaria.capnp";

const portaria :Workerd.Config = (
  services = [(name = "worker", worker = Portaria.worker), .storage, .platforms],
  sockets = [.http],
);

const arctic :Workerd.Config = (
  services = [(name = "worker", worker = .arcticWorker), .storage, .platforms],
  sockets = [.http],
);

const oauth4webapi :Workerd.Config = (
  services = [(name = "worker", worker = .oauth4webapiWorker), .storage, .platforms],
  sockets = [.http],
);

const arcticWorker :Workerd.Worker = (
  compatibilityDate = "2026-10-01",
  modules = [(name = "arctic.js", esModule = embed "../../../target/bench/arctic.js")],
  bindings = [
    (name = "ACCOUNTS", durableObjectNamespace = "Account"),
    (name = "ORIGIN", fromEnvironment = "ORIGIN"),
    (name = "PLATFORM", fromEnvironment = "PLATFORM"),
    (name = "CLIENT_SECRET", fromEnvironment = "CLIENT_SECRET"),
  ],
  durableObjectNamespaces = [(className = "Account", uniqueKey = "account", enableSql = true)],
  durableObjectStorage = (localDisk = "storage"),
);

const oauth4webapiWorker :Workerd.Worker = (
  compatibilityDate = "2026-10-01",
  modules = [(name = "oauth4webapi.js", esModule = embed "../../../target/bench/oauth4webapi.js")],
  bindings = [
    (name = "ACCOUNTS", durableObjectNamespace = "Account"),
    (name = "ORIGIN", fromEnvironment = "ORIGIN"),
    (name = "PLATFORM", fromEnvironment = "PLATFORM"),
    (name = "CLIENT_SECRET", fromEnvironment = "CLIENT_SECRET"),
    (name = "SEALING_KEY", fromEnvironment = "SEALING_KEY"),
  ],
  durableObjectNamespaces = [(className = "Account", uniqueKey = "account", enableSql = true)],
  durableObjectStorage = (localDisk = "storage"),
);

const storage :Workerd.Service = (name = "storage", disk = (writable = true));

const platforms :Workerd.Service = (name = "internet", network = (allow = ["local"]));

const http :Workerd.Socket = (name = "http", address = "127.0.0.1:0", http = (), service = "worker");
