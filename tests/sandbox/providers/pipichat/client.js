// A client of the sandbox's PipiChat, for tests: a sandbox of its own, consents and exchanges.

import { createSandbox } from "../../src/sandbox.js";

export const ORIGIN = "http://127.0.0.1:8788";
export const BASE = `${ORIGIN}/pipichat`;
export const APP = "176300000012345";
export const SECRET = "0123456789abcdef0123456789abcdef";

let sandbox = createSandbox();

/** Everything as at the start. */
export function beginSandbox() {
  sandbox = createSandbox();
}

/** @param {string} url @param {RequestInit} [init] */
export const ask = (url, init) => sandbox.fetch(new Request(url, init));

/** @param {string} name @param {unknown} [body] @returns {Promise<any>} */
export async function control(name, body) {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return (await ask(`${ORIGIN}/__${name}`, init)).json();
}

/** @param {Record<string, string>} fields @param {Record<string, string>} [headers] */
export const consent = (fields, headers = {}) =>
  ask(`${BASE}/api/oauth`, { method: "POST", body: new URLSearchParams(fields), headers });

/** @param {Response} response */
export const keyOf = (response) =>
  String(response.headers.get("location")).split("auth_key=")[1] ?? "";

/** @param {Response} response */
export const cookieOf = (response) =>
  String(response.headers.get("set-cookie")).split(";")[0] ?? "";

/** @param {Record<string, string>} fields */
export const exchange = (fields) =>
  ask(
    `${BASE}/api/authorize?${new URLSearchParams({ app_id: APP, app_secret: SECRET, ...fields })}`,
  );

export async function login(user = "1") {
  const auth_key = keyOf(await consent({ app_id: APP, user, decision: "approve" }));
  const { access_token } = /** @type {any} */ (await (await exchange({ auth_key })).json());
  return { auth_key, access_token };
}
