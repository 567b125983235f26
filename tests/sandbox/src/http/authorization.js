// The two schemes of the Authorization header that providers take.

import { Buffer } from "node:buffer";

/**
 * The token of a Bearer authorisation.
 *
 * @param {Headers} headers
 * @returns {string | undefined}
 */
export const bearerIn = (headers) => credentialsIn(headers, /^Bearer +(\S+)$/i);

/**
 * Name and password of a Basic authorisation, in UTF-8. Only the first colon parts them.
 *
 * @param {Headers} headers
 */
export function basicIn(headers) {
  const encoded = credentialsIn(headers, /^Basic +(\S+)$/i);
  if (!encoded) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? null : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/**
 * @param {Headers} headers
 * @param {RegExp} scheme
 */
const credentialsIn = (headers, scheme) => scheme.exec(headers.get("authorization") ?? "")?.[1];
