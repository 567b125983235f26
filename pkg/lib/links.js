/**
 * @typedef {{ url: string, fields: Record<string, unknown> }} Target the address of the link, and the fields that are signed
 * @typedef {{ signLink: typeof import("../dist/server.js").signLink }} Signer
 */

/** The chat's address. */
const BASE = "https://www.bangwo8.com";

/**
 * @param {Signer} wasm
 * @param {import("../index.js").ChatLinkOptions} options
 */
export const signedChat = (wasm, options) => {
  const { baseUrl = BASE, device = "pc", vendorID, uid, params } = options;
  const url = `${baseUrl}/osp2016/chat/${device}/index.php`;
  return signed(wasm, { url, fields: { vendorID, uid, ...params } }, options);
};

/**
 * @param {Signer} wasm
 * @param {import("../index.js").TicketTemplateLinkOptions} options
 */
export const signedTemplate = (wasm, options) => {
  const { url, authaccount, mobile, params } = options;
  return signed(wasm, { url, fields: { authaccount, mobile, ...params } }, options);
};

/**
 * @param {Signer} wasm
 * @param {Target} target
 * @param {import("../index.js").SignedLinkOptions} options
 */
const signed = (wasm, { url, fields }, { privateKey }) =>
  // Made texts of here, because the core would not read anything else.
  wasm.signLink(`${url ?? ""}`, JSON.stringify(fields), `${privateKey ?? ""}`);
