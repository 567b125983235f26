// How links are signed: SHA-1 over the values, sorted as bytes and written one after the other.

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/**
 * @param {URLSearchParams} params of the link; its signature is left out
 * @param {string} privateKey
 */
export function signatureOf(params, privateKey) {
  const values = [...params].filter(([name]) => name !== "signature").map(([, value]) => value);
  const sorted = [...values, privateKey]
    .map((value) => Buffer.from(value, "utf8"))
    .sort(Buffer.compare);
  return createHash("sha1").update(Buffer.concat(sorted)).digest("hex");
}
