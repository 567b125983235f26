// PipiChat alone, for pages.
import "./core/browser.js";

export { PipiChat } from "./dist/pipichat.js";
export { connect, connections, disconnect } from "./lib/connect.js";
export { PortariaError } from "./lib/error.js";
