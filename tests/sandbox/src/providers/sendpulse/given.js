// What a request brings, by the names of its fields, however its client writes them.

import { isObject } from "../../data/values.js";

/**
 * @typedef {import("../../http/body.js").Body} Body
 * @typedef {Record<string, unknown>} Fields
 */

/**
 * The fields of a query. The official Python client writes all of it as one JSON text.
 *
 * @param {URLSearchParams} query
 * @returns {Fields}
 */
export function queryFields(query) {
  const whole = [...query].map(([name, value]) => (value ? `${name}=${value}` : name)).join("&");
  return whole.startsWith("{") ? objectIn(whole) : formFields(query);
}

/**
 * The fields of a body: JSON's, or a form's. Files count as what is known of them.
 *
 * @param {Body} body
 * @returns {Fields}
 */
export function bodyFields({ json, form, files = [] }) {
  if (isObject(json)) return json;
  return { ...(form ? formFields(form) : {}), ...Object.fromEntries(Map.groupBy(files, fieldOf)) };
}

/** @param {{ field: string }} file */
const fieldOf = ({ field }) => field;

/**
 * As PHP reads them: `a[]=1&a[]=2` is a list, `a[b]=1` an object; of a plain name that is repeated, the
 * last value is kept.
 *
 * @param {URLSearchParams} form
 * @returns {Fields}
 */
function formFields(form) {
  /** @type {Fields} */
  const fields = {};
  for (const [name, value] of form) {
    const [, plain = name, key] = /^([^[]+)\[([^\]]*)\]$/.exec(name) ?? [];
    const before = fields[plain];
    if (key === "") fields[plain] = [...(Array.isArray(before) ? before : []), value];
    else if (key !== undefined)
      fields[plain] = { ...(isObject(before) ? before : {}), [key]: value };
    else fields[plain] = value;
  }
  return fields;
}

/**
 * @param {string} text
 * @returns {Fields}
 */
function objectIn(text) {
  try {
    const value = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
