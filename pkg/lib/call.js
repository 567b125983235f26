import { ABORTED, attempt } from "./attempt.js";
import { PortariaError } from "./error.js";
import { NO_OBJECT, pack } from "./encode.js";
import { pause } from "./abort.js";

/**
 * @typedef {import("../index.js").CallOptions} CallOptions
 * @typedef {import("./core.js").Core} Core
 * @typedef {import("./attempt.js").Planned} Planned
 *
 * @typedef {object} Caller who calls
 * @property {string} provider or the name of the instance
 * @property {string} kind the provider
 * @property {CallOptions} options which the core has checked when a plan stands
 * @property {string} packed the same, as the core reads them
 * @property {Float64Array} quota what is known of it (src/api/quota.rs)
 * @property {object} kept what is known of the token of a client with keys of its own (./tokens.js)
 * @property {Common} [common] worked out with the first call
 * @property {{ token: string, caller: Caller }} [bearer] the same caller with the token that was used last
 *
 * @typedef {object} Common what all calls of a caller have in common (src/js/call.rs)
 * @property {string} base the address below which they go
 * @property {string} query what goes into the query of each, `""` as a rule
 * @property {Record<string, string>} headers
 * @property {number} timeoutMs
 * @property {boolean} counts whether requests are counted against a quota
 * @property {boolean} names whether a request that changes something is to have an id
 * @property {boolean} watched whether somebody wants to see the requests
 * @property {string[] | undefined} tells the members of which an answer that refuses, with a good status, has one at least;
 *   `undefined` where it may be told otherwise
 *
 * @typedef {(core: Core, caller: Caller, stale?: string) => Promise<string | undefined>} Tokens gives the token of such a
 *   client: another one than the stale one; `undefined` where there are no keys
 */

/**
 * The places in a quota (src/api/quota.rs). Of paced requests, it says until when they have spent, and how long the last one is to
 * wait.
 */
const [LIMIT, REMAINING, RESETS_AT, BLOCKED_UNTIL] = [0, 1, 2, 3];
const [SPENT_UNTIL, PACED, DAY_REMAINING, DAY_RESETS_AT] = [4, 5, 6, 7];

/** @type {Tokens | undefined} which a server's entry says: a page has no keys */
let tokens;

/** @param {Tokens} way */
export function tokensWith(way) {
  tokens = way;
}

/**
 * Has something done with a token, where the caller has keys; and once more with another, should that one be refused.
 * @template Result
 * @param {Core} core
 * @param {Caller} caller
 * @param {(caller: Caller) => Promise<Result>} run
 * @returns {Promise<Result>}
 */
export function authorised(core, caller, run) {
  return tokens && hasKeys(caller) ? withToken(tokens, core, caller, run) : run(caller);
}

/**
 * @template Result
 * @param {Tokens} tokens
 * @param {Core} core
 * @param {Caller} caller
 * @param {(caller: Caller) => Promise<Result>} run
 * @returns {Promise<Result>}
 */
async function withToken(tokens, core, caller, run) {
  const token = await tokens(core, caller);
  if (token === undefined) return run(caller);
  try {
    return await run(bearing(caller, token));
  } catch (error) {
    const isRefused = error instanceof PortariaError && error.code === "unauthorized";
    const fresh = isRefused ? await tokens(core, caller, token) : undefined;
    if (fresh === undefined) throw error;
    return run(bearing(caller, fresh));
  }
}

/**
 * Has something shown that a token is a part of: the caller's own, which is asked for where it is to be seen.
 * @template Result
 * @param {Core} core
 * @param {Caller} caller
 * @param {boolean} showSecrets
 * @param {(caller: Caller) => Promise<Result>} run
 */
export const showing = (core, caller, showSecrets, run) => {
  if (showSecrets) return authorised(core, caller, run);
  return run(hasKeys(caller) ? bearing(caller, "[secret]") : caller);
};

/** Whether it has keys that are exchanged for tokens. @param {Caller} caller */
const hasKeys = ({ options }) => "clientId" in options || "secretId" in options;

/**
 * A caller as this one, with other options: what was worked out of its own is not taken over.
 * @param {Caller} caller
 * @param {CallOptions} options
 * @param {string} packed
 * @returns {Caller}
 */
