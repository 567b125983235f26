// Whether a secret of the community got into the browser's hands.

import { createHash } from "node:crypto";

/** Tokens and keys of this community look so. */
const TOKEN = /[0-9a-f]{32}/gi;

/** The sandbox's own way to write a secret into its log. @param {string} secret */
export const digest = (secret) =>
  `sha256:${createHash("sha256").update(secret).digest("hex").slice(0, 12)}`;

/**
 * The digests of the secrets that the community was asked with.
 * @param {{ requests: { path: string, query: Record<string, unknown> }[] }} log
 */
export function secretsIn(log) {
  const names = ["access_token", "app_secret", "auth_key"];
  const values = log.requests.flatMap(({ query }) => names.map((name) => query?.[name]));
  return new Set(values.filter((value) => typeof value === "string"));
}

/**
 * All that scripts and people can get at on a page.
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
 * The secrets among what looks like one in a text.
 * @param {string} text
 * @param {Set<unknown>} secrets
 */
export const found = (text, secrets) =>
  [...text.matchAll(TOKEN)].map(([token]) => digest(token)).filter((token) => secrets.has(token));
