# Portaria's Worker, one that passes everything on, and one that is hardened by hand: each alone in a process, with the same flags.

using Workerd = import "/workerd/workerd.capnp";
using Portaria = import "portaria.capnp";

const portaria :Workerd.Config = (
  services = [(name = "proxy", worker = Portaria.worker), .storage, .platforms],
  sockets = [.http],
);

const passThrough :Workerd.Config = (
  services = [(name = "proxy", worker = .passThroughWorker), .platforms],
  sockets = [.http],
);

const passThroughWorker :Workerd.Worker = (
  compatibilityDate = "2026-10-01",
  modules = [(name = "pass-through.js", esModule = embed "../peers/pass-through.js")],
  bindings = [
    (name = "PLATFORM", fromEnvironment = "PLATFORM"),
    (name = "KEY", text = "key-of-the-benchmark"),
  ],
);

const hardened :Workerd.Config = (
  services = [(name = "proxy", worker = .hardenedWorker), .platforms],
  sockets = [.http],
);

const hardenedWorker :Workerd.Worker = (
  compatibilityDate = "2026-10-01",
  modules = [
    (name = "hardened-proxy.js", esModule = embed "../peers/hardened-proxy.js"),
    (name = "sealing.js", esModule = embed "../peers/sealing.js"),
  ],
  bindings = [
    (name = "PLATFORM", fromEnvironment = "PLATFORM"),
    (name = "SEALING_KEY", fromEnvironment = "SEALING_KEY"),
    (name = "KEY", text = "key-of-the-benchmark"),
  ],
);

const storage :Workerd.Service = (name = "storage", disk = (writable = true));

const platforms :Workerd.Service = (name = "internet", network = (allow = ["local"]));

const http :Workerd.Socket = (name = "http", address = "127.0.0.1:0", http = (), service = "proxy");
