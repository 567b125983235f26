// What must not happen, whatever is done: errors, breaches of the policy, strangers asked, secrets in reach.

import { expect } from "vitest";
import { digest, found, secretsIn, withinReach } from "./secrets.js";

/**
 * @param {import("./chromium.js").Person} person
 * @param {import("./servers.js").Servers} servers
 * @param {RegExp[]} expected console errors that the test expects
 */
export async function nothingAmiss({ seen, context }, servers, expected) {
  const errors = seen.errors.filter((error) => !expected.some((words) => words.test(error)));
  expect(errors).toEqual([]);
  const strangers = seen.asked.filter((address) => {
    const { origin, protocol } = new URL(address);
    return ![servers.origin, servers.sandboxOrigin].includes(origin) && protocol !== "about:";
  });
  expect(strangers).toEqual([]);
  const secrets = secretsIn(await servers.control("log")).add(digest(servers.app.app_secret));
  const pages = context.pages().filter((page) => page.url().startsWith(servers.origin));
  const texts = await Promise.all(pages.map(withinReach));
  const everything = [...texts, ...seen.said, ...seen.answers].join("\n");
  expect(found(everything, secrets)).toEqual([]);
  expect(everything).not.toContain(servers.jetchatKey);
}
