// A proxy that is written by hand, with care: it wants a header that only scripts send, seals the session and the connection, knows its
// paths, has a time limit, follows no redirect, passes on listed header fields only, and logs a line. It does not do what else
// Portaria does (owners, limits, renewal, hooks, panics).
import { open, seal } from "./sealing.js";

const COOKIE = "session";
const LIMIT_MS = 30_000;
const KNOWN = ["/me", "/subscribers"];
const PASSED = ["content-type", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining"];
const SECURITY_FIELDS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** The sealed connections, in the memory of this isolate. @type {Map<string, string>} */
const connections = new Map();

/** @param {any} env */
async function connect(env) {
  const owner = crypto.randomUUID();
  const { KEY } = env;
  const connection = JSON.stringify({ key: KEY, account: "1" });
  connections.set(owner, await seal(env, `connection ${owner}`, connection));
  const until = Date.now() + 30 * 24 * 3600 * 1000;
  const session = await seal(env, "session", JSON.stringify({ owner, until }));
  const cookie = `${COOKIE}=${session}; Path=/; Secure; HttpOnly; SameSite=Lax`;
  return new Response(null, { status: 201, headers: { ...SECURITY_FIELDS, "set-cookie": cookie } });
}

/** @param {Request} request @param {any} env @param {URL} address */
async function pass(request, env, { pathname, search }) {
  if (request.headers.get("x-portaria") !== "1") return refusal(403);
  const path = pathname.slice("/api".length);
  if (!KNOWN.includes(path)) return refusal(404);
  const cookies = (request.headers.get("cookie") ?? "").split("; ");
  const cookie = cookies.find((one) => one.startsWith(`${COOKIE}=`));
  if (!cookie) return refusal(401);
  const session = await open(env, "session", cookie.slice(COOKIE.length + 1));
  const { owner, until } = JSON.parse(session);
  const stored = until > Date.now() ? connections.get(owner) : undefined;
  if (!stored) return refusal(401);
  const connection = JSON.parse(await open(env, `connection ${owner}`, stored));
  const began = Date.now();
  const answer = await fetch(`${env.PLATFORM}${path}${search}`, {
    headers: { accept: "application/json", authorization: `Bearer ${connection.key}` },
    redirect: "manual",
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  const { status } = answer;
  const ms = Date.now() - began;
  /** @type {Record<string, string>} */
  const headers = { ...SECURITY_FIELDS, "server-timing": `upstream;dur=${ms}` };
  for (const name of PASSED) {
    const value = answer.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  console.log(JSON.stringify({ proxy: "request", path, status, ms }));
  return new Response(answer.body, { status, headers });
}

/** @param {number} status */
const refusal = (status) =>
  Response.json({ error: { status } }, { status, headers: SECURITY_FIELDS });

/** @type {ExportedHandler<any>} */
export default {
  async fetch(request, env) {
    const address = new URL(request.url);
    if (address.pathname === "/connect") return connect(env);
    try {
      return await pass(request, env, address);
    } catch {
      return refusal(502);
    }
  },
};
