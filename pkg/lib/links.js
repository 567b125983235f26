/** @typedef {{ signLink: typeof import("../dist/server.js").signLink }} Signer */

/**
 * @param {Signer} wasm
 * @param {import("../index.js").ChatLinkOptions} options
 */
export const signedChat = (wasm, options) =>
  wasm.signLink("bangwo8", "chat", JSON.stringify(options));

/**
 * @param {Signer} wasm
 * @param {import("../index.js").TicketTemplateLinkOptions} options
 */
export const signedTemplate = (wasm, options) =>
  wasm.signLink("bangwo8", "ticketTemplate", JSON.stringify(options));
