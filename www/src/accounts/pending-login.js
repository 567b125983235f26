// A login may leave the page. Which one is kept in this tab, so that the page can say how it ended when the browser is back.
import { readStored, writeStored } from "../browser-storage.js";

/**
 * Notes that a login of an instance has started, and when the connection before it was made.
 * @param {string} instance
 * @param {number | undefined} connectedAt
 */
export function notePendingLogin(instance, connectedAt) {
  writeStored("pending-login", JSON.stringify({ instance, connectedAt }));
}

/** Forgets the login: it ended without leaving the page. */
export function forgetPendingLogin() {
  writeStored("pending-login", null);
}

/**
 * The login that this page came back from; it is forgotten at once, so that a reload does not report it again.
 * @returns {{ instance: string, connectedAt?: number } | undefined}
 */
export function takePendingLogin() {
  const noted = readStored("pending-login");
  forgetPendingLogin();
  return noted === null ? undefined : JSON.parse(noted);
}
