// Faults: what the next n matching requests get instead of, or after, the provider's own answer.

import { json, readObject, refuse } from "../http/respond.js";

const MOST_TIMES = 100_000;
const LONGEST_DELAY_MS = 600_000;
const HUGE_BYTES = 2 * 1024 * 1024 + 64 * 1024;
const NULL_BODY = new Set([204, 205, 304]);

/**
 * @typedef {Object} Fault
 * @property {string} path the request's path contains it
 * @property {number} n how many requests are still to be hit
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 * @property {string} [body] "malformed", "html", "empty", "huge", or the text itself
 * @property {number} [delay_ms]
 * @property {boolean} [drop]
 * @property {boolean} [after] the provider's rules run first, then the answer is spoilt
 */

export function createFaults() {
  /** @type {Fault[]} */
  let pending = [];
  return {
    /** @param {Fault} fault */
    add: (fault) => void pending.push(fault),
    list: () => pending,
    /**
     * The oldest fault that the path matches, used up by one.
     *
     * @param {string} path
     */
    take(path) {
      const fault = pending.find((candidate) => path.includes(candidate.path));
      if (fault) {
        fault.n -= 1;
        pending = pending.filter((candidate) => candidate.n > 0);
      }
      return fault;
    },
  };
}

/** @type {import("../sandbox.js").Control} */
export const listFaults = ({ world }) => json({ faults: world.faults.list() });

/** @type {import("../sandbox.js").Control} */
export async function inject({ request, world }) {
  const input = await readObject(request);
  if (input instanceof Response) return input;
  const problem = problemOf(input);
  if (problem) return refuse(400, problem);
  world.faults.add(/** @type {Fault} */ (/** @type {unknown} */ ({ n: 1, ...input })));
  return json({ faults: world.faults.list() });
}

/**
 * What each field has to be.
 *
 * @type {Record<string, [test: (value: unknown) => boolean, wanted: string]>}
 */
const FIELDS = {
  path: [isText, "a part of the requests' path"],
  n: [(n) => isWhole(n, 1, MOST_TIMES), `a whole number from 1 to ${MOST_TIMES}`],
  status: [(status) => isWhole(status, 200, 599), "a whole number from 200 to 599"],
  delay_ms: [
    (delay) => isWhole(delay, 1, LONGEST_DELAY_MS),
    `a whole number from 1 to ${LONGEST_DELAY_MS}`,
  ],
  drop: [(drop) => drop === true, "true, or absent"],
  after: [(after) => typeof after === "boolean", "true or false"],
  body: [isText, '"malformed", "html", "empty", "huge", or the text itself'],
  headers: [areHeaders, "an object of valid header names and values"],
};

/**
 * @param {Record<string, unknown>} input
 * @returns {string | undefined}
 */
export function problemOf(input) {
  if (!("path" in input)) return `path is missing: ${FIELDS.path?.[1]}`;
  for (const [name, value] of Object.entries(input)) {
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (!field) return `unknown field ${name}; a fault has ${Object.keys(FIELDS).join(", ")}`;
    if (!field[0](value)) return `${name} must be ${field[1]}`;
  }
  const { status, headers, body, delay_ms, drop } = input;
  const rewrites = status !== undefined || headers !== undefined || body !== undefined;
  if (drop && rewrites) return "a dropped connection has no status, headers or body";
  if (!drop && !rewrites && delay_ms === undefined) {
    return "nothing to do: give status, headers, body, delay_ms or drop";
  }
  if (NULL_BODY.has(Number(status)) && body !== undefined && body !== "empty") {
    return `an answer of status ${status} has no body`;
  }
  return undefined;
}

/** @param {unknown} value */
function isText(value) {
  return typeof value === "string" && value.length > 0;
}

/**
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 */
function isWhole(value, least, most) {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

/** @param {unknown} value */
function areHeaders(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const pairs = Object.entries(value);
  if (pairs.some(([, text]) => typeof text !== "string")) return false;
  try {
    return Boolean(new Headers(pairs));
  } catch {
    return false;
  }
}

/** @param {number} ms */
export function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Whether the provider's rules are run at all: a fault replaces them, unless it only delays.
 *
 * @param {Fault | undefined} fault
 */
export function runsRules(fault) {
  return !fault || fault.after === true || !spoils(fault);
}

/** @param {Fault} fault */
function spoils({ status, headers, body, drop }) {
  return Boolean(drop) || [status, headers, body].some((part) => part !== undefined);
}

/**
 * The answer that the client gets.
 *
 * @param {Fault} fault
 * @param {Response | null} played the provider's own answer, if its rules ran
 * @returns {Response}
 */
export function spoil(fault, played) {
  if (played && !spoils(fault)) return played;
  if (fault.drop) return droppedConnection();
  const status = fault.status ?? played?.status ?? 200;
  const [body, type] = bodyOf(fault.body, status, played);
  const headers = new Headers(played?.headers);
  if (type) headers.set("content-type", type);
  for (const [name, value] of Object.entries(fault.headers ?? {})) headers.set(name, value);
  return new Response(NULL_BODY.has(status) ? null : body, { status, headers });
}

/**
 * @param {string | undefined} body
 * @param {number} status
 * @param {Response | null} played
 * @returns {[body: BodyInit | null, type: string | undefined]}
 */
function bodyOf(body, status, played) {
  switch (body) {
    case undefined:
      return played ? [played.body, undefined] : [errorPage(status), "text/html; charset=utf-8"];
    case "malformed":
      return ['{"data": {"name": "cut off in the mid', "application/json"];
    case "html":
      return [errorPage(status), "text/html; charset=utf-8"];
    case "empty":
      return ["", "application/json"];
    case "huge":
      return [hugeBody(), "application/json"];
    default:
      return [body, played ? undefined : "application/json"];
  }
}

/**
 * What a server in front of a provider would show.
 *
 * @param {number} status
 */
function errorPage(status) {
  return `<!doctype html>\n<html><head><title>${status}</title></head><body><h1>${status}</h1><p>The site is being looked after. Please come back in a moment.</p></body></html>\n`;
}

/**
 * Valid JSON of a little over 2 MiB, sent in pieces and without a content-length, so that nothing
 * but its size can give it away.
 */
function hugeBody() {
  const piece = new TextEncoder().encode("x".repeat(65_536));
  let left = HUGE_BYTES;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"padding":"'));
    },
    pull(controller) {
      if (left > 0) {
        left -= piece.length;
        controller.enqueue(piece.slice());
      } else {
        controller.enqueue(new TextEncoder().encode('"}'));
        controller.close();
      }
    },
  });
}

const DROP_AFTER_MS = 25;

/**
 * An answer that begins, and whose connection then breaks. The head has to be on its way first:
 * `wrangler dev` asks again, up to three times, when a connection breaks before that.
 */
function droppedConnection() {
  let begun = false;
  const body = new ReadableStream({
    async pull(controller) {
      if (!begun) {
        begun = true;
        controller.enqueue(new TextEncoder().encode("{"));
        return;
      }
      await wait(DROP_AFTER_MS);
      controller.error(new Error("the sandbox dropped this connection, as a fault asked it to"));
    },
  });
  return new Response(body, { headers: { "content-type": "application/json" } });
}
