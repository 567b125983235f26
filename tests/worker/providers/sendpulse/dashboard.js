// SendPulse's dashboard, where a person opens an app.
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { SENDPULSE_APP } from "../../worker-settings.js";

/**
 * Opens our app, which installs it: the query with which SendPulse sends the person to us.
 * @param {Record<string, string>} [fields] of the dashboard's form, where they are not the usual ones
 */
export async function openApp(fields) {
  const usual = {
    user_id: "1000001",
    user: "1000001",
    lang: "en",
    shown: "window",
    decision: "agree",
  };
  const response = await env.SANDBOX.fetch("https://api.example/sendpulse/dashboard/consent", {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ app_id: SENDPULSE_APP.app_id, ...usual, ...fields }),
  });
  expect(response.status, await response.clone().text()).toBe(302);
  return new URL(response.headers.get("location") ?? "").search.slice(1);
}
