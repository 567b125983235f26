// Texts that are kept for this tab, or, where that is asked for, for this browser. Where the browser forbids that, nothing is
// kept, and the console works without.

const PREFIX = "portaria-console-";

/**
 * @param {string} name
 * @param {boolean} [lasting] for this browser, beyond this tab
 * @returns {string | null}
 */
export function readStored(name, lasting = false) {
  try {
    return (lasting ? localStorage : sessionStorage).getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string | null} value `null` deletes it
 * @param {boolean} [lasting] for this browser, beyond this tab
 */
export function writeStored(name, value, lasting = false) {
  try {
    const storage = lasting ? localStorage : sessionStorage;
    if (value === null) storage.removeItem(PREFIX + name);
    else storage.setItem(PREFIX + name, value);
  } catch {
    // The browser forbids it; nothing is kept.
  }
}
