// A Chromium, and visitors in it whose console, requests and answers are noted.

import { chromium } from "playwright-core";

export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/**
 * Starts the browser that PORTARIA_CHROMIUM names.
 * @param {import("playwright-core").LaunchOptions} [options]
 */
export function launch(options) {
  const executablePath = process.env.PORTARIA_CHROMIUM;
  if (!executablePath) throw new Error("Set PORTARIA_CHROMIUM to the path of a Chromium.");
  return chromium.launch({ executablePath, args: FLAGS, ...options });
}

/** @typedef {Awaited<ReturnType<typeof newVisitor>>} Visitor */

/**
 * A visitor with a browser context of its own, which has no cookies yet.
 * @param {import("playwright-core").Browser} browser
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function newVisitor(browser, options) {
  const context = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 960, height: 800 },
    ...options,
  });
  context.setDefaultTimeout(10_000);
  const seen = {
    /** Everything on the console. @type {string[]} */
    said: [],
    /** Errors on the console, exceptions and breaches of the policy. @type {string[]} */
    errors: [],
    /** Addresses that were requested. @type {string[]} */
    asked: [],
    /** What the Worker's interfaces answered. @type {string[]} */
    answers: [],
  };
  context.on("request", (request) => seen.asked.push(request.url()));
  context.on("console", (message) => {
    seen.said.push(message.text());
    if (message.type() === "error") seen.errors.push(message.text());
  });
  context.on("weberror", (error) => seen.errors.push(String(error.error())));
  context.on("response", async (response) => {
    if (response.request().resourceType() !== "fetch") return;
    seen.answers.push(await response.text().catch(() => ""));
  });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return { context, page: await context.newPage(), seen };
}
