// Secrets that cannot be guessed.

/** 32 lower-case hexadecimal digits. */
export function hex32() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
