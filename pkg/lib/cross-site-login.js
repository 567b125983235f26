// Logins of a page that is on another site than the Worker. The Worker's windows do not see that page's session, so the page takes a
// login into it itself: with the code that it is given at the login's end, and the verifier that only it knows (RFC 7636).
import { requestWorker } from "./worker-request.js";

/**
 * @typedef {import("../index.js").Connection} Connection
 * @typedef {{ verifier: string, challenge: string }} Proof
 */

/** The query parameter with which the browser comes back from a login in the page itself (src/edge/redeem.rs). */
const PARAMETER = "portaria_code";

/** Where the verifier is kept while the page itself is at the platform. */
const KEPT = "portaria:login";

/** @param {Uint8Array} bytes */
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

/** @returns {Promise<Proof>} */
export async function newProof() {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return { verifier, challenge: base64url(new Uint8Array(digest)) };
}

/**
 * @param {string} worker
 * @param {string} instance
 * @param {string} code
 * @param {string} verifier
 * @returns {Promise<Connection>}
 */
export function redeem(worker, instance, code, verifier) {
  return requestWorker(worker, `redeem/${encodeURIComponent(instance)}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code, code_verifier: verifier }),
  });
}

/**
 * Keeps the verifier for when the browser comes back to this page.
 * @param {string} worker
 * @param {string} instance
 * @param {Proof} proof
 */
export function keepProof(worker, instance, { verifier }) {
  sessionStorage.setItem(KEPT, JSON.stringify({ worker, instance, verifier }));
}

/** The redemption that is under way: all who ask for connections wait for it. @type {Promise<unknown> | undefined} */
let redemption;

/**
 * Takes over the login from which the browser has come back to this page, if there is one.
 * @param {string} worker
 */
export function redeemReturned(worker) {
  const returned = takeReturned(worker);
  if (returned) {
    const { instance, code, verifier } = returned;
    redemption = redeem(worker, instance, code, verifier).finally(() => {
      redemption = undefined;
    });
  }
  return redemption;
}

/** What the address brought, which is taken out of it; with what was kept for it. @param {string} worker */
function takeReturned(worker) {
  const address = typeof window === "undefined" ? undefined : new URL(location.href);
  const code = address?.searchParams.get(PARAMETER);
  if (!address || !code) return undefined;
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (kept?.worker !== worker) return undefined;
  sessionStorage.removeItem(KEPT);
  address.searchParams.delete(PARAMETER);
  history.replaceState(history.state, "", address);
  return { ...kept, code };
}
