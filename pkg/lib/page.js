// What `portaria` has beside the clients, for pages and for servers.
export { connect, connections, disconnect, watchConnections } from "./connect.js";
export { PortariaError } from "./error.js";
export { frameSession } from "./frame-session.js";
