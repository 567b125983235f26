// Browsers and their bundlers. The one place that names the wasm's address: bundlers copy what they
// find in `new URL(…, import.meta.url)`, once for each time they find it.
import init, * as wasm from "./dist/browser.js";
import { loadWith } from "./lib/core.js";

loadWith(async () => {
  await init({ module_or_path: new URL("./dist/browser_bg.wasm", import.meta.url) });
  return wasm;
});

export { JetChat } from "./dist/jetchat.js";
export { PipiChat } from "./dist/pipichat.js";
export * from "./dist/sendpulse.js";
export { Bangwo8, customFields, customFieldsByKey } from "./lib/bangwo8.js";
export { connect, connections, disconnect, watchConnections } from "./lib/connect.js";
export { PortariaError } from "./lib/error.js";
