import { Bangwo8 as Client } from "./bangwo8.js";
import { signedChat, signedTemplate } from "./links.js";
import { serverCore } from "./login.js";

/** @type {typeof import("../index.js").chatLink} */
export async function chatLink(options) {
  return signedChat(await serverCore(), options);
}

/** @type {typeof import("../index.js").ticketTemplateLink} */
export async function ticketTemplateLink(options) {
  return signedTemplate(await serverCore(), options);
}

/** The client with what only a server may do. */
export class Bangwo8 extends Client {
  /** @type {import("../index.js").Bangwo8["links"]} */
  links = { chat: chatLink, ticketTemplate: ticketTemplateLink };
}
