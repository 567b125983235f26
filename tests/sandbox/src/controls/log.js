// What the providers were asked, oldest first, with every secret's value replaced by its digest.

import { json } from "../http/respond.js";

const MOST_ENTRIES = 10_000;
const MOST_BODY_CHARS = 65_536;
const MOST_CHARS = 64 * 1024 * 1024;

/**
 * @typedef {Object} Entry
 * @property {number} at unix seconds by the providers' clock
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string | string[]>} query
 * @property {Record<string, string>} headers
 * @property {unknown} body a form or JSON value, text, or null
 * @property {number | null} status null while unanswered, 0 when the connection was dropped
 */

/** @param {import("../redact.js").Redactor} redactor */
export function createLog(redactor) {
  /** @type {Entry[]} */
  let entries = [];
  /** @type {WeakMap<Entry, number>} */
  const sizes = new WeakMap();
  let chars = 0;
  let dropped = 0;

  /**
   * @param {Entry} entry
   * @param {number} size
   */
  const grow = (entry, size) => {
    sizes.set(entry, (sizes.get(entry) ?? 0) + size);
    chars += size;
    let spare = 0;
    while (
      spare < entries.length - 1 &&
      (entries.length - spare > MOST_ENTRIES || chars > MOST_CHARS)
    ) {
      chars -= sizes.get(/** @type {Entry} */ (entries[spare])) ?? 0;
      spare += 1;
    }
    if (spare) {
      entries = entries.slice(spare);
      dropped += spare;
    }
  };

  return {
    /**
     * @param {Request} request
     * @param {URL} url
     * @param {number} at
     * @returns {Entry}
     */
    open(request, url, at) {
      /** @type {Entry} */
      const entry = {
        at,
        method: request.method,
        path: redactor.text(url.pathname),
        query: redactor.fields(url.searchParams),
        headers: redactor.headers(request.headers),
        body: null,
        status: null,
      };
      entries.push(entry);
      grow(entry, JSON.stringify(entry).length);
      return entry;
    },

    /**
     * @param {Entry} entry
     * @param {import("../http/body.js").Body} body
     */
    setBody(entry, body) {
      if (body.text === "") return;
      if (body.form) entry.body = redactor.fields(body.form);
      else if (body.json !== undefined) entry.body = redactor.value(body.json);
      else entry.body = redactor.text(body.text);
      const written = typeof entry.body === "string" ? entry.body : JSON.stringify(entry.body);
      if (written.length > MOST_BODY_CHARS) {
        const rest = written.length - MOST_BODY_CHARS;
        entry.body = `${written.slice(0, MOST_BODY_CHARS)}… and ${rest} characters more`;
      }
      grow(entry, Math.min(written.length, MOST_BODY_CHARS));
    },

    read: () => ({ requests: entries, dropped_entries: dropped }),
  };
}

/** @type {import("../sandbox.js").Control} */
export const readLog = ({ world }) => json(world.log.read());
