// Browsers and their bundlers. The one place that names the wasm's address: bundlers copy what they
// find in `new URL(…, import.meta.url)`, once for each time they find it.
import init, * as wasm from "../dist/browser.js";
import { matching } from "../lib/build.js";
import { loadWith } from "../lib/core.js";

loadWith(async () => {
  const response = await fetch(new URL("../dist/browser_bg.wasm", import.meta.url));
  const isTyped = response.headers.get("content-type") === "application/wasm";
  const module = isTyped
    ? await WebAssembly.compileStreaming(response)
    : await WebAssembly.compile(await response.arrayBuffer());
  await init({ module_or_path: matching(module, wasm.build) });
  return wasm;
});
