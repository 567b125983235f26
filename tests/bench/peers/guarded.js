// A proxy as one writes it by hand, with care: a script's header, a session and a connection that are sealed, paths that are known, a
// limit of time, no redirect, no field but those that are meant, and a line for the log. What Portaria does besides (owners, limits,
// renewal, hooks, panics) it does not.
const COOKIE = "session";
const LIMIT_MS = 30_000;
const KNOWN = ["/me", "/subscribers"];
const PASSED = ["content-type", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining"];
const ALWAYS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @type {Promise<CryptoKey> | undefined} */
let key;

/** @param {any} env */
function keyOf({ SEALING_KEY }) {
  const bytes = Uint8Array.from(atob(SEALING_KEY), (letter) => letter.charCodeAt(0));
  key ??= crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  return key;
}

/** @param {any} env @param {string} purpose @param {object} value */
async function seal(env, purpose, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const way = { name: "AES-GCM", iv, additionalData: encoder.encode(purpose) };
  const text = encoder.encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt(way, await keyOf(env), text);
  return btoa(String.fromCharCode(...iv, ...new Uint8Array(sealed)));
}

/** @param {any} env @param {string} purpose @param {string} text */
async function open(env, purpose, text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const iv = bytes.subarray(0, 12);
  const way = { name: "AES-GCM", iv, additionalData: encoder.encode(purpose) };
  const opened = await crypto.subtle.decrypt(way, await keyOf(env), bytes.subarray(12));
  return JSON.parse(decoder.decode(opened));
}

/** The sealed connections that this isolate has seen. @type {Map<string, string>} */
const connections = new Map();

/** @param {any} env */
async function connect(env) {
  const owner = crypto.randomUUID();
  const { KEY } = env;
  connections.set(owner, await seal(env, `connection ${owner}`, { key: KEY, account: "1" }));
  const session = await seal(env, "session", { owner, until: Date.now() + 30 * 24 * 3600 * 1000 });
  const cookie = `${COOKIE}=${session}; Path=/; Secure; HttpOnly; SameSite=Lax`;
  return new Response(null, { status: 201, headers: { ...ALWAYS, "set-cookie": cookie } });
}

/** @param {Request} request @param {any} env @param {URL} address */
async function pass(request, env, { pathname, search }) {
  if (request.headers.get("x-portaria") !== "1") return refusal(403);
  const path = pathname.slice("/api".length);
  if (!KNOWN.includes(path)) return refusal(404);
  const cookies = (request.headers.get("cookie") ?? "").split("; ");
  const cookie = cookies.find((one) => one.startsWith(`${COOKIE}=`));
  if (!cookie) return refusal(401);
  const { owner, until } = await open(env, "session", cookie.slice(COOKIE.length + 1));
  const stored = until > Date.now() ? connections.get(owner) : undefined;
  if (!stored) return refusal(401);
  const connection = await open(env, `connection ${owner}`, stored);
  const began = Date.now();
  const answer = await fetch(`${env.PLATFORM}${path}${search}`, {
    headers: { accept: "application/json", authorization: `Bearer ${connection.key}` },
    redirect: "manual",
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  const { status } = answer;
  const ms = Date.now() - began;
  /** @type {Record<string, string>} */
  const headers = { ...ALWAYS, "server-timing": `upstream;dur=${ms}` };
  for (const name of PASSED) {
    const value = answer.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  console.log(JSON.stringify({ proxy: "request", path, status, ms }));
  return new Response(answer.body, { status, headers });
}

/** @param {number} status */
const refusal = (status) => Response.json({ error: { status } }, { status, headers: ALWAYS });

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
