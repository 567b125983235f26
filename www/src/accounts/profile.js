import { el } from "../dom.js";
import { texts } from "../language.js";

/** @typedef {import("portaria").Profile} Profile */

/** @typedef {keyof import("../language.js").Texts["field"]} Field */

/** The fields that may be long. */
const LONG = new Set(["biography", "website", "picture", "cover"]);

/**
 * A person's data: a row for each field that is known, and one row that names the others.
 * @param {Profile} profile
 */
export function dataList(profile) {
  const fields = /** @type {[Field, string][]} */ (Object.entries(texts.field));
  const known = fields.filter(([field]) => profile[field] !== null && profile[field] !== "");
  const missing = fields.filter((field) => !known.includes(field)).map(([, label]) => label);
  const rows = known.map(([field, label]) =>
    row(LONG.has(field) ? "long" : field, label, ...shown(field, profile)),
  );
  if (missing.length > 0) rows.push(row("long", texts.notGiven, missing.join(", ")));
  return el("dl", { class: "data" }, ...rows);
}

/**
 * @param {string} kind
 * @param {string} label
 * @param {...(Node | string)} value
 */
function row(kind, label, ...value) {
  return el("div", { class: kind }, el("dt", {}, label), el("dd", { dir: "auto" }, ...value));
}

/**
 * @param {Field} field
 * @param {Profile} profile
 * @returns {(Node | string)[]}
 */
function shown(field, profile) {
  const value = profile[field];
  if (typeof value === "boolean") return [value ? texts.yes : texts.no];
  const text = value ?? "";
  switch (field) {
    case "email":
      return [text, el("span", { class: "quiet" }, ` ${texts.notVerified}`)];
    case "picture":
    case "cover":
    case "website":
      return [link(text)];
    case "username":
      return [`@${text}`];
    default:
      return [text];
  }
}

/**
 * A link where the address is one that only opens a page; else its text.
 * @param {string} address
 */
function link(address) {
  if (!/^https?:\/\//i.test(address)) return address;
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, address);
}
