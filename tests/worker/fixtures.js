// What most tests begin with: a fresh sandbox, a clock that can be moved, and a browser; and what they end with.
import { afterEach, beforeEach, vi } from "vitest";
import { expectNoSecretInOutput, output } from "./output.js";
import { resetSandbox } from "./sandbox.js";
import { TestBrowser } from "./test-browser.js";

/** @type {TestBrowser} */
export let browser;

/** Sets up each test of a file, and searches the Worker's output for secrets after it. */
export function useFixtures() {
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    await resetSandbox();
    output.record();
    browser = new TestBrowser();
  });
  afterEach(async () => {
    await expectNoSecretInOutput();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}

/** Goes on with another browser; gives the one that was used so far. */
export function replaceBrowser() {
  const before = browser;
  browser = new TestBrowser();
  return before;
}
