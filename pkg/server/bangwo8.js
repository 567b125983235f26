// Bangwo8 alone, for servers.
import "#core";
import "../lib/tokens.js";

export { customFields, customFieldsByKey } from "../lib/bangwo8.js";
export { Bangwo8, chatLink, ticketTemplateLink } from "../lib/bangwo8-links.js";
export { connections, disconnect } from "../lib/connect.js";
export { PortariaError } from "../lib/error.js";
