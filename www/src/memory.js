// What this tab remembers, or, where that is asked for, this browser. A browser may forbid both; then the page works
// without a memory.

const PREFIX = "portaria-console-";

/**
 * @param {string} name
 * @param {boolean} [lasting] beyond this tab
 * @returns {string | null}
 */
export function recall(name, lasting = false) {
  try {
    return (lasting ? localStorage : sessionStorage).getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string | null} value `null` forgets
 * @param {boolean} [lasting] beyond this tab
 */
export function remember(name, value, lasting = false) {
  try {
    const storage = lasting ? localStorage : sessionStorage;
    if (value === null) storage.removeItem(PREFIX + name);
    else storage.setItem(PREFIX + name, value);
  } catch {
    // Without a memory, then.
  }
}
