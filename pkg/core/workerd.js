// workerd (Cloudflare Workers): the wasm is a module, compiled beforehand; bytes are refused there.
import * as wasm from "../dist/server.js";
import module from "../dist/server_bg.wasm";
import { matching } from "../lib/build.js";

/** Instantiates the wasm. */
export function load() {
  wasm.initSync({ module: matching(module, wasm.build) });
  return /** @type {any} */ (wasm);
}
