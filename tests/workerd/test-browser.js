// A browser at a Worker that may be killed at any moment.

import { request } from "node:http";
import { CookieJar } from "../cookie-jar.js";
import { browserHeaders } from "../fetch-metadata.js";

/** The connection ended before the answer: the Worker is gone, and may have done what it was asked or not. */
export class ConnectionLost extends Error {}

/** How long an answer may take before it counts as none at all. */
const PATIENCE_MS = 20_000;

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} code `x-portaria-error`, where it is an error of ours
 * @property {string} type the body's
 * @property {string} location
 * @property {string} text
 * @property {() => any} json
 */

let browsers = 0;

let listener = () => {};

/** Calls this when the first byte of any answer is here, in the place of the one before. */
export function onAnswer(next = () => {}) {
  listener = next;
}

export class TestBrowser {
  /** Names it in messages. */
  number = ++browsers;

  /**
   * @param {string} origin the Worker's
   * @param {{ patience?: number, agent?: import("node:http").Agent | false }} [options] how long it waits, in
   *   milliseconds; what keeps its connections, where the Worker stays alive
   */
  constructor(origin, { patience = PATIENCE_MS, agent = false } = {}) {
    this.origin = origin;
    this.cookies = new CookieJar(origin);
    this.patience = patience;
    this.agent = agent;
  }

  /**
   * Asks the Worker, over a new connection unless an agent keeps them: a connection that is kept could be a dead process's.
   *
   * @param {string} path
   * @param {{ method?: string, body?: string, headers?: Record<string, string>, crossSite?: boolean }} [init]
   * @returns {Promise<Answer>}
   */
  ask(path, { method = "GET", body = "", headers = {}, crossSite = false } = {}) {
    const cookie = this.cookies.header({ crossSite });
    const length = Buffer.byteLength(body);
    return new Promise((resolve, reject) => {
      const lost = (/** @type {Error} */ error) =>
        reject(new ConnectionLost(`${path}: ${error.message}`));
      const asked = request(
        new URL(path, this.origin),
        {
          method,
          agent: this.agent,
          timeout: this.patience,
          headers: browserHeaders(
            path,
            { method, crossSite },
            {
              ...(cookie && { cookie }),
              ...(method !== "GET" && { "content-length": String(length) }),
              ...headers,
            },
          ),
        },
        (answer) => {
          listener();
          const chunks = /** @type {Buffer[]} */ ([]);
          answer.on("data", (chunk) => chunks.push(chunk));
          answer.once("error", lost);
          answer.once("end", () => {
            const text = Buffer.concat(chunks).toString();
            this.cookies.keep(answer.headers["set-cookie"] ?? []);
            resolve({
              status: answer.statusCode ?? 0,
              code: String(answer.headers["x-portaria-error"] ?? ""),
              type: answer.headers["content-type"] ?? "",
              location: answer.headers.location ?? "",
              text,
              json: () => JSON.parse(text),
            });
          });
        },
      );
      asked.once("timeout", () =>
        reject(new Error(`${method} ${path} was not answered within ${this.patience} ms.`)),
      );
      asked.once("error", lost);
      asked.end(body);
    });
  }
}
