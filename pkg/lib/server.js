// What the entries of servers have in common.
export { JetChat } from "../dist/jetchat.js";
export * from "../dist/sendpulse.js";
export { customFields, customFieldsByKey } from "./bangwo8.js";
export { Bangwo8, chatLink, ticketTemplateLink } from "./bangwo8-links.js";
export { connect, connections, disconnect, watchConnections } from "./connect.js";
export { PortariaError } from "./error.js";
export { handleRedirect, PipiChat, startLogin } from "./login.js";
// Named, it goes before the one of the same name above.
export { SendPulse } from "./sendpulse.js";
