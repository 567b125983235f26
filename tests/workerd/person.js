// A person with a browser at a Worker that may be killed at any moment.

import { request } from "node:http";

/** The answer did not come: the Worker is gone. Whether it did what it was asked is not known. */
export class Cut extends Error {}

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

let people = 0;

let watcher = () => {};

/** Has somebody told of every answer, when its first byte is here; nobody, without one. */
export function watchAnswers(next = () => {}) {
  watcher = next;
}

export class Person {
  /** Who he is, in messages. */
  number = ++people;

  /** @type {Map<string, string>} */
  cookies = new Map();

  /**
   * @param {string} origin the Worker's
   * @param {{ patience?: number, agent?: import("node:http").Agent | false }} [options] how long he waits, in
   *   milliseconds; what keeps his connections, where the Worker stays alive
   */
  constructor(origin, { patience = PATIENCE_MS, agent = false } = {}) {
    this.origin = origin;
    this.patience = patience;
    this.agent = agent;
  }

  /**
   * Asks the Worker, over a connection of its own unless told otherwise: one that is kept could be a dead process's.
   *
   * @param {string} path
   * @param {{ method?: string, body?: string, headers?: Record<string, string>, crossSite?: boolean }} [init]
   * @returns {Promise<Answer>}
   */
  ask(path, { method = "GET", body = "", headers = {}, crossSite = false } = {}) {
    const strict = (/** @type {string} */ name) => name === "__Host-Http-portaria";
    const sent = [...this.cookies].filter(([name]) => !(crossSite && strict(name)));
    const cookie = sent.map(([name, value]) => `${name}=${value}`).join("; ");
    const length = Buffer.byteLength(body);
    return new Promise((resolve, reject) => {
      const cut = (/** @type {Error} */ error) => reject(new Cut(`${path}: ${error.message}`));
      const asked = request(
        new URL(path, this.origin),
        {
          method,
          agent: this.agent,
          timeout: this.patience,
          headers: {
            ...(cookie && { cookie }),
            ...(method !== "GET" && { "content-length": length }),
            ...headers,
          },
        },
        (answer) => {
          watcher();
          const chunks = /** @type {Buffer[]} */ ([]);
          answer.on("data", (chunk) => chunks.push(chunk));
          answer.once("error", cut);
          answer.once("end", () => {
            const text = Buffer.concat(chunks).toString();
            this.#keep(answer.headers["set-cookie"] ?? []);
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
      asked.once("error", cut);
      asked.end(body);
    });
  }

  /** @param {string[]} lines */
  #keep(lines) {
    for (const line of lines) {
      const [pair = "", ...attributes] = line.split("; ");
      const at = pair.indexOf("=");
      if (attributes.includes("Max-Age=0")) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }
}
