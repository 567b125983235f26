// Node, Deno and Bun: the wasm is a file beside this one.
import { readFileSync } from "node:fs";
import * as wasm from "../dist/server.js";
import { matching } from "../lib/build.js";
import { loadWith } from "../lib/core.js";

loadWith(() => {
  const bytes = readFileSync(new URL("../dist/server_bg.wasm", import.meta.url));
  wasm.initSync({ module: matching(new WebAssembly.Module(bytes), wasm.build) });
  return /** @type {any} */ (wasm);
});
