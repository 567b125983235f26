// The same calls with fetch, with openapi-fetch and with Portaria, in one Worker: `GET /run?contender=…&kind=…&times=…&base=…`. A
// Worker's clock stands still while it computes, so the caller takes the time.
import createClient from "openapi-fetch";
import { JetChat } from "portaria";

const KEY = "key-of-the-benchmark";
const HEADERS = { accept: "application/json", authorization: `Bearer ${KEY}` };
const LIMIT = 100;

/** Every call of Portaria has this limit; hand-written code often has none. */
const TIMEOUT_MS = 30_000;

/**
 * Makers of a call, by contender; the client is made once, as an app would.
 * @type {Record<string, (base: string, kind: string) => () => PromiseLike<any>>}
 */
const CONTENDERS = {
  fetch: (base, kind) => () => byHand(addressOf(base, kind)),
  "fetch-in-time": (base, kind) => () =>
    byHand(addressOf(base, kind), { signal: AbortSignal.timeout(TIMEOUT_MS) }),
  "openapi-fetch": (base, kind) => {
    /** @type {any} */
    const peer = createClient({ baseUrl: base, headers: HEADERS });
    const params = { query: { limit: LIMIT } };
    const call =
      kind === "page" ? () => peer.GET("/subscribers", { params }) : () => peer.GET("/me");
    return () => call().then((/** @type {any} */ { data }) => data);
  },
  portaria: (base, kind) => {
    const jetchat = new JetChat({ baseUrl: base, allowLoopback: true, apiKey: KEY });
    return kind === "page"
      ? () => jetchat.subscribers.list({ limit: LIMIT })
      : () => jetchat.me.get();
  },
};

/** @param {string} base @param {string} kind */
const addressOf = (base, kind) =>
  kind === "page" ? `${base}/subscribers?limit=${LIMIT}` : `${base}/me`;

/** @param {string} url @param {RequestInit} [init] */
async function byHand(url, init) {
  const response = await fetch(url, { headers: HEADERS, ...init });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

/** Whether an answer is complete. @param {string} kind @param {any} answer */
const isWhole = (kind, answer) =>
  kind === "page" ? answer?.data?.length === LIMIT : Boolean(answer?.data ?? answer?.id);

/** @type {ExportedHandler} */
export default {
  async fetch(request) {
    const { searchParams } = new URL(request.url);
    const asked = (/** @type {string} */ name) => searchParams.get(name) ?? "";
    const kind = asked("kind");
    const call = CONTENDERS[asked("contender")]?.(asked("base"), kind);
    if (!call) return new Response("No such contender.", { status: 404 });
    let whole = 0;
    for (let time = 0; time < Number(asked("times")); time++) {
      if (isWhole(kind, await call())) whole += 1;
    }
    return Response.json({ whole });
  },
};
