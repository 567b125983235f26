// A proxy in front of the platforms at which requests fail. Each tenant of the test has a path of its own there, so that the
// test knows which fault a request met.

import { once } from "node:events";
import { createServer } from "node:http";
import { createSandbox } from "../../sandbox/src/sandbox.js";
import { sandboxControls } from "../sandbox-controls.js";

/**
 * What may happen to a request, how often, and our error codes that this explains.
 * @type {Record<string, { fault: object, weight: number, codes: string[], cuts?: boolean }>}
 */
export const FAULTS = {
  500: { fault: { status: 500 }, weight: 6, codes: ["bad_response"] },
  "500 in JSON": { fault: { status: 500, body: "{}" }, weight: 4, codes: ["provider_error"] },
  502: { fault: { status: 502 }, weight: 6, codes: ["bad_response"] },
  429: { fault: { status: 429 }, weight: 6, codes: ["rate_limited"] },
  drop: { fault: { drop: true }, weight: 8, codes: ["network"], cuts: true },
  malformed: { fault: { body: "malformed" }, weight: 6, codes: ["bad_response"] },
  html: { fault: { body: "html" }, weight: 6, codes: ["bad_response"] },
  empty: { fault: { body: "empty" }, weight: 6, codes: ["bad_response"] },
  huge: { fault: { body: "huge" }, weight: 2, codes: ["bad_response"] },
  slow: { fault: { delay_ms: 60 }, weight: 10, codes: [] },
};

/**
 * Answers later than Portaria waits, which is short for an exchange. There are few, because a tenant waits for each.
 * @type {{ name: string, path: RegExp, fault: object, codes: string[] }[]}
 */
export const LATE = [
  { name: "late", path: /pipichat.*authorize/, fault: { delay_ms: 10_500 }, codes: ["timeout"] },
  { name: "very late", path: /./, fault: { delay_ms: 30_500 }, codes: ["timeout"] },
];

const WEIGHTS = Object.values(FAULTS).reduce((sum, { weight }) => sum + weight, 0);

/** @typedef {{ path: string, name: string, after: boolean }} Met the fault that a request met: "" for none */
/** @typedef {ReturnType<typeof import("../seeded-random.js").createSeededRandom>} Random */

/** @param {{ random: Random, share: number, late: [number, number] }} options how many of the requests fail, and how many of those for being late */
export async function serveFaultProxy({ random, share, late }) {
  const sandbox = createSandbox();
  /** By tenant. @type {Map<string, Met[]>} */
  const met = new Map();
  /** How often each one-time code was sent. @type {Map<string, number>} */
  const exchanges = new Map();
  /** How often it was given: Sngine has a hundred thousand for a second, and may give one again. @type {Map<string, number>} */
  const given = new Map();
  /** @type {Set<string>} */
  const secrets = new Set();
  const tally = { requests: 0, faults: /** @type {Record<string, number>} */ ({}) };

  /** @param {string} path @returns {[string, any]} */
  function choose(path) {
    const isFault = random.next() < share;
    const chance = random.next();
    let left = random.below(WEIGHTS);
    const after = random.next() < 0.4;
    if (!isFault) return ["", undefined];
    for (const [at, { name, path: is, fault }] of LATE.entries()) {
      if (chance < Number(late[at]) && is.test(path)) return [name, fault];
    }
    for (const [name, { fault, weight }] of Object.entries(FAULTS)) {
      left -= weight;
      if (left < 0) return [name, { ...fault, ...(after && { after }) }];
    }
    return ["", undefined];
  }

  // So that a fault meets the request that it is meant for, only one request at a time sets its fault and arrives.
  let gate = Promise.resolve();

  /** @param {Request} request @param {object | undefined} fault */
  async function arrive(request, fault) {
    const { pathname } = new URL(request.url);
    /** @type {Promise<Response> | undefined} */
    let answer;
    const mine = gate.then(async () => {
      if (fault) await control("fault", { path: pathname, ...fault });
      answer = sandbox.fetch(request);
    });
    gate = mine.catch(() => {});
    await mine;
    return /** @type {Response} */ (await answer);
  }

  const server = createServer(async (incoming, outgoing) => {
    const [, tenant = "", rest = ""] = /^\/(tenant-\d+)(\/.*)$/.exec(incoming.url ?? "") ?? [];
    try {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const url = new URL(rest, origin);
      const [name, fault] = choose(url.pathname);
      met.get(tenant)?.push({ path: url.pathname, name, after: Boolean(fault?.after) });
      tally.requests++;
      if (name) tally.faults[name] = (tally.faults[name] ?? 0) + 1;
      note(url, incoming.headers, body.toString());
      const request = new Request(url, {
        method: incoming.method ?? "GET",
        headers: /** @type {Record<string, string>} */ (incoming.headers),
        ...(body.length > 0 && { body }),
      });
      const response = await arrive(request, fault);
      outgoing.writeHead(response.status, [...response.headers].flat());
      const pieces = /** @type {AsyncIterable<Uint8Array> | null} */ (response.body);
      if (pieces) for await (const piece of pieces) outgoing.write(piece);
      outgoing.end();
    } catch {
      outgoing.destroy(); // the fault "drop", or the client is gone
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The proxy does not listen.");
  const origin = `http://127.0.0.1:${address.port}`;

  /** Notes secrets, which no log line may have, and how often a code is exchanged. @param {URL} url @param {any} headers @param {string} body */
  function note(url, headers, body) {
    const fields = [...url.searchParams, ...new URLSearchParams(body)];
    if (body.startsWith("{")) fields.push(...Object.entries(JSON.parse(body)));
    for (const [name, value] of fields) {
      if (/^(code|auth_key|access_token|app_secret|client_secret|secret)$/.test(name)) {
        secrets.add(String(value));
      }
      const isCode =
        name === "auth_key" || (name === "code" && /market-service/.test(url.pathname));
      if (isCode) exchanges.set(String(value), (exchanges.get(String(value)) ?? 0) + 1);
    }
    const bearer = String(headers.authorization ?? "").split(" ")[1];
    if (bearer) secrets.add(bearer);
  }

  const { control, press } = sandboxControls(sandbox, origin); // these never fail

  /** @param {string} path @param {Record<string, string>} form */
  async function get(path, form) {
    const location = await press(path, form);
    const { searchParams } = new URL(location, origin);
    const code = searchParams.get("auth_key") ?? searchParams.get("code");
    if (code) given.set(code, (given.get(code) ?? 0) + 1);
    return location;
  }

  return {
    origin,
    control,
    exchanges,
    secrets,
    tally,

    /** The faults that a tenant's requests have met since this was last called. @param {string} tenant */
    met(tenant) {
      const found = met.get(tenant) ?? [];
      met.set(tenant, []);
      return found;
    },

    press: get,

    /** Codes that were sent more often than they were given. */
    sentTwice: () => [...exchanges].filter(([code, times]) => times > (given.get(code) ?? 1)),

    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
