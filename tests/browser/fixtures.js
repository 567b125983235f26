// What most tests begin with: a Chromium, both servers and a new visitor; and what must hold when they end.

import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { launch, newVisitor } from "./chromium.js";
import { expectPageInvariants } from "./page-invariants.js";
import { startServers } from "./wrangler-servers.js";

/** @type {import("./wrangler-servers.js").Servers} */
export let servers;
/** @type {import("playwright-core").Browser} */
export let browser;
/** @type {import("./chromium.js").Visitor} */
export let visitor;
/** Console errors that a test expects. @type {RegExp[]} */
export let expectedErrors;

/**
 * Sets up each test of a file, and checks the page invariants after it.
 * @param {import("playwright-core").LaunchOptions} [options]
 * @param {Record<string, string>} [variables] more of them for the Worker
 */
export function useFixtures(options, variables) {
  beforeAll(async () => {
    browser = await launch(options);
    servers = await startServers(variables);
  });
  afterAll(async () => {
    await browser?.close();
    await servers?.stop();
  });
  beforeEach(async () => {
    expectedErrors = [];
    visitor = await newVisitor(browser);
  });
  afterEach(async () => {
    await expectPageInvariants(visitor, servers, expectedErrors);
    await visitor.context.close();
  });
}

/**
 * Goes on with another visitor.
 * @param {import("playwright-core").BrowserContextOptions} options
 */
export async function replaceVisitor(options) {
  await visitor.context.close();
  visitor = await newVisitor(browser, options);
}
