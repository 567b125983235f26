// SendPulse alone, for pages.
import "./core/browser.js";

export * from "./dist/sendpulse.js";
export { connections, disconnect } from "./lib/connect.js";
export { PortariaError } from "./lib/error.js";
