// A stub of JetChat and of a Worker's proxy: both answer one list. The server also serves a folder's files.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = /** @type {Record<string, string>} */ ({
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
});

const PAGE = JSON.stringify({
  data: [
    { name: "vip", tag_ns: "f1t1" },
    { name: "new", tag_ns: "f1t2" },
  ],
  meta: { current_page: 1, last_page: 1, per_page: 10, total: 2 },
});

/**
 * Serves `/api/flow/tags` to callers with the key, `/api/jetchat/flow/tags` to pages, and the files of a folder.
 * @param {string} [folder]
 */
export async function startStubServer(folder) {
  /** The paths of all requests. @type {string[]} */
  const asked = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://stub.example");
    asked.push(pathname);
    const isOurs =
      request.headers.authorization === "Bearer made-up-key" || request.headers["x-portaria"];
    if (pathname.endsWith("/flow/tags") && pathname.startsWith("/api/")) {
      response.writeHead(isOurs ? 200 : 401, { "content-type": "application/json" });
      return response.end(isOurs ? PAGE : '{"message":"Unauthenticated."}');
    }
    try {
      const file = normalize(pathname.endsWith("/") ? `${pathname}index.html` : pathname);
      const bytes = readFileSync(join(folder ?? "/nowhere", decodeURIComponent(file)));
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" });
      return response.end(bytes);
    } catch {
      response.writeHead(404, { "content-type": "text/html" });
      return response.end("<p>There is no such page.</p>");
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(0)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
