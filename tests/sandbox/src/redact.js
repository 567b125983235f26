// Hides secrets in what is logged. A hidden value is the start of its SHA-256, so that equal secrets
// can be told to be equal, and counted, without being shown.

import { createHash } from "node:crypto";

/** @typedef {ReturnType<typeof createRedactor>} Redactor */

const SECRET_ENDING =
  /(secret|password|passwd|pwd|token|key|signature|sign|credentials?|authorization)$/;
const SECRET_NAMES = ["code", "cookie", "setcookie"];

/** So many hexadecimal digits in a row are a key, a token or a signature, wherever they stand. */
const KEY_SHAPED = /(?<![0-9a-f])(?:[0-9a-f]{32}|[0-9a-f]{40})(?![0-9a-f])/gi;
const ASSIGNED = /(?<![\w.-])([\w.-]+)=([^&\s"'#;,<>?]+)/g;
const QUOTED = /"([\w.-]+)"(\s*:\s*)"((?:[^"\\]|\\.)+)"/g;

const DEEPEST = 64;

/** @param {string} secret */
export function digest(secret) {
  return `sha256:${createHash("sha256").update(secret).digest("hex").slice(0, 12)}`;
}

/**
 * @param {string} name
 * @param {readonly string[]} [names] of secrets, beside those that everybody calls so
 */
export function isSecretName(name, names = []) {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  return SECRET_NAMES.includes(plain) || names.includes(plain) || SECRET_ENDING.test(plain);
}

/**
 * @param {() => string[]} knownSecrets values to hide even where nothing names them
 * @param {readonly string[]} [secretNames] what providers call secrets that no name tells
 */
export function createRedactor(knownSecrets, secretNames = []) {
  /** @param {string} name */
  const isSecret = (name) => isSecretName(name, secretNames);

  /**
   * Text that nothing is known about: a path, a header, a body of another type.
   *
   * @param {string} raw
   */
  function text(raw) {
    const shown = raw
      .replace(QUOTED, (all, name, colon, secret) =>
        isSecret(name) ? `"${name}"${colon}"${digest(secret)}"` : all,
      )
      .replace(ASSIGNED, (all, name, secret) =>
        isSecret(name) ? `${name}=${digest(decoded(secret))}` : all,
      )
      .replace(KEY_SHAPED, digest);
    // There may be thousands, and a digest takes longer than a look.
    return knownSecrets().reduce(
      (out, secret) => (out.includes(secret) ? out.replaceAll(secret, digest(secret)) : out),
      shown,
    );
  }

  /**
   * A parsed value, all the way down.
   *
   * @param {unknown} item
   * @param {string} [name] what its parent calls it
   * @param {number} [depth]
   * @returns {unknown}
   */
  function value(item, name = "", depth = 0) {
    if (item === null || item === "" || typeof item === "boolean") return item;
    if (depth > DEEPEST) return "… and deeper levels";
    if (Array.isArray(item)) return item.map((each) => value(each, name, depth + 1));
    if (isSecret(name)) return digest(typeof item === "string" ? item : JSON.stringify(item));
    if (typeof item === "string") return text(item);
    if (typeof item !== "object") return item;
    return Object.fromEntries(
      Object.entries(item).map(([key, each]) => [text(key), value(each, key, depth + 1)]),
    );
  }

  /**
   * A query or a form: name → value, or all values when the name is repeated.
   *
   * @param {URLSearchParams} params
   * @returns {Record<string, string | string[]>}
   */
  function fields(params) {
    return Object.fromEntries(
      [...new Set(params.keys())].map((name) => {
        const shown = params.getAll(name).map((each) => String(value(each, name)));
        return [text(name), shown.length === 1 ? String(shown[0]) : shown];
      }),
    );
  }

  /**
   * An authorisation keeps its scheme and a cookie its name.
   *
   * @param {Headers} headers
   * @returns {Record<string, string>}
   */
  function headerFields(headers) {
    /** @type {[string, string][]} */
    const shown = [];
    headers.forEach((raw, name) => {
      shown.push([name, header(name, raw)]);
    });
    return Object.fromEntries(shown);
  }

  /**
   * @param {string} name
   * @param {string} raw
   */
  function header(name, raw) {
    if (name === "cookie") {
      return raw
        .split(/;\s*/)
        .map((pair) =>
          pair.replace(/^([^=]*=)?(.*)$/s, (_, key = "", secret) => key + digest(secret)),
        )
        .join("; ");
    }
    if (name.endsWith("authorization")) {
      return raw.replace(/^(\S+ +)?(.*)$/s, (_, scheme = "", secret) => scheme + digest(secret));
    }
    return String(value(raw, name));
  }

  return { text, value, fields, headers: headerFields };
}

/** @param {string} encoded */
function decoded(encoded) {
  try {
    return decodeURIComponent(encoded.replaceAll("+", " "));
  } catch {
    return encoded;
  }
}
