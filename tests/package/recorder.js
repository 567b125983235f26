// A server that keeps what it is sent.
import { createServer } from "node:http";

/**
 * @typedef {import("./validator.js").Seen} Seen
 *
 * @typedef {object} Reply
 * @property {number} status
 * @property {unknown} json
 * @property {"json" | "file" | "nothing"} [gives] JSON unless it says otherwise
 */

/**
 * Starts it, on this machine alone.
 * @param {(seen: Seen) => Reply} reply
 */
export async function record(reply) {
  /** @type {Seen[]} */
  const seen = [];
  const server = createServer(async (request, response) => {
    const parts = await Array.fromAsync(request);
    const { method = "", url: target = "", headers } = request;
    const one = { method, target, headers, body: Buffer.concat(parts).toString() };
    seen.push(one);
    const { status, json, gives = "json" } = reply(one);
    if (gives === "file") response.writeHead(status).end("a,b\n1,2\n");
    else if (gives === "nothing") response.writeHead(status).end();
    else
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    seen,
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((closed) => server.close(closed)),
  };
}
