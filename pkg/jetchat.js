// JetChat alone, for pages.
import "./core/browser.js";

export { JetChat } from "./dist/jetchat.js";
export { connections, disconnect } from "./lib/connect.js";
export { PortariaError } from "./lib/error.js";
