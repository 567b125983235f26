import {
  FLAG_IDEMPOTENT,
  FLAG_LIST,
  LIST_CURSOR,
  LIST_STYLE_NAMES,
  LIST_STYLE_USUAL,
  METHOD_GET,
  METHOD_POST,
  UNDESCRIBED,
} from "../dist/protocol.js";
import { isEmpty, listAt, nothingThere, refuse, shaped, shapedPage } from "./answer-shape.js";
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
   * @param {string} [flags]
   */
  makeMethod(entry, flags = "") {
    const { provider, caller } = kept(this);
    const find = operationFinder(provider, entry);
    const named = namedOf(caller, entry);
    /** @param {object} [params] @param {CallOptions} [options] */
    const method = async (params, options) =>
      shaped(await call(caller, find, params, options), flags, named);
    return Object.assign(method, { curl: curl(caller, find) });
  }

  /**
   * A method that calls an operation without parameters.
   * @param {TableEntry} entry
   * @param {string} [flags]
   */
  makeMethodWithoutParams(entry, flags = "") {
    const { provider, caller } = kept(this);
    const find = operationFinder(provider, entry);
    const named = namedOf(caller, entry);
    /** @param {CallOptions} [options] */
    const method = async (options) =>
      shaped(await call(caller, find, undefined, options), flags, named);
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
    const { caller } = kept(this);
    const named = namedOf(caller, entry);
    /** @param {object} [params] @param {CallOptions} [options] */
    const method = async (params, options) => {
      const answer = /** @type {any} */ (await wire(params, options));
      if (answer === undefined) return answer; // a write's, which said nothing
      if (isEmpty(answer)) return refuse(named);
      const held = Object.hasOwn(Object(answer), member) ? answer[member] : answer;
      const [record] = listAt({ held }, "held") ?? [held];
      if (isEmpty(record)) throw nothingThere(named);
      return record;
    };
    return Object.assign(method, { wire, curl: wire.curl });
  }

  /**
   * A method that lists.
   * @param {TableEntry} entry
   * @param {string} place of the items, unless they are the answer itself
   * @param {string} flags
   */
  makeListMethod(entry, place, flags) {
    const isBare = flags.includes(FLAG_LIST);
    const { provider, caller } = kept(this);
    const named = namedOf(caller, entry);
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
        shape: (/** @type {any} */ page) => shapedPage(page, place, isBare, named),
        items: (/** @type {any} */ page) => itemsAt(page, place),
      };
      return listPages(source, options);
    };
    return Object.assign(method, { curl: curl(caller, find) });
  }

  /**
   * Calls what no document describes: with the same credential, attempts, and errors.
   * @param {import("../index.js").FreeRequest} request
   * @param {CallOptions} [options]
   * @returns {Promise<any>}
   */
  async request({ method = "GET", path, query, body }, options) {
    const wasm = await core();
    // A method that there is none for is refused when the call is planned.
    const verbs = { GET: "get", PATCH: "patch", POST: "post" };
    const verb = Object.hasOwn(verbs, method) ? verbs[/** @type {"GET"} */ (method)] : "put";
    const { provider, caller: client } = kept(this);
    const operation = operationFinder(provider, UNDESCRIBED[verb])(wasm);
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
  }

  /**
   * Lists what no document describes.
   * @param {import("../index.js").FreeList} request
   * @param {ListOptions} [options]
   */
  requestList({ path, query, items: place, paging, cursor }, options) {
    const { provider, caller } = kept(this);
    const entry = listEntry(paging, cursor);
    const isPaging = paging === undefined || Object.hasOwn(LIST_STYLE_NAMES, paging);
    const named = namedOf(caller, entry);
    const items = (/** @type {any} */ page) =>
      listAt({ page }, "page") ?? listAt(page, place) ?? undefined;
    /** Where a page begins, as the core has named it with the first. */
    let start = "";
    /** @type {import("./paging.js").PageSource} */
    const source = {
      client: caller,
      find: operationFinder(provider, entry),
      params: { ...query },
      plan: (wasm, operation, by, at) => {
        if (!isPaging) throw noPaging(named);
        const atPage = at === undefined ? query : { ...query, [start]: at };
        const request = planUndescribedCall(wasm, operation, { path, query: atPage }, by);
        start = request.pageStart ?? "";
        return request;
      },
      shape: (page) => {
        if (items(page) === undefined && !isEmptyAt(page, place)) refuse(named);
        return page;
      },
      // The core is shown the items where it looks for them.
      view: (page) => ({ ...page, items: items(page) ?? [] }),
      items: (page) => items(page) ?? [],
    };
    return listPages(source, options);
  }
}

/** Whose answer it is, for errors. @param {Caller} caller @param {TableEntry} entry */
function namedOf({ instance }, { id, line }) {
  const [, path = "", flags = ""] = (line.split("\n")[1] ?? "").split("\t");
  const method = path.charAt(0);
  const isRead =
    method === METHOD_GET || (method === METHOD_POST && flags.includes(FLAG_IDEMPOTENT));
  // One thing is asked for where a parameter must name it.
  const isOne = isRead && /(^|[.])get[^.]*$/.test(id) && /[{!]/.test(line.replace(/:\S*/g, ""));
  return { provider: instance, operation: id, isRead, isOne };
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
  return async (params, { showSecrets = false, extra } = {}) => {
    const wasm = await core();
    const { options } = client;
    const caller = withOptions(client, options, encode({ ...options, showSecrets }));
    return runForDisplay(wasm, caller, showSecrets, async (authorized) =>
      curlCommand(wasm, find(wasm), params, authorized, showSecrets, extra),
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
 * The operation that stands for a list which no document describes: it goes on as the caller says, or as most of the platform's do.
 * @param {string} [paging]
 * @param {string} [cursor]
 * @returns {TableEntry}
 */
function listEntry(paging = "", cursor) {
  const { id, line } = UNDESCRIBED.list;
  const style = LIST_STYLE_NAMES[paging] ?? LIST_STYLE_USUAL;
  const at = line.lastIndexOf("?\t") + 2;
  const place = cursor === undefined ? "" : ` ${LIST_CURSOR}${cursor}`;
  return { id, line: line.slice(0, at) + style + line.slice(at) + place };
}

/** @param {import("./answer-shape.js").Named} named */
function noPaging({ provider, operation }) {
  const message = `paging must be one of ${Object.keys(LIST_STYLE_NAMES).join(", ")}`;
  return new PortariaError({ code: "invalid_argument", message, provider, operation });
}

/**
 * Whether there is a list with nothing in it at a place, as null or as an object without members.
 * @param {any} page
 * @param {string} place
 */
function isEmptyAt(page, place) {
  const value = itemsAt(page, place);
  return value !== undefined && isEmpty(value);
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
