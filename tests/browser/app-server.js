// An app's own server, on an origin of its own: it serves a built front end, and passes on what belongs to the Worker where it is told to.

import { createServer, request } from "node:http";
import { extname } from "node:path";

const TYPES = /** @type {Record<string, string>} */ ({
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
});

/** @typedef {Awaited<ReturnType<typeof serveApp>>} AppServer */

/**
 * @param {import("./vite-build.js").Files} files
 * @param {{ headers?: Record<string, string>, rewrite?: (path: string) => string | undefined }} [options] header fields of every page,
 *   and where the requests go that are passed on: a whole address, or nothing
 */
export async function serveApp(files, { headers = {}, rewrite = () => undefined } = {}) {
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? "/";
    const address = rewrite(path);
    if (address) return passOn(address, incoming, outgoing);
    const { pathname } = new URL(path, "http://app.example");
    const name = pathname.slice(1) || "index.html";
    const body = files.get(name) ?? (extname(name) ? undefined : files.get("index.html"));
    const type = TYPES[extname(name)] ?? "text/html; charset=utf-8";
    outgoing.writeHead(body ? 200 : 404, { "content-type": type, ...headers }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(0)));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The server has no port.");
  const { port } = address;
  return {
    /** On the site of a Worker at 127.0.0.1. */
    near: `http://127.0.0.1:${port}`,
    /** On another site. */
    far: `http://localhost:${port}`,
    /** On a third one. @param {string} name */
    at: (name) => `http://${name}.localhost:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * As hosting platforms do it: the host is the target's.
 * @param {string} address
 * @param {import("node:http").IncomingMessage} incoming
 * @param {import("node:http").ServerResponse} outgoing
 */
function passOn(address, incoming, outgoing) {
  const { host } = new URL(address);
  const headers = { ...incoming.headers, host };
  const passed = request(address, { method: incoming.method ?? "GET", headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  passed.on("error", () => outgoing.destroy());
  incoming.pipe(passed);
}
