// A server that is bundled, which parts it from files beside it (the condition `module` is bundlers' own): the wasm is a text.
import * as wasm from "../dist/server.js";
import text from "../dist/server_inline.js";
import { bytesOf, matching } from "../lib/build.js";
import { loadWith } from "../lib/core.js";

loadWith(() => {
  wasm.initSync({ module: matching(new WebAssembly.Module(bytesOf(text)), wasm.build) });
  return /** @type {any} */ (wasm);
});
