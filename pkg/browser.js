// Browsers and their bundlers.
export * from "./dist/entries/page/index.js";
