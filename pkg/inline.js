// The same with the wasm inside, where a bundler cannot handle an asset.
import "./core/inline.js";

export * from "./lib/page.js";