export function like({ provider, kind, quota, kept }, options, packed) {
  return { provider, kind, options, packed, quota, kept };
}

/**
 * The caller with a token, made once for each.
 * @param {Caller} caller
 * @param {string} token
 */
function bearing(caller, token) {
  if (caller.bearer?.token !== token) {
    const packed = caller.packed + pack({ accessToken: token });
    caller.bearer = { token, caller: like(caller, caller.options, packed) };
  }
  return caller.bearer.caller;
}

/**
 * Plans a call: everything is checked before anything is sent.
 * @param {Core} core
 * @param {number} operation
 * @param {object | undefined} params
 * @param {Caller} caller
 */
export function plan(core, operation, params, caller) {
  const common = commonOf(core, operation, caller);
  return counted(
    core,
    operation,
    caller,
    planned(core, operation, params, caller.provider, common),
  );
}

/**
 * Plans a call that no document describes.
 * @param {Core} core
 * @param {number} operation
 * @param {import("../index.js").FreeRequest} request
 * @param {Caller} caller
 */
export function planFree(core, operation, request, caller) {
  const common = commonOf(core, operation, caller);
  const { method = "GET", path, query, body } = request;
  const has = body !== undefined;
  const asked = packedParams(query);
  const { provider } = caller;
  // What is no text would not be read as one there.
  const text = core.planFree(operation, `${method}`, `${path}`, asked, has, provider);
  const call = whole(partsOf(text), common, provider, { body });
  return counted(core, operation, caller, call);
}

/** Calls without parameters, which are always the same. @type {Map<number, Parts>} */
const bare = new Map();

/**
 * A call of a caller's.
 * @param {Core} core
 * @param {number} operation
 * @param {object | undefined} params
 * @param {string} provider
 * @param {Common} common
 */
function planned(core, operation, params, provider, common) {
  let parts = params === undefined ? bare.get(operation) : undefined;
  if (!parts) {
    parts = partsOf(core.plan(operation, packedParams(params), provider));
    if (params === undefined) bare.set(operation, parts);
  }
  return whole(parts, common, provider, params);
}

/**
 * Counts a planned request, and says how it is to be shown.
 * @param {Core} core
 * @param {number} operation
 * @param {Caller} caller
 * @param {Planned} call
 */
function counted(core, operation, caller, call) {
  count(core, operation, caller);
  if (caller.common?.watched) call.shown = core.maskUrl(operation, call.url, caller.packed);
  return call;
}

/**
 * The same call with another value in its query.
 * @param {Core} core
 * @param {number} operation
 * @param {Planned} plan
 * @param {string} name
 * @param {string | number} value
 * @param {Caller} caller
 * @returns {Planned}
 */
export function replan(core, operation, plan, name, value, caller) {
  count(core, operation, caller);
  const field = `${name}=${encodeURIComponent(value)}`;
  /** @param {string} url */
  const changed = (url) => {
    const [before = "", ...fields] = url.split(/[?&]/);
    const others = fields.filter((one) => !one.startsWith(`${name}=`));
    return `${before}?${[...others, field].join("&")}`;
  };
  return { ...plan, url: changed(plan.url), shown: plan.shown && changed(plan.shown) };
}

/**
 * Counts a request against the quota, where there is one. Within a window and a day that have begun, and where requests are not
 * paced, the core need not be asked.
 * @param {Core} core
 * @param {number} operation
 * @param {Caller} caller
 */
function count(core, operation, caller) {
  if (!commonOf(core, operation, caller).counts) return;
  const { packed, quota } = caller;
  const now = Date.now();
  // By their places: to take a list apart costs an iterator. What is not known is `NaN`, which is neither more nor less.
  const known = (/** @type {number} */ at) => quota[at] ?? Number.NaN;
  const isInWindow = now < known(RESETS_AT) && now >= known(BLOCKED_UNTIL);
  const asks = !isInWindow || known(SPENT_UNTIL) > 0 || now >= known(DAY_RESETS_AT);
  if (asks) return core.count(operation, packed, quota, now);
  quota[REMAINING] = Math.max(known(REMAINING) - 1, 0);
  quota[DAY_REMAINING] = Math.max(known(DAY_REMAINING) - 1, 0);
}

