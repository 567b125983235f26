// The server that the benchmark's Workers log in at, renew tokens at and pass calls on to. It answers at once, unless a delay is
// set, and checks no credentials. It prints its address.
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

const TOKEN = "fedcba9876543210fedcba9876543210";

/** A member's profile: what Sngine tells, and what the peers are told. */
const MEMBER = {
  user_id: "1000001",
  user_name: "ada.example",
  user_email: "ada@example.com",
  user_firstname: "Ada",
  user_lastname: "Example",
  user_gender: "female",
  user_birthdate: "1990-12-10",
  user_picture: "photos/2026/03/ada.jpg",
  user_cover: "photos/2026/03/cover.jpg",
  user_registered: "2026-03-14 09:26:53",
  user_verified: "1",
  user_relationship: "single",
  user_biography: "Made up for a benchmark.",
  user_website: "https://ada.example.com",
};

const BEARER = { access_token: TOKEN, token_type: "bearer", expires_in: 3600 };

const KEYS = {
  user_id: 1_000_001,
  client_id: "11111111111111111111111111111111",
  client_secret: "22222222222222222222222222222222",
};

/** Of a token's renewal: how long it takes, how long the token lives, how many were asked for, and which one is good. */
const renewal = { takesMs: 0, lifeS: 3600, asked: 0, oldest: 0 };

/** How long a call takes that needs a renewed token, in milliseconds. */
let callTakesMs = 0;

/**
 * Answers by path: what to say in JSON, perhaps later.
 * @type {Record<string, (query: URLSearchParams, authorization: string) => unknown>}
 */
const ANSWERS = {
  "/pipichat/api/authorize": () => ({ access_token: TOKEN }),
  "/pipichat/api/get_user_info": () => ({ user_info: MEMBER }),
  "/oauth/token": () => BEARER,
  "/oauth/profile": () => MEMBER,
  "/jetchat/api/me": () => ({ data: { id: 7, name: "Ada Example", email: "ada@example.com" } }),
  "/sendpulse/market-service/oauth/authorize": () => ({ result: true, data: KEYS }),
  "/sendpulse/oauth/access_token/market": async () => {
    renewal.asked += 1;
    const access_token = `token-${renewal.asked}`;
    const expires_in = renewal.lifeS;
    await wait(renewal.takesMs);
    return { access_token, token_type: "Bearer", expires_in };
  },
  "/sendpulse/senders": async (_, authorization) => {
    await wait(callTakesMs);
    const number = Number(/token-(\d+)$/.exec(authorization)?.[1]);
    return number >= renewal.oldest ? [{ name: "Ada", email: "ada@example.com" }] : null;
  },
  "/__renewal": (query) => {
    for (const name of /** @type {const} */ (["takesMs", "lifeS", "asked", "oldest"])) {
      if (query.has(name)) renewal[name] = Number(query.get(name));
    }
    if (query.has("callTakesMs")) callTakesMs = Number(query.get("callTakesMs"));
    return renewal;
  },
};

const PIECE = Buffer.alloc(64 * 1024, "a");

/**
 * As many bytes as the query says.
 * @param {number} size @param {import("node:http").ServerResponse} response
 */
function pour(size, response) {
  response.writeHead(200, { "content-type": "application/json", "content-length": size });
  let left = size;
  const go = () => {
    while (left > 0) {
      const piece = left < PIECE.length ? PIECE.subarray(0, left) : PIECE;
      left -= piece.length;
      if (!response.write(piece) && left > 0) return void response.once("drain", go);
    }
    response.end();
  };
  go();
}

const server = createServer(async (request, response) => {
  request.resume();
  const url = new URL(request.url ?? "", "http://upstream.example");
  if (url.pathname === "/jetchat/api/subscribers") {
    return pour(Number(url.searchParams.get("name")), response);
  }
  const { authorization = "" } = request.headers;
  const answer = await ANSWERS[url.pathname]?.(url.searchParams, authorization);
  const body = Buffer.from(JSON.stringify(answer ?? { error: "unknown" }));
  const status = answer === undefined ? 404 : answer === null ? 401 : 200;
  const headers = { "content-type": "application/json", "content-length": body.length };
  response.writeHead(status, headers).end(body);
});

server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", 2048, () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
process.stdin.resume().on("end", () => process.exit());
