// SendPulse's own client for Node, used as its documentation says, except that its requests go to another address.
import { mkdtempSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * One of its calls, as a function that returns a promise.
 * @param {string} origin
 * @returns {Promise<() => Promise<unknown>>}
 */
export async function vendorsClient(origin) {
  const { hostname, port } = new URL(origin);
  /** @param {any} options @param {any} heard */
  const request = (options, heard) => http.request({ ...options, hostname, port }, heard);
  https.request = /** @type {any} */ (request);
  const { default: sendpulse } = await import("sendpulse-api");
  const storage = mkdtempSync(join(tmpdir(), "portaria-bench-"));
  await new Promise((resolve) =>
    sendpulse.init("id-of-the-benchmark", "secret-of-the-benchmark", storage, resolve),
  );
  return () =>
    new Promise((resolve, reject) =>
      /** @type {any} */ (sendpulse).getBalance((/** @type {any} */ answer) =>
        answer.is_error ? reject(new Error(answer.message)) : resolve(answer),
      ),
    );
}
