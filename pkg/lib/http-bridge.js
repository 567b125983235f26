// HTTP messages on their way across the boundary: each crosses as one text, because a header field by itself would cross four
// times. A text has a line for each part; neither a method, nor an address, nor a field's name or value has a break in it
// (RFC 9110, sections 5.1 and 5.5).
import { unlessAborted } from "./abort.js";

/**
 * What of a request is not its body: method, address, and fields, names and values by turns.
 * @param {Request} request
 */
export function headOf(request) {
  let head = `${request.method}\n${request.url}`;
  for (const [name, value] of request.headers) head += `\n${name}\n${value}`;
  return head;
}

/**
 * An answer. Fields go in as an object, which is the fastest way there is; only one of a name that is there already goes in
 * by itself.
 * @param {number} status @param {string} fields a line break before each line @param {BodyInit} [body]
 */
export function answer(status, fields, body) {
  const [headers, others] = objectOf(fields.split("\n"), 1);
  const response = new Response(body, { status, headers });
  for (const [name, value] of others) response.headers.append(name, value);
  return response;
}

/**
 * @typedef {object} Sent
 * @property {AbortSignal} signal which ends it
 * @property {Response} [response]
 * @property {string} [fields] the answer's
 * @property {"address" | "answer" | "network"} [failure] what went wrong
 */

/**
 * Sends a request, with a limit of time that is on its answer's body, too. A redirect comes back as it is.
 * @param {string} head @param {BodyInit | undefined} body @param {number} ms @param {string[]} wanted the answer's fields
 * @param {((request: Request) => unknown) | undefined} own a `fetch` of the caller's, which may heed no signal and give anything
 * @returns {Promise<Sent>}
 */
export async function send(head, body, ms, wanted, own) {
  const lines = head.split("\n");
  const [method = "", url = ""] = lines;
  const [headers] = objectOf(lines, 2);
  const signal = AbortSignal.timeout(ms);
  // `error` would be the better word for redirects, but workerd does not know it.
  const init = { method, headers, body, redirect: /** @type {const} */ ("manual"), signal };
  let response;
  try {
    response = own ? await heeding(own, url, init) : await fetch(url, init);
  } catch {
    return { signal, failure: URL.canParse(url) ? "network" : "address" };
  }
  if (own && !isAnswer(response)) return { signal, failure: "answer" };
  let fields = "";
  for (const name of wanted) {
    const value = response.headers.get(name);
    if (value !== null) fields += `\n${name}\n${value}`;
  }
  return { signal, response, fields };
}

/**
 * The bytes of a stream; nothing when they are more than the limit. What is not read to its end is cancelled.
 * @param {ReadableStream<Uint8Array>} stream @param {number} limit @param {AbortSignal} signal
 */
export async function read(stream, limit, signal) {
  const reader = stream.getReader();
  let isRead = false;
  try {
    const pieces = await unlessAborted(piecesOf(reader, limit), signal);
    isRead = pieces !== undefined;
    return pieces && joined(pieces);
  } finally {
    // Should it reject, nobody minds.
    if (!isRead) reader.cancel().catch(() => {});
  }
}

/** @param {ReadableStreamDefaultReader<Uint8Array>} reader @param {number} limit */
async function piecesOf(reader, limit) {
  const pieces = [];
  let left = limit;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return pieces;
    // A caller's `fetch` may give anything.
    if (!(value instanceof Uint8Array)) throw new TypeError("not bytes");
    left -= value.length;
    if (left < 0) return undefined;
    pieces.push(value);
  }
}

/** @param {Uint8Array[]} pieces */
function joined(pieces) {
  if (pieces.length === 1) return pieces[0];
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/**
 * Lines as an object, and those whose name is in it already.
 * @param {string[]} lines @param {number} start
 * @returns {[Record<string, string>, [string, string][]]}
 */
function objectOf(lines, start) {
  /** @type {Record<string, string>} */
  const first = {};
  /** @type {[string, string][]} */
  const others = [];
  for (let at = start; at + 1 < lines.length; at += 2) {
    const [name, value] = [String(lines[at]), String(lines[at + 1])];
    if (Object.hasOwn(first, name)) others.push([name, value]);
    else first[name] = value;
  }
  return [first, others];
}

/**
 * @param {(request: Request) => unknown} own @param {string} url @param {RequestInit & { signal: AbortSignal }} init
 * @returns {Promise<any>}
 */
const heeding = (own, url, init) =>
  unlessAborted(Promise.resolve(own(new Request(url, init))), init.signal);

/** What has the parts of a `Response` will do. @param {any} value */
const isAnswer = (value) =>
  typeof value?.status === "number" &&
  typeof value.text === "function" &&
  typeof value.headers?.get === "function";
