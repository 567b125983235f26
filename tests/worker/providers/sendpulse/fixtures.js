// A person who opens our app in SendPulse's dashboard, links the account and calls with it.
import { expect } from "vitest";
import { browser } from "../../fixtures.js";
import { ORIGIN } from "../../worker-settings.js";
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
  const ticket = /name="ticket" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  return browser.ask("/link/sendpulse", {
    method: "POST",
    body: new URLSearchParams({ ticket, answer, lang: "en" }),
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
