// A login in a window of its own: what the page hears of it.
import { pause, unlessAborted } from "./abort.js";
import { CHANNEL } from "./changes.js";
import { PortariaError } from "./error.js";

/**
 * What a window says at its end (src/edge/popup.rs).
 * @typedef {{ portaria: "connected", instance: string, code?: string }} Connected `code` where the page is on another site
 * @typedef {{ portaria: "failed", instance: string, code: string, message: string }} Failed
 */

/** How often to see whether the window is closed, in milliseconds. */
const LOOK_MS = 250;

/** How long a window that was seen at the platform may look closed before it counts as closed, in milliseconds. */
const CLOSED_MS = 5000;

/**
 * The same for one that was not: a platform's page may cut its tie to ours (Cross-Origin-Opener-Policy), and a window without a tie
 * looks closed, too.
 */
const SEVERED_MS = 60_000;

export class LoginWindow {
  #popup;
  #stop = new AbortController();
  #wasSeenElsewhere = false;
  /** Since when the window looks closed and the page has the focus. @type {number | undefined} */
  #closedAt;

  /**
   * @param {Window} popup
   * @param {string} expected the Worker's origin
   * @param {string} instance
   */
  constructor(popup, expected, instance) {
    this.#popup = popup;
    const { signal } = this.#stop;
    const channel = new BroadcastChannel(CHANNEL);
    signal.addEventListener("abort", () => channel.close(), { once: true });
    /** Settles when the login has ended. @type {Promise<Connected | Failed>} */
    this.ended = new Promise((resolve) => {
      /** @param {MessageEvent} event */
      const hear = ({ origin, data, source }) => {
        if (origin !== expected || data?.instance !== instance) return;
        const isFromWindow = source === popup;
        if (data.portaria === "connected") resolve(data);
        // Another window's failure is not this one's. Where the tie is cut, the channel is all there is.
        if (data.portaria === "failed" && (isFromWindow || (source === null && popup.closed)))
          resolve(data);
      };
      window.addEventListener("message", hear, { signal });
      channel.addEventListener("message", hear, { signal });
    });
    this.#look(signal);
  }

  /**
   * Whether the user has closed the window, as far as the page can tell. While the window has the focus, it is there, whatever it
   * looks like.
   */
  get isClosed() {
    const patience = this.#wasSeenElsewhere ? CLOSED_MS : SEVERED_MS;
    return this.#closedAt !== undefined && Date.now() - this.#closedAt >= patience;
  }

  /** Opens an address in the window. @param {string} address */
  open(address) {
    this.#popup.location.href = address;
  }

  close() {
    this.#stop.abort();
    this.#popup.close();
  }

  /** @param {AbortSignal} signal */
  async #look(signal) {
    while (!signal.aborted) {
      await pause(LOOK_MS);
      const looksClosed = this.#popup.closed;
      if (!looksClosed) this.#wasSeenElsewhere ||= isElsewhere(this.#popup);
      if (!looksClosed || !document.hasFocus()) this.#closedAt = undefined;
      else this.#closedAt ??= Date.now();
    }
  }
}

/** Whether a window shows a page of another origin. @param {Window} popup */
function isElsewhere(popup) {
  try {
    return popup.location.href === undefined;
  } catch {
    return true;
  }
}

/**
 * Settles like the promise, or rejects with `aborted` when the caller's signal fires first.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<T>}
 */
export async function unlessCancelled(promise, signal) {
  if (!signal) return promise;
  return unlessAborted(promise, signal).catch((error) => {
    if (!signal.aborted) throw error;
    throw new PortariaError({ code: "aborted", message: "The login was aborted by its caller." });
  });
}
