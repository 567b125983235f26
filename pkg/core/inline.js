// A page whose bundler leaves assets alone, or moves our JavaScript away from them while you develop: the wasm is a text in the bundle.
import init, * as wasm from "../dist/browser.js";
import text from "../dist/browser_inline.js";
import { bytesOf, matching } from "../lib/build.js";

/** Compiles the wasm. */
export async function load() {
  const module = await WebAssembly.compile(bytesOf(text));
  await init({ module_or_path: matching(module, wasm.build) });
  return wasm;
}
