// Custom fields. What is chosen from a list is kept as the option's id: the newer addresses show that
// id, the older ones its text.

import { business } from "../refusal.js";

/**
 * @typedef {Record<string, string | string[]>} Values by the field's key
 *
 * @typedef {Object} Field
 * @property {number} id
 * @property {string} name
 * @property {string} key
 * @property {string} type the vendor's code
 * @property {readonly [key: string, value: string][]} [options]
 * @property {boolean} [newer] of a type that only the newer addresses have; its code is unknown, so
 *   that no list of fields shows it
 */

/** @type {readonly Field[]} */
export const TICKET_FIELDS = [
  { id: 1, name: "设备编号", key: "field_1", type: "2" },
  {
    id: 2,
    name: "故障级别",
    key: "field_2",
    type: "1",
    options: [
      ["21", "一般"],
      ["22", "严重"],
    ],
  },
];

/** @type {readonly Field[]} */
export const CONTACT_FIELDS = [
  {
    id: 1,
    name: "会员等级",
    key: "field_1",
    type: "1",
    options: [
      ["11", "普通会员"],
      ["12", "高级会员"],
    ],
  },
  { id: 2, name: "生日", key: "field_2", type: "8" },
  {
    id: 3,
    name: "兴趣",
    key: "field_3",
    type: "6",
    options: [
      ["31", "产品培训"],
      ["32", "线下活动"],
    ],
  },
  {
    id: 4,
    name: "地区",
    key: "field_4",
    type: "",
    options: [
      ["41", "示例省"],
      ["411", "示例市"],
    ],
    newer: true,
  },
];

/** @type {readonly Field[]} */
export const COMPANY_FIELDS = [
  {
    id: 1,
    name: "产品类型",
    key: "field_10",
    type: "1",
    options: [
      ["231", "在线客服模块"],
      ["232", "呼叫中心模块"],
    ],
  },
  { id: 2, name: "客户编号", key: "field_1", type: "2" },
  {
    id: 3,
    name: "是否续费",
    key: "field_3",
    type: "1",
    options: [
      ["301", "是"],
      ["302", "否"],
    ],
  },
];

/**
 * @param {readonly Field[]} fields
 * @param {Values} values
 * @param {boolean} newer
 */
export function shown(fields, values, newer) {
  return fields
    .filter((field) => field.key in values && (newer || !field.newer))
    .map((field) => {
      const value = values[field.key] ?? "";
      return { key: field.key, value: newer ? value : textOf(field, value) };
    });
}

/**
 * @param {Field} field
 * @param {string | string[]} value
 * @returns {string | string[]}
 */
function textOf({ options = [] }, value) {
  /** @param {string} id */
  const text = (id) => options.find(([key]) => key === id)?.[1] ?? id;
  return Array.isArray(value) ? value.map(text) : text(value);
}

/**
 * The values as they are after a write: those that are not sent stay.
 *
 * @param {readonly Field[]} fields
 * @param {Values} before
 * @param {unknown} sent
 * @returns {Values}
 */
export function changed(fields, before, sent) {
  if (sent === undefined) return before;
  if (!Array.isArray(sent)) throw business(400, "custom_fields is not a list");
  const values = { ...before };
  for (const each of sent) {
    const field = fields.find(({ key }) => key === each?.key);
    if (!field) throw business(400, `there is no custom field ${each?.key}`);
    const value = each.value ?? "";
    values[field.key] = Array.isArray(value)
      ? value.map((one) => idOf(field, String(one)))
      : idOf(field, String(value));
  }
  return values;
}

/**
 * Options are taken by id and by text, at either address. That is a guess.
 *
 * @param {Field} field
 * @param {string} sent
 */
function idOf({ key, options }, sent) {
  if (!options || sent === "") return sent;
  const found = options.find(([id, text]) => sent === id || sent === text);
  if (!found) throw business(400, `${key} has no option ${sent}`);
  return found[0];
}

/**
 * @param {readonly Field[]} fields
 * @param {string} address of one of them, without its number
 */
export function definitions(fields, address) {
  return fields
    .filter(({ newer }) => !newer)
    .map(({ id, name, key, type, options = [] }) => ({
      id,
      url: `${address}/${id}.json`,
      name,
      key,
      type,
      system: "0",
      custom_field_options: options.map(([option, value]) => ({ key: option, value })),
    }));
}
