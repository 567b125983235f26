// JetChat alone, for servers.
import "#core";
import "../lib/tokens.js";

export { JetChat } from "../dist/jetchat.js";
export { connections, disconnect } from "../lib/connect.js";
export { PortariaError } from "../lib/error.js";
