// Vercel's edge runtime: as in workerd, but its bundlers compile a wasm that is asked for with these words only.
import * as wasm from "../dist/server.js";
import module from "../dist/server_bg.wasm?module";
import { matching } from "../lib/build.js";

/** Instantiates the wasm. */
export function load() {
  // Next.js hands over a module of another realm, which the glue would not take for one.
  Object.setPrototypeOf(module, WebAssembly.Module.prototype);
  wasm.initSync({ module: matching(module, wasm.build) });
  return /** @type {any} */ (wasm);
}
