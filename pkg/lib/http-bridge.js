// Passes HTTP messages between JavaScript and the wasm. Each message crosses as one text, because each header field by itself would
// cross four times. The text has a line for each part: a method, an address, a field's name and its value have no line break
// (RFC 9110, sections 5.1 and 5.5).
import { FAILED_NETWORK, FAILED_NO_ADDRESS, FAILED_NO_RESPONSE } from "../dist/protocol.js";
import { unlessAborted } from "./abort.js";
import { decoderFor } from "./charset.js";

/**
 * A request without its body: the method, the address, and of each field the name and the value.
 * @param {Request} request
 */
export function requestHead(request) {
  let head = `${request.method}\n${request.url}`;
  for (const [name, value] of request.headers) head += `\n${name}\n${value}`;
  return head;
}

/**
 * Makes a response. Its fields are given as an object, which is the fastest way; a second field of the same name is appended.
 * @param {number} status @param {string} fields a line break before each line @param {BodyInit} [body]
 */
export function makeResponse(status, fields, body) {
  const [headers, others] = parseFields(fields.split("\n"), 1);
  const response = new Response(body, { status, headers });
  for (const [name, value] of others) response.headers.append(name, value);
  return response;
}

/**
 * @typedef {object} FetchOutcome
 * @property {AbortSignal} signal ends the request, and the reading of its answer
 * @property {Response} [response]
 * @property {string} [fields] the answer's
 * @property {number} [failed] why there is no response (src/api/attempt.rs)
 */

/**
 * Sends a request. The limit of time includes reading the answer's body. A redirect is not followed.
 * @param {string} head @param {BodyInit | undefined} body @param {number} ms @param {string[]} wanted the answer's fields
 * @param {((request: Request) => unknown) | undefined} own an app's `fetch`, which may ignore the signal and return anything
 * @returns {Promise<FetchOutcome>}
 */
export async function fetchResponse(head, body, ms, wanted, own) {
  const lines = head.split("\n");
  const [method = "", url = ""] = lines;
  const [headers] = parseFields(lines, 2);
  const signal = AbortSignal.timeout(ms);
  // `error` would be the better word for redirects, but workerd does not know it.
  const init = { method, headers, body, redirect: /** @type {const} */ ("manual"), signal };
  let response;
  try {
    response = own ? await fetchByApp(own, url, init) : await fetch(url, init);
  } catch {
    return { signal, failed: URL.canParse(url) ? FAILED_NETWORK : FAILED_NO_ADDRESS };
  }
  if (own && !isResponse(response)) return { signal, failed: FAILED_NO_RESPONSE };
  let fields = "";
  for (const name of wanted) {
    const value = response.headers.get(name);
    if (value !== null) fields += `\n${name}\n${value}`;
  }
  return { signal, response, fields };
}

/**
 * A stream that fails when it turns out to be longer than the limit.
 * @param {ReadableStream<Uint8Array>} stream @param {number} limit @param {() => void} [onTooLong]
 */
export function limitStream(stream, limit, onTooLong) {
  let left = limit;
  /** @type {TransformStream<Uint8Array, Uint8Array>} */
  const counting = new TransformStream({
    transform(chunk, controller) {
      left -= chunk.byteLength;
      if (left >= 0) return controller.enqueue(chunk);
      onTooLong?.();
      controller.error(new RangeError("The body is too long."));
    },
  });
  return {
    stream: stream.pipeThrough(counting),
    get exceeded() {
      return left < 0;
    },
  };
}

/**
 * The bytes of a stream; `undefined` when they are more than the limit. A stream that is not read to its end is cancelled.
 * @param {ReadableStream<Uint8Array>} stream @param {number} limit @param {AbortSignal} signal
 */
export async function readStream(stream, limit, signal) {
  const reader = stream.getReader();
  let isRead = false;
  try {
    const chunks = await unlessAborted(readChunks(reader, limit), signal);
    isRead = chunks !== undefined;
    return chunks && concatenate(chunks);
  } finally {
    // An error of the cancellation does not matter.
    if (!isRead) reader.cancel().catch(() => {});
  }
}

/**
 * The text of bytes, in the charset that their type names.
 * @param {Uint8Array} bytes @param {string} contentType
 */
export const decodeBytes = (bytes, contentType) => decoderFor(contentType).decode(bytes);

/** @param {ReadableStreamDefaultReader<Uint8Array>} reader @param {number} limit */
async function readChunks(reader, limit) {
  const chunks = [];
  let left = limit;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return chunks;
    // An app's `fetch` may return anything.
    if (!(value instanceof Uint8Array)) throw new TypeError("not bytes");
    left -= value.length;
    if (left < 0) return undefined;
    chunks.push(value);
  }
}

/** @param {Uint8Array[]} chunks */
function concatenate(chunks) {
  if (chunks.length === 1) return chunks[0];
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * The fields in lines as an object, and further fields of the same names.
 * @param {string[]} lines @param {number} start
 * @returns {[Record<string, string>, [string, string][]]}
 */
function parseFields(lines, start) {
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
const fetchByApp = (own, url, init) =>
  unlessAborted(Promise.resolve(own(new Request(url, init))), init.signal);

/** An object with the members of a `Response` is enough. @param {any} value */
const isResponse = (value) =>
  typeof value?.status === "number" &&
  typeof value.text === "function" &&
  typeof value.headers?.get === "function";
