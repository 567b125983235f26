// Node, Deno and Bun: the wasm is a file beside this one.
import { readFileSync } from "node:fs";
import * as wasm from "./dist/server.js";
import { loadWith } from "./lib/core.js";

loadWith(() => {
  wasm.initSync({ module: readFileSync(new URL("./dist/server_bg.wasm", import.meta.url)) });
  return /** @type {any} */ (wasm);
});

export * from "./lib/server.js";
