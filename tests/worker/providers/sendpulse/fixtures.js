// A person who opens our app in SendPulse's dashboard, links the account and calls with it.
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { browser } from "../../fixtures.js";
import { ORIGIN, SENDPULSE_APP } from "../../worker-settings.js";
import { openApp } from "./dashboard.js";

export const OURS = { "x-portaria": "1" };
export const PAGE = { accept: "text/html" };

/** Comes to the Worker from the dashboard. @param {string} fields @param {string} [instance] */
export const arrive = (fields, instance = "sendpulse") =>
  browser.ask(`/callback/${instance}?${fields}`, { crossSite: true, headers: PAGE });

/**
 * Answers the question whether to link the account.
 * @param {Response} response @param {string} answer @param {Record<string, string>} [headers]
 */
export async function answer(response, answer, headers) {
  expect(response.status, await response.clone().text()).toBe(303);
  const page = await browser.ask(response.headers.get("location") ?? "", { headers: PAGE });
  expect(page.status).toBe(200);
  const html = await page.text();
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  const given = fields.map(([, name = "", value = ""]) => [name, value]);
  return browser.ask("/link/sendpulse", {
    method: "POST",
    body: new URLSearchParams([...given, ["answer", answer]]),
    headers: { ...PAGE, origin: ORIGIN, "sec-fetch-site": "same-origin", ...headers },
  });
}

/** Opens the app, and agrees to the link. */
export const linked = async () => {
  const response = await answer(await arrive(await openApp()), "link");
  expect(response.status, await response.clone().text()).toBe(303);
};

/** Calls through the Worker. @param {string} path @param {RequestInit & { headers?: Record<string, string> }} [init] */
export const call = (path, init = {}) =>
  browser.ask(`/api/sendpulse${path}`, { ...init, headers: { ...OURS, ...init.headers } });

/** What SendPulse sends when the app is uninstalled: the account and its keys. */
export async function installedKeys() {
  const address = "https://api.example/sendpulse/market-service/oauth/authorize";
  /** @type {any} */
  const told = await env.SANDBOX.fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      app_id: SENDPULSE_APP.app_id,
      secret: SENDPULSE_APP.app_secret,
      code: new URLSearchParams(await openApp()).get("code"),
    }),
  });
  return (await told.json()).data;
}

/** Tells the Worker that the app was uninstalled. @param {unknown} body */
export async function uninstall(body) {
  const response = await browser.ask("/uninstall/sendpulse", {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  expect([response.status, await response.clone().text()]).toEqual([200, ""]);
  return response;
}
