// What the entries of pages have in common.
export { JetChat } from "../dist/jetchat.js";
export { PipiChat } from "../dist/pipichat.js";
export * from "../dist/sendpulse.js";
export { Bangwo8, customFields, customFieldsByKey } from "./bangwo8.js";
export { connect, connections, disconnect, watchConnections } from "./connect.js";
export { PortariaError } from "./error.js";
