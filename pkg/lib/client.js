import { authorised, call, command, like, plan, planFree, replan, showing } from "./call.js";
import { core } from "./core.js";
import { PortariaError } from "./error.js";
import { Listing } from "./listing.js";
import { pack } from "./encode.js";

/**
 * @typedef {import("../index.js").CallOptions} CallOptions
 * @typedef {import("../index.js").CurlOptions} CurlOptions
 * @typedef {import("./attempt.js").Planned} Planned
 * @typedef {(wasm: import("./core.js").Core) => number} Find gives the core's number for an operation
 *
 * @typedef {object} Described an operation
 * @property {string} id
 * @property {string} line as the core reads it: its group's line in the table, and its own
 */

/** The core's numbers, by the operations' lines. @type {Map<string, number>} */
const numbers = new Map();

/** What stands for calls that no document describes; build.rs has the same. */
const FREE = {
  GET: "get\tG?\tie",
  LIST: "list\tG?\tnie\t\t\titems",
  POST: "post\tP?\tbe",
  PUT: "put\tU?\tibe",
};

/** @param {string} line @returns {Described} */
const free = (line) => ({ id: `request.${line.split("\t")[0]}`, line: `@request\t\n${line}` });

/** What a client knows of its quota, in the order of src/api/quota.rs; what is only its own affair has no name. */
const QUOTA = ["limit", "remaining", "resetsAt", "blockedUntil", "", "", "dayRemaining", ""];

/** What a call, unlike its client, may be told. */
const CALL_OPTIONS = [
  "fetch",
  "headers",
  "onRequest",
  "onResponse",
  "retries",
  "signal",
  "timeoutMs",
];

/**
 * The client's header fields and the call's, which go first whatever the case of their names. What is no plain
 * object is left for the call to refuse.
 * @param {Record<string, string>} own
 * @param {Record<string, string>} calls
 */
function merged(own, calls) {
  const isOdd = (/** @type {unknown} */ fields) =>
    Object.getPrototypeOf(fields) !== Object.prototype;
  if (isOdd(own) || isOdd(calls)) return isOdd(own) ? own : calls;
  const names = new Set(Object.keys(calls).map((name) => name.toLowerCase()));
  const kept = Object.entries(own).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...calls };
}

/** @param {unknown} value @returns {value is object | null | undefined} */
const isPlain = (value) =>
  value === undefined || (typeof value === "object" && !Array.isArray(value));

/** The most pages that are read ahead. */
const MOST_AHEAD = 10;

/**
 * @param {unknown} prefetch
 * @param {string} provider
 */
function checkPrefetch(prefetch, provider) {
  const isNumber = Number.isInteger(prefetch) && Number(prefetch) > 0;
  const isFew = isNumber && Number(prefetch) <= MOST_AHEAD;
  if (prefetch === undefined || typeof prefetch === "boolean" || isFew) return;
  const message = `prefetch must be true, false, or how many pages to read ahead, from 1 to ${MOST_AHEAD}`;
  throw new PortariaError({ code: "invalid_argument", message, provider });
}

/**
 * What a page holds: it is a list itself, or has one somewhere.
 * @param {any} page
 * @param {string} place names joined by dots
 */
const itemsAt = (page, place) =>
  Array.isArray(page) ? page : place.split(".").reduce((found, name) => found?.[name], page);

/**
 * A caller whose calls end with something, or as his own signal says.
 * @param {AbortController} end @param {import("./call.js").Caller} caller
 * @returns {import("./call.js").Caller}
 */
function endedBy(end, caller) {
  const { options, packed } = caller;
  const { signal: own } = /** @type {CallOptions} */ (options);
  if (own?.aborted) end.abort(own.reason);
  own?.addEventListener("abort", () => end.abort(own.reason), { signal: end.signal });
  return like(caller, { ...options, signal: end.signal }, packed);
}

/** What every client is made of: the generated classes add the methods, whose names may be any verb. */
export class Client {
  #provider;
  /** @type {import("./call.js").Caller} */
  #self;

