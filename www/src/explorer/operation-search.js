// Which operations have all the words that somebody looks for.

/**
 * @typedef {object} Searched
 * @property {string} path
 * @property {string} method
 * @property {string} [operationId]
 * @property {string} [summary]
 * @property {string} [description]
 */

/**
 * @param {string} phrase
 * @returns {(tag: string, operation: Searched) => boolean}
 */
export function matcher(phrase) {
  const wanted = phrase.toLowerCase().split(/\s+/).filter(Boolean);
  return (tag, { path, method, operationId = "", summary = "", description = "" }) => {
    const text = [tag, path, method, operationId, summary, description].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
}
