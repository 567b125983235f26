// A client of the sandbox's SendPulse, for its tests: a sandbox of its own, the dashboard's forms, and
// requests with a token.

import { ACCOUNTS, APPS } from "../../src/providers/sendpulse/fixtures.js";
import { createSandbox } from "../../src/sandbox.js";

const ORIGIN = "http://127.0.0.1:8788";
export const BASE = `${ORIGIN}/sendpulse`;

/** A ready-made account, by its number's last digit. @param {number} digit */
export function readyAccount(digit) {
  const account = ACCOUNTS.find(({ user_id }) => user_id % 10 === digit);
  if (!account) throw new Error(`no ready-made account ends in ${digit}`);
  return account;
}

export const OWN = readyAccount(3);
export const LIMITED = readyAccount(4);
export const [APP, POST_APP] = /** @type {[typeof APPS[0], typeof APPS[0]]} */ (APPS);

/** What any request without a good token is answered. */
export const UNAUTHORIZED = [401, { message: "Unauthorized!", error_code: 401 }];

/** @param {Parameters<typeof createSandbox>[0]} [options] */
export function createClient(options) {
  const sandbox = createSandbox(options);
  const client = {
    sandbox,

    /**
     * @param {string} method
     * @param {string} path below the API's address
     * @param {unknown} [body]
     * @param {Record<string, string>} [headers]
     */
    async ask(method, path, body, headers = {}) {
      const request = new Request(BASE + path, {
        // Node makes no GET with a body, as SendPulse's own client sends one.
        method: method === "GET" && body !== undefined ? "POST" : method,
        headers: {
          authorization: `Bearer ${OWN.api_key}`,
          ...(typeof body === "object" &&
          !(body instanceof FormData || body instanceof URLSearchParams)
            ? { "content-type": "application/json" }
            : {}),
          ...headers,
        },
        body:
          body === undefined || body instanceof FormData || body instanceof URLSearchParams
            ? body
            : JSON.stringify(body),
      });
      Object.defineProperty(request, "method", { value: method });
      return sandbox.fetch(request);
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
      const text = await response.text();
      return [response.status, text === "" ? null : JSON.parse(text)];
    },

    /** @param {string} path @param {string} bearer */
    as: (path, bearer) =>
      client.call("GET", path, undefined, { authorization: `Bearer ${bearer}` }),

    /** What a button of the dashboard sends. @param {string} button @param {Record<string, string>} [fields] */
    press: (button, fields) =>
      sandbox.fetch(
        new Request(`${BASE}/dashboard/${button}`, {
          method: "POST",
          body: new URLSearchParams({
            app_id: APP.app_id,
            user: "1000001",
            shown: "window",
            ...fields,
          }),
        }),
      ),

    /** Installs an app, or opens it, and gives the code that it is sent. @param {Record<string, string>} [fields] */
    async code(fields) {
      const response = await client.press("consent", { decision: "agree", ...fields });
      return /code=([0-9a-f]{32})/.exec(response.headers.get("location") ?? "")?.[1] ?? "";
    },

    /** @param {Record<string, unknown>} fields */
    exchange: (fields) =>
      client.call(
        "POST",
        "/market-service/oauth/authorize",
        { app_id: APP.app_id, secret: APP.app_secret, ...fields },
        { authorization: "" },
      ),

    /** @param {Record<string, unknown>} keys @param {"/market" | ""} [kind] */
    token: ({ client_id, client_secret }, kind = "/market") =>
      client.call(
        "POST",
        `/oauth/access_token${kind}`,
        { grant_type: "client_credentials", client_id, client_secret },
        { authorization: "" },
      ),

    /** @param {string} name @param {unknown} [body] @returns {Promise<any>} */
    async control(name, body) {
      const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
      return (await sandbox.fetch(new Request(`${ORIGIN}/__${name}`, init))).json();
    },
  };
  return client;
}

/** Installs the usual app, and exchanges the code. @param {ReturnType<typeof createClient>} client */
export async function connected(client) {
  const [, { data }] = await client.exchange({ code: await client.code() });
  return data;
}
