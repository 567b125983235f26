// A server whose replies a test scripts, with clients of JetChat that call it.
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { JetChat } from "portaria";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { collectUnhandledRejections } from "./promises.js";

/** The key of every client here. No error, event or command may show it. */
export const KEY = "canary-4d1f";

/**
 * @typedef {JetChat} Client
 *
 * @typedef {object} Received
 * @property {string} method
 * @property {string} path below the base address
 * @property {URLSearchParams} query
 * @property {import("node:http").IncomingHttpHeaders} headers
 * @property {string} body
 * @property {number} at when it arrived, in milliseconds
 *
 * @typedef {object} Reply
 * @property {number} [status] 200 by default
 * @property {Record<string, string>} [headers]
 * @property {unknown} [body] a text as it is, anything else as JSON; a list with nothing in it by default
 * @property {number} [delayMs] before anything is sent
 * @property {"head" | "body"} [drop] closes the connection before the head, or in the middle of the body
 * @property {"head" | "body"} [hang] never sends the head, or the rest of the body
 *
 * @typedef {Reply | ((request: Received, number: number) => Reply)} ScriptedReply
 */

/** Starts the server on a free port. */
export async function startScriptedServer() {
  /** @type {Received[]} */
  const requests = [];
  /** @type {ScriptedReply[]} */
  let script = [];

  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const url = new URL(request.url ?? "", "http://platform.example");
    const received = {
      method: request.method ?? "",
      path: url.pathname.replace("/api", ""),
      query: url.searchParams,
      headers: request.headers,
      body,
      at: performance.now(),
    };
    const number = requests.push(received);
    const next = script[Math.min(number, script.length) - 1] ?? {};
    await answer(response, typeof next === "function" ? next(received, number) : next);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const baseUrl = `http://127.0.0.1:${port}/api`;

  return {
    baseUrl,
    requests,
    /**
     * Sets the replies from now on, one per request; the last one is repeated. Forgets the requests so far.
     * @param {ScriptedReply[]} replies
     */
    answers(...replies) {
      script = replies;
      requests.length = 0;
    },
    /** @param {Partial<import("portaria").JetChatOptions>} [options] */
    client: (options) =>
      new JetChat(/** @type {any} */ ({ baseUrl, allowLoopback: true, apiKey: KEY, ...options })),
    /** The time between each request and the next, in milliseconds. */
    gaps: () => requests.slice(1).map(({ at }, place) => at - (requests[place]?.at ?? at)),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * A server for all tests of a file, with no replies at the start of each. The file fails if a rejection is never handled.
 * @returns {Awaited<ReturnType<typeof startScriptedServer>>}
 */
export function useScriptedServer() {
  const server = /** @type {Awaited<ReturnType<typeof startScriptedServer>>} */ ({});
  /** @type {ReturnType<typeof collectUnhandledRejections>} */
  let unhandled;
  beforeAll(async () => {
    Object.assign(server, await startScriptedServer());
    unhandled = collectUnhandledRejections();
  });
  beforeEach(() => server.answers());
  afterAll(async () => {
    await server.close();
    expect(await unhandled()).toEqual([]);
  });
  return server;
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {Reply} reply
 */
async function answer(
  response,
  { status = 200, headers, body = { data: [] }, delayMs, drop, hang },
) {
  if (delayMs) await wait(delayMs);
  if (hang === "head") return;
  if (drop === "head") {
    response.destroy();
    return;
  }
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  if (!drop && !hang) {
    response.end(text);
    return;
  }
  response.write(text.slice(0, text.length / 2));
  if (drop) setTimeout(() => response.destroy(), 20);
}
