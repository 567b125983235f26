// Finds secrets of a community in what a browser has got.

import { createHash } from "node:crypto";

/** What tokens and keys of a community look like. */
const TOKEN = /[0-9a-f]{32}/gi;

/** A secret as the sandbox writes it into its log. @param {string} secret */
export const digest = (secret) =>
  `sha256:${createHash("sha256").update(secret).digest("hex").slice(0, 12)}`;

/**
 * The digests of the secrets in the requests to the community.
 * @param {{ requests: { path: string, query: Record<string, unknown> }[] }} log
 */
export function secretsIn(log) {
  const names = ["access_token", "app_secret", "auth_key"];
  const values = log.requests.flatMap(({ query }) => names.map((name) => query?.[name]));
  return new Set(values.filter((value) => typeof value === "string"));
}

/**
 * Everything on a page that scripts and people can read.
 * @param {import("playwright-core").Page} page
 */
export function withinReach(page) {
  return page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      JSON.stringify(localStorage),
      JSON.stringify(sessionStorage),
      JSON.stringify(history.state),
      document.cookie,
      location.href,
    ].join("\n"),
  );
}

/**
 * The digests of the secrets in a text.
 * @param {string} text
 * @param {Set<unknown>} secrets
 */
export const found = (text, secrets) =>
  [...text.matchAll(TOKEN)].map(([token]) => digest(token)).filter((token) => secrets.has(token));