/**
 * Makes a planned call: tried until the core says that it succeeded, failed, or that its time is over.
 * @param {Core} core
 * @param {number} operation
 * @param {Planned} plan
 * @param {Caller} caller
 */
export async function call(core, operation, plan, caller) {
  const { options, packed, quota, common } = caller;
  const paced = quota[PACED] ?? 0; // of this very call: nothing has run since it was counted
  if (paced > 0) await pause(paced, options.signal).catch(() => {});
  const started = Date.now();
  const { fetch, onRequest, onResponse, signal } = options;
  const left = () => plan.timeoutMs - (Date.now() - started);
  const event = { operation: plan.id, method: plan.method, url: plan.shown, attempt: 0 };
  for (;;) {
    event.attempt += 1;
    let answer;
    if (signal?.aborted) {
      answer = { failed: ABORTED };
    } else {
      if (event.attempt > 1) {
        count(core, operation, caller);
        const turn = quota[PACED] ?? 0;
        if (turn > 0) await pause(turn, signal).catch(() => {});
      }
      if (onRequest) tell(onRequest, { ...event });
      answer = await attempt(plan, Math.max(left(), 1), fetch, signal);
      const { failed, status = 0, body } = answer;
      if (onResponse && status) tell(onResponse, { ...event, status });
      learn(quota, answer);
      const isGood = failed === 0 && status >= 200 && status < 300;
      const isPlain = isGood && body !== undefined && !plan.isFile;
      if (isPlain && (isQuiet(body, common) || core.succeeded(operation, status, body)))
        return body;
    }
    const now = Date.now();
    const wait = core.judge(operation, packed, plan.url, answer, quota, now, event.attempt, left());
    if (wait === undefined) return answer.body;
    await pause(wait, signal).catch(() => {}); // an abort is told with the next try
  }
}

/**
 * Whether a good answer has no member that could tell of an error: the core need not look at it.
 * @param {unknown} body
 * @param {Common | undefined} common
 */
function isQuiet(body, common) {
  if (!common?.tells || typeof body !== "object" || body === null) return false;
  for (const name of common.tells) if (name in body) return false;
  return true;
}

/**
 * What an answer says of the quota. What is no number says nothing.
 * @param {Float64Array} quota
 * @param {import("./attempt.js").Answer} answer
 */
function learn(quota, { limit, remaining }) {
  if (limit && Number.isFinite(Number(limit))) quota[LIMIT] = Number(limit);
  if (remaining && Number.isFinite(Number(remaining))) quota[REMAINING] = Number(remaining);
}

/**
 * The call as a command for `sh`.
 * @param {Core} core
 * @param {number} operation
 * @param {object | undefined} params
 * @param {Caller} caller
 * @param {boolean} showSecrets
 */
export function command(core, operation, params, { provider, packed }, showSecrets) {
  const common = readCommon(core.planShown(operation, packed));
  const call = planned(core, operation, params, provider, common);
  const body = typeof call.body === "string" && !showSecrets ? masked(call.body) : call.body;
  const url = showSecrets ? call.url : core.maskUrl(operation, call.url, packed);
  const fields = Object.entries(call.headers);
  const lines = fields.map((field) => field.join(": ")).join("\n");
  const { method } = call;
  if (!(body instanceof FormData)) {
    const text = /** @type {string | undefined} */ (body); // what else does `bodyOf` make?
    return core.curlCommand(method, url, lines, text, undefined);
  }
  const parts = [...body].map(([name, value]) => [
    name,
    typeof value === "string" ? value : `@${value.name}`,
  ]);
  return core.curlCommand(method, url, lines, undefined, pack(Object.fromEntries(parts)));
}

/** What is secret by its name, wherever it stands in a body. */
const SECRET = /password|authcode|private_?key/i;

/**
 * A JSON body with what is secret in it masked.
 * @param {string} text
 */
const masked = (text) =>
  SECRET.test(text)
    ? JSON.stringify(
        JSON.parse(text, (name, value) =>
          SECRET.test(name) && typeof value === "string" ? "[secret]" : value,
        ),
      )
    : text;

/**
 * What is no object is refused by the core.
 * @param {unknown} params
 */
