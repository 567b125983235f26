import { PortariaError } from "./error.js";

/**
 * The options that have a value. One that nobody knows is refused: it would be ignored.
 * @param {string} what they are options of
 * @param {object | undefined} options
 * @param {string[]} known
 * @param {string} [provider]
 */
export function knownOptions(what, options, known, provider) {
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  const unknown = given.find(([name]) => !known.includes(name));
  if (!unknown) return given;
  throw new PortariaError({
    code: "invalid_argument",
    message: `${unknown[0]} is not an option of ${what}; there are ${known.join(", ")}`,
    ...(provider !== undefined && { provider }),
  });
}
