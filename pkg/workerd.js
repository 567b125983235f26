// workerd (Cloudflare Workers): the wasm is a module, compiled beforehand; bytes are refused there.
import * as wasm from "./dist/server.js";
import module from "./dist/server_bg.wasm";
import { loadWith } from "./lib/core.js";

export const instance = () => {
  wasm.initSync({ module });
  return wasm;
};

loadWith(() => /** @type {any} */ (instance()));

export * from "./lib/server.js";
