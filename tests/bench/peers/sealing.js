// How the careful peers seal: with AES-256-GCM, bound to a purpose.
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @type {Promise<CryptoKey> | undefined} */
let key;

/** @param {any} env */
function keyOf({ SEALING_KEY }) {
  key ??= crypto.subtle.importKey("raw", bytesOf(SEALING_KEY), "AES-GCM", false, [
    "encrypt",
    "decrypt",
  ]);
  return key;
}

/** @param {string} text */
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** @param {any} env @param {string} purpose @param {string} text */
export async function seal(env, purpose, text) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const algorithm = { name: "AES-GCM", iv, additionalData: encoder.encode(purpose) };
  const sealed = await crypto.subtle.encrypt(algorithm, await keyOf(env), encoder.encode(text));
  return btoa(String.fromCharCode(...iv, ...new Uint8Array(sealed)));
}

/** @param {any} env @param {string} purpose @param {string} sealed */
export async function open(env, purpose, sealed) {
  const bytes = bytesOf(sealed);
  const iv = bytes.subarray(0, 12);
  const algorithm = { name: "AES-GCM", iv, additionalData: encoder.encode(purpose) };
  return decoder.decode(
    await crypto.subtle.decrypt(algorithm, await keyOf(env), bytes.subarray(12)),
  );
}
