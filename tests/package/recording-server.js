// A server that records the requests that it receives.
import { createServer } from "node:http";

/**
 * @typedef {import("./openapi-validator.js").SentRequest} SentRequest
 *
 * @typedef {object} Reply
 * @property {number} status
 * @property {unknown} json
 * @property {"json" | "file" | "nothing"} [gives] JSON by default
 */

/**
 * Starts the server on a free port of 127.0.0.1.
 * @param {(request: SentRequest) => Reply} reply
 */
export async function startRecordingServer(reply) {
  /** @type {SentRequest[]} */
  const requests = [];
  const server = createServer(async (request, response) => {
    const parts = await Array.fromAsync(request);
    const { method = "", url: target = "", headers } = request;
    const one = { method, target, headers, body: Buffer.concat(parts).toString() };
    requests.push(one);
    const { status, json, gives = "json" } = reply(one);
    if (gives === "file") response.writeHead(status).end("a,b\n1,2\n");
    else if (gives === "nothing") response.writeHead(status).end();
    else
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    requests,
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((closed) => server.close(closed)),
  };
}
