/**
 * A client's header fields with those of one call, which replace the client's, whatever the case of their names. What is not a
 * plain object is returned as it is: the core refuses it when the call is planned.
 * @param {Record<string, string>} own
 * @param {Record<string, string>} ofCall
 */
export function mergeHeaders(own, ofCall) {
  const isPlain = (/** @type {unknown} */ fields) =>
    Object.getPrototypeOf(fields) === Object.prototype;
  if (!isPlain(own)) return own;
  if (!isPlain(ofCall)) return ofCall;
  const replaced = new Set(Object.keys(ofCall).map((name) => name.toLowerCase()));
  const others = Object.entries(own).filter(([name]) => !replaced.has(name.toLowerCase()));
  return { ...Object.fromEntries(others), ...ofCall };
}
