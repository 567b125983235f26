// Example values for a schema: what a caller could pass, and what a platform could answer.

/** @typedef {import("./openapi-document.js").Schema} Schema */

/** Characters that a URL, a header field or JSON has to escape. */
const AWKWARD = `ä/b c&d=e?f#g%41+h"i'j\\k,l;ü€😀`;

/** A value for each pattern that the descriptions use. */
const PATTERNS = new Map([["^https://", "https://files.example.com/a b?c=d&e"]]);

/** Some schemas contain themselves. */
const DEEPEST = 7;

/** A value for each format that the descriptions use. */
const FORMATS = new Map([
  ["byte", "T2zDoQ=="],
  ["date", "2030-01-31"],
  ["date-time", "2030-01-31T09:30:00.000Z"],
  ["email", "ada+x@example.com"],
  ["password", "made up"],
  ["uri", "https://files.example.com/a%20b?c=d&e"],
  ["uuid", "00000000-0000-4000-8000-00000000000a"],
]);

/**
 * A function that makes a value for a schema: with the required members only, or with all members (`whole`).
 * @param {(schema: Schema) => Schema} follow
 * @param {{ whole: boolean, depth?: number }} how
 */
export function exampleGenerator(follow, { whole, depth = 0 }) {
  /**
   * @param {Schema} declared
   * @returns {unknown}
   */
  return function example(declared) {
    const schema = follow(declared);
    const choice = schema.oneOf ?? schema.anyOf;
    if (choice) return example(whole ? choice.at(-1) : choice[0]);
    if (["allOf", "not", "const"].some((word) => word in schema)) {
      throw new Error(`schema-examples.js knows no value for ${JSON.stringify(schema)}`);
    }
    if (schema.format === "binary") return "the file's own bytes";
    if (schema.enum) return whole ? schema.enum.at(-1) : schema.enum[0];
    const types = [schema.type ?? (schema.properties ? "object" : "string")].flat();
    const type = whole ? types.filter((one) => one !== "null").at(-1) : types[0];
    switch (type) {
      case "object":
        return object(schema);
      case "array":
        return schema.items && depth < DEEPEST
          ? Array.from(
              { length: whole && !schema.uniqueItems ? Math.min(2, schema.maxItems ?? 2) : 1 },
              () => example(schema.items),
            )
          : [];
      case "integer":
        return whole
          ? (schema.maximum ?? Number.MAX_SAFE_INTEGER)
          : (schema.minimum ?? Math.min(0, schema.maximum ?? 0));
      case "number":
        return whole ? (schema.maximum ?? 1234.5) : (schema.minimum ?? -0.25);
      case "boolean":
        return whole;
      case "null":
        return null;
      default:
        return text(schema);
    }
  };

  /** @param {Schema} schema */
  function object({ properties = {}, required = [], additionalProperties }) {
    const example = exampleGenerator(follow, { whole, depth: depth + 1 });
    const isWanted = (/** @type {string} */ name) =>
      (whole && depth < DEEPEST) || required.includes(name);
    const wanted = Object.entries(properties).filter(([name]) => isWanted(name));
    const known = wanted.map(([name, schema]) => [name, example(schema)]);
    const additional =
      whole && typeof additionalProperties === "object"
        ? [["of one's own", example(additionalProperties)]]
        : [];
    return Object.fromEntries([...known, ...additional]);
  }

  /** @param {Schema} schema */
  function text({ pattern, minLength = 0, maxLength = 200, format }) {
    const formatted = format && FORMATS.get(format);
    if (format && !formatted)
      throw new Error(`schema-examples.js knows no text of format ${format}`);
    if (formatted) return formatted;
    if (!pattern) {
      return (whole ? AWKWARD : "f1u2").slice(0, maxLength).padEnd(minLength, "x");
    }
    const fitting = PATTERNS.get(pattern);
    if (!fitting) throw new Error(`schema-examples.js knows no text for the pattern ${pattern}`);
    return fitting;
  }
}

/**
 * The parameters of a call, as one flat object.
 * @param {import("./openapi-document.js").Operation} operation
 * @param {(schema: Schema) => Schema} follow
 * @param {{ whole: boolean }} how
 * @returns {Record<string, unknown>}
 */
export function exampleParams({ parameters, body }, follow, how) {
  const example = exampleGenerator(follow, how);
  const wanted = parameters.filter(({ required }) => how.whole || required);
  const elsewhere = wanted.map(({ name, schema }) => [name, example(schema)]);
  return { ...Object.fromEntries(elsewhere), .../** @type {object} */ (body ? example(body) : {}) };
}
