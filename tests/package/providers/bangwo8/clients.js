// Clients of Bangwo8: of a sandbox in this process, and of answers that a test scripts. Neither opens a connection.
import { Bangwo8, PortariaError } from "portaria";
import { expect } from "vitest";
import { BASE, createClient, DEMO, ready } from "../../../sandbox/providers/bangwo8/client.js";

export { BASE, DEMO, ready } from "../../../sandbox/providers/bangwo8/client.js";

/** @typedef {Partial<import("portaria").Bangwo8Options>} Options */

/** The id of the sandbox's first ticket. */
export const FIRST_TICKET = 4294967246;

/** An account whose name is not ASCII. */
export const CHINESE = ready("示例客服");

/** A sandbox, the requests that it received, and clients of it. */
export function createSandbox() {
  const { sandbox, control } = createClient();
  /** @type {typeof globalThis.fetch} */
  const fetch = (url, init) => sandbox.fetch(new Request(url, init));
  /** @type {() => Promise<any[]>} */
  const requests = async () => (await control("log")).requests;
  const at = { baseUrl: BASE, allowLoopback: true, fetch };
  return {
    fetch,
    control,
    requests,
    /** The requests for tokens. */
    tokenRequests: async () =>
      (await requests()).filter(({ path }) => path.endsWith("/api/token.php")),
    /** The other requests. */
    apiRequests: async () =>
      (await requests()).filter(({ path }) => !path.endsWith("/api/token.php")),
    /** A client with an account and a password. @param {typeof DEMO} [account] @param {Options} [options] */
    withPassword: ({ account, password } = DEMO, options = {}) =>
      new Bangwo8({ ...at, ...{ account, password }, .../** @type {any} */ (options) }),
    /** A client with a key. @param {typeof DEMO} [account] @param {Options} [options] */
    withKey: ({ secret_id, secret } = DEMO, options = {}) =>
      new Bangwo8({ ...at, ...{ secretId: secret_id, secret }, .../** @type {any} */ (options) }),
  };
}

/**
 * A client whose answers a test scripts, and the requests that it sent.
 * @param {(request: Request, number: number) => unknown} answer a Response, or the value of its JSON
 * @param {Options} [options]
 */
export function createScriptedClient(answer, options) {
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
      const reply = await answer(request, sent.length);
      return reply instanceof Response ? reply : Response.json(reply);
    },
    .../** @type {any} */ (options),
  });
  return { client, sent };
}

/**
 * The error that a call rejects with.
 * @param {PromiseLike<unknown>} call
 * @returns {Promise<PortariaError>}
 */
export const rejectionOf = (call) =>
  Promise.resolve(call).then(
    (value) => expect.unreachable(`it succeeded with ${JSON.stringify(value)}`),
    (error) => {
      expect(error).toBeInstanceOf(PortariaError);
      return error;
    },
  );

/** The items of a list, which must end. @template Item @param {AsyncIterable<Item>} list */
export async function itemsOf(list) {
  /** @type {Item[]} */
  const found = [];
  for await (const item of list) {
    found.push(item);
    if (found.length > 1000) throw new Error("The list does not end.");
  }
  return found;
}
