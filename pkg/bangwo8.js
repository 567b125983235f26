// Bangwo8 alone, for pages.
import "./core/browser.js";

export { Bangwo8, customFields, customFieldsByKey } from "./lib/bangwo8.js";
export { connections, disconnect } from "./lib/connect.js";
export { PortariaError } from "./lib/error.js";
