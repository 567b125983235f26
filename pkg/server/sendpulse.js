// SendPulse alone, for servers.
import "#core";
import "../lib/tokens.js";

export * from "../dist/sendpulse.js";
export { connections, disconnect } from "../lib/connect.js";
export { PortariaError } from "../lib/error.js";
// Named, it goes before the one of the same name above.
export { SendPulse } from "../lib/sendpulse.js";
