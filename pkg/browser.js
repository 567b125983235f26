// Browsers and their bundlers.
import "./core/browser.js";

export * from "./lib/page.js";
