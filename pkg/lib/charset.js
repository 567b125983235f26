/**
 * What decodes the bytes of an answer: by the charset that its type names (RFC 9110, section 8.3.2), else as UTF-8. Made when it is
 * used, because not every engine has it at once.
 * @param {string | null} contentType
 */
export function decoderFor(contentType) {
  try {
    return new TextDecoder(charsetOf(contentType) || "utf-8");
  } catch {
    return new TextDecoder(); // a charset that the engine does not know
  }
}

/**
 * The charset that is not UTF-8; "" where it is, or none is named.
 * @param {string | null} contentType
 */
export function charsetOf(contentType) {
  const [, charset = ""] = /;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType ?? "") ?? [];
  return /^utf-?8$/i.test(charset) ? "" : charset;
}
