import { UNDESCRIBED } from "../dist/protocol.js";
import { withCallOptions } from "./call-options.js";
import { withOptions } from "./caller.js";
import { core } from "./core.js";
import { curlCommand } from "./curl.js";
import { encode } from "./encode.js";
import { PortariaError } from "./error.js";
import { keep, keptBy } from "./hidden.js";
import { operationFinder } from "./operation.js";
import { itemsAt, listPages } from "./paging.js";
import { planCall, planPage, planUndescribedCall } from "./plan.js";
import { namedQuota, unknownQuota } from "./quota.js";
import { send } from "./send.js";
import { runAuthorized, runForDisplay } from "./token-retry.js";

/**
 * @typedef {import("../index.js").CallOptions} CallOptions
 * @typedef {import("../index.js").CurlOptions} CurlOptions
 * @typedef {import("../index.js").ListOptions} ListOptions
 * @typedef {import("./caller.js").Caller} Caller
 * @typedef {import("./core.js").Core} Core
 * @typedef {import("./operation.js").FindOperation} FindOperation
 * @typedef {import("./operation.js").TableEntry} TableEntry
 * @typedef {import("./request.js").CallRequest} CallRequest
 *
 * @typedef {object} Kept what a client keeps (./hidden.js)
 * @property {Client} client itself, without a proxy around it
 * @property {string} provider
 * @property {Caller} caller
 * @property {Map<string, unknown>} made what was made when it was first used, by name
 */

/** What every client is made of: the generated classes add the methods, whose names may be any verb. */
export class Client {
  /**
   * @param {string} provider
   * @param {object} [options] or another client, of which this one is a part
   */
  constructor(provider, options = {}) {
    const caller = keptBy(options)?.caller ?? newCaller(provider, options);
    keep(this, { client: this, provider, caller, made: new Map() });
  }

  /** What is left of the provider's quota, as far as this client knows; empty before its first call. */
  get quota() {
    return namedQuota(kept(this).caller.quota);
  }

  /**
   * A method that calls an operation.
   * @param {TableEntry} entry
   */
  makeMethod(entry) {
    const { provider, caller } = kept(this);
    const find = operationFinder(provider, entry);
    /** @param {object} [params] @param {CallOptions} [options] */
    const method = (params, options) => call(caller, find, params, options);
    return Object.assign(method, { curl: curl(caller, find) });
  }

  /**
   * A method that calls an operation without parameters.
   * @param {TableEntry} entry
   */
  makeMethodWithoutParams(entry) {
    const { provider, caller } = kept(this);
    const find = operationFinder(provider, entry);
    /** @param {CallOptions} [options] */
    const method = (options) => call(caller, find, undefined, options);
    const command = curl(caller, find);
    return Object.assign(method, {
      curl: (/** @type {CurlOptions} */ options) => command({}, options),
    });
  }

  /**
   * A method that gives one record. On the wire it is in a member of the answer, maybe in a list of one.
   * @param {TableEntry} entry
   * @param {string} member
   */
  makeRecordMethod(entry, member) {
    const wire = this.makeMethod(entry);
    const { instance } = kept(this).caller;
    /** @param {object} [params] @param {CallOptions} [options] */
    const method = async (params, options) => {
      const answer = /** @type {any} */ (await wire(params, options));
      const held = Object.hasOwn(Object(answer), member) ? answer[member] : answer;
      const [record] = Array.isArray(held) ? held : [held];
      if (record !== undefined && record !== null) return record;
      const message = `There is no such ${member}.`;
      throw new PortariaError({
        code: "not_found",
        message,
        provider: instance,
        operation: entry.id,
      });
    };
    return Object.assign(method, { wire, curl: wire.curl });
  }

  /**
   * A method that lists.
   * @param {TableEntry} entry
   * @param {string} place of the items, unless they are the answer itself
   */
  makeListMethod(entry, place) {
    const { provider, caller } = kept(this);
    const find = operationFinder(provider, entry);
    /** @param {object} [params] @param {ListOptions} [options] */
    const method = (params, options) => {
      // A copy, because the app's own may change before the last page is read. What is not an object is refused when the call
      // is planned, like every other wrong parameter.
      const own = isObject(params) ? { ...params } : undefined;
      const source = {
        client: caller,
        find,
        params: /** @type {Record<string, unknown>} */ (own ?? {}),
        plan: pagePlanner(own, params),
        items: (/** @type {any} */ page) => itemsAt(page, place),
      };
      return listPages(source, options);
    };
    return Object.assign(method, { curl: curl(caller, find) });
  }

