// Plays Farol, which does not exist: an authorization server whose keeper always agrees, and one operation.
import { createServer } from "node:http";

const APP = { client_id: "lighthouse", client_secret: "made-up-secret" };

/** Opens it on this machine; gives its address, and how to close it. */
export async function openFarol() {
  /** Codes that were not exchanged yet, with where they lead. @type {Map<string, string | null>} */
  const codes = new Map();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://farol.example");
    const json = (/** @type {number} */ status, /** @type {object} */ value) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    if (pathname === "/authorize") {
      const code = `code-${codes.size + 1}`;
      codes.set(code, searchParams.get("redirect_uri"));
      const fields = new URLSearchParams({ code, state: searchParams.get("state") ?? "" });
      response.writeHead(302, { location: `${searchParams.get("redirect_uri")}?${fields}` });
      return response.end();
    }
    if (pathname === "/token") {
      const given = Object.fromEntries(new URLSearchParams(body));
      const isApp = given.client_id === APP.client_id && given.client_secret === APP.client_secret;
      const isCode =
        codes.has(given.code ?? "") && codes.get(given.code ?? "") === given.redirect_uri;
      if (!isApp || !isCode)
        return json(400, { error: isApp ? "invalid_grant" : "invalid_client" });
      codes.delete(given.code ?? "");
      return json(200, { access_token: "made-up-token", token_type: "Bearer", expires_in: 600 });
    }
    if (request.headers.authorization !== "Bearer made-up-token") return json(401, {});
    return pathname === "/v1/me" ? json(200, { id: "k1", name: "Ada" }) : json(404, {});
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(0)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { address: `http://127.0.0.1:${port}`, app: APP, close: () => server.close() };
}
