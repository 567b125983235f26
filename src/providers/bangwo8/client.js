export { Bangwo8 } from "../../../pkg/dist/bangwo8.js";

/** @type {typeof import("../../../pkg/index.js").customFieldsByKey} */
export function customFieldsByKey(record) {
  const fields = record?.custom_fields ?? [];
  return Object.fromEntries(fields.map(({ key, value }) => [key, value]));
}

/** @type {typeof import("../../../pkg/index.js").customFields} */
export const customFields = (byKey) =>
  Object.entries(byKey).map(([key, value]) => ({ key, value }));
