// A client of the sandbox's Bangwo8, for its tests: a sandbox of its own, tokens, and requests by an
// account.

import { Buffer } from "node:buffer";
import { ACCOUNTS } from "../../src/providers/bangwo8/accounts.js";
import { createSandbox } from "../../src/sandbox.js";

const ORIGIN = "http://127.0.0.1:8788";
export const BASE = `${ORIGIN}/bangwo8`;

/** @typedef {import("../../src/providers/bangwo8/accounts.js").Account} Account */

/** @param {string} name */
export function ready(name) {
  const account = ACCOUNTS.find(({ account }) => account === name);
  if (!account) throw new Error(`no ready-made account is called ${name}`);
  return account;
}

export const DEMO = ready("osp-demo");

/** @param {string} name @param {string} password */
export const basic = (name, password) =>
  `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

/** @param {Account} [account] @param {Parameters<typeof createSandbox>[0]} [options] */
export function createClient(account = DEMO, options = undefined) {
  const sandbox = createSandbox(options);
  const client = {
    sandbox,

    /**
     * @param {string} method
     * @param {string} path below the provider's address
     * @param {unknown} [body] JSON, or a form
     * @param {Record<string, string>} [headers]
     */
    ask(method, path, body, headers = {}) {
      const asIs =
        body === undefined || body instanceof FormData || body instanceof URLSearchParams;
      return sandbox.fetch(
        new Request(BASE + path, {
          method,
          headers: {
            authorization: basic(account.account, account.password),
            ...(asIs ? {} : { "content-type": "application/json" }),
            ...headers,
          },
          body: asIs ? body : JSON.stringify(body),
        }),
      );
    },

    /**
     * The status and the JSON of an answer.
     *
     * @param {string} method
     * @param {string} path
     * @param {unknown} [body]
     * @param {Record<string, string>} [headers]
     * @returns {Promise<[status: number, answer: any]>}
     */
    async call(method, path, body, headers) {
      const response = await client.ask(method, path, body, headers);
      return [response.status, await response.json()];
    },

    /**
     * The answer below `/api/v1`, which has to be a success.
     *
     * @param {string} method
     * @param {string} path
     * @param {unknown} [body]
     * @returns {Promise<any>}
     */
    async api(method, path, body) {
      const [status, answer] = await client.call(method, `/api/v1${path}`, body);
      if (status === 200) return answer;
      throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    },

    /** @param {string} path @returns {Promise<any>} */
    get: (path) => client.api("GET", path),

    /** @param {{ secret_id: string, secret: string }} [key] */
    token({ secret_id, secret } = account) {
      const form = new FormData();
      form.set("grant_type", "client_credentials");
      return client.call("POST", "/api/token.php", form, {
        authorization: basic(secret_id, secret),
      });
    },

    /** @param {string} bearer */
    as: (bearer) =>
      client.call("GET", "/api/v1/supports.json", undefined, { authorization: `Bearer ${bearer}` }),

    /** What a button of the back office sends. @param {string} path @param {Record<string, string>} [fields] */
    press: (path, fields) =>
      sandbox.fetch(
        new Request(BASE + path, {
          method: "POST",
          body: new URLSearchParams({ account: account.account, ...fields }),
        }),
      ),

    /** @param {string} name @param {unknown} [body] @returns {Promise<any>} */
    async control(name, body) {
      const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
      return (await sandbox.fetch(new Request(`${ORIGIN}/__${name}`, init))).json();
    },

    /** Changes the options of the client's account. @param {Partial<Account["options"]>} options */
    set: (options) =>
      client.control("apps", { provider: "bangwo8", account: account.account, options }),
  };
  return client;
}
