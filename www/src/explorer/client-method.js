// The package's own method for an operation: it shows the call as a command and as JavaScript, tells whether an answer is
// an error, and knows where the next page of a list begins.

import { PortariaError } from "portaria";
import * as clients from "../clients.js";
import { via } from "../worker-address.js";

/**
 * @typedef {import("./explorer.js").Selection} Selection
 * @typedef {import("./request.js").Params} Params
 * @typedef {{ status: number, text: string, headers: Record<string, string> }} Recorded
 */

/**
 * @param {Selection} place
 * @param {string} base
 * @param {string} operation
 */
export const methodOf = ({ instance: { name, provider } }, base, operation) =>
  clients.methodOf(
    provider,
    { via, instance: name, baseUrl: base, allowLoopback: true },
    operation,
  );

/** @param {any} method @param {Params} params */
const given = (method, params) => (method.length === 1 ? [] : [params]);

/**
 * The call as a command that goes straight to the vendor, secrets masked.
 * @param {any} method
 * @param {Params} params
 * @returns {Promise<string>}
 */
export const commandOf = (method, params) => method.curl(params);

/**
 * The call as a line of JavaScript.
 * @param {Selection} place
 * @param {string} operation
 * @param {Params} params
 */
export function lineOf({ instance, account }, operation, params) {
  const name = clients.classNameOf(instance.provider);
  const own = instance.name === instance.provider ? {} : { instance: instance.name };
  const options = literal({
    via,
    ...own,
    ...(account === undefined ? {} : { accountId: account }),
  });
  const given = Object.keys(params).length > 0 ? literal(params) : "";
  return `await new ${name}(${options}).${operation}(${given})`;
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function literal(value) {
  if (value instanceof Blob) return "file";
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([name, one]) =>
        `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}: ${literal(one)}`,
    );
    return `{ ${members.join(", ")} }`;
  }
  return JSON.stringify(value) ?? "undefined";
}

/**
 * The error that the package makes of an answer, if it makes one.
 * @param {any} method
 * @param {Params} params
 * @param {Recorded} recorded
 * @returns {Promise<PortariaError | undefined>}
 */
export async function errorOf(method, params, recorded) {
  const options = { fetch: async () => replay(recorded), retries: 0 };
  try {
    await method(...given(method, params), options);
    return undefined;
  } catch (error) {
    if (error instanceof PortariaError) return error;
    throw error;
  }
}

/**
 * The request for the next page of a list, which is not sent.
 * @param {any} method
 * @param {Params} params
 * @param {Recorded} recorded
 * @returns {Promise<{ url: string, body: string | undefined } | undefined>}
 */
export async function nextRequest(method, params, recorded) {
  /** @type {{ url: string, body: string | undefined } | undefined} */
  let next;
  let asked = 0;
  /** @param {string} url @param {RequestInit} init */
  const fetch = async (url, init) => {
    asked += 1;
    if (asked === 1) return replay(recorded);
    next ??= { url, body: typeof init.body === "string" ? init.body : undefined };
    throw new TypeError("This request is looked at, and not sent.");
  };
  const pages = method(params, { fetch, retries: 0 }).pages();
  try {
    await pages.next();
    await pages.next();
  } catch {
    // Thrown by `fetch` above, where there is a next page.
  }
  return next;
}

/** @param {Recorded} recorded */
function replay({ status, text, headers }) {
  const empty = status === 204 || status === 304;
  const passed = Object.entries(headers).filter(([name]) => name !== "content-encoding");
  return new Response(empty ? null : text, { status, headers: passed });
}