  /**
   * @param {string} provider
   * @param {object} [options] or another client, of which this one is a part
   */
  constructor(provider, options = {}) {
    this.#provider = provider;
    if (options instanceof Client) {
      this.#self = options.#self;
      return;
    }
    const own = { ...options };
    const { instance = provider } = /** @type {{ instance?: string }} */ (own);
    const quota = new Float64Array(QUOTA.length).fill(Number.NaN);
    const kept = {};
    this.#self = {
      provider: instance,
      kind: provider,
      options: own,
      packed: pack(own),
      quota,
      kept,
    };
  }

  /** What is left of the provider's quota, as far as this client knows; empty before its first call. */
  get quota() {
    const known = QUOTA.map((name, at) => [name, this.#self.quota[at]]);
    return Object.fromEntries(known.filter(([name, number]) => name && !Number.isNaN(number)));
  }

  /**
   * A method that calls an operation.
   * @param {Described} operation
   */
  makeMethod(operation) {
    const find = this.#finder(operation);
    /** @param {object} [params] @param {CallOptions} [options] */
    const method = (params, options) => this.#call(find, params, options);
    return Object.assign(method, { curl: this.#curl(find) });
  }

  /**
   * A method that calls an operation without parameters.
   * @param {Described} operation
   */
  makeBare(operation) {
    const find = this.#finder(operation);
    /** @param {CallOptions} [options] */
    const method = (options) => this.#call(find, undefined, options);
    const curl = this.#curl(find);
    return Object.assign(method, {
      curl: (/** @type {CurlOptions} */ options) => curl({}, options),
    });
  }

  /**
   * A method that gives one record, which the wire has in a member of the answer, maybe in a list of one.
   * @param {Described} operation
   * @param {string} member
   */
  makeOne(operation, member) {
    const wire = this.makeMethod(operation);
    /** @param {object} [params] @param {CallOptions} [options] */
    const method = async (params, options) => {
      const answer = /** @type {any} */ (await wire(params, options));
      const held = Object.hasOwn(Object(answer), member) ? answer[member] : answer;
      const [record] = Array.isArray(held) ? held : [held];
      if (record !== undefined && record !== null) return record;
      const { provider } = this.#self;
      const message = `There is no such ${member}.`;
      throw new PortariaError({ code: "not_found", message, provider, operation: operation.id });
    };
    return Object.assign(method, { wire, curl: wire.curl });
  }

  /** Calls what no document describes: with the same credential, tries, and errors. */
  makeRequest() {
    const finders = {
      GET: this.#finder(free(FREE.GET)),
      POST: this.#finder(free(FREE.POST)),
      other: this.#finder(free(FREE.PUT)),
    };
    /** @param {import("../index.js").FreeRequest} request @param {CallOptions} [options] */
    return async ({ method = "GET", path, query, body }, options) => {
      const wasm = await core();
      const number = (method === "GET" || method === "POST" ? finders[method] : finders.other)(
        wasm,
      );
      const caller = options ? this.#with(options) : this.#self;
      return authorised(wasm, caller, async (bearer) =>
        call(wasm, number, planFree(wasm, number, { method, path, query, body }, bearer), bearer),
      );
    };
  }

  /** Lists what no document describes: by `page` and `per_page`, in the query. */
  makeRequestList() {
    const find = this.#finder(free(FREE.LIST));
    /** @param {import("../index.js").FreeList} request @param {import("../index.js").ListOptions} [options] */
    return ({ path, query, items: place }, options) => {
      const items = (/** @type {any} */ page) => itemsAt(page, place);
      return this.#list(find, options, {
        asked: { ...query },
        // The core is shown the items where it looks for them.
        shown: (page) => ({ ...page, items: items(page) }),
        items,
        planAt: (wasm, number, bearer, at) => {
          const asked = at === undefined ? query : { ...query, page: at };
          return planFree(wasm, number, { path, query: asked }, bearer);
        },
      });
    };
  }

  /**
   * A method that lists.
   * @param {Described} operation
   * @param {string} [place] of the items, unless they are in `data` or are the answer itself
   */
  makeList(operation, place = "data") {
    const find = this.#finder(operation);
    /** @param {object} [params] @param {import("../index.js").ListOptions} [options] */
    const method = (params, options) => {
      // A copy, because the caller's own may change before the last page is read. What is no object is refused by
      // the call, like every other wrong parameter.
      const own = isPlain(params) ? { ...params } : undefined;
      /** @type {{ planned: Planned, packed: string } | undefined} of an earlier page */
      let earlier;
      return this.#list(find, options, {
        asked: /** @type {Record<string, unknown>} */ (own ?? {}),
        shown: (page) => page,
        items: (page) => itemsAt(page, place),
        planAt: (wasm, number, bearer, at, [name, , isQuery]) => {
          let planned;
          if (earlier?.packed === bearer.packed && isQuery && at !== undefined) {
            planned = replan(wasm, number, earlier.planned, name, at, bearer);
          } else {
            const given = at === undefined ? own : { ...own, [name]: at };
            planned = plan(wasm, number, own ? given : params, bearer);
          }
          earlier = { planned, packed: bearer.packed };
          return planned;
        },
      });
    };
    return Object.assign(method, { curl: this.#curl(find) });
  }

  /**
   * @typedef {[name: string, size: string, isQuery: string]} Paging the parameters that say where a page begins and how
   *   many items it holds, and whether the former is in the query
   *
   * @param {Find} find
   * @param {import("../index.js").ListOptions | undefined} options
   * @param {object} way
   * @param {Record<string, unknown>} way.asked the parameters
   * @param {(wasm: import("./core.js").Core, number: number, bearer: import("./call.js").Caller, at: string | number | undefined,
   *   paging: Paging) => Planned} way.planAt plans the call for a page
   * @param {(page: any) => unknown} way.shown a page as the core is to see it
   * @param {(page: any) => unknown} way.items what a page holds
   */
  #list(find, options, { asked, planAt, shown, items }) {
    const { prefetch, ...rest } = options ?? {};
    /** @type {import("./call.js").Caller | undefined} */
    let caller;
    /** @type {Paging} */
    let paging = ["", "", ""];
    /** What a page was asked for by; empty behind a Worker, which asks no other host than its own. */
    let url = "";
    /** @type {import("./core.js").Core} */
    let wasm;
    /** @param {import("./call.js").Caller} by @param {string | number} [at] */
    const readBy = async (by, at) => {
      wasm = await core();
      const number = find(wasm);
      if (!paging[0]) paging = /** @type {Paging} */ (wasm.pagingOf(number).split(" "));
      const { via } = /** @type {{ via?: string }} */ (by.options);
      return authorised(wasm, by, (bearer) => {
        const planned = planAt(wasm, number, bearer, at, paging);
        if (!via) url = planned.url;
        return call(wasm, number, planned, bearer);
      });
    };
    const own = () => {
      caller ??= options ? this.#with(rest) : this.#self;
      return caller;
    };
    return new Listing({
      read: async (at) => {
        checkPrefetch(prefetch, this.#provider);
        return readBy(own(), at);
      },
      readUntil: (end) => {
        const by = endedBy(end, own());
        return (at) => readBy(by, at);
      },
      after: (page, before, at) =>
        wasm.nextPage(
          find(wasm),
          shown(page),
          before && shown(before),
          at ?? asked[paging[0]],
          asked[paging[1]],
          url,
        ),
      items,
      ahead: (next, page) => {
        const many = Math.min(Number(prefetch ?? 0), this.#spare());
        if (many < 1) return [];
        // Where the others begin is known only of lists whose pages have numbers.
        if (many === 1 || typeof next !== "number" || paging[0] !== "page") return [next];
        const last = wasm.lastPage(find(wasm), shown(page), asked[paging[1]]) ?? Infinity;
        const length = Math.min(many, Math.max(last - next + 1, 1)); // it goes on there, whatever is told
        return Array.from({ length }, (_, at) => next + at);
      },
    });
  }

  /**
   * The core's number for an operation, asked for once.
   * @param {Described} operation
   * @returns {Find}
   */
  #finder({ id, line }) {
    /** @type {number | undefined} */
    let number;
    const key = `${this.#provider} ${line}`;
    return (wasm) => {
      if (number === undefined) {
        number = numbers.get(key) ?? wasm.find(this.#provider, id, line);
        numbers.set(key, number);
      }
      return number;
    };
  }

  /** How many requests may be sent ahead: they must not use up what the caller needs for himself. */
  #spare() {
    const [, remaining = Number.NaN] = this.#self.quota;
    return Number.isNaN(remaining) ? MOST_AHEAD : Math.floor(remaining) - 10;
  }

  /**
   * @param {Find} find
   * @param {object} [params]
   * @param {object} [options]
   */
  async #call(find, params, options) {
    const wasm = await core();
    const number = find(wasm);
    const caller = options ? this.#with(options) : this.#self;
    return authorised(wasm, caller, (bearer) =>
      call(wasm, number, plan(wasm, number, params, bearer), bearer),
    );
  }

  /** @param {object} options */
  #with(options) {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    const unknown = given.find(([name]) => !CALL_OPTIONS.includes(name));
    if (unknown) {
      throw new PortariaError({
        code: "invalid_argument",
        message: `${unknown[0]} is not an option of a call; there are ${CALL_OPTIONS.join(", ")}`,
        provider: this.#provider,
      });
    }
    const { headers } = /** @type {CallOptions} */ (options);
    const own = this.#self.options.headers;
    const both = own && headers ? { headers: merged(own, headers) } : {};
    const all = { ...this.#self.options, ...Object.fromEntries(given), ...both };
    return like(this.#self, all, pack(all));
  }

  /** @param {Find} find */
  #curl(find) {
    /** @param {object} [params] @param {CurlOptions} [options] */
    return async (params, { showSecrets = false } = {}) => {
      const wasm = await core();
      const { options } = this.#self;
      const self = like(this.#self, options, pack({ ...options, showSecrets }));
      return showing(wasm, self, showSecrets, async (caller) =>
        command(wasm, find(wasm), params, caller, showSecrets),
      );
    };
  }
}
