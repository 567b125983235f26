/** How many bytes are made characters at once: a call takes no more arguments than some ten thousand everywhere. */
const PART = 8192;

/** @type {typeof import("../index.js").base64} */
export function base64(content) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : bytesOf(content);
  let characters = "";
  for (let at = 0; at < bytes.length; at += PART) {
    characters += String.fromCharCode(...bytes.subarray(at, at + PART));
  }
  return btoa(characters);
}

/** @param {ArrayBuffer | ArrayBufferView} content */
const bytesOf = (content) =>
  ArrayBuffer.isView(content)
    ? new Uint8Array(content.buffer, content.byteOffset, content.byteLength)
    : new Uint8Array(content);
