// The sandbox's controls, and what the Worker has asked of the platforms that it plays.
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { ORIGIN, PIPICHAT_APP, SOMEE_APP } from "./worker-settings.js";

/**
 * Uses one of the sandbox's controls.
 * @param {string} name
 * @param {object} [body]
 * @returns {Promise<any>}
 */
export async function control(name, body) {
  const init = body
    ? {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }
    : {};
  const response = await env.SANDBOX.fetch(`https://sandbox.example/__${name}`, init);
  expect(response.status, await response.clone().text()).toBe(200);
  return response.json();
}

/** Puts the sandbox back to its start, with our two apps sending people back to this Worker. */
export async function resetSandbox() {
  await control("reset", {});
  for (const [instance, app, options] of /** @type {const} */ ([
    ["pipichat", PIPICHAT_APP, {}],
    ["somee", SOMEE_APP, { echo_state: true }],
  ])) {
    const redirect_url = `${ORIGIN}/callback/${instance}`;
    await control("apps", { provider: "pipichat", ...app, redirect_url, options });
  }
}

/** A ready-made key of JetChat's. @returns {Promise<string>} */
export async function jetchatKey() {
  const { apps } = await control("apps");
  return apps.find((/** @type {any} */ { provider }) => provider === "jetchat").api_key;
}

/**
 * The requests to platforms whose path contains this text, oldest first.
 * @param {string} path
 * @returns {Promise<any[]>}
 */
export async function platformRequests(path) {
  const { requests } = await control("log");
  return requests.filter((/** @type {{ path: string }} */ request) => request.path.includes(path));
}

/** The requests in which a one-time code was exchanged. */
export const exchangeRequests = async () => [
  ...(await platformRequests("authorize")),
  ...(await platformRequests("market-service")),
];
