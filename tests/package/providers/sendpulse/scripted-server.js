// A server whose answers a test scripts, with clients of SendPulse that call it. It issues tokens, which a test can have refused.
import { createServer } from "node:http";
import { PortariaError, SendPulse } from "portaria";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";

/** The keys of every client. No error may show the secret. */
export const KEYS = {
  clientId: "33333333333333333333333333333333",
  clientSecret: "canary-5f0c",
};

/**
 * @typedef {{ method: string, path: string, authorization: string | undefined, body: any }} Received
 * @typedef {(request: Received) => { status?: number, body: unknown }} Answer
 */

/** A server for all tests of a file. Each test starts without requests, and with the first settings. */
export function useScriptedServer() {
  const server = {
    baseUrl: "",
    /** @type {Received[]} */
    requests: [],
    /** How many tokens were issued: `token-1`, `token-2`, … */
    issued: 0,
    /** The members of an issued token besides the token itself. @type {Record<string, unknown>} */
    token: {},
    /** The status of answers to requests for tokens. */
    tokenStatus: 200,
    /** The authorization fields that are answered 401. @type {Set<string>} */
    refused: new Set(),
    /** What calls are answered. @type {Answer} */
    answer: () => ({ body: [] }),
    /** A client that does not wait between its requests. */
    client: (/** @type {object} */ options = {}) =>
      new SendPulse({
        baseUrl: server.baseUrl,
        allowLoopback: true,
        ...KEYS,
        retries: 0,
        requestsPerSecond: 0,
        ...options,
      }),
    /** The requests for tokens. */
    tokenRequests: () => server.requests.filter(({ path }) => path.startsWith("/oauth/")),
  };

  /** @param {Received} request @returns {{ status?: number, body: unknown }} */
  function reply(request) {
    if (request.path.startsWith("/oauth/access_token")) {
      if (server.tokenStatus !== 200) {
        const body = { error: "invalid_client", message: "Client authentication failed" };
        return { status: server.tokenStatus, body };
      }
      server.issued += 1;
      const access_token = `token-${server.issued}`;
      return { body: { token_type: "Bearer", access_token, ...server.token } };
    }
    if (server.refused.has(request.authorization ?? "")) {
      return { status: 401, body: { message: "Unauthorized!", error_code: 401 } };
    }
    return server.answer(request);
  }

  const http = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += chunk;
    const received = {
      method: request.method ?? "",
      path: request.url ?? "",
      authorization: request.headers.authorization,
      body: text && JSON.parse(text),
    };
    server.requests.push(received);
    const { status = 200, body } = reply(received);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });

  beforeAll(async () => {
    await new Promise((listening) => http.listen(0, "127.0.0.1", () => listening(undefined)));
    const { port } = /** @type {import("node:net").AddressInfo} */ (http.address());
    server.baseUrl = `http://127.0.0.1:${port}`;
  });
  beforeEach(() => {
    Object.assign(server, {
      requests: [],
      issued: 0,
      token: { expires_in: 3600 },
      tokenStatus: 200,
      refused: new Set(),
      answer: () => ({ body: [] }),
    });
  });
  afterAll(() => new Promise((closed) => http.close(closed)));
  return server;
}

/**
 * The error that a call rejects with. It shows no secret and no token.
 * @param {PromiseLike<unknown>} call
 * @returns {Promise<PortariaError>}
 */
export const rejectionOf = (call) =>
  Promise.resolve(call).then(
    () => expect.unreachable("it succeeded"),
    (error) => {
      expect(error).toBeInstanceOf(PortariaError);
      expect(JSON.stringify({ ...error, message: error.message })).not.toMatch(/canary|token-\d/);
      return error;
    },
  );
