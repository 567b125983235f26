import { serverCore } from "../../../pkg/lib/login.js";
import { Bangwo8 as Client } from "./client.js";

export { customFields, customFieldsByKey } from "./client.js";

/** @type {typeof import("../../../pkg/index.js").chatLink} */
export async function chatLink(options) {
  return (await serverCore()).signLink("bangwo8", "chat", JSON.stringify(options));
}

/** @type {typeof import("../../../pkg/index.js").ticketTemplateLink} */
export async function ticketTemplateLink(options) {
  return (await serverCore()).signLink("bangwo8", "ticketTemplate", JSON.stringify(options));
}

/** The client with what only a server may do. */
export class Bangwo8 extends Client {
  /** @type {import("../../../pkg/index.js").Bangwo8["links"]} */
  links = { chat: chatLink, ticketTemplate: ticketTemplateLink };
}
