// A client of the sandbox's JetChat, for its tests: a sandbox of its own, and requests with a key.

import { KEYS } from "../../src/providers/jetchat/keys.js";
import { createSandbox } from "../../src/sandbox.js";

const ORIGIN = "http://127.0.0.1:8788";
export const BASE = `${ORIGIN}/jetchat`;

/** @typedef {Partial<import("../../src/providers/jetchat/keys.js").Options>} Options */

/** The ready-made key whose value begins so. @param {string} start */
export function readyKey(start) {
  const key = KEYS.find(({ api_key }) => api_key.startsWith(start));
  if (!key) throw new Error(`no ready-made key begins with ${start}`);
  return key.api_key;
}

export function createClient(api_key = readyKey("jcUnlimited")) {
  const sandbox = createSandbox();
  const client = {
    sandbox,

    /**
     * @param {string} method
     * @param {string} path below the API's address
     * @param {unknown} [body]
     * @param {Record<string, string>} [headers]
     */
    ask: (method, path, body, headers = {}) =>
      sandbox.fetch(
        new Request(`${BASE}/api${path}`, {
          method,
          headers: {
            authorization: `Bearer ${api_key}`,
            accept: "application/json",
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...headers,
          },
          body: body === undefined ? undefined : JSON.stringify(body),
        }),
      ),

    /**
     * The answer's body, which has to be a success unless another status is expected.
     *
     * @param {string} method
     * @param {string} path
     * @param {unknown} [body]
     * @param {number} [status]
     * @returns {Promise<any>}
     */
    async call(method, path, body, status = 200) {
      const response = await client.ask(method, path, body);
      const answer = await response.json();
      if (response.status === status) return answer;
      throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    },

    /** @param {string} path @returns {Promise<any>} */
    get: (path) => client.call("GET", path),
    /** @param {string} path @param {unknown} [body] @returns {Promise<any>} */
    post: (path, body) => client.call("POST", path, body),
    /** @param {string} path @param {unknown} [body] @returns {Promise<any>} */
    put: (path, body) => client.call("PUT", path, body),
    /** @param {string} path @param {unknown} [body] @returns {Promise<any>} */
    delete: (path, body) => client.call("DELETE", path, body),

    /** @param {string} name @param {unknown} [body] @returns {Promise<any>} */
    async control(name, body) {
      const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
      return (await sandbox.fetch(new Request(`${ORIGIN}/__${name}`, init))).json();
    },

    /** Changes the options of the client's key. @param {Options} options */
    set: (options) =>
      client.control("apps", {
        provider: "jetchat",
        api_key,
        options: { rate_limit: null, ...options },
      }),
  };
  return client;
}
