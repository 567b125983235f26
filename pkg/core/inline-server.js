// A server that is bundled into one file: the wasm is a text in it.
import * as wasm from "../dist/server.js";
import text from "../dist/server_inline.js";
import { bytesOf, matching } from "../lib/build.js";
import { loadWith } from "../lib/core.js";

loadWith(() => {
  wasm.initSync({ module: matching(new WebAssembly.Module(bytesOf(text)), wasm.build) });
  return /** @type {any} */ (wasm);
});
