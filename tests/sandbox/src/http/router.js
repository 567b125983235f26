// Which routes a method and a path mean. Hono's trie finds them; templates are OpenAPI's, in which a
// parameter may have an ending of its own: `/tickets/{id}_v2.json`.

import { TrieRouter } from "hono/router/trie-router";
import { tryDecodeURIComponent } from "hono/utils/url";

/** The method of a route that is found by any. */
export const ANY_METHOD = "ALL";

/**
 * @template Route
 * @typedef {{ route: Route, values: Record<string, string> }} Match with the path's values as they are
 *   written, still encoded
 */

/**
 * @template Route
 * @param {Iterable<readonly [method: string, template: string, route: Route]>} routes
 */
export function createRouter(routes) {
  /** @type {TrieRouter<{ route: Route, endings: Map<string, string> }>} */
  const router = new TrieRouter();
  for (const [method, template, route] of [...routes].sort(literalFirst)) {
    const endings = new Map(
      [...template.matchAll(PARAMETER)].map(([, name = "", ending = ""]) => [name, ending]),
    );
    router.add(method, template.replace(PARAMETER, patternOf), { route, endings });
  }

  return {
    /**
     * What there is at the path, the most literal template first: `/contacts/attributes` is no contact.
     *
     * @param {string} method
     * @param {string} path
     * @returns {Match<Route>[]}
     */
    match(method, path) {
      const [found] =
        /** @type {[[{ route: Route, endings: Map<string, string> }, Record<string, string>][]]} */ (
          router.match(method, path)
        );
      return found.map(([{ route, endings }, written]) => {
        const values = Object.entries(written).map(([name, value]) => [
          name,
          value.slice(0, value.length - (endings.get(name)?.length ?? 0)),
        ]);
        return { route, values: Object.fromEntries(values) };
      });
    },
  };
}

/**
 * Values decoded. An encoded slash is a part of its value by then; what is no valid encoding stays.
 *
 * @param {Record<string, string>} values
 * @returns {Record<string, string>}
 */
export const decodedValues = (values) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, tryDecodeURIComponent(value)]),
  );

const PARAMETER = /\{(\w+)\}([^/]*)/g;

/**
 * A parameter as Hono writes it.
 *
 * @param {string} _
 * @param {string} name
 * @param {string} ending
 */
function patternOf(_, name, ending) {
  return ending ? `:${name}{[^/]+${ending.replaceAll(".", "\\.")}}` : `:${name}`;
}

/**
 * Sorts by where the first parameter stands: the later the better.
 *
 * @param {readonly [method: string, template: string, route: unknown]} one
 * @param {readonly [method: string, template: string, route: unknown]} other
 */
function literalFirst([, one], [, other]) {
  return shapeOf(one).localeCompare(shapeOf(other));
}

/** @param {string} template */
const shapeOf = (template) =>
  template
    .split("/")
    .map((part) => (part.startsWith("{") ? "1" : "0"))
    .join("");
