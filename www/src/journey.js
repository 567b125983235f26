// A login may leave the page. What it left for is noted, so that the return can be told of.
import { recall, remember } from "./memory.js";

/**
 * Notes that a login for an instance begins, and which connection there was before.
 * @param {string} instance
 * @param {number | undefined} connectedAt
 */
export function depart(instance, connectedAt) {
  remember("journey", JSON.stringify({ instance, connectedAt }));
}

/** Forgets it: the login ended without leaving the page. */
export function arrive() {
  remember("journey", null);
}

/**
 * The login that this page came back from, told once.
 * @returns {{ instance: string, connectedAt?: number } | undefined}
 */
export function returned() {
  const noted = recall("journey");
  arrive();
  return noted === null ? undefined : JSON.parse(noted);
}
