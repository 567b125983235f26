// Secrets that cannot be guessed.

/**
 * So many lower-case hexadecimal digits.
 *
 * @param {number} digits
 */
export function hex(digits) {
  const bytes = crypto.getRandomValues(new Uint8Array(Math.ceil(digits / 2)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, digits);
}
