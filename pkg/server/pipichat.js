// PipiChat alone, for servers.
import "#core";
import "../lib/tokens.js";

export { connect, connections, disconnect } from "../lib/connect.js";
export { PortariaError } from "../lib/error.js";
export { handleRedirect, PipiChat, startLogin } from "../lib/login.js";
