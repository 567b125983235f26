// AES-256-GCM by WebCrypto, on views of the core's memory: it copies what it is given before it returns (Web Cryptography,
// section 14.3), so no copy of a plain text is made that would have to be wiped.

/** @param {BufferSource} iv @param {BufferSource} additionalData */
const gcm = (iv, additionalData) => ({ name: "AES-GCM", iv, additionalData });

/**
 * @param {CryptoKey} key @param {Uint8Array<ArrayBuffer>} iv @param {Uint8Array<ArrayBuffer>} about what is authenticated
 * with the text @param {Uint8Array<ArrayBuffer>} plain
 */
export const encrypt = (key, iv, about, plain) => crypto.subtle.encrypt(gcm(iv, about), key, plain);

/**
 * @param {CryptoKey} key @param {Uint8Array<ArrayBuffer>} iv @param {Uint8Array<ArrayBuffer>} about
 * @param {Uint8Array<ArrayBuffer>} sealed
 */
export const decrypt = (key, iv, about, sealed) =>
  crypto.subtle.decrypt(gcm(iv, about), key, sealed);
