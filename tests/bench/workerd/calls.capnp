# The Worker that makes calls, bundled into target/bench.

using Workerd = import "/workerd/workerd.capnp";

const calls :Workerd.Config = (
  services = [
    (name = "calls", worker = .worker),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "calls")],
);

const worker :Workerd.Worker = (
  compatibilityDate = "2026-10-01",
  modules = [
    (name = "bench/calls.js", esModule = embed "../../../target/bench/calls.js"),
    (name = "dist/server_bg.wasm", wasm = embed "../../../pkg/dist/server_bg.wasm"),
  ],
);
