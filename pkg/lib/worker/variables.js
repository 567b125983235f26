// The variables of an app: those of its environment, and the options that replace them.

/**
 * The options that replace variables.
 * @param {import("../../worker.js").PortariaOptions<any>} options
 */
const variablesOf = ({ instances, pages, prefix, returnTo }) =>
  Object.fromEntries(
    Object.entries({
      PORTARIA_INSTANCES: instances,
      PORTARIA_PAGES: pages,
      PORTARIA_PREFIX: prefix,
      PORTARIA_RETURN_TO: returnTo?.join(" "),
    }).filter(([, value]) => value !== undefined),
  );

/** @typedef {(env: import("../../worker.js").PortariaEnv) => Record<string, unknown>} Variables */

/**
 * The variables of an app. As long as nothing in them changes, they are the same object, by which the core knows that it has read
 * them already.
 * @param {import("../../worker.js").PortariaOptions<any>} options
 * @returns {Variables}
 */
export function variablesIn(options) {
  /** @type {Record<string, unknown> | undefined} */
  let seen;
  /** @type {Record<string, unknown>} */
  let variables = {};
  return (env) => {
    const given = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (env));
    if (!seen || !isSame(given, seen)) {
      seen = { ...given };
      variables = { ...given, ...variablesOf(options) };
    }
    return variables;
  };
}

/** @param {Record<string, unknown>} one @param {Record<string, unknown>} other */
function isSame(one, other) {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
  );
}
