import type { ChatLinkOptions, TicketTemplateLinkOptions } from "../../../pkg/index.js";

/**
 * The signed address of a chat at Bangwo8; see {@link ChatLinkOptions}.
 * @throws a `PortariaError`: `invalid_argument`
 */
export function chatLink(options: ChatLinkOptions): string;

/**
 * The signed address of a ticket's template at Bangwo8; see {@link TicketTemplateLinkOptions}.
 * @throws a `PortariaError`: `invalid_argument`
 */
export function ticketTemplateLink(options: TicketTemplateLinkOptions): string;
