// What the entries of servers have in common.
export * from "../dist/server-clients.js";
export { connect, connections, disconnect, watchConnections } from "./connect.js";
export { PortariaError } from "./error.js";
export { frameSession } from "./frame-session.js";
export { handleRedirect, startLogin } from "./login.js";