  /** A method that calls what no document describes: with the same credential, attempts, and errors. */
  makeRequest() {
    const { provider, caller: client } = kept(this);
    const get = operationFinder(provider, UNDESCRIBED.get);
    const post = operationFinder(provider, UNDESCRIBED.post);
    const put = operationFinder(provider, UNDESCRIBED.put);
    /** @param {import("../index.js").FreeRequest} request @param {CallOptions} [options] */
    return async ({ method = "GET", path, query, body }, options) => {
      const wasm = await core();
      const find = method === "GET" ? get : method === "POST" ? post : put;
      const operation = find(wasm);
      const caller = withCallOptions(client, options);
      return runAuthorized(wasm, caller, async (authorized) => {
        const call = { method, path, query, body };
        return send(
          wasm,
          operation,
          planUndescribedCall(wasm, operation, call, authorized),
          authorized,
        );
      });
    };
  }

  /** A method that lists what no document describes: by `page` and `per_page`, in the query. */
  makeRequestList() {
    const { provider, caller: client } = kept(this);
    const find = operationFinder(provider, UNDESCRIBED.list);
    /** @param {import("../index.js").FreeList} request @param {ListOptions} [options] */
    return ({ path, query, items: place }, options) => {
      const items = (/** @type {any} */ page) => itemsAt(page, place);
      /** @type {import("./paging.js").PageSource} */
      const source = {
        client,
        find,
        params: { ...query },
        plan: (wasm, operation, caller, start) => {
          const atPage = start === undefined ? query : { ...query, page: start };
          return planUndescribedCall(wasm, operation, { path, query: atPage }, caller);
        },
        // The core is shown the items where it looks for them.
        view: (page) => ({ ...page, items: items(page) }),
        items,
      };
      return listPages(source, options);
    };
  }
}

/** What a client keeps. @param {Client} client @returns {Kept} */
const kept = (client) => keptBy(client);

/**
 * @param {Caller} client
 * @param {FindOperation} find
 * @param {object} [params]
 * @param {object} [options]
 */
async function call(client, find, params, options) {
  const wasm = await core();
  const operation = find(wasm);
  const caller = withCallOptions(client, options);
  return runAuthorized(wasm, caller, (authorized) =>
    send(wasm, operation, planCall(wasm, operation, params, authorized), authorized),
  );
}

/** @param {Caller} client @param {FindOperation} find */
function curl(client, find) {
  /** @param {object} [params] @param {CurlOptions} [options] */
  return async (params, { showSecrets = false } = {}) => {
    const wasm = await core();
    const { options } = client;
    const caller = withOptions(client, options, encode({ ...options, showSecrets }));
    return runForDisplay(wasm, caller, showSecrets, async (authorized) =>
      curlCommand(wasm, find(wasm), params, authorized, showSecrets),
    );
  };
}

/**
 * @param {string} provider
 * @param {object} given
 * @returns {Caller}
 */
function newCaller(provider, given) {
  const options = { ...given };
  const { instance = provider } = /** @type {{ instance?: string }} */ (options);
  const encoded = encode(options);
  const plans = { base: "", byOperation: undefined };
  return { instance, provider, options, encoded, plans, quota: unknownQuota(), tokenCache: {} };
}

/**
 * Plans the calls for the pages of a list. A further page is made of the call for an earlier one, where its parameter is in the
 * query and the caller's options are the same.
 * @param {Record<string, unknown> | undefined} own the parameters, if they are an object
 * @param {object | undefined} params as they were given
 * @returns {import("./paging.js").PageSource["plan"]}
 */
function pagePlanner(own, params) {
  /** @type {{ request: CallRequest, encoded: string } | undefined} */
  let earlier;
  return (wasm, operation, caller, start) => {
    const { encoded } = caller;
    let request;
    if (earlier?.encoded === encoded && earlier.request.pageStem && start !== undefined) {
      request = planPage(wasm, operation, earlier.request, start, caller);
    } else {
      const name = earlier?.request.pageStart ?? "";
      const atPage = start === undefined ? own : { ...own, [name]: start };
      request = planCall(wasm, operation, own ? atPage : params, caller);
    }
    earlier = { request, encoded };
    return request;
  };
}

/** @param {unknown} value @returns {value is object | null | undefined} */
const isObject = (value) =>
  value === undefined || (typeof value === "object" && !Array.isArray(value));
