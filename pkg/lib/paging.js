import { endedBy, withCallOptions } from "./call-options.js";
import { core } from "./core.js";
import { PortariaError } from "./error.js";
import { Listing } from "./listing.js";
import { remainingRequests } from "./quota.js";
import { send } from "./send.js";
import { runAuthorized } from "./token-retry.js";

/**
 * @typedef {import("./caller.js").Caller} Caller
 * @typedef {import("./core.js").Core} Core
 *
 * @typedef {object} PageSource how a list method reads its pages
 * @property {Caller} client
 * @property {import("./operation.js").FindOperation} find
 * @property {Record<string, unknown>} params what the list was asked for
 * @property {(core: Core, operation: number, caller: Caller, start: string | number | undefined) =>
 *   import("./request.js").CallRequest} plan plans the call for the page that begins there
 * @property {(page: any) => any} shape brings a page to the shape that its type has
 * @property {(page: any) => unknown} [view] a page as the core is to see it
 * @property {(page: any) => unknown} items what a page holds
 */

/** The most pages that are read ahead. */
const MAX_PREFETCH = 10;

/** How many requests of the quota reading ahead leaves for the app's own calls. */
const RESERVED_REQUESTS = 10;

/**
 * The pages of a list.
 * @param {PageSource} source
 * @param {import("../index.js").ListOptions | undefined} options
 */
export function listPages(source, options) {
  const { client, find, params, plan, shape, view = (page) => page, items } = source;
  const { prefetch, ...callOptions } = options ?? {};
  /** @type {Core} */
  let wasm;
  /** The parameters that say where a page begins, and how many items it holds. */
  let [startName, sizeName] = ["", ""];
  /** Where the last page was asked for; empty behind a Worker, which sends all requests to one host. */
  let url = "";
  /** @type {Caller | undefined} */
  let caller;
  const ownCaller = () => {
    caller ??= withCallOptions(client, options && callOptions);
    return caller;
  };
  /** @param {Caller} by @param {string | number} [start] */
  const read = async (by, start) => {
    wasm = await core();
    const operation = find(wasm);
    return runAuthorized(wasm, by, (authorized) => {
      const request = plan(wasm, operation, authorized, start);
      ({ pageStart: startName = "", pageSize: sizeName = "" } = request);
      if (!isThroughWorker(by)) url = request.url;
      return send(wasm, operation, request, authorized);
    }).then(shape);
  };
  return new Listing({
    read: async (start) => {
      checkPrefetch(prefetch, client.provider);
      return read(ownCaller(), start);
    },
    readUntil: (end) => {
      const by = endedBy(end, ownCaller());
      return (start) => read(by, start);
    },
    after: (page, before, start) =>
      wasm.nextPage(
        find(wasm),
        view(page),
        before && view(before),
        start ?? params[startName],
        params[sizeName],
        url,
      ),
    items,
    ahead: (next, page) => {
      const count = Math.min(Number(prefetch ?? 0), spareRequests(client.quota));
      if (count < 1) return [];
      // Where the other pages begin is known only of lists whose pages have numbers.
      if (count === 1 || typeof next !== "number" || startName !== "page") return [next];
      const last = wasm.lastPage(find(wasm), view(page), params[sizeName]) ?? Infinity;
      const length = Math.min(count, Math.max(last - next + 1, 1)); // at least `next`, whatever `last` is said to be
      return Array.from({ length }, (_, at) => next + at);
    },
  });
}

/** @param {Caller} caller */
const isThroughWorker = ({ options }) =>
  Boolean(/** @type {{ via?: string }} */ (/** @type {unknown} */ (options)).via);

/** How many requests may be sent ahead: they must not use up what the app needs for other calls. @param {Float64Array} quota */
function spareRequests(quota) {
  const remaining = remainingRequests(quota);
  return Number.isNaN(remaining) ? MAX_PREFETCH : Math.floor(remaining) - RESERVED_REQUESTS;
}

/**
 * @param {unknown} prefetch
 * @param {string} provider
 */
function checkPrefetch(prefetch, provider) {
  const isNumber = Number.isInteger(prefetch) && Number(prefetch) > 0;
  const isAllowed = isNumber && Number(prefetch) <= MAX_PREFETCH;
  if (prefetch === undefined || typeof prefetch === "boolean" || isAllowed) return;
  const message = `prefetch must be true, false, or how many pages to read ahead, from 1 to ${MAX_PREFETCH}`;
  throw new PortariaError({ code: "invalid_argument", message, provider });
}

/**
 * The items of a page, which is a list itself or holds one.
 * @param {any} page
 * @param {string} place of the list in the page: names joined by dots
 */
export const itemsAt = (page, place) =>
  Array.isArray(page) ? page : place.split(".").reduce((found, name) => found?.[name], page);
