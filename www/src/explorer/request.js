// A request that Swagger UI has built for the vendor, and what it was built of.
import { via } from "../worker-address.js";

/**
 * @typedef {object} Built
 * @property {string} url
 * @property {string} method
 * @property {unknown} [body]
 *
 * @typedef {Record<string, unknown>} Params
 *
 * @typedef {object} Parameter
 * @property {string} name
 * @property {string} in
 * @property {any} [schema]
 */

/**
 * The path at the Worker which passes this request on to the vendor.
 * @param {string} url
 * @param {string} base the vendor's address
 * @param {string} instance
 */
export function proxyPath(url, base, instance) {
  if (!url.startsWith(`${base}/`)) throw new Error("The request is for another address.");
  return `${via}/${encodeURIComponent(instance)}${url.slice(base.length)}`;
}

/**
 * The parameters as the package takes them: one flat object.
 * @param {Built} request
 * @param {string} base
 * @param {string} template the operation's path
 * @param {Parameter[]} declared
 * @param {any} bodySchema
 * @returns {Params}
 */
export function paramsOf({ url, body }, base, template, declared, bodySchema) {
  const [path = "", query = ""] = url.slice(base.length).split("?");
  return {
    ...pathParams(path, template, declared),
    ...queryParams(query, declared),
    ...bodyParams(body, bodySchema),
  };
}

/**
 * @param {string} path
 * @param {string} template
 * @param {Parameter[]} declared
 */
function pathParams(path, template, declared) {
  const parts = path.split("/");
  /** @type {Params} */
  const params = {};
  for (const [at, part] of template.split("/").entries()) {
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name === undefined) continue;
    const schema = declared.find((one) => one.in === "path" && one.name === name)?.schema;
    params[name] = typed(decodeURIComponent(parts[at] ?? ""), schema);
  }
  return params;
}

/**
 * @param {string} query
 * @param {Parameter[]} declared
 */
function queryParams(query, declared) {
  /** @type {Params} */
  const params = {};
  for (const [key, value] of new URLSearchParams(query)) {
    const whole = declared.find((one) => one.in === "query" && one.name === key);
    const [, base = key, inner] = whole ? [] : (/^([^[]+)\[(.*)\]$/.exec(key) ?? []);
    const schema = (whole ?? declared.find((one) => one.in === "query" && one.name === base))
      ?.schema;
    if (inner) {
      params[base] = { .../** @type {object} */ (params[base] ?? {}), [inner]: value };
    } else if (inner === "" || schema?.type === "array") {
      // A list's name has brackets on the wire, and none for callers.
      const name = base.replace(/\[\]$/, "");
      const before = /** @type {unknown[]} */ (params[name] ?? []);
      params[name] = [...before, typed(value, schema?.items)];
    } else {
      params[base] = typed(value, schema);
    }
  }
  return params;
}

/**
 * @param {unknown} body
 * @param {any} schema
 * @returns {Params}
 */
function bodyParams(body, schema) {
  if (body === undefined || body === null || body === "") return {};
  const value = typeof body === "string" ? JSON.parse(body) : plain(body);
  const whole = schema?.["x-portaria-parameter"];
  if (whole) return { [whole]: value };
  if (typeof value !== "object" || Array.isArray(value)) throw new Error("The body is no object.");
  return value;
}

/**
 * A form's fields, which Swagger UI keeps in a list or a map of its own.
 * @param {any} body
 */
function plain(body) {
  if (body instanceof FormData) return Object.fromEntries(body);
  return typeof body.toJS === "function" ? body.toJS() : body;
}

/**
 * A text as the type that its schema says.
 * @param {string} text
 * @param {any} schema
 */
function typed(text, schema) {
  const types = [schema?.type].flat();
  const isNumber = types.includes("integer") || types.includes("number");
  if (isNumber && text.trim() !== "" && Number.isSafeInteger(Number(text))) return Number(text);
  if (types.includes("number") && Number.isFinite(Number(text))) return Number(text);
  if (types.includes("boolean") && (text === "true" || text === "false")) return text === "true";
  return text;
}
