// The core of the Worker: the server's wasm, instantiated when it is first used.
import * as wasm from "../../dist/server.js";
import module from "../../dist/server_bg.wasm";
import { matching } from "../build.js";

let ready = false;

/** The core, instantiated by the first request: nothing may run at global scope. */
export function core() {
  if (!ready) {
    wasm.initSync({ module: matching(module, wasm.build) });
    ready = true;
  }
  return wasm;
}