function packedParams(params) {
  const isObject = typeof params === "object" && !Array.isArray(params);
  return params === undefined || isObject ? pack(params ?? {}) : NO_OBJECT;
}

/**
 * Header fields, of lines of `name: value`; of the same name, as one (RFC 9110, section 5.3). As an object, which runtimes
 * read faster than a list.
 * @param {string} lines
 */
export function fieldsOf(lines) {
  /** @type {Map<string, string>} */
  const fields = new Map();
  for (const line of lines.split("\n")) {
    const at = line.indexOf(": ");
    const [name, value] = [line.slice(0, at), line.slice(at + 2)];
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(fields);
}

/**
 * Works out, once, what all calls of a caller have in common.
 * @param {Core} core
 * @param {number} operation
 * @param {Caller} caller
 */
function commonOf(core, operation, caller) {
  caller.common ??= readCommon(core.planCaller(operation, caller.packed));
  return caller.common;
}

/** @param {string} text as src/js/call.rs writes it @returns {Common} */
function readCommon(text) {
  const [address = "", lines = "", timeoutMs, marks = "", tells] = text.split("\u001e");
  const [base = "", query = ""] = address.split("?");
  return {
    base,
    query,
    headers: fieldsOf(lines),
    timeoutMs: Number(timeoutMs),
    counts: marks.includes("q"),
    names: marks.includes("r"),
    watched: marks.includes("w"),
    tells: tells ? tells.split(" ") : undefined,
  };
}

/**
 * What the core planned.
 * @typedef {object} Parts
 * @property {string} id the operation's
 * @property {string} method
 * @property {string} path with the query
 * @property {string} type of the body
 * @property {boolean} isFile whether the answer is a file
 * @property {string | undefined} kind of the body
 * @property {string[]} names of the parameters in it
 */

/** @param {string} text as src/js/call.rs writes it @returns {Parts} */
function partsOf(text) {
  const [id = "", method = "", path = "", type = "", file, kind, ...names] = text.split("\u001e");
  return { id, method, path, type, isFile: file !== "", kind, names };
}

/** What changes nothing (RFC 9110, section 9.2.1). */
const SAFE = ["GET", "HEAD", "OPTIONS"];

/**
 * A planned call, whole.
 * @param {Parts} parts
 * @param {Common} common
 * @param {string} provider
 * @param {object | undefined} params
 * @returns {Planned}
 */
function whole(
  { id, method, path, type, isFile, kind, names },
  { base, query, headers: own, timeoutMs, names: isNamed },
  provider,
  params,
) {
  const given = /** @type {Record<string, any>} */ (params ?? {});
  let body;
  try {
    body = kind ? bodyOf(kind, names, given) : undefined;
  } catch {
    const message = "the parameters hold something that JSON cannot express";
    throw new PortariaError({ code: "invalid_argument", message, provider, operation: id });
  }
  let headers = own;
  if (type) headers = { ...headers, "content-type": type };
  // The same for all tries, so that what one of them did is not done again. Pages without TLS have no such ids.
  const name = isNamed && !SAFE.includes(method) && globalThis.crypto?.randomUUID?.();
  if (name) headers = { ...headers, requestid: name };
  const address = base + path;
  const url = query ? `${address}${path.includes("?") ? "&" : "?"}${query}` : address;
  return { id, method, url, headers, body, isFile, timeoutMs, shown: "" };
}

/**
 * The body, of these parameters.
 * @param {string} kind
 * @param {string[]} names
 * @param {Record<string, any>} params
 */
function bodyOf(kind, names, params) {
  if (kind === "m") {
    const form = new FormData();
    // What is no file becomes text.
    for (const name of names) for (const one of [params[name]].flat()) form.append(name, one);
    return form;
  }
  const value =
    kind === "w"
      ? params[/** @type {string} */ (names[0])]
      : Object.fromEntries(names.map((name) => [name, params[name]]));
  return JSON.stringify(value);
}

/**
 * Tells a hook, which is for logs: what it is told holds no secret, and what it throws, now or later, is its own.
 * @template Event
 * @param {(event: Event) => unknown} hook
 * @param {Event} event
 */
function tell(hook, event) {
  try {
    Promise.resolve(hook(event)).catch(() => {});
  } catch {
    // Its own.
  }
}
