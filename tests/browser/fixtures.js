// Somebody visits: the browser, both servers, and for each test a person of whom nothing may be amiss when he leaves.

import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { nothingAmiss } from "./amiss.js";
import { launch, newPerson } from "./chromium.js";
import { startServers } from "./servers.js";

/** @type {import("./servers.js").Servers} */
export let servers;
/** @type {import("playwright-core").Browser} */
export let browser;
/** @type {import("./chromium.js").Person} */
export let person;
/** Console errors that a test expects. @type {RegExp[]} */
export let expected;

/**
 * Has each test of a file begin with a visit, and end with a look around.
 * @param {import("playwright-core").LaunchOptions} [options]
 * @param {Record<string, string>} [variables] further ones of the Worker's
 */
export function visits(options, variables) {
  beforeAll(async () => {
    browser = await launch(options);
    servers = await startServers(variables);
  });
  afterAll(async () => {
    await browser?.close();
    await servers?.stop();
  });
  beforeEach(async () => {
    expected = [];
    person = await newPerson(browser);
  });
  afterEach(async () => {
    await nothingAmiss(person, servers, expected);
    await person.context.close();
  });
}

/**
 * Sends the person away for another one.
 * @param {import("playwright-core").BrowserContextOptions} options
 */
export async function instead(options) {
  await person.context.close();
  person = await newPerson(browser, options);
}
