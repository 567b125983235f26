// A value made from its schema alone, for operations that have nothing behind them here.

/** Deeper than this, lists are empty: a tree's nodes have nodes. */
const DEEPEST = 8;

/**
 * @typedef {Object} Wording what a provider's samples say where its schemas say nothing
 * @property {readonly (readonly [name: RegExp, text: string])[]} texts by what a text is called
 * @property {Record<string, string>} [formats] by a text's format, before its name
 * @property {RegExp} [trueNames] what a flag is called that is set
 */

/**
 * @param {import("./document.js").Follow} follow
 * @param {Wording} wording
 */
export function createSampler(follow, { texts, formats = {}, trueNames = /$^/ }) {
  /**
   * @param {import("./document.js").Schema} declared
   * @param {string} [name] what its parent calls it
   * @param {number} [depth]
   * @returns {unknown}
   */
  return function sample(declared, name = "", depth = 0) {
    const schema = follow(declared);
    if (schema.example !== undefined) return structuredClone(schema.example);
    if (schema.default !== undefined) return structuredClone(schema.default);
    if (schema.enum) return schema.enum[0];
    if (schema.oneOf?.[0]) return sample(schema.oneOf[0], name, depth);
    const type = [schema.type ?? []].flat()[0] ?? (schema.properties ? "object" : "string");
    if (type === "object") {
      const known = Object.entries(schema.properties ?? {});
      return Object.fromEntries(known.map(([key, each]) => [key, sample(each, key, depth + 1)]));
    }
    if (type === "array") {
      return schema.items && depth < DEEPEST ? [sample(schema.items, name, depth + 1)] : [];
    }
    if (type === "integer" || type === "number") return schema.minimum ?? 1;
    if (type === "boolean") return trueNames.test(name);
    const text = formats[schema.format ?? ""] ?? texts.find(([pattern]) => pattern.test(name))?.[1];
    return text ?? `some ${name || "text"}`;
  };
}
