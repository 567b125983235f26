// Node, Deno, Bun, workerd and edge functions; `#core` is how each of them loads the wasm.
import "#core";
import "../lib/tokens.js";

export * from "../lib/server.js";
