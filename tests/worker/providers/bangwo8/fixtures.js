// What the tests of Bangwo8 begin with: its ready-made accounts, two ways to connect one, and calls through the Worker.
import { afterEach, beforeEach, expect } from "vitest";
import { browser, useFixtures } from "../../fixtures.js";
import { output } from "../../output.js";
import { control, platformRequests } from "../../sandbox.js";

export const OURS = { "x-portaria": "1", "content-type": "application/json" };

/** The code of the CRM extension that the Worker is configured with. */
export const AUTHCODE = "bw8AuthcodeSandboxOnly1";

/** The ready-made accounts by their names. @type {Map<string, any>} */
export let accounts;

/** Sets up each test of a file, and searches the Worker's output for the accounts' secrets after it. */
export function useBangwo8Fixtures() {
  useFixtures();
  beforeEach(async () => {
    const { apps } = await control("apps");
    accounts = new Map(
      apps
        .filter((/** @type {any} */ { provider }) => provider === "bangwo8")
        .map((/** @type {any} */ app) => [app.account, app]),
    );
  });
  afterEach(() => {
    const secrets = [...accounts.values()].flatMap((one) => [
      one.password,
      encodeURIComponent(one.password),
      one.secret,
      one.authcode,
      one.pc_key,
    ]);
    for (const text of output.texts) {
      for (const secret of secrets) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/[0-9a-f]{40}/);
    }
  });
}

/** The account's name and password. @param {string} [name] */
export function byPassword(name = "osp-demo") {
  const { account, password } = accounts.get(name);
  return { account, password };
}

/** The id and the secret of the account's key. @param {string} [name] */
export function byKey(name = "osp-demo") {
  const { secret_id, secret } = accounts.get(name);
  return { secretId: secret_id, secret };
}

/** Gives credentials to the Worker. @param {unknown} body @param {Record<string, string>} [headers] */
export const connect = (body, headers = {}, instance = "bangwo8") =>
  browser.ask(`/connect/${instance}`, {
    method: "POST",
    body: body instanceof URLSearchParams ? body : JSON.stringify(body),
    headers:
      body instanceof URLSearchParams ? { "x-portaria": "1", ...headers } : { ...OURS, ...headers },
  });

/** Connects an account: the connection. @param {unknown} body @param {string} [instance] */
export async function connected(body, instance) {
  const response = await connect(body, {}, instance);
  expect(response.status, await response.clone().text()).toBe(201);
  return /** @type {any} */ (await response.json());
}

/**
 * Calls through the Worker.
 * @param {string} method @param {string} path @param {unknown} [body] @param {Record<string, string>} [headers]
 */
export const call = (method, path, body, headers = {}, instance = "bangwo8") =>
  browser.ask(`/api/${instance}${path}`, {
    method,
    headers: { ...OURS, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

/** The body of an answer with status 200. @param {Response} response @returns {Promise<any>} */
export async function json(response) {
  expect(response.status, await response.clone().text()).toBe(200);
  return response.json();
}

/** The requests for a token. */
export const tokenRequests = () => platformRequests("/api/token.php");
