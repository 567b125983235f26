// The same with the wasm inside, where a bundler cannot handle an asset.
export * from "./dist/entries/inline/index.js";
