// Bangwo8 as the sandbox plays it, in this process: no server, and no address that is really there.
import { Bangwo8, PortariaError } from "portaria";
import { expect } from "vitest";
import { BASE, createClient, DEMO } from "../sandbox/providers/bangwo8/client.js";

export { BASE, DEMO, ready } from "../sandbox/providers/bangwo8/client.js";

/** @typedef {import("portaria").Bangwo8Options} Options */

/** A sandbox of its own. */
export function played() {
  const { sandbox, control } = createClient();
  /** @type {typeof globalThis.fetch} */
  const fetch = (url, init) => sandbox.fetch(new Request(url, init));
  /** @type {() => Promise<any[]>} */
  const log = async () => (await control("log")).requests;
  return {
    fetch,
    control,
    log,
    /** The requests for tokens. */
    tokens: async () => (await log()).filter(({ path }) => path.endsWith("/api/token.php")),
    /** The others. */
    calls: async () => (await log()).filter(({ path }) => !path.endsWith("/api/token.php")),
    /** A client with name and password. @param {typeof DEMO} [account] @param {Options} [options] */
    basic: ({ account, password } = DEMO, options = {}) =>
      new Bangwo8({ baseUrl: BASE, fetch, account, password, ...options }),
    /** A client with a key. @param {typeof DEMO} [account] @param {Options} [options] */
    keyed: ({ secret_id, secret } = DEMO, options = {}) =>
      new Bangwo8({ baseUrl: BASE, fetch, secretId: secret_id, secret, ...options }),
  };
}

/**
 * A client whose answers are written here, and what it sent.
 * @param {(request: Request, number: number) => unknown} answer a Response, or what its JSON holds
 * @param {Options} [options]
 */
export function scripted(answer, options) {
  /** @type {{ method: string, url: string, target: string, headers: Record<string, string>, body: string }[]} */
  const sent = [];
  const client = new Bangwo8({
    account: "示例",
    password: "canary-pass",
    retries: 0,
    fetch: async (url, init) => {
      const request = new Request(url, init);
      const { method } = request;
      const { pathname, search } = new URL(request.url);
      const headers = Object.fromEntries(request.headers);
      const body = await request.clone().text();
      sent.push({ method, url: request.url, target: pathname + search, headers, body });
      const given = await answer(request, sent.length);
      return given instanceof Response ? given : Response.json(given);
    },
    ...options,
  });
  return { client, sent };
}

/**
 * What a call rejects with.
 * @param {PromiseLike<unknown>} call
 * @returns {Promise<PortariaError>}
 */
export const failed = (call) =>
  Promise.resolve(call).then(
    (value) => expect.unreachable(`it succeeded with ${JSON.stringify(value)}`),
    (error) => {
      expect(error).toBeInstanceOf(PortariaError);
      return error;
    },
  );
