// Node, Deno and Bun. The wasm is a file beside this one; a bundle leaves it behind, and has it as a text, which is read there only.
import { readFileSync } from "node:fs";
import * as wasm from "../dist/server.js";
import { bytesOf, matching } from "../lib/build.js";

/** Reads the wasm, and compiles it. */
export async function load() {
  const bytes = fromFile() ?? bytesOf((await import("../dist/server_inline.js")).default);
  wasm.initSync({ module: matching(new WebAssembly.Module(bytes), wasm.build) });
  return /** @type {any} */ (wasm);
}

/** The file, if there is one that may be read. */
function fromFile() {
  try {
    return readFileSync(new URL("../dist/server_bg.wasm", import.meta.url));
  } catch {
    return undefined;
  }
}
