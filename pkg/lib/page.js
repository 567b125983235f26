// What the entries of pages have in common.
export * from "../dist/clients.js";
export { connect, connections, disconnect, watchConnections } from "./connect.js";
export { PortariaError } from "./error.js";
export { frameSession } from "./frame-session.js";
