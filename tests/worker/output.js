// Everything that the Worker puts out, answers and log lines alike, to be searched for secrets.
import { expect, vi } from "vitest";
import { control } from "./sandbox.js";
import { SECRETS } from "./worker-settings.js";

export const output = {
  /** @type {string[]} */
  texts: [],

  /** Starts over, and notes what is logged from here on. */
  record() {
    this.texts = [];
    for (const method of /** @type {const} */ (["log", "info", "warn", "error", "debug"])) {
      vi.spyOn(console, method).mockImplementation(
        (...args) => void this.texts.push(args.map(String).join(" ")),
      );
    }
  },

  /** The Worker's own log lines. @returns {any[]} */
  logLines() {
    return this.texts
      .filter((text) => /^\{.*"portaria":"\w+"/.test(text))
      .map((text) => JSON.parse(text));
  },
};

/**
 * Searches the output for secrets: those that are configured, and the keys and tokens that passed over the wire, which the
 * sandbox's log knows by their digests.
 */
export async function expectNoSecretInOutput() {
  const wire = new Set(
    JSON.stringify((await control("log")).requests).match(/sha256:[0-9a-f]{12}/g),
  );
  for (const text of output.texts) {
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    for (const word of text.match(/[0-9a-f]{32}/gi) ?? [])
      expect([...wire]).not.toContain(await digest(word));
  }
}

/** @param {string} secret */
async function digest(secret) {
  const bytes = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret)),
  );
  return `sha256:${[...bytes]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, 12)}`;
}
