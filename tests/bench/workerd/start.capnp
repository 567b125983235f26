# Portaria's Worker, and the smallest one possible.

using Workerd = import "/workerd/workerd.capnp";
using Portaria = import "portaria.capnp";

const portaria :Workerd.Config = (
  services = [
    (name = "started", worker = Portaria.worker),
    (name = "storage", disk = (writable = true)),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [.http],
);

const hello :Workerd.Config = (
  services = [(name = "started", worker = .helloWorker)],
  sockets = [.http],
);

const helloWorker :Workerd.Worker = (
  compatibilityDate = "2026-10-01",
  modules = [(name = "hello.js", esModule = embed "../peers/hello.js")],
);

const http :Workerd.Socket = (name = "http", address = "127.0.0.1:0", http = (), service = "started");
