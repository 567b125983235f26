// Plays Pombo, which does not exist: two pages of pigeons, and errors that come as 200.
import { createServer } from "node:http";

const PIGEONS = ["Ada", "Blu", "Caju"].map((name, at) => ({ id: `p${at + 1}`, name, away: false }));

/** @param {URL} url @param {string | undefined} key @param {string} body */
function answer({ pathname, searchParams }, key, body) {
  if (key !== "Bearer made-up-key") return { ok: false, reason: "no such key" };
  if (pathname === "/v1/me") return { id: "a1", name: "The loft" };
  if (pathname === "/v1/pigeons") {
    const [page, limit] = [searchParams.get("page") ?? 1, 2].map(Number);
    const from = ((page ?? 1) - 1) * 2;
    const meta = { current_page: page, last_page: Math.ceil(PIGEONS.length / 2) };
    return { data: PIGEONS.slice(from, from + (limit ?? 2)), meta };
  }
  const [, id] = /^\/v1\/pigeons\/(\w+)\/send$/.exec(pathname) ?? [];
  const pigeon = PIGEONS.find((one) => one.id === id);
  if (!pigeon) return { ok: false, reason: "no such pigeon" };
  return { ...pigeon, away: JSON.parse(body).text.length > 0 };
}

/** Opens it on this machine; gives its address, and how to close it. */
export async function openPombo() {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const url = new URL(request.url ?? "/", "http://pombo.example");
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer(url, request.headers.authorization, body)));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(0)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { address: `http://127.0.0.1:${port}`, close: () => server.close() };
}
