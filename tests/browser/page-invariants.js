// What must hold on every page, whatever is done there: no error, no breach of the policy, no request to another site, and
// no secret in reach.

import { expect } from "vitest";
import { digest, found, secretsIn, withinReach } from "./secret-detection.js";

/**
 * @param {import("./chromium.js").Visitor} person
 * @param {import("./wrangler-servers.js").Servers} servers
 * @param {RegExp[]} expected console errors that the test expects
 */
export async function expectPageInvariants({ seen, context }, servers, expected) {
  const errors = seen.errors.filter((error) => !expected.some((words) => words.test(error)));
  expect(errors).toEqual([]);
  const foreign = seen.asked.filter((address) => {
    const { origin, protocol } = new URL(address);
    return ![servers.origin, servers.sandboxOrigin].includes(origin) && protocol !== "about:";
  });
  expect(foreign).toEqual([]);
  const secrets = secretsIn(await servers.control("log")).add(digest(servers.app.app_secret));
  const pages = context.pages().filter((page) => page.url().startsWith(servers.origin));
  const texts = await Promise.all(pages.map(withinReach));
  const everything = [...texts, ...seen.said, ...seen.answers].join("\n");
  expect(found(everything, secrets)).toEqual([]);
  expect(everything).not.toContain(servers.jetchatKey);
}
