import { Bangwo8 as Client } from "../../../pkg/dist/bangwo8.js";
import { keptBy } from "../../../pkg/lib/hidden.js";

/** The client with what is called beside the description. */
export class Bangwo8 extends Client {
  /** @type {import("../../../pkg/index.js").Bangwo8["request"]} */
  request(request, options) {
    return keptBy(this).client.makeRequest()(request, options);
  }

  /** @type {import("../../../pkg/index.js").Bangwo8["requestList"]} */
  requestList(request, options) {
    return keptBy(this).client.makeRequestList()(request, options);
  }
}

/** @type {typeof import("../../../pkg/index.js").customFieldsByKey} */
export function customFieldsByKey(record) {
  const fields = record?.custom_fields ?? [];
  return Object.fromEntries(fields.map(({ key, value }) => [key, value]));
}

/** @type {typeof import("../../../pkg/index.js").customFields} */
export const customFields = (byKey) =>
  Object.entries(byKey).map(([key, value]) => ({ key, value }));
